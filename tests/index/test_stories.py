import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.stories import BANDS, bands, same_story, shingles, similarity

WORDS = [f"word{number}" for number in range(200)]


def test_wire_copy_with_small_edits_is_proposed_and_confirmed() -> None:
    edited = list(WORDS)
    edited[20], edited[90], edited[150] = "x", "y", "z"
    one, two = shingles(" ".join(WORDS)), shingles(" ".join(edited))
    assert set(bands(one)) & set(bands(two))
    assert same_story(one, two)


def test_texts_that_share_a_paragraph_are_two_stories() -> None:
    one = shingles(" ".join(WORDS))
    two = shingles(" ".join(WORDS[:60]) + " " + " ".join(f"other{number}" for number in range(140)))
    assert not same_story(one, two)


def test_short_texts_are_one_story_only_when_equal() -> None:
    assert same_story(shingles("To come later."), shingles("To come  later"))
    assert not same_story(shingles("To come later."), shingles("To come soon."))
    assert not same_story(shingles(""), shingles(""))


@given(st.text(max_size=400))
def test_signature_is_stable_and_bounded(text: str) -> None:
    found = bands(shingles(text))
    assert found == bands(shingles(text))
    assert len(found) in (1, BANDS)
    assert all(0 <= band < 2**63 for band in found)


@given(st.lists(st.integers(0, 50)), st.lists(st.integers(0, 50)))
def test_similarity_is_that_of_sets(one: list[int], two: list[int]) -> None:
    union = set(one) | set(two)
    expected = len(set(one) & set(two)) / len(union) if union else 0.0
    arrays = (np.unique(np.array(items, dtype=np.uint64)) for items in (one, two))
    assert similarity(*arrays) == expected
