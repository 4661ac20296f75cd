"""What an answer is, and which of its links are followed."""

from datetime import UTC, datetime

import pytest

from index.crawl.discovery import MAX_DEPTH, SECTION_DEPTH, discover, form_of

LINKS = (
    b'<link rel="alternate" type="application/rss+xml" href="/feed"><a href="/world">w</a>'
    b'<a href="/story/1">s</a><a href="/world?page=2">n</a>'
)


def read(body: bytes, kind: str = "home", **more: object):
    asked = {
        "url": "https://paper.example/x", "content_type": "text/html", "robots_tags": (), "depth": 0,
        "root": "paper.example", "now": datetime(2026, 3, 5, tzinfo=UTC),
    }  # fmt: skip
    return discover(body, kind=kind, **(asked | more))


@pytest.mark.parametrize(
    ("label", "body", "form"),
    [
        ("text/html; charset=utf-8", b"<p>x", "html"),
        ("application/xhtml+xml", b"<html/>", "html"),
        ("", b" <!doctype html>", "html"),
        ("text/html", b"<?xml version='1.0'?><rss><channel/></rss>", "feed"),
        ("text/plain", b"\xef\xbb\xbf<feed xmlns='http://www.w3.org/2005/Atom'/>", "feed"),
        ("application/json", b'{"version": "https://jsonfeed.org/version/1"}', "feed"),
        ("application/octet-stream", b"\x1f\x8b\x08", "sitemap"),
        ("text/html", b"<urlset/>", "sitemap"),
        ("application/json", b'{"a": 1}', "other"),
        ("image/png", b"\x89PNG", "other"),
        ("text/html", b"\x89PNG\0\0", "other"),
        ("text/plain", b"hello", "other"),
        ("", b"", "other"),
    ],
)
def test_body_decides_before_its_label(label, body, form):
    assert form_of(label, body, "article") == form


def test_list_of_addresses_is_a_sitemap_where_one_was_named():
    assert form_of("text/plain", b"https://paper.example/story/1", "sitemap") == "sitemap"


def test_lists_lead_everywhere_and_articles_to_articles():
    assert [link.kind for link in read(LINKS).links] == ["feed", "section", "article", "paging"]
    assert [link.kind for link in read(LINKS, "article", depth=1).links] == ["article"]
    assert [link.kind for link in read(LINKS, "section", depth=SECTION_DEPTH).links] == ["article", "paging"]
    assert read(LINKS, depth=MAX_DEPTH).links == ()


def test_articles_found_on_lists_are_young_and_those_behind_articles_not():
    (young,) = (link for link in read(LINKS, "section").links if link.kind == "article")
    (old,) = read(LINKS, "article").links
    assert (young.fresh, old.fresh) == (True, False)


def test_section_that_calls_itself_an_article_is_kept():
    body = b'<meta property="og:type" content="article"><p>x'
    assert read(body, "section").is_article
    assert not read(body, "home", url="https://paper.example/").is_article
    assert not read(b"<p>x", "section").is_article


@pytest.mark.parametrize(
    ("tag", "noindex", "follows"),
    [
        ("", False, True),
        ("noindex", True, True),
        ("none", True, False),
        ("nofollow", False, False),
        ("googlebot: noindex", False, True),
        ("dateline: noindex", True, True),
        ("googlebot: max-snippet:3, noindex, nofollow", False, True),
        ("googlebot: nofollow, dateline: noindex", True, True),
        ("max-snippet:3, noindex", True, True),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST", False, True),
    ],
)
def test_robots_header_is_obeyed_when_it_is_meant_for_us(tag, noindex, follows):
    found = read(LINKS, "article", robots_tags=[tag])
    assert (found.directives.noindex, bool(found.links)) == (noindex, follows)


def test_wish_for_no_copy_is_read_from_header_and_page():
    meta = b'<meta name="robots" content="noarchive"><p>x'
    assert read(b"<p>x", "article", robots_tags=["noindex", "noarchive"]).directives.noarchive
    assert read(meta, "article").directives.noarchive
    assert not read(b"<p>x", "article", robots_tags=["googlebot: noarchive"]).directives.noarchive


def test_lists_of_other_sites_are_cut_to_this_one():
    feed = (
        b"<rss><item><link>https://paper.example/1</link></item><item><link>https://m.paper.example/2</link></item>"
        b"<item><link>https://other.example/3</link></item></rss>"
    )
    assert [link.url for link in read(feed, "feed").links] == [
        "https://paper.example/1", "https://m.paper.example/2",
    ]  # fmt: skip


def test_feed_on_a_sister_host_may_name_articles_of_its_site():
    feed = b"<rss><item><link>https://www.paper.co.uk/1</link></item></rss>"
    found = read(feed, "feed", root="feeds.paper.co.uk", url="https://feeds.paper.co.uk/rss")
    assert [link.url for link in found.links] == ["https://www.paper.co.uk/1"]


@pytest.mark.parametrize(
    ("title", "missing"),
    [
        ("404 - The Paper", True),
        ("404", True),
        ("Error 404: nothing here", True),
        ("Page not found | The Paper", True),
        ("Sorry, this page cannot be found", True),
        ("Seite nicht gefunden", True),
        ("Página no encontrada", True),
        ("404 Media sues the government", False),
        ("404 people were rescued", False),
        ("Lost ferry found", False),
        ("The page turns on a century", False),
    ],
)
def test_page_whose_title_says_not_found_is_missing(title, missing):
    assert read(f"<meta charset=utf-8><title>{title}</title><p>x".encode(), "article").is_missing is missing
