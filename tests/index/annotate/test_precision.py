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


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The vote of European MEPs was close. Labour MPs said so.", {"European MEPs", "Labour MPs", "MPs"}),
        ("Most of the interest in PlayTown came from PlayTown fans, said Mary Poe.", {"PlayTown"}),
        ("Two-year notes fell. No-one said that Two-year notes would rise.", {"Two-year", "No-one"}),
    ],
)  # fmt: skip
def test_word_spelt_as_no_name_is_spelt_names_nobody(text: str, wrong: set[str]) -> None:
    assert not names("", text) & wrong


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Gov. Martin Poe R signed the bill.", "Martin Poe"),
        ("The Martin Pickford-skippered yacht came first.", "Martin Pickford"),
        ("The actor Martin DiVarro and his friend left.", "Martin DiVarro"),
        ("His cousin JoAnn Pickford left.", "JoAnn Pickford"),
        ("The game that JaVale McGee missed was lost.", "JaVale McGee"),
        ("SoftPlate Chief Executive Officer Kevin Ryan spoke.", "Kevin Ryan"),
        ("The general Ban Ki-moon knew left.", "Ban Ki-moon"),
    ],
)  # fmt: skip
def test_name_is_freed_of_what_is_tied_to_it(text: str, person: str) -> None:
    assert person in names("", text)


def test_adjective_of_a_continent_or_region_is_no_place_and_no_given_name() -> None:
    text = (
        "Markets in Asian countries fell. In European hands it rose. A Crimean Igor waited, said the Texan."
    )
    assert names("", text) <= {"Igor"}


@pytest.mark.parametrize(
    "text",
    [
        "A network called Lokivar was closed. Lokivar had a million users.",
        "They won two major Ostrans. The judges of Ostrans had no doubt.",
        "His guide dog was named Brenvil. Brenvil slept in the chamber.",
    ],
)
def test_what_only_something_is_called_or_is_major_is_no_person(text: str) -> None:
    assert not names("", text)


def test_somebody_called_by_a_lone_name_is_a_person() -> None:
    assert "Brenvil" in names("", "They spoke to a man called Brenvil. Guys named Brenvil are rare.")


@pytest.mark.parametrize(
    "text",
    [
        "Prices fell, said Mary Poe, an economist at Martin Smith Barney. Martin Smith Barney sold.",
        "The investment firm Grant Barnwell sold its house in Leeds.",
        "They searched the Tora Velmo caves. Nobody knew Tora Velmo.",
    ],
)
def test_full_name_where_somebody_works_or_of_a_thing_is_no_person(text: str) -> None:
    assert not names("", text) & {"Martin Smith Barney", "Grant Barnwell", "Tora Velmo"}


@pytest.mark.parametrize(
    "text",
    [
        "The company Martin Pickford founded in 1990 was sold.",
        "He left the bank Martin Pickford runs.",
        "The firm Martin Pickford works for is in Leeds.",
    ],
)
def test_somebody_who_runs_a_firm_is_not_the_firm(text: str) -> None:
    assert "Martin Pickford" in names("", text)


@pytest.mark.parametrize("whose", ["His", "Her old"])
def test_rival_of_a_man_or_woman_is_no_firm(whose: str) -> None:
    assert "Grubelmann" in names("", f"{whose} rival Grubelmann won the vote. Grubelmann left.")


def test_rare_name_behind_the_is_a_thing_unless_it_does_what_persons_do() -> None:
    assert "Jojo Velmo" not in names("", "He knew what the Jojo Velmo tune means. It was Jojo Velmo.")
    assert "Jojo Velmo" in names("", "He knew what the Jojo Velmo said. It was Jojo Velmo.")


def test_bridge_with_employees_stays_a_place() -> None:
    assert "Velmo Bridge" in names("", "Velmo Bridge employees struck. Nobody crossed Velmo Bridge.")


def test_economist_beside_his_own_name_stays_a_person() -> None:
    assert "Martin Barney" in names("", "The economist Martin Barney of the firm said so.")


def test_capital_is_not_meant_by_a_name_that_its_country_or_another_town_bears() -> None:
    found = annotate("Mexico raises rates", "The Mexican peso rose. The mayor flew to Philadelphia.")
    assert {item.entity.name for item in found.places} == {"Mexico", "Philadelphia"}


def test_washington_does_not_draw_towns_to_the_state() -> None:
    found = annotate(
        "", "They met in Geneva. Washington and Kyiv agreed, as Washington said, with the Ukrainian side."
    )
    assert "CH" in {item.entity.country for item in found.places}


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("German business fell, as the Ifo index of the German firms shows. Ifo said so.", "Ifo"),
        ("The Indian group has two brothers. Of them Anil leads, the Indian papers wrote.", "Anıl"),
    ],
)
def test_little_town_far_from_all_places_of_the_article_needs_a_word_of_place(text: str, town: str) -> None:
    assert town not in names("", text)


def test_little_town_is_a_place_behind_a_preposition_or_beside_its_country() -> None:
    assert "Davos" in names("", "The German minister spoke in Davos.")
    assert "Lugano" in names("", "The German and the Swiss minister praised Lugano.")


def test_word_that_only_says_what_kind_something_is_names_no_place() -> None:
    assert not names(
        "", "Calls across the Vodarex network rose. The blowout in the Defence budget grew, and Vodarex paid."
    )
    assert "Vodarex" in names("", "Farmers across the Vodarex region left.")
    assert "Vodarex" in names("", "Doctors in the Vodarex hospital left.")


def test_unlisted_word_that_is_seldom_where_something_is_names_no_place() -> None:
    said = "Exelvo was sold. Nobody knew Exelvo. They praised Exelvo. It was the old Exelvo. "
    assert "Exelvo" not in names("", said + "It invested in Exelvo.")
    assert "Exelvo" in names("", said + "It rained in Exelvo. Snow fell in Exelvo.")


@pytest.mark.parametrize(
    "text",
    [
        "The Liberal Democrat home affairs spokesman left.",
        "She learnt it in Hindi.",
        "A snub in Oscars lists.",
    ],
)
def test_party_language_and_prize_are_no_places(text: str) -> None:
    assert not names("", text)


def test_hill_or_lane_behind_a_form_of_address_is_a_person() -> None:
    found = annotate("", "Senator Hill said so in Perth. In 1996, Mr. Lane and his wife moved.")
    assert {item.entity.name for item in found.persons} == {"Hill", "Lane"}


def test_unlisted_place_of_a_dateline_is_shown_in_small_letters() -> None:
    assert "Vordenau" in names("", "VORDENAU, Russia (Reuters) - The president spoke on Friday.")
