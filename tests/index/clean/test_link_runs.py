"""Thousands of links are no article; those of its sentences stay."""

from lxml.html import document_fromstring

from index.clean import clean_html
from index.clean.link_runs import MAX_LINKS, remove_link_runs

SENTENCE = (
    "The ferry from <a href='/v'>Varna</a> reached the port of Odesa on Friday, the harbour master said. "
)
LINK = "<a href='/x'>A headline of another article</a> "


def page(links: str) -> str:
    return f"<html lang='en'><body><h1>Ferry</h1><p>{SENTENCE * 4}</p>{links}</body></html>"


def text(links: str) -> str:
    article = clean_html(page(links).encode()).article
    assert article is not None
    return article.text


def test_links_side_by_side_are_taken_out_whatever_they_stand_in():
    own = text("")
    assert own.count("Varna") == 4
    count = MAX_LINKS + 100
    blocks = ("<div>" + LINK * 100 + "</div>") * (count // 100)
    rows = "<table>" + f"<tr><td>{LINK}</td></tr>" * count + "</table>"
    nested = "<div>" + ("<div>" + LINK * 50 + "</div>") * (count // 50) + "</div>"
    for links in (LINK * count, blocks, rows, nested):
        assert text(links) == own


def test_words_between_links_stay_with_the_words_of_the_links():
    tree = document_fromstring(page("<div>" + "<a href='/x'>ports</a> and their ferries " * 4_000 + "</div>"))
    remove_link_runs(tree)
    assert len(list(tree.iter("a"))) == 4
    assert tree.text_content().count("ports and their ferries") == 4_000


def test_links_nested_deep_become_words():
    rows = f"<li>{SENTENCE}</li>" * 1_500
    for depth, left in ((20, 1_500), (45, 0)):
        tree = document_fromstring(page("<ul>" * depth + rows + "</ul>" * depth))
        remove_link_runs(tree)
        assert len(list(tree.iter("a"))) == (left + 4 if left else 0)
        assert tree.text_content().count("from Varna reached") == 1_504


def test_page_with_fewer_links_is_left_alone():
    tree = document_fromstring(page(LINK * (MAX_LINKS - 4)))
    remove_link_runs(tree)
    assert len(list(tree.iter("a"))) == MAX_LINKS
