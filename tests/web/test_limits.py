import socket
import threading
from dataclasses import fields, replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from limits import parse

from index.errors import SettingsError
from index.settings import Settings, load_settings
from web import create_app
from web import limits as web_limits
from web.limits import Bucket, network, read_limits
from web.serve import serve


class Clock:
    """A clock that only the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def limited(settings: Settings, rate: str) -> FlaskClient:
    return create_app(replace(settings, rate_limit=rate)).test_client()


def test_request_too_many_is_refused_with_the_seconds_to_wait(
    indexed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_limits, "Bucket", lambda limit: Bucket(limit, Clock()))
    client = limited(indexed, "2/minute")
    first = client.get("/api/v1/search?q=ferry")
    assert (first.status_code, first.headers["RateLimit-Policy"]) == (200, '"address";q=2;w=60')
    assert first.headers["RateLimit"] == '"address";r=1;t=30'
    assert client.get("/search?q=ferry").status_code == 200
    refused = client.get("/api/v1/status")
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert (refused.headers["Retry-After"], refused.headers["RateLimit"]) == ("30", '"address";r=0;t=60')
    assert refused.get_json(force=True)["detail"] == (
        "More than 2 requests in 60 s came from your address. Try again in 30 s."
    )
    page = client.get("/search.csv?q=ferry")
    assert (page.status_code, page.content_type, page.headers["Retry-After"]) == (
        429, "text/html; charset=utf-8", "30",
    )  # fmt: skip
    assert "<h1>Too many requests</h1>" in page.text


def test_style_sheet_and_preflight_are_not_counted(indexed: Settings) -> None:
    client = limited(indexed, "1/hour")
    for _ in range(3):
        with client.get("/static/style.css") as answer:
            assert answer.status_code == 200
        assert client.options("/api/v1/search").status_code == 200
    assert client.get("/").status_code == 200
    assert client.get("/").status_code == 429


def test_addresses_are_counted_apart(indexed: Settings) -> None:
    client = limited(indexed, "1/hour")
    for address in ("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1"):
        assert client.get("/", environ_base={"REMOTE_ADDR": address}).status_code == 200
    for address in ("192.0.2.1", "::ffff:192.0.2.2", "2001:db8::2"):
        assert client.get("/", environ_base={"REMOTE_ADDR": address}).status_code == 429


def test_without_the_setting_nothing_is_counted(client: FlaskClient) -> None:
    for _ in range(50):
        answer = client.get("/robots.txt")
        assert answer.status_code == 200
    assert "RateLimit" not in answer.headers


def test_tightest_of_several_limits_is_told(indexed: Settings) -> None:
    client = limited(indexed, "5/second; 3/hour")
    assert client.get("/").headers["RateLimit"].startswith('"address";r=2;')
    client.get("/")
    client.get("/")
    refused = client.get("/")
    assert (refused.status_code, refused.headers["RateLimit-Policy"]) == (429, '"address";q=3;w=3600')


@pytest.mark.parametrize(
    "text", ["often", "0/minute", "10", "-1/minute", "10/fortnight", "1/minute and more"]
)
def test_wrong_limit_is_named_before_anything_is_served(indexed: Settings, text: str) -> None:
    with pytest.raises(SettingsError, match="rate_limit"):
        limited(indexed, text)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (indexed.home / "config.toml").write_text(f'rate_limit = "{text}"\n')
    result = CliRunner().invoke(serve, ["--port", str(port)], obj=indexed.home)
    assert isinstance(result.exception, SettingsError)
    socket.create_server(("127.0.0.1", port)).close()  # it was let go again


def test_limits_are_written_in_several_ways() -> None:
    for text in ("120/minute", "120 per 1 minute", " 120/minute; 7/day "):
        assert next(str(item) for item in read_limits(text)) == "120 per 1 minute"


@given(
    amount=st.integers(1, 20),
    steps=st.lists(st.floats(0, 90, allow_nan=False), max_size=80),
)
def test_bucket_lets_through_what_it_says_and_then_one_at_a_time(amount: int, steps: list[float]) -> None:
    clock = Clock()
    bucket = Bucket(parse(f"{amount}/minute"), clock)
    passed: list[float] = []
    for step in steps:
        clock.now += step
        verdict = bucket.take("a")
        if verdict.wait_s:
            assert 0 < verdict.wait_s <= 60 / amount + 1e-6
        else:
            passed.append(clock.now)
            assert 0 <= verdict.left < amount
    for start in passed:
        within = [moment for moment in passed if start <= moment < start + 60]
        assert len(within) <= 2 * amount


@given(amount=st.integers(1, 50))
def test_waiting_as_long_as_told_is_enough(amount: int) -> None:
    clock = Clock()
    bucket = Bucket(parse(f"{amount}/hour"), clock)
    assert [bucket.take("a").left for _ in range(amount)] == list(range(amount - 1, -1, -1))
    for _ in range(5):
        wait_s = bucket.take("a").wait_s
        clock.now += wait_s * 0.99
        assert bucket.take("a").wait_s > 0
        clock.now += wait_s * 0.01
        assert bucket.take("a").wait_s == 0


def test_addresses_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    bucket = Bucket(parse("10/minute"), clock)
    for number in range(500):
        bucket.take(f"address {number}")
    assert len(bucket) == 500
    clock.now += 61
    bucket.take("another")
    assert len(bucket) == 1
    monkeypatch.setattr(web_limits, "MAX_ADDRESSES", 100)
    for number in range(1000):
        bucket.take(f"address {number}")
    assert len(bucket) <= 100


def test_threads_together_get_no_more_than_one_would() -> None:
    bucket = Bucket(parse("100/day"))
    passed: list[bool] = []

    def ask() -> None:
        passed.extend(bucket.take("a").wait_s == 0 for _ in range(100))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(passed), sum(passed)) == (800, 100)


@pytest.mark.parametrize(
    ("address", "asker"),
    [("192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("fe80::1%eth0", "fe80::/64"),
     ("::ffff:192.0.2.7", "192.0.2.7"), ("unix:", "unix:"), ("", "")],
)  # fmt: skip
def test_network_of_an_address_counts_as_one(address: str, asker: str) -> None:
    assert network(address) == asker


def test_list_of_texts_comes_from_file_and_environment(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('cors_origins = ["https://a.example", "https://b.example"]\n')
    assert load_settings(tmp_path, {}).cors_origins == ("https://a.example", "https://b.example")
    variables = {
        "DATELINE_CORS_ORIGINS": "https://c.example, https://d.example",
        "DATELINE_RATE_LIMIT": "9/day",
    }
    found = load_settings(tmp_path, variables)
    assert (found.cors_origins, found.rate_limit) == (("https://c.example", "https://d.example"), "9/day")


@pytest.mark.parametrize("text", ["[1]", "5", '[["a"]]', "true", "{a = 1}"])
def test_list_that_holds_no_texts_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_text(f"cors_origins = {text}\n")
    with pytest.raises(SettingsError, match=r"cors_origins = .* is not a usable list of texts"):
        load_settings(tmp_path, {})


def test_every_setting_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs/settings.md").read_text("utf-8")
    assert [item.name for item in fields(Settings) if f"| `{item.name}` |" not in text] == []
