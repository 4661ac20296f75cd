"""Tables of class names: every row meets its example, and names like those of the article meet none."""

from collections import Counter

import pytest

from index.clean.class_names import NAMES, name_rows

ROWS = name_rows()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.table}: {row.words[:30]}")
def test_each_row_meets_its_example_and_says_its_source(row):
    assert row.pattern.search(row.example)
    assert NAMES[row.table].search(row.example)
    assert row.source and row.words


def test_no_words_stand_twice_in_a_table():
    assert [key for key, count in Counter((row.table, row.words) for row in ROWS).items() if count > 1] == []


@pytest.mark.parametrize(
    "name",
    ["article-body", "story", "shared-content", "content__text", "captions-free", "paragraph", "adapted"],
)
def test_names_of_the_article_are_in_no_table_of_boilerplate(name):
    assert not any(NAMES[table].search(name) for table in ("junk", "sure-junk", "teaser"))
