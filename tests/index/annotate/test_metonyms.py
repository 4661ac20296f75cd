"""Invented sentences: the capital between bars stands for a government, or is the town."""

import pytest

from index.annotate import annotate
from index.annotate.metonyms import is_metonym
from index.article import annotations_from_json, annotations_to_json

GOVERNMENTS = [
    "|Kyiv| said the bridge was open again.",
    "The ferry sank on Monday, |Kyiv| said.",
    "|Moscow| has repeatedly denied the charge.",
    "|Washington| would not accept that, and |Beijing| warned of a reply.",
    "|Moscow| and |Minsk| agreed on a timetable.",
    "Envoys hoped that |Tehran| would agree.",
    "|Downing Street| rejected the report.",
    "Talks between |Washington| and |Beijing| collapsed.",
    "Relations with |Moscow| have soured.",
    "Talks in Geneva with |Tehran| resumed.",
    "The line was cut, according to |Kyiv|.",
    "New sanctions against |Moscow| were drafted.",
    "Pressure on |Tehran| grew.",
    "More military aid to |Kyiv| was held up.",
    "The duties imposed by |Washington| stay.",
    "|Kyiv|'s troops crossed the river.",
    "Some of |Kyiv|’s closest allies were silent.",
    "A |Moscow|-backed council took office.",
    "The minister accused |Moscow| of sabotage.",
    "|Kyiv| hails |Moscow|’s retreat from the river.",
    "The raids were strongly criticized by |Kyiv|.",
    "They urged |Kyiv| to wait.",
    "|Moscú| acusó a los pescadores.",
    "Las relaciones con |Moscú| son malas.",
    "|Paris| a annoncé une réforme.",
    "|Moskau| warnte vor den Folgen.",
    "|Київ| заявив про нові переговори.",
    "|Москва| обвинила соседей.",
    "Переговоры между |Москвой| и |Киевом| начались.",
]
TOWNS = [
    "Officials in |Kyiv| said the bridge was open.",
    "Officials in |Kyiv| and |Warsaw| said the bridge was open.",
    "The mayor of |Kyiv| said so.",
    "Engineers from |Moscow| wanted more time.",
    "Trains between |Kyiv| and |Warsaw| were late.",
    "He flew from talks in Geneva to |Kyiv|.",
    "|Kyiv| was hit by a storm.",
    "|London| is a city of nine million.",
    "|London| will be warm this week.",
    "|London| demand for flats fell.",
    "|Kyiv|'s mayor opened the bridge.",
    "|Kyiv|'s streets were empty.",
    "A |London|-based firm made it.",
    "Relations with |Kyiv| residents were warm.",
    "According to |Kyiv| police, nobody was hurt.",
    "They marched on |Kyiv| in spring.",
    "Rain fell on |Paris|.",
    "The road to |Kyiv| is open.",
    "She moved to |Washington| and said nothing.",
    "The company said |Tokyo| is its largest market.",
    "A concert in |Vienna| wants no introduction.",
    "Two schools near |Moscow| refused pupils.",
    "Die Züge zwischen |Kiew| und |Warschau| waren leer.",
    "Le maire de |Paris| a annoncé une réforme.",
]


def told(sentence: str) -> list[bool]:
    pieces = sentence.split("|")
    text = "".join(pieces)
    starts = [len("".join(pieces[:at])) for at in range(1, len(pieces), 2)]
    return [is_metonym(text, at, at + len(name)) for at, name in zip(starts, pieces[1::2], strict=True)]


@pytest.mark.parametrize("sentence", GOVERNMENTS)
def test_capital_that_acts_or_stands_in_a_frame_of_diplomacy_is_a_government(sentence: str) -> None:
    assert all(told(sentence))


@pytest.mark.parametrize("sentence", TOWNS)
def test_capital_that_is_a_whereabouts_is_the_town(sentence: str) -> None:
    assert not any(told(sentence))


def test_only_capitals_and_seats_are_marked_and_the_mark_survives_the_store() -> None:
    text = "Kyiv said so. Kharkiv said so. Downing Street denied it. In Kyiv it rained."
    found = annotate("Moscow denies it", text)
    marked = {item.entity.name: [span[:2] for span in item.metonyms] for item in found.places}
    assert marked == {
        "Moscow": [("title", 0)], "Kyiv": [("text", 0)], "Kharkiv": [], "Downing Street": [("text", 31)],
    }  # fmt: skip
    rows = annotations_to_json(found)["places"]
    assert [name["name"] for name in rows if "metonyms" in name] == ["Moscow", "Kyiv", "Downing Street"]
    assert annotations_from_json(annotations_to_json(found)) == found


def test_dateline_is_no_metonym_and_points_stay() -> None:
    found = annotate("", "KYIV, Nov 11 (Reuters) - Kyiv said so.").places[0]
    assert found.points == 5 and len(found.mentions) == 2 and len(found.metonyms) == 1


def test_spans_are_those_of_the_text_as_given() -> None:
    text = "Cafe\u0301 owners wait. Kyiv said so."
    (place,) = annotate("", text).places
    assert [text[span.start : span.end] for span in place.metonyms] == ["Kyiv"]
