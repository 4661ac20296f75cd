import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.highlight import Highlighter
from search.parser import parse
from search.results import Snippet
from search.snippets import ELLIPSIS, best_snippet

TEXT = (
    "The port was quiet. Ships waited outside for days.\n"
    "A deal on grain was signed on Friday. The minister smiled.\n"
    "“Grain is cheap,” a trader said. Another deal may follow."
)


def snippet(query: str, text: str = TEXT, max_chars: int = 60) -> Snippet:
    return best_snippet(text, Highlighter(parse(query).tree), max_chars)


def marked(found: Snippet) -> list[str]:
    return [found.text[start:end] for start, end in found.ranges]


def test_passage_is_the_sentence_with_the_most_words_of_the_query() -> None:
    found = snippet("grain deal")
    assert found.text == "A deal on grain was signed on Friday. The minister smiled."
    assert marked(found) == ["deal", "grain"]


def test_words_close_together_are_better_than_words_apart() -> None:
    text = "Grain was there, and much later in this long sentence a deal. The grain deal came."
    assert snippet("grain deal", text, 70).text == "The grain deal came."


def test_earliest_passage_wins_a_tie() -> None:
    assert snippet("rain", "Rain fell. It was dry. Rain fell.", 12).text == "Rain fell."


@pytest.mark.parametrize("query", ["", "zebra", "-grain", "title:grain"])
def test_without_a_word_of_the_query_the_opening_is_shown(query: str) -> None:
    found = snippet(query)
    assert found == Snippet("The port was quiet. Ships waited outside for days.", ())


def test_passage_does_not_begin_in_the_middle_of_a_sentence_that_fits() -> None:
    assert snippet("smiled", max_chars=40).text == "The minister smiled."


def test_long_sentence_is_cut_at_words_around_what_was_found() -> None:
    text = " ".join(["word"] * 50 + ["needle"] + ["word"] * 50) + "."
    found = snippet("needle", text, 60)
    assert found.text.startswith(f"{ELLIPSIS}word ") and found.text.endswith(f" word{ELLIPSIS}")
    assert marked(found) == ["needle"]
    assert len(found.text) <= 62


def test_abbreviation_and_decimal_do_not_end_a_sentence() -> None:
    text = "The price rose 3.5 per cent at 9 a.m. in Lisbon. Then it fell."
    assert snippet("price", text, 50).text == "The price rose 3.5 per cent at 9 a.m. in Lisbon."


def test_paragraph_break_is_shown_as_a_space() -> None:
    assert "\n" not in snippet("days deal", max_chars=120).text


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_empty_text_has_an_empty_snippet(text: str) -> None:
    assert snippet("grain", text) == Snippet("")


def test_text_without_spaces_is_cut_too() -> None:
    found = snippet("x", "y" * 500, 60)
    assert found.text == "y" * 60 + ELLIPSIS


@given(
    st.text(alphabet="ab .!?\n“”’é1AB", max_size=200),
    st.sampled_from(["a", "a b", '"a b"', "ab*", "a OR b", "b~", ""]),
    st.integers(20, 80),
)
def test_snippet_is_a_piece_of_the_text_with_ranges_inside(text: str, query: str, max_chars: int) -> None:
    found = snippet(query, text, max_chars)
    assert found.text.strip(ELLIPSIS) in text.replace("\n", " ")
    assert len(found.text) <= max_chars + 2
    flat = [edge for item in found.ranges for edge in item]
    assert flat == sorted(flat) and all(0 <= edge <= len(found.text) for edge in flat)
    highlighter = Highlighter(parse(query).tree)
    if any(highlighter.ranges(sentence, "body") for sentence in text.split("\n")) and len(text) < max_chars:
        assert found.ranges
