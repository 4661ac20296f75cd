"""What comes from the open web: each page ends soon, with an article or a named reason."""

import gzip
import time

import pytest

from index.clean import clean_html, clean_text

TEXT = (
    "The ferry from Varna reached the port of Odesa on Friday with ninety lorries, the harbour master said. "
    * 4
)
LIMIT_S = 20.0
"""Far above what any of these takes, and below what a hang would."""


def wrap(body: str, head: str = "") -> bytes:
    return f"<html><head>{head}</head><body><h1>T</h1><p>{TEXT}</p>{body}</body></html>".encode()


HOSTILE = {
    "nested tags": lambda: wrap("<div>" * 100_000),
    "unclosed tags": lambda: wrap("<b><i><p>" * 33_000),
    "many links": lambda: wrap("<a href='/x'>word</a> " * 100_000),
    "many paragraphs": lambda: wrap("<p>word</p>" * 200_000),
    "large page": lambda: wrap("<p>" + "word " * 1_950_000 + "</p>"),
    "wide table": lambda: wrap("<table><tr><td colspan=999999999>1</td></tr></table>"),
    "deep json": lambda: wrap(
        "", "<script type='application/ld+json'>" + "[" * 5_000 + "]" * 5_000 + "</script>"
    ),
    "json of wrong types": lambda: wrap(
        "",
        '<script type=\'application/ld+json\'>{"@type": 7, "headline": [], "author": {"name": 3}, "datePublished": {}}</script>',
    ),
    "many dates": lambda: wrap("<time datetime='2022-11-11'>2022-11-11</time> " * 200_000),
    "huge title": lambda: wrap("", "<title>" + "word " * 200_000 + "</title>"),
    "huge attribute": lambda: wrap(f"<p class='{'a ' * 500_000}'>x</p>"),
    "unclosed comment": lambda: wrap("<!-- " + "<p>word</p>" * 1_000),
    "lone surrogates": lambda: wrap("<p>a&#xD800;b</p>"),
    "NUL": lambda: wrap("<p>a\0b</p>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_page_ends_soon_with_a_named_result(name):
    data = HOSTILE[name]()
    started = time.monotonic()
    result = clean_html(data, url="https://paper.example/a")
    assert time.monotonic() - started < LIMIT_S
    assert (result.article is None) == (result.dropped is not None)
    if result.article:
        assert "reached the port of Odesa" in result.article.text
        result.article.text.encode()
        assert "\0" not in result.article.text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"%PDF-1.7 ...", "not-html"),
        (b"\x89PNG\r\n\x1a\n....", "not-html"),
        (gzip.compress(b"<html>"), "not-html"),
        (b"just some words", "not-html"),
        (b"<html><body><p>Too short.</p></body></html>", "no-text"),
        (b"<p>" + b"x" * 11_000_000, "too-large"),
    ],
)
def test_what_is_no_article_has_a_reason(data, reason):
    assert clean_html(data).dropped == reason


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", ""), ("utf-16-le", ""), ("utf-16", ""), ("windows-1251", "windows-1251"),
        ("gb18030", "utf-8"), ("iso-8859-2", "iso-8859-2"), ("shift_jis", "shift_jis"),
    ],
)  # fmt: skip
def test_text_survives_its_encoding(encoding, declared):
    word = {
        "windows-1251": "Херсон",
        "gb18030": "敖德萨港口的新渡轮" * 30,
        "iso-8859-2": "Łódź",
        "shift_jis": "港の新しい船",
    }.get(encoding, "Zürich")
    meta = f"<meta charset='{declared}'>" if declared else ""
    html = f"<html><head>{meta}</head><body><h1>T</h1><p>{TEXT}</p><p>{word} {TEXT}</p></body></html>"
    result = clean_html(html.encode(encoding))
    assert result.article is not None
    assert word in result.article.text


def test_plain_text_without_words_has_a_reason():
    assert clean_text("", title="t").dropped == "empty"
    assert clean_text("00:52", title="t").dropped == "no-text"
