"""Feeds of every kind give addresses; hostile ones give nothing and do no harm."""

from datetime import UTC, datetime

import pytest

from index.crawl.feeds import read_feed

URL = "https://paper.example/feed"


def addresses(body: str | bytes) -> list[str]:
    return [link.url for link in read_feed(body.encode() if isinstance(body, str) else body, URL)]


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">
<channel><link>https://paper.example/</link>
<item><link>https://paper.example/story/1?utm_source=rss&amp;id=5</link>
  <pubDate>Wed, 04 Mar 2026 10:00:00 +0100</pubDate></item>
<item><link>/story/2</link></item>
<item><link>https://proxy.example/x</link><feedburner:origLink>https://paper.example/story/3</feedburner:origLink></item>
<item><guid>https://paper.example/story/4</guid></item>
<item><guid isPermaLink="false">tag:4</guid><title>no address</title></item>
<item><link>javascript:alert(1)</link></item><item><link>file:///etc/passwd</link></item>
<item><link>https://paper.example/story/1?id=5</link></item>
</channel></rss>"""


def test_rss_entries_give_their_own_addresses_in_order_each_once():
    assert addresses(RSS) == [
        "https://paper.example/story/1?id=5",
        "https://paper.example/story/2",
        "https://paper.example/story/3",
        "https://paper.example/story/4",
    ]


def test_times_of_entries_are_read_as_utc():
    first, second, *_ = read_feed(RSS.encode(), URL)
    assert first.modified == datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    assert second.modified is None
    assert first.fresh


def test_atom_entries_give_the_alternate_link_and_the_update():
    atom = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://paper.example/"/>
      <entry><link rel="self" href="https://paper.example/api/1"/><link href="/story/1"/>
        <published>2026-03-01T00:00:00Z</published><updated>2026-03-04T10:00:00Z</updated></entry>
      <entry><link rel="alternate" href="/story/2"/></entry></feed>"""
    first, second = read_feed(atom.encode(), URL)
    assert (first.url, second.url) == ("https://paper.example/story/1", "https://paper.example/story/2")
    assert first.modified is not None


def test_rdf_entries_are_read():
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
      <channel><link>https://paper.example/</link></channel>
      <item rdf:about="x"><link>https://paper.example/story/1</link></item></rdf:RDF>"""
    assert addresses(rdf) == ["https://paper.example/story/1"]


def test_json_feed_is_read():
    feed = (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "/story/1", "date_modified": '
        '"2026-03-04T10:00:00+01:00"}, {"id": "2"}, {"url": 3}, "x"]}'
    )
    (link,) = read_feed(feed.encode(), URL)
    assert (link.url, link.modified) == ("https://paper.example/story/1", datetime(2026, 3, 4, 9, tzinfo=UTC))


def test_broken_feed_gives_the_entries_before_the_break():
    assert addresses(RSS[: RSS.index("<item><guid isPerma")])[:4] == addresses(RSS)[:4]


def test_entities_are_neither_read_from_files_nor_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("https://paper.example/secret")
    hostile = f"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file://{secret}"><!ENTITY a "aaaaaaaaaa">
      <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
      <rss><channel><item><link>&f;</link></item><item><link>https://paper.example/lol?&c;</link></item>
      <item><link>https://paper.example/story/1</link></item></channel></rss>"""
    found = addresses(hostile)
    assert "https://paper.example/story/1" in found
    assert not any("secret" in address or "aaa" in address for address in found)


@pytest.mark.parametrize(
    "body", [b"", b"<html><p>x</p></html>", b"{", b'{"items": 3}', b"[]", b"\x00\xff", b"{" * 5000]
)
def test_what_is_no_feed_gives_nothing(body):
    assert read_feed(body, URL) == ()
