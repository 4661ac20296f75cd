"""Keyed lines: what the hash finds in bytes is what a plain scan finds."""

from hypothesis import given
from hypothesis import strategies as st

from index.annotate.keyed_lines import KeyedLines

LINES = st.lists(
    st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1, max_size=6)
)
KEYS = st.text(st.characters(exclude_characters="\n\t", exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(st.dictionaries(KEYS, st.none() | st.text("ab\t", max_size=3)), st.lists(KEYS))
def test_value_is_what_stands_behind_the_key_and_others_have_none(values, others):
    lines = [key if value is None else f"{key}\t{value}" for key, value in values.items()]
    found = KeyedLines("\n".join(lines).encode())
    assert {key: found.value(key) for key in values} == {key: value or "" for key, value in values.items()}
    assert [key in found for key in others] == [key in values for key in others]
    assert list(found) == lines


def test_keys_that_open_and_close_alike_are_told_apart():
    lines = [f"the same opening {number} the same end\t{number}" for number in range(50)]
    found = KeyedLines("\n".join(lines).encode())
    assert [found.value(line.split("\t")[0]) for line in lines] == [str(number) for number in range(50)]


def test_of_two_lines_with_one_key_the_first_counts():
    assert KeyedLines(b"a\tone\nb\nb\tthree\na\tfour").value("a") == "one"
    assert KeyedLines(b"a\tone\nb\nb\tthree\na\tfour").value("b") == ""


def test_text_without_lines_finds_nothing():
    assert "a" not in KeyedLines(b"\n")
    assert list(KeyedLines(b"")) == []


@given(
    LINES, st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1, max_size=2)
)
def test_lines_that_hold_a_text_are_those_that_a_scan_finds(lines, part):
    lines = sorted(lines, key=str.encode)
    found = KeyedLines("\n".join(lines).encode()).holding(part)
    assert list(found) == [line for line in lines if part in line]
