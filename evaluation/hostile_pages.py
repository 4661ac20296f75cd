"""Pages that harm careless cleaners, made on demand, each with what must become of it.

All hold the same article, so that what is lost shows; `ARTICLE` says that it must come out, another word is
the reason for which the page is dropped.
"""

import gzip
import json
import random
from collections.abc import Callable
from dataclasses import dataclass

ARTICLE = "article"
SENTENCE = (
    "The ferry from Varna reached the port of Odesa on Friday with ninety lorries, the harbour master said."
)
TEXT = " ".join([SENTENCE] * 4)
CHINESE = "敖德萨港口的新渡轮星期五抵达" * 30


@dataclass(frozen=True, slots=True)
class HostilePage:
    """A page's maker, what must become of it, and words that the text must hold when it is an article."""

    make: Callable[[], bytes]
    result: str = ARTICLE
    words: str = SENTENCE


def page(body: str, head: str = "") -> str:
    """Give a whole page: the article, then ``body``."""
    return f"<html><head>{head}</head><body><h1>Ferry</h1><p>{TEXT}</p>{body}</body></html>"


def _page(body: str, head: str = "", result: str = ARTICLE) -> HostilePage:
    return HostilePage(lambda: page(body, head).encode("utf-8", "surrogatepass"), result)


def _noise(size: int) -> bytes:
    return random.Random(1).randbytes(size)


def _json_ld(text: str) -> HostilePage:
    return _page("", f"<script type='application/ld+json'>{text}</script>")


def _whole(text: str, result: str = ARTICLE) -> HostilePage:
    return HostilePage(text.encode, result)


def _bytes(result: str, make: Callable[[], bytes]) -> HostilePage:
    return HostilePage(make, result)


PAGES: dict[str, HostilePage] = {
    "empty": _bytes("empty", lambda: b""),
    "white space": _bytes("empty", lambda: b"   \n"),
    "noise": _bytes("not-html", lambda: _noise(300_000)),
    "pdf as html": _bytes("not-html", lambda: b"%PDF-1.7\n" + _noise(100_000)),
    "png as html": _bytes("not-html", lambda: b"\x89PNG\r\n\x1a\n" + _noise(100_000)),
    "jpeg as html": _bytes("not-html", lambda: b"\xff\xd8\xff\xe0" + _noise(100_000)),
    "webp as html": _bytes("not-html", lambda: b"RIFF\x00\x00\x10\x00WEBP" + _noise(100_000)),
    "gzip as html": _bytes("not-html", lambda: gzip.compress(page("").encode())),
    "json": _bytes("not-html", lambda: json.dumps({"a": ["b" * 100] * 5_000}).encode()),
    "above the largest page": _bytes("too-large", lambda: page("<p>word</p>" * 1_000_000).encode()),
    "one paragraph of 10 MB": _bytes(
        "too-large", lambda: page(f"<p>{'word ' * 1_990_000}</p>").encode()
    ),
    "95,000 paragraphs of 10 MB": _page(f"<p>{SENTENCE[:90]}</p>" * 95_000, result="too-complex"),
    "200,000 paragraphs": _page("<p>a b</p>" * 200_000, result="too-complex"),
    "10,000 paragraphs": _page("<p>a b</p>" * 10_000),
    "10,000 elements of junk": _page("<div class='related'><a href='/x'>words of a link</a></div>" * 5_000),
    "30,000 nested tags": _page("<div>" * 30_000),
    "100,000 nested tags": _page("<div>" * 100_000, result="too-complex"),
    "39,000 nested tags and a million ends of others": _page(
        "<b>" * 39_000 + "</i>" * 1_000_000, result="too-complex"
    ),
    "100,000 unclosed tags": _page("<p><b><i>x" * 33_000, result="too-complex"),
    "19,000 unclosed tags with siblings": _page("<b>x<i>y</i> " * 9_500),
    "240 nested lists of links": _page(
        "<ul>" * 240 + f"<li>{SENTENCE} <a href='/x'>link text here</a></li>" * 4_000
    ),
    "40 nested lists of links": _page(
        "<ul>" * 40 + f"<li>{SENTENCE} <a href='/x'>link text here</a></li>" * 2_990
    ),
    "8,000 teasers in an article": _page(
        f"<article><p>{TEXT}</p>" + "<article><h2>Words</h2><p>of another</p></article>" * 8_000
    ),
    "600 paragraphs in links in headings": _page(
        f"<h1><a href='/x'>{SENTENCE}<p><strong>{SENTENCE}</strong><em>so</em>" * 600
    ),
    "300 tables, headings and lists nested": _page(
        f"<table><tr><td><h1><p>{SENTENCE}<br><img src='/x'><a href='/x'>link text</a>" * 300
    ),
    "5,000 nested and closed tags": _page("<div>" * 5_000 + f"<p>{TEXT}</p>" + "</div>" * 5_000),
    "article in 1,500 nested tags": _whole("<html><body>" + "<div>" * 1_500 + f"<p>{TEXT}</p>" * 5),
    "article in 3,000 nested tags": _whole("<html><body>" + "<div>" * 3_000 + f"<p>{TEXT}</p>" * 5),
    "article in 3,000 nested tags with names that are none": _whole(
        "<div>" * 3_000 + f"<a\"b c'd='x' :e=1 \u00e9=2 class='&#1;'>&#1;<p>{TEXT}</p></a\"b>" * 5
    ),
    "article behind 400 unclosed tags": _whole(
        "<html><body>" + "<div><font><b>Menu" * 133 + f"<h1>Ferry</h1><p>{TEXT}</p>" * 2
    ),
    "2,000 nested tables": _page("<table><tr><td>" * 2_000 + f"<p>{TEXT}</p>"),
    "20,000 nested drawings": _page(f"<svg>{'<g>' * 20_000}</svg>"),
    "100,000 links": _page("<a href='/x'>link text here</a> " * 100_000, result="too-complex"),
    "39,000 links": _page("<a href='/x'>link text here</a> " * 39_000),
    "38,000 links in blocks of 100": _page(("<div>" + "<a href='/x'>link text</a> " * 100 + "</div>") * 380),
    "39,000 links among words": _page("<a href='/x'>a link</a> and words of the text between " * 39_000),
    "8,000 links": _page("<a href='/x'>link text here</a> " * 8_000),
    "wide and high cell": _page(
        "<table><tr><td colspan='999999999' rowspan='999999999'>x</td><td>y</td></tr></table>"
    ),
    "wide cell unquoted": _page("<table><tr><td colspan=999999999>x</td></tr></table>"),
    "attribute of 1 MB": _page(f"<p class='{'a ' * 500_000}'>words</p>"),
    "address of 1 MB": _page(f"<p><a href='http://{'a.' * 500_000}'>words</a></p>"),
    "10,000 attributes": _page("<p " + " ".join(f"a{at}='b'" for at in range(10_000)) + ">words</p>"),
    "title of 1 MB": _page("", f"<title>{'a - b | c ' * 100_000}</title>"),
    "heading of 1 MB": _page(f"<h1>{'word ' * 200_000}</h1>"),
    "byline of 1 MB": _page(f"<p class='byline'>By {'Ann Roe and ' * 80_000}Max Low</p>"),
    "meta of 1 MB": _page("", f"<meta name='author' content='{'Ann Roe, ' * 110_000}'>"),
    "200,000 dates": _page(
        "<p>" + " ".join(f"{at % 28 + 1}.{at % 12 + 1}.{1990 + at % 40}" for at in range(200_000)) + "</p>",
        result="too-large",
    ),
    "6,000 marked dates": _page("<time datetime='2022-11-11'>2022-11-11</time> " * 6_000),
    "unclosed comment": _page("<!-- " + "x" * 1_000_000),
    "unclosed comment before the text": _whole(
        f"<html><body><!-- menu <div>{'<p>' + TEXT + '</p>' * 8}</div></body></html>"
    ),
    "unclosed script": _page("<script>" + "var a=1;" * 100_000),
    "script of 8 MB": _page("<script>" + "var a=1;" * 1_000_000 + "</script>"),
    "script of broken strings": _page("<script>" + '"<p>' * 200_000 + "</script>"),
    "entities": _page(f"<p>{'&amp;&lt;&#0;&#x110000;&bogus;' * 20_000}</p>"),
    "entities in entities": _page(f"<p>&{'amp;' * 200_000}</p>"),
    "json-ld nested 5,000 deep": _json_ld('{"@type":"NewsArticle","a":' * 5_000 + "1" + "}" * 5_000),
    "json-ld lists nested 100,000 deep": _json_ld("[" * 100_000 + "]" * 100_000),
    "json-ld graphs nested 900 deep": _json_ld('{"@graph":[' * 900 + "{}" + "]}" * 900),
    "json-ld of wrong types": _json_ld(
        '{"@type":"NewsArticle","headline":["x"],"author":{"name":null},"datePublished":20260101,'
        '"articleBody":{"a":1},"keywords":{"b":2},"image":[[[]]],"publisher":["p"],"description":7,'
        '"articleSection":{"name":{"name":1}},"mainEntityOfPage":[null,3],"@id":[],"inLanguage":{"x":[]},'
        '"isAccessibleForFree":[],"dateModified":{"@value":[1]},"liveBlogUpdate":{"a":[1]},"url":5}'
    ),
    "json-ld of wrong kinds": _json_ld('{"@type":7,"headline":[],"author":{"name":3},"datePublished":{}}'),
    "json-ld with halves of characters": _json_ld(
        r'{"@type":"NewsArticle","headline":"Ferry \ud800 here","author":"Ann \udfff Roe",'
        r'"keywords":["a\u0000b","\ud800"],"articleSection":"\udc00","description":"\ud83d"}'
    ),
    "json-ld with huge numbers": _json_ld(
        '{"@type":"NewsArticle","datePublished":' + "9" * 5_000 + ',"headline":1e999999,"a":-Infinity}'
    ),
    "20,000 objects of json-ld": _json_ld("[" + ",".join(['{"@type":"NewsArticle"}'] * 20_000) + "]"),
    "lone surrogates": _page("<p>bad \ud800 half here</p>"),
    "surrogates as references": _page("<p>a&#xD800;b&#55357;</p>", "<title>a&#xDFFF;b</title>"),
    "NUL": _page("<p>f\0x</p>", "<title>a\0b&#0;</title>"),
    "control characters": _page("<p>\x01\x02\x0b\x1b[31m\x7f\x85 text \u202e turned</p>"),
    "utf-16 without a mark": HostilePage(lambda: page("").encode("utf-16-le")),
    "utf-16 big-endian without a mark": HostilePage(lambda: page("").encode("utf-16-be")),
    "utf-16 that is cut in a character": HostilePage(lambda: page("").encode("utf-16")[:-15]),
    "gbk declared as utf-8": HostilePage(
        lambda: page(f"<p>{CHINESE}</p>", "<meta charset='utf-8'>").encode("gbk"), words=CHINESE[:28]
    ),
    "gbk broken into utf-8": HostilePage(
        lambda: page(f"<p>{CHINESE}</p>").encode("gbk").decode("utf-8", "replace").encode()
    ),
    "an encoding that is none": _page("", "<meta charset='x-\u2603'>"),
    "an encoding with a NUL": _page("<p>Zürich \ud800</p>", "<meta charset='utf\0-8'>"),
    "an encoding that is no text": _page("<p>Zürich</p>", "<meta charset='base64'>"),
    "xml declaration": _whole('<?xml version="1.0" encoding="utf-16"?>' + page("")),
    "xml entities": _whole(
            '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
            '<!ENTITY c SYSTEM "file:///etc/passwd">]>' + page("<p>&b;&b;&c;</p>")
        ),
    "addresses that are none": _page(
        "<a href='http://[::1'>a</a><img src='http://[bad'>",
        "<link rel='canonical' href='http://[::1'><meta property='og:url' content='http://[x]:99999999/'>"
        "<meta property='og:image' content='//[['><base href='http://['>",
    ),
    "15,000 templates": _page("<template><p>x</p></template>" * 15_000),
    "live blog of 3,000 entries": _page(
        "<div class='live-blog'>"
        + f"<article><time datetime='2022-11-11T09:05'>09:05</time><p>{SENTENCE}</p></article>" * 3_000
        + "</div>"
    ),
}  # fmt: skip
