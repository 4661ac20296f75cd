"""What comes from the open web: each page ends soon, with an article or a named reason."""

import gzip
from collections.abc import Iterator
from functools import partial

import pytest

from evaluation.guarded_cleaning import Job, Outcome, guarded
from evaluation.hostile import complaints, make
from evaluation.hostile_pages import PAGES
from index.clean import clean_html, clean_text
from index.worker_pool import CPU_S, GuardedPool

TEXT = (
    "The ferry from Varna reached the port of Odesa on Friday with ninety lorries, the harbour master said. "
    * 4
)


@pytest.fixture(scope="module")
def workers() -> Iterator[GuardedPool[Job, Outcome]]:
    with guarded() as pool:
        yield pool


@pytest.mark.parametrize("name", PAGES)
def test_hostile_page_ends_within_the_limits_with_a_named_result(name, workers):
    [outcome] = workers.submit([Job(partial(make, name))]).result()
    assert complaints(name, outcome) == []
    assert outcome.cpu_s is not None and outcome.cpu_s < CPU_S


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"%PDF-1.7 ...", "not-html"),
        (b"\x89PNG\r\n\x1a\n....", "not-html"),
        (gzip.compress(b"<html>", mtime=0), "not-html"),
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
