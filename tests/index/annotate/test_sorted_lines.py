"""Sorted lines: what bisection in bytes finds is what a plain scan finds."""

from hypothesis import given
from hypothesis import strategies as st

from index.annotate.sorted_lines import SortedLines

LINES = st.lists(
    st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1, max_size=6)
)


@given(LINES, st.text(st.characters(exclude_categories=["Cs"]), max_size=3))
def test_first_line_with_a_prefix_is_the_one_that_a_scan_finds(lines, prefix):
    lines = sorted(lines, key=str.encode)
    found = SortedLines("\n".join(lines).encode())
    assert found.first(prefix) == next((line for line in lines if line.startswith(prefix)), None)
    assert list(found) == lines


def test_text_without_lines_finds_nothing():
    assert SortedLines(b"\n").first("a") is None
    assert list(SortedLines(b"")) == []


@given(
    LINES, st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1, max_size=2)
)
def test_lines_that_hold_a_text_are_those_that_a_scan_finds(lines, part):
    lines = sorted(lines, key=str.encode)
    found = SortedLines("\n".join(lines).encode()).holding(part)
    assert list(found) == [line for line in lines if part in line]
