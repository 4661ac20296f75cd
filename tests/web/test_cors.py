from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from index.errors import SettingsError
from index.settings import Settings
from web import create_app

SITE = "https://news.example"
PREFLIGHT = {
    "Origin": SITE,
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "if-none-match",
}


def sharing(settings: Settings, *origins: str) -> FlaskClient:
    return create_app(replace(settings, cors_origins=origins)).test_client()


def test_no_site_may_read_unless_it_is_named(client: FlaskClient, indexed: Settings) -> None:
    answers = [
        client.get("/api/v1/search", headers={"Origin": SITE}),
        client.options("/api/v1/search", headers=PREFLIGHT),
        sharing(indexed, "https://other.example").get("/api/v1/search", headers={"Origin": SITE}),
        sharing(indexed, SITE).get("/api/v1/search", headers={"Origin": f"{SITE}.evil.example"}),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control-Allow")]


def test_named_site_may_read_the_api_and_its_etag(indexed: Settings) -> None:
    client = sharing(indexed, "http://localhost:3000", SITE)
    for path, status in (("/api/v1/search?q=ferry", 200), ("/api/v1/search?x=1", 400), ("/api/v1/no", 404)):
        answer = client.get(path, headers={"Origin": SITE})
        assert answer.status_code == status
        assert answer.headers["Access-Control-Allow-Origin"] == SITE
        assert {"ETag", "X-Total-Count"} <= set(answer.headers["Access-Control-Expose-Headers"].split(", "))
        assert "origin" in answer.vary
        assert "Access-Control-Allow-Credentials" not in answer.headers
    etag = client.get("/api/v1/search").headers["ETag"]
    same = client.get("/api/v1/search", headers={"Origin": SITE, "If-None-Match": etag})
    assert (same.status_code, same.headers["Access-Control-Allow-Origin"]) == (304, SITE)


def test_answer_varies_by_origin_for_everyone(indexed: Settings) -> None:
    answer = sharing(indexed, SITE).get("/api/v1/search")
    assert "origin" in answer.vary
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_preflight_is_answered_with_reading_alone(indexed: Settings) -> None:
    answer = sharing(indexed, SITE).options("/api/v1/search", headers=PREFLIGHT)
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Access-Control-Allow-Headers"] == "If-None-Match"


def test_star_lets_every_site_read(indexed: Settings) -> None:
    answer = sharing(indexed, "*").get("/api/v1/search", headers={"Origin": "null"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_pages_and_writing_stay_closed(indexed: Settings) -> None:
    client = sharing(indexed, "*")
    for path in ("/", "/search?q=ferry", "/search.csv?q=ferry", "/saved", "/api"):
        assert "Access-Control-Allow-Origin" not in client.get(path, headers={"Origin": SITE}).headers, path
    written = client.post("/saved?q=ferry", data={"name": "x"}, headers={"Origin": SITE})
    assert written.status_code == 403


@pytest.mark.parametrize(
    "origin",
    ["", "null", "news.example", "https://news.example/", "https://news.example/path", "ftp://news.example",
     "https://news.example:443", "https://News.example", "https://user@news.example", "https://", "https://a:b",
     "https://*.example", "https://a b.example", "https://[::1"],
)  # fmt: skip
def test_wrong_origin_is_named_before_anything_is_served(indexed: Settings, origin: str) -> None:
    with pytest.raises(SettingsError, match="cors_origins"):
        sharing(indexed, origin)


@pytest.mark.parametrize(
    "origin", ["http://localhost:3000", "https://[::1]:8443", "https://xn--mnchen-3ya.example"]
)
def test_origin_is_taken_as_browsers_spell_it(indexed: Settings, origin: str) -> None:
    answer = sharing(indexed, origin).get("/api/v1/search", headers={"Origin": origin})
    assert answer.headers["Access-Control-Allow-Origin"] == origin
