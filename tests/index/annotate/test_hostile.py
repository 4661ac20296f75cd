"""Texts made to take long or to mislead offsets: all scripts, capitals, lists without end."""

import pytest

from evaluation.speed import HOSTILE, cut, doubling
from index.annotate import annotate, context

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
    context._may_list.cache_clear()
    assert [context.listed_before(one, len("Paris")) for one in (text, again)] == ["", ""]
    # A memo would find the second by comparing it with the first to its end, at every name.
    assert context._may_list.cache_info().currsize == 0
    assert context.listed_before("Walton and Oconee counties", len("Walton")) == "counties"
    assert context._may_list.cache_info().currsize == 1
