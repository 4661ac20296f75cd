from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from index import errors as index_errors
from index.errors import DatelineError
from index.settings import Settings
from index.store import Store
from index.store_writer import NewArticle, put_articles
from index.wording import NOTHING
from search import errors as search_errors
from search.state import PARAMETERS
from web import create_app
from web import errors as web_errors
from web.errors import STATUS, status_of

HOSTILE_QUERIES = [
    '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", "{{ 7 * 7 }}",
    "%s%n", "\u202e\u0000\x1b", "a" * 3000, "(" * 500, "-" * 50, "*", '"', "~", "title:", "🛥 ferry", "\ud7ff",
]  # fmt: skip


def pages(client: FlaskClient, articles: dict[str, NewArticle]) -> Iterator[tuple[str, str]]:
    for address in (
        "/", "/search", "/search?q=words&person=%22%3E%3Cb%3E&source=%3Cb%3E%22evil%22%3C/b%3E",
        "/facets/person", "/facets/section?find=%3Cscript%3E", "/facets/source", "/saved", "/sources",
        f"/article/{articles['evil'].id}?q=%3Cscript%3E+words", "/nowhere/%3Cscript%3E",
    ):  # fmt: skip
        yield address, client.get(address).text


def test_hostile_texts_stay_texts(client: FlaskClient, articles: dict[str, NewArticle]) -> None:
    for address, text in pages(client, articles):
        page = BeautifulSoup(text, "lxml")
        assert [str(item.get("src")) for item in page.select("script")] == [
            str(item["src"]) for item in page.select("head script[src^='/static/search.js']")
        ], address
        assert page.select("img, b, iframe, object, style, i") == [], address
        for item in page.find_all(True):
            assert not [name for name in item.attrs if name.startswith("on") or name == "style"], address
            for name in ("href", "src", "action"):
                assert not str(item.get(name, "")).lower().startswith(("javascript:", "data:")), address


@pytest.mark.parametrize("path", ["/", "/search?q=ferry", "/nowhere", "/api/v1/search", "/opensearch.xml"])
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("query", HOSTILE_QUERIES, ids=lambda text: ascii(text)[:20])
def test_any_query_gives_a_page(client: FlaskClient, query: str) -> None:
    for path in ("/search", "/facets/person", "/api/v1/search"):
        assert client.get(path, query_string={"q": query}).status_code == 200, path


@pytest.mark.parametrize(
    "value", ["", "x", "-1", "99999999999", "2022-13-45", "<b>", "\u0000", "p:ada_brook"]
)
def test_any_value_of_any_parameter_is_answered(client: FlaskClient, value: str) -> None:
    for name in (*PARAMETERS, "find", "order", "page", "marks", "unknown"):
        for path in ("/search", "/facets/place", "/api/v1/search"):
            answer = client.get(path, query_string={name: value})
            assert answer.status_code in (200, 302, 400), (path, name, answer.text)


def test_missing_index_says_what_to_run(
    store: Store, settings: Settings, articles: dict[str, NewArticle]
) -> None:
    with store.write() as connection:
        put_articles(connection, articles.values())
    client = create_app(settings).test_client()
    for path in ("/search", "/facets/person", "/api/v1/search"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert "dateline" in answer.text
    start = client.get("/")
    assert start.status_code == 200
    assert "4 articles, not searchable yet" in start.text


def test_empty_archive_shows_what_to_do(settings: Settings) -> None:
    client = create_app(settings).test_client()
    start = client.get("/")
    assert start.status_code == 200
    assert f"dateline --home {settings.home} import" in start.text
    assert client.get("/search").status_code == 503
    assert not settings.home.exists()


def test_archive_filled_while_the_server_runs_is_served(indexed: Settings, settings: Settings) -> None:
    empty = settings.home.with_name("elsewhere")
    settings.home.rename(empty)
    client = create_app(settings).test_client()
    assert "empty" in client.get("/").text
    empty.rename(settings.home)
    assert "4 articles" in client.get("/").text


def test_fault_of_ours_shows_no_insides(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("web.search_views.answer", fail)
    answer = client.get("/search")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "log says where" in answer.text


def test_every_error_has_a_status() -> None:
    known = {
        item
        for module in (index_errors, search_errors, web_errors)
        for item in vars(module).values()
        if isinstance(item, type) and issubclass(item, DatelineError)
    }
    assert known <= set(STATUS)
    assert {int(status) for status in STATUS.values()} == {400, 403, 404, 500, 503}


def test_child_of_a_known_error_has_its_status() -> None:
    class NearerError(index_errors.IndexDamagedError):
        pass

    assert status_of(NearerError(NOTHING)) == 503


def test_robots_and_browsers_find_their_files(client: FlaskClient) -> None:
    assert "http://localhost/search?q={searchTerms}" in client.get("/opensearch.xml").text
    assert client.get("/robots.txt").content_type == "text/plain; charset=utf-8"


def test_script_and_style_stay_small(client: FlaskClient) -> None:
    for name, limit in (("style.css", 26_000), ("search.js", 15_000)):
        with client.get(f"/static/{name}") as answer:
            assert len(answer.data) < limit
