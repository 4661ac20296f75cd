import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import terms
from search.patterns import is_prefix, literal_start, pattern_matcher, stems_of_prefix

WORDS = [
    "university", "universities", "government", "economical", "running", "nationalism", "happiness", "ministries",
    "elections", "journalists", "galaxies", "disability", "generously", "organization", "hopefulness", "traders",
]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("letters", [3, 4, 5, 6, 7, 8])
def test_prefix_of_a_word_means_its_stem(word: str, letters: int) -> None:
    [term] = [term.text for term in terms(word)]
    assert pattern_matcher(f"{word[:letters]}*")(term)


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("col*r", "colour"),
        ("col*rs", "colours"),
        ("gal*xies", "galaxies"),
        ("min*try", "ministry"),
        ("Cô*te", "cote"),
        ("un*it*", "universities"),
        ("a.b*", "a.b"),
    ],
)
def test_pattern_means_words_and_their_stems(pattern: str, word: str) -> None:
    matches = pattern_matcher(pattern)
    assert any(matches(term.text) for term in terms(word)) or matches(word)


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        ("col*r", "colt"),
        ("universit*", "unit"),
        ("universit*", "universe"),
        ("governm*", "governor"),
        ("jum*ing", "jump"),
        ("a.b*", "aXb"),
    ],
)
def test_pattern_does_not_mean_everything(pattern: str, word: str) -> None:
    assert not any(pattern_matcher(pattern)(term.text) for term in terms(word))


def test_prefix_whose_words_all_begin_with_it_needs_no_further_stem() -> None:
    assert stems_of_prefix("parliam") == frozenset()
    assert stems_of_prefix("governm") == {"govern"}


def test_star_inside_is_no_prefix() -> None:
    assert [is_prefix(pattern) for pattern in ("co*", "co*r", "co*r*")] == [True, False, False]
    assert literal_start("Çö*r") == "co"


STARTS = st.text(min_size=2, max_size=8).filter(lambda text: "*" not in text)


@given(
    STARTS | st.sampled_from(["te", "ter", "TÉ", "ta"]),
    st.text(max_size=8) | st.sampled_from(["m", "r*m"]),
)
def test_any_pattern_can_be_asked_and_finds_only_what_begins_like_it(start: str, rest: str) -> None:
    pattern = f"{start}*{rest}"
    found = pattern_matcher(pattern)("term")
    if found and not is_prefix(pattern):
        assert "term".startswith(literal_start(pattern))
    if (start, rest) in (("te", "m"), ("ter", "m"), ("TÉ", "r*m")):
        assert found
