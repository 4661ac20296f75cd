"""Sitemaps give articles and further sitemaps; bombs and broken ones do no harm."""

import gzip
from datetime import UTC, datetime

import pytest

from index.crawl import sitemaps
from index.crawl.sitemaps import read_sitemap

URL = "https://paper.example/sitemap.xml"
NOW = datetime(2026, 3, 5, tzinfo=UTC)
NAMESPACES = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" '
    'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
)
URLSET = f"""<?xml version="1.0"?><urlset {NAMESPACES}>
<url><loc> https://paper.example/story/1 </loc><lastmod>2026-03-04</lastmod></url>
<url><loc>https://paper.example/story/2</loc><lastmod>2025-01-01T00:00:00Z</lastmod>
  <image:image><image:loc>https://paper.example/picture.jpg</image:loc></image:image></url>
<url><loc>https://paper.example/story/3</loc>
  <news:news><news:publication_date>2026-03-04T08:00:00Z</news:publication_date></news:news></url>
<url><loc>https://paper.example/story/4</loc></url>
<url><loc>javascript:alert(1)</loc></url><url><loc></loc></url>
</urlset>"""


def found(body: bytes) -> list[tuple[str, str, bool]]:
    return [(link.url, link.kind, link.fresh) for link in read_sitemap(body, URL, NOW)]


ARTICLES = [
    ("https://paper.example/story/1", "article", True),
    ("https://paper.example/story/2", "article", False),
    ("https://paper.example/story/3", "article", True),
    ("https://paper.example/story/4", "article", False),
]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_articles_are_found_and_the_young_ones_known(pack):
    assert found(pack(URLSET.encode())) == ARTICLES


def test_index_names_further_sitemaps():
    index = (
        f"<sitemapindex {NAMESPACES}><sitemap><loc>/a.xml.gz</loc><lastmod>2026-03-04</lastmod></sitemap>"
        "<sitemap><loc>https://paper.example/b.xml</loc></sitemap></sitemapindex>"
    )
    first, second = read_sitemap(index.encode(), URL, NOW)
    assert (first.url, first.kind, first.modified) == (
        "https://paper.example/a.xml.gz", "sitemap", datetime(2026, 3, 4, tzinfo=UTC),
    )  # fmt: skip
    assert second.url == "https://paper.example/b.xml"


def test_plain_text_sitemap_is_a_list_of_addresses():
    text = "\ufeffhttps://paper.example/story/1\r\nnot an address\nhttps://paper.example/story/2\n"
    assert [url for url, _, _ in found(text.encode())] == [
        "https://paper.example/story/1", "https://paper.example/story/2",
    ]  # fmt: skip


def test_broken_sitemap_gives_what_stands_before_the_break():
    assert found(URLSET[: URLSET.index("<url><loc>https://paper.example/story/4")].encode()) == ARTICLES[:3]


def test_bomb_unpacks_to_nothing(monkeypatch):
    monkeypatch.setattr(sitemaps, "MAX_BYTES", 100_000)
    bomb = gzip.compress(URLSET.encode() + b" " * 200_000)
    assert found(bomb) == []


def test_no_more_addresses_are_read_than_the_protocol_allows(monkeypatch):
    monkeypatch.setattr(sitemaps, "MAX_LINKS", 2)
    assert found(URLSET.encode()) == ARTICLES[:2]


def test_external_entities_are_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("swordfish")
    body = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file://{secret}">]>'
        "<urlset><url><loc>https://paper.example/x?&e;</loc></url></urlset>"
    )
    assert found(body.encode()) == []


@pytest.mark.parametrize("body", [b"", b"\x1f\x8bgarbage", b"<html></html>", b"\x00", b"<urlset"])
def test_what_is_no_sitemap_gives_nothing(body):
    assert found(body) == []


def test_sitemap_of_more_tags_than_fit_in_memory_gives_nothing(monkeypatch):
    monkeypatch.setattr("index.crawl.xml.MAX_TAGS", 100)
    assert found(URLSET.encode()) == ARTICLES
    assert found(URLSET.replace("</urlset>", f"{'<a/>' * 100}</urlset>").encode()) == []
