"""What is no person and no place although it looks like one, in sentences of ours."""

import pytest

from index.annotate import annotate


def names(title: str, text: str) -> set[str]:
    found = annotate(title, text)
    return {item.entity.name for item in (*found.persons, *found.places)}


@pytest.mark.parametrize(
    ("title", "text", "firm"),
    [
        ("Jarvis falls", "Shares in Jarvis fell by a third. Jarvis said that it would sell a depot.", "Jarvis"),
        ("", "Film studio New Line spoke of cuts. The books went to New Line last year.", "New Line"),
        ("", "The lender lost customers to its rival Ortexa. Ortexa said nothing.", "Ortexa"),
        ("", "She bought a stake in Belvaro. Belvaro says that the price was fair.", "Belvaro"),
        ("Mercedes slumps", "Mercedes sales were weak in spring, and buyers said so.", "Mercedes"),
        ("", "He worked for companies such as Disney. Disney would not comment.", "Disney"),
    ],
)  # fmt: skip
def test_firm_that_is_called_like_a_town_or_a_surname_is_neither(title: str, text: str, firm: str) -> None:
    assert firm not in names(title, text)


def test_town_stays_a_place_beside_a_firm_that_bears_its_name() -> None:
    found = annotate("", "Hereford shares rose in London. A fire broke out in Hereford on Monday.")
    town = next(item for item in found.places if item.entity.name == "Hereford")
    assert len(town.mentions) == 1


def test_surname_stays_a_person_beside_the_firm_that_bears_it() -> None:
    found = annotate("", "Miles Jarvis sold Jarvis shares. Jarvis said that he was content.")
    assert [item.entity.name for item in found.persons] == ["Miles Jarvis"]
    assert len(found.persons[0].mentions) >= 2
