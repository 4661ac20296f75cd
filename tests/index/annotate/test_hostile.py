"""Texts made to take long or to mislead offsets: all scripts, capitals, lists without end."""

import time

import pytest

from evaluation.speed import HOSTILE, cut, doubling
from index.annotate import annotate
from index.annotate.context import listed_before

CHARS = 6_000


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_spans_of_hostile_texts_hold_words(unit: str) -> None:
    text = (unit * (CHARS // len(unit) + 1))[:CHARS]
    found = annotate("", text)
    for item in (*found.persons, *found.places, *found.dates):
        for span in item.mentions:
            said = text[span.start : span.end]
            assert said and said[0].isalnum() and said == said.strip()


def test_every_length_of_every_hostile_text_is_timed() -> None:
    rows = dict(doubling(100, 2))
    assert rows.keys() == HOSTILE.keys()
    assert all(len(seconds) == 3 and min(seconds) >= 0 for seconds in rows.values())


def test_articles_are_cut_without_loss() -> None:
    assert cut("one two three four five", 2, 9) == ["one two ", "three four "]


def test_long_text_that_comes_again_is_not_compared_with_itself_at_every_name() -> None:
    text, again = ("Paris, " * 700_000 + last for last in ("Oconee counties", "Oconee counties"))
    assert text is not again
    assert listed_before(text, len("Paris")) == ""
    started = time.process_time()
    assert {listed_before(again, len("Paris")) for _ in range(5_000)} == {""}
    assert time.process_time() - started < 1
