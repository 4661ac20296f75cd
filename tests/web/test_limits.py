"""Rate limits and cross-origin reads, both off until they are set."""

import dataclasses

import pytest
from flask.testing import FlaskClient

from index.errors import SettingsError
from index.settings import Settings
from web import create_app


def client_of(indexed: Settings, **values: object) -> FlaskClient:
    return create_app(dataclasses.replace(indexed, **values)).test_client()  # type: ignore[arg-type]


def test_without_a_limit_everybody_is_answered(indexed: Settings) -> None:
    client = client_of(indexed)
    assert {client.get("/api/v1/status").status_code for _ in range(30)} == {200}


def test_beyond_the_limit_an_address_is_told_when_to_come_again(indexed: Settings) -> None:
    client = client_of(indexed, rate_limit="3/hour")
    assert [client.get("/api/v1/status").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    refused = client.get("/api/v1/search")
    assert refused.content_type == "application/problem+json"
    assert 1 <= int(refused.headers["Retry-After"]) <= 3600
    page = client.get("/search")
    assert (page.status_code, page.mimetype) == (429, "text/html")
    assert "Too many requests" in page.text
    with client.get("/static/style.css") as static:
        assert static.status_code == 200
    other = client.get("/api/v1/status", environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert other.status_code == 200


@pytest.mark.parametrize("rate", ["often", "0/minute", "-1/minute", "3/fortnight", "minute"])
def test_wrong_rate_is_named_at_the_start(indexed: Settings, rate: str) -> None:
    with pytest.raises(SettingsError, match="rate_limit"):
        client_of(indexed, rate_limit=rate)


DESK = "https://desk.example"


def test_no_other_site_may_read_until_it_is_named(indexed: Settings) -> None:
    answer = client_of(indexed).get("/api/v1/status", headers={"Origin": DESK})
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_named_sites_may_read_the_api_and_nothing_else(indexed: Settings) -> None:
    client = client_of(indexed, cors_origins=f"{DESK} http://localhost:3000")
    answer = client.get("/api/v1/status", headers={"Origin": DESK})
    assert answer.headers["Access-Control-Allow-Origin"] == DESK
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    for path, origin in (("/api/v1/status", "https://evil.example"), ("/search", DESK), ("/saved", DESK)):
        assert "Access-Control-Allow-Origin" not in client.get(path, headers={"Origin": origin}).headers
    asked = client.options("/api/v1/search", headers={"Origin": DESK, "Access-Control-Request-Method": "GET"})
    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    problem = client.get("/api/v1/search?from=soon", headers={"Origin": DESK})
    assert (problem.status_code, problem.headers["Access-Control-Allow-Origin"]) == (400, DESK)


def test_any_site_may_read_when_all_are_let_in(indexed: Settings) -> None:
    answer = client_of(indexed, cors_origins="*").get("/api/v1/status", headers={"Origin": DESK})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("origins", ["desk.example", "https://desk.example/", "ftp://a", "https://"])
def test_wrong_origin_is_named_at_the_start(indexed: Settings, origins: str) -> None:
    with pytest.raises(SettingsError, match="cors_origins"):
        client_of(indexed, cors_origins=origins)
