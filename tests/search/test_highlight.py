import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import chunk_terms
from index.analysis import terms
from search import highlight
from search.highlight import Highlighter, merged
from search.parser import parse

TEXT = "The grain deal, said the U.S. envoy, isn’t dead: grain – not deals – matters in Côte d’Ivoire."


def marked(query: str, text: str = TEXT, field: str = "body") -> list[str]:
    return [text[start:end] for start, end in Highlighter(parse(query).tree).ranges(text, field)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("grain", ["grain", "grain"]),
        ("GRAINS", ["grain", "grain"]),
        ("deal", ["deal", "deals"]),
        ('"grain deal"', ["grain deal"]),
        ('"deal grain"', []),
        ('"grain matters"', []),
        ('"grain matters"~1', []),
        ('"grain matters"~2', ["grain – not deals – matters"]),
        ("us", ["U.S"]),
        ("isn't", ["isn’t"]),
        ("cote", ["Côte"]),
        ("ivoire", ["Ivoire"]),
        ("env*", ["envoy"]),
        ("en*y", ["envoy"]),
        ("deat~", ["dead", "deal", "deals"]),
        ("grain -deal", ["grain", "grain"]),
        ("NOT grain", []),
        ("grain OR deal", ["grain", "deal", "grain", "deals"]),
        ("body:grain", ["grain", "grain"]),
        ("title:grain", []),
        ("title:grain body:dead", ["dead"]),
        ('"grain deal" deal', ["grain deal", "deals"]),
        ("person:grain", []),
        ("published:2022", []),
        ("", []),
        ("*", []),
    ],
)
def test_words_of_the_query_are_marked_as_the_index_finds_them(query: str, found: list[str]) -> None:
    assert sorted(marked(query)) == sorted(found)


def test_readings_that_forget_what_they_held_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highlight, "HELD", 3)
    for _ in range(3):  # a reading is shared by all who ask the same
        assert marked("en*y OR deat~") == ["deal", "envoy", "dead", "deals"]


def test_chunks_are_found_also_when_the_memo_began_anew_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = TEXT.split()
    met = chunk_terms.chunks_with(frozenset({"grain"}), TEXT)
    monkeypatch.setattr(chunk_terms, "MEMO_CHUNKS", 2)
    assert chunk_terms.chunks_with(frozenset({"grain"}), " ".join(f"unmet{at}" for at in range(9)))[1] == []
    assert chunk_terms.chunks_with(frozenset({"grain"}), TEXT) == met == (parts, [1, 9])


def test_number_with_separators_is_marked_whole() -> None:
    assert marked("115000", "It took 115,000 tonnes.") == ["115,000"]
    assert marked("F16", "An F-16 landed.") == ["F-16"]


def test_occurrences_tell_which_word_of_the_query_they_answer() -> None:
    found = Highlighter(parse("deal grain").tree).occurrences("grain deal grain", "body")
    assert [(item.start, item.end, item.number) for item in found] == [(0, 5, 1), (6, 10, 0), (11, 16, 1)]


def test_ranges_that_overlap_are_joined() -> None:
    assert merged(iter([(0, 4), (2, 6), (6, 8), (10, 12), (10, 11)])) == ((0, 6), (6, 8), (10, 12))


@given(
    st.text(alphabet="ab \n.’é1,-", max_size=60),
    st.text(alphabet='ab é"*~-1OR', max_size=20),
)
def test_ranges_are_sorted_disjoint_and_inside(text: str, query: str) -> None:
    ranges = Highlighter(parse(query).tree).ranges(text, "body")
    flat = [edge for item in ranges for edge in item]
    assert flat == sorted(flat)
    assert all(0 <= start < end <= len(text) for start, end in ranges)


@pytest.mark.parametrize(("memo", "longest"), [(3, 40), (200_000, 4), (1, 1)])
@pytest.mark.parametrize("query", ["grain deals", '"grain deal"', "gra* harbour~", "uncharacteristically"])
def test_what_is_remembered_does_not_change_what_is_marked(
    monkeypatch: pytest.MonkeyPatch, memo: int, longest: int, query: str
) -> None:
    text = "  Grain deal, (grain) deals!\n\nUncharacteristically  large harbours; grain-deal \u00a0 end."
    expected = marked(query, text)
    assert expected
    monkeypatch.setattr(chunk_terms, "MEMO_CHUNKS", memo)
    monkeypatch.setattr(chunk_terms, "LONGEST_MEMO", longest)
    monkeypatch.setattr(chunk_terms, "_memos", {})
    for _ in range(2):
        assert marked(query, text) == expected


@given(
    st.lists(
        st.sampled_from(("deal", "deals,", "ideal", "dealt", " ", "\u00a0", "\u2009", "\n", "  ")),
        max_size=12,
    )
)
def test_words_are_marked_wherever_spaces_of_any_kind_stand(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = Highlighter(parse("deal").tree).ranges(text, "body")
    assert list(found) == [(term.start, term.end) for term in terms(text) if term.text == "deal"]


def test_word_behind_a_no_break_space_at_the_beginning_is_marked() -> None:
    assert marked("deal", "\u00a0deal on grain") == ["deal"]
