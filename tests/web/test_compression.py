"""Answers are compressed for who takes it, and say the same."""

import gzip
import re

import pytest
from flask.testing import FlaskClient

GZIP = {"Accept-Encoding": "gzip, br"}
TOOK = re.compile(rb'<p class="took">.*?</p>|"took_ms":[0-9.e-]+')
"""What differs from answer to answer: the time that it took."""


@pytest.mark.parametrize(
    "path",
    [
        "/search",
        "/api/v1/search",
        "/static/style.css",
        "/static/search.js",
        "/static/world.svg",
        "/chart.svg",
    ],
)
def test_compressed_answer_holds_the_same(client: FlaskClient, path: str) -> None:
    with client.get(path) as plain, client.get(path, headers=GZIP) as packed:
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 2
        unpacked, before = (TOOK.sub(b"", body) for body in (gzip.decompress(packed.data), plain.data))
        assert unpacked == before
        assert "Content-Encoding" not in plain.headers


def test_short_and_streamed_answers_are_sent_as_they_are(client: FlaskClient) -> None:
    for path in ("/robots.txt", "/search.csv"):
        assert "Content-Encoding" not in client.get(path, headers=GZIP).headers


def test_page_with_its_style_and_script_is_light(client: FlaskClient) -> None:
    sizes = {}
    for path in ("/search", "/static/style.css", "/static/search.js", "/static/favicon.svg"):
        with client.get(path, headers=GZIP) as answer:
            sizes[path] = len(answer.data)
    assert sizes["/static/search.js"] < 15_000
    assert sum(sizes.values()) < 60_000


def test_asker_with_a_compressed_answer_is_told_that_nothing_changed(client: FlaskClient) -> None:
    first = client.get("/api/v1/search?q=ferry", headers=GZIP)
    assert first.headers["ETag"].startswith("W/")
    again = client.get("/api/v1/search?q=ferry", headers=GZIP | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
