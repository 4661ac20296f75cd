"""Links of a page: what is followed, as what, and what is left out."""

import pytest

from index.crawl.links import kind_of, read_page

HOME = "https://www.paper.example/"
ROOT = "paper.example"


def links_of(markup: str, url: str = HOME) -> list[tuple[str, str]]:
    return [(link.url, link.kind) for link in read_page(markup.encode(), url, ROOT).links]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("", "home"),
        ("/", "home"),
        ("/world", "section"),
        ("/world/europe/", "section"),
        ("/news/world/europe", "section"),
        ("/world?page=3", "paging"),
        ("/world/page/3/", "paging"),
        ("/2026/03/04/harbour", "article"),
        ("/2026-03-04/harbour", "article"),
        ("/world/harbour-strike-enters-third-week", "article"),
        ("/world/harbour_strike_enters_third_week.html", "article"),
        ("/news/world-66012345", "article"),
        ("/story/7", "article"),
        ("/articles/c0abc", "article"),
        ("/story.php?id=7", "article"),
        ("/?p=123", "article"),
        ("/a.php?storyid=12&x=1", "article"),
        ("/photo.jpg", None),
        ("/feed.xml", None),
        ("/login", None),
        ("/account/subscribe-to-our-daily-newsletter", None),
        ("/privacy.html", None),
        ("/tags/harbour", None),
        ("/calendar/2026/03/04", None),
        ("/world?sort=new", None),
        ("/a/b/c/d/e", None),
    ],
)
def test_address_alone_tells_what_it_leads_to(path, kind):
    assert kind_of(f"https://paper.example{path}") == kind


def test_links_are_absolute_tidy_in_order_and_each_once():
    markup = """
        <a href="/world">World</a> <a href=" story/1?utm_source=home#top ">One</a>
        <a href="https://www.paper.example/story/1">again</a> <a href="//paper.example/story/2">Two</a>
    """
    assert links_of(markup) == [
        ("https://www.paper.example/world", "section"),
        ("https://www.paper.example/story/1", "article"),
        ("https://paper.example/story/2", "article"),
    ]


def test_base_element_moves_relative_links():
    markup = '<head><base href="/archive/"></head><body><a href="story/1">x</a>'
    assert links_of(markup) == [("https://www.paper.example/archive/story/1", "article")]


@pytest.mark.parametrize(
    "href",
    ["javascript:go('/story/1')", "JavaScript:/story/1", "mailto:a@b.example", "tel:1", "data:text/html,x", "#top",
     "", "http://[bad/story/1", "https://other.example/story/1", "https://notpaper.example/story/1",
     "file:///story/1", "ftp://paper.example/story/1"],
)  # fmt: skip
def test_links_that_lead_elsewhere_are_left_out(href):
    assert links_of(f'<a href="{href}">x</a>') == []


def test_hosts_below_the_site_belong_to_it():
    assert links_of('<a href="https://sport.paper.example/story/1">x</a>') == [
        ("https://sport.paper.example/story/1", "article")
    ]


def test_nofollow_is_respected_for_a_link_and_for_a_page():
    assert links_of('<a rel="nofollow" href="/story/1">x</a>') == []
    assert links_of('<meta name="robots" content="nofollow"><a href="/story/1">x</a>') == []


def test_feeds_and_next_pages_are_found_in_the_head():
    markup = """<head>
        <link rel="alternate" type="application/rss+xml" href="/rss.xml">
        <link rel="alternate" type="application/rss+xml" href="/story/comments/feed">
        <link rel="alternate" hreflang="de" href="/de/">
        <link rel="next" href="/world/older">
        <link rel="stylesheet" href="/story/style">
    </head>"""
    assert links_of(markup) == [
        ("https://www.paper.example/rss.xml", "feed"),
        ("https://www.paper.example/world/older", "paging"),
    ]


@pytest.mark.parametrize(
    ("meta", "noindex"),
    [
        ('<meta name="robots" content="noindex, follow">', True),
        ('<meta name="ROBOTS" content="NONE">', True),
        ('<meta name="dateline" content="noindex">', True),
        ('<meta name="googlebot" content="noindex">', False),
        ('<meta name="robots" content="index, max-snippet:-1">', False),
    ],
)
def test_noindex_is_read_when_it_is_meant_for_us(meta, noindex):
    assert read_page(f"<head>{meta}</head>".encode(), HOME, ROOT).directives.noindex is noindex


def test_page_that_calls_itself_an_article_is_one():
    page = read_page(b'<meta property="og:type" content="article">', HOME, ROOT)
    assert page.is_article
    assert not read_page(b'<meta property="og:type" content="website">', HOME, ROOT).is_article


@pytest.mark.parametrize("body", [b"", b" \n", b"\x00\xff\xfe", b"<", b"<html><body>" + b"<div>" * 100_000])
def test_broken_pages_have_no_links_and_do_no_harm(body):
    assert read_page(body, HOME, ROOT).links == ()
