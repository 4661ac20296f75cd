"""What nested and repeated elements cost: twice as many may take twice the steps, not four times."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from lxml.html import HtmlElement, document_fromstring

from index.clean.parsing import MAX_DEPTH, MAX_INSIDE, parse
from index.clean.prune import prune

WORDS = "The ferry from Varna reached the port of Odesa on Friday."
LINK = "<a href='/x'>A headline of another article</a>"
BODY = f"<p>{WORDS * 20}</p>"


def steps(work: Callable[[], object]) -> int:
    """Count the lines of Python that are run: a cost that no other load on the machine changes."""
    count = 0

    def step(_frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def tree_of(html: str) -> HtmlElement:
    tree = parse(f"<html><body><h1>Ferry</h1>{BODY}{html}</body></html>")
    assert tree is not None
    return tree


SIBLINGS = {
    "lists of links": f"<ul><li>{LINK}</li><li>{LINK}</li></ul>",
    "lists of words and links": f"<ul><li>{WORDS} {LINK}</li></ul>",
    "paragraphs of links": f"<p>{LINK}</p>",
    "teasers in an article": f"<article><h2>{LINK}</h2><p>{WORDS}</p></article>",
    "junk with text behind it": f"<div class='share'>Share</div>{WORDS}",
    "junk within a sentence": "<span class='ad'></span>",
    "teasers without a link": f"<div class='teaser'>{WORDS}</div>",
    "tables": f"<table><tr><td>{WORDS}</td></tr></table>",
    "asides": f"<aside><p>{WORDS}</p></aside>",
    "captions": f"<figcaption>{WORDS}</figcaption>{WORDS}",
}
NESTED = {
    "lists": (f"<ul><li>{WORDS} {LINK}", "</li></ul>"),
    "articles": (f"<article><p>{WORDS}</p>", "</article>"),
    "tables": (f"<table><tr><td>{WORDS}", "</td></tr></table>"),
    "junk with a headline": ("<div class='promo'><h1>Ferry</h1>", "</div>"),
    "teasers": (f"<div class='teaser'>{WORDS}", "</div>"),
    "asides": (f"<aside><p>{WORDS}</p>", "</aside>"),
}


@pytest.mark.parametrize("name", SIBLINGS)
def test_twice_as_many_siblings_take_twice_the_steps_to_prune(name):
    wrapped = "<article>{}</article>" if "article" in name else "<p>{}</p>" if "sentence" in name else "{}"
    costs = []
    for count in (50, 100, 200):
        tree = tree_of(wrapped.format(SIBLINGS[name] * count))
        costs.append(steps(lambda tree=tree: prune(tree)))
    assert costs[2] - costs[1] < 2.3 * (costs[1] - costs[0])


@pytest.mark.parametrize("name", NESTED)
def test_twice_as_deep_takes_twice_the_steps_to_prune(name):
    opening, closing = NESTED[name]
    costs = []
    for depth in (12, 24, 48):
        html = f"<html><body><h1>Ferry</h1>{BODY}{opening * depth}{closing * depth}</body></html>"
        tree = document_fromstring(html)
        costs.append(steps(lambda tree=tree: prune(tree)))
    assert costs[2] - costs[1] < 2.3 * (costs[1] - costs[0])


@pytest.mark.parametrize("depth", [60, 300, 3_000, 9_000])
def test_texts_nested_too_deep_stand_side_by_side_in_their_order(depth):
    tree = tree_of(
        "<div>" + "".join(f"<div>{at} <p>paragraph {at} <b><i>! </i></b></p>" for at in range(depth))
    )
    assert max(len(list(element.iterancestors())) for element in tree.iter()) <= MAX_DEPTH + MAX_INSIDE
    words = " ".join(tree.text_content().split())
    assert words.endswith(" ".join(f"{at} paragraph {at} !" for at in range(depth)))
    paragraphs = list(tree.iter("p"))
    assert len(paragraphs) == depth + 1
    assert all("!" in paragraph.text_content() for paragraph in paragraphs[1:])


def test_what_stands_behind_a_block_nested_too_deep_stays_where_it_was():
    tree = tree_of("<article>" + "<div>" * 300 + WORDS + "</div>" * 300 + "<p>The end.</p></article>")
    assert [paragraph.getparent().tag for paragraph in tree.iter("p")] == ["body", "article"]


@pytest.mark.parametrize("opening", ["<div>{}", "<p><span><a href='/x'>{}", "<ul><li>{}", "<h2><em>{}"])
def test_twice_as_many_unclosed_tags_take_twice_the_steps_to_parse(opening):
    costs = []
    for count in (200, 400, 800):
        html = "<html><body>" + opening.format(WORDS) * count
        costs.append(steps(lambda html=html: parse(html)))
    assert costs[2] - costs[1] < 2.3 * (costs[1] - costs[0])
