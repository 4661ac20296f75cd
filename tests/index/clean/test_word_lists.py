"""Lists of words and names: sourced, without doubles, folded as they are compared, each of them in use."""

import re
from pathlib import Path

import pytest

import index.clean
from index.clean.kinds import BY_NAME
from index.clean.word_lists import LISTS, WORDS, any_of

CODE = "".join(path.read_text("utf-8") for path in Path(index.clean.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("one", LISTS, ids=lambda one: one.name)
def test_each_list_says_its_use_and_its_source_and_names_no_word_twice(one):
    assert one.about.endswith(".") and one.source
    assert one.words and len(set(one.words)) == len(one.words)
    for word in one.words:
        assert word == word.strip() and (one.patterns or word == word.casefold()), word


@pytest.mark.parametrize("one", LISTS, ids=lambda one: one.name)
def test_words_are_patterns_only_where_their_list_says_so(one):
    for word in one.words:
        assert re.compile(word).groups == 0, word
        if one.patterns or one.name.startswith("meta-"):
            continue
        assert word == re.escape(word).replace("\\ ", " ").replace("\\-", "-"), word


def test_every_list_has_a_reader():
    code = CODE + "".join(f"'section-{kind}'" for kind in BY_NAME)
    assert [one.name for one in LISTS if not re.search(f"['\"]{one.name}['\"]", code)] == []


def test_alternatives_come_in_the_order_of_the_lists():
    assert any_of("by", "image-labels") == "|".join(WORDS["by"] + WORDS["image-labels"])
    assert any_of("months").startswith("january|february|march")
