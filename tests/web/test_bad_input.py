"""Whatever is typed gives a page or a 400 that says why; never a fault of the server."""

import re
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.store_writer import NewArticle
from search.lexer import QUOTES
from search.state import PARAMETERS

TYPED = st.text(max_size=2000) | st.text(
    st.sampled_from(f'ab ()*~^:-"{QUOTES}\u2212\x00\ud800é漢' + "ORNTAS:"), max_size=200
)
PATHS = ("/search", "/api/v1/search", "/api/v1/suggest", "/api/v1/explain?article=x&", "/search.csv")
fuzzed = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def ask(client: FlaskClient, path: str, name: str, value: str) -> None:
    sent = value.encode("utf-8", "surrogatepass").decode("latin-1")
    quoted = "".join(char if char.isascii() and char.isalnum() else f"%{ord(char):02X}" for char in sent)
    joint = "" if path.endswith("&") else "?"
    with client.get(f"{path}{joint}{name}={quoted}") as answer:
        assert answer.status_code in (200, 302, 400), (answer.status_code, value)
        if answer.status_code == 400 and path.startswith("/api/"):
            assert answer.get_json(force=True)["diagnostics"]


@pytest.mark.parametrize("path", PATHS)
@fuzzed
@given(typed=TYPED)
@example(typed="a" * 2000)
@example(typed="(" * 2000)
@example(typed="saved:" + "x" * 1900)
@example(typed="\ud800")
def test_any_query_is_answered(client: FlaskClient, path: str, typed: str) -> None:
    ask(client, path, "q", typed)


@fuzzed
@given(name=st.sampled_from(PARAMETERS), value=TYPED)
def test_any_value_of_any_parameter_is_answered(client: FlaskClient, name: str, value: str) -> None:
    for path in ("/search", "/api/v1/search"):
        ask(client, path, name, value)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/articles/%ff", "/api/v1/entities/%00", "/api/v1/entities//", "/api/v1/facets/%ff",
        "/api/v1/saved/%00", "/article/%ff", "/s/%ff", "/facets/%00", "/api/v1/related/" + "a" * 5000,
        "/search.%00", "/api/v1/search?%ff=%ff", "/api/v1/suggest?q=%ff&limit=" + "9" * 5000,
    ],
)  # fmt: skip
def test_broken_addresses_are_answered(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert answer.status_code in (200, 301, 308, 400, 404), answer.status_code


OWN = (
    "which",
    "find",
    "order",
    "page",
    "bars",
    "saved",
    "article",
    "kind",
    "limit",
    "facet",
    "describe",
    "before",
    "query",
)
"""Parameters of single pages, beside those of a search."""
VALUES = st.sampled_from(
    (
        "", "x", "ferry", "p:ada_brook", "l:saltmere", "GB", "undated", "q=ferry&person=p%3Aada_brook", "q=%ff&from=x",
        "q=(&about_from=2024-13", "0", "-1", "9" * 40, "1e9", "\x00", "\ud800", "%", "../..", "<b>", "2024", "2024-02-30",
        "0000", "9999-12-31", "0001-01", "newest", "about", "tree", "share", "Europe/Kyiv", "\N{ARABIC-INDIC DIGIT ONE}",
    )
) | st.text(max_size=40)  # fmt: skip
IN_PATHS = (
    "x",
    "person",
    "place",
    "ferry",
    "p:ada_brook",
    "l:saltmere",
    "csv",
    "atom",
    "ris",
    "0",
    "1",
    "9" * 30,
    "\x00",
    "é",
    "%ff",
    "<i>",
)
"""What a part of an address is tried with; an article is added that is there."""


def quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@settings(fuzzed, max_examples=250)
@given(data=st.data())
def test_every_page_answers_whatever_its_address_says(
    client: FlaskClient, articles: dict[str, NewArticle], data: st.DataObject
) -> None:
    rules = [
        rule for rule in client.application.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    ]  # fmt: skip
    rule = data.draw(st.sampled_from(sorted(rules, key=str)))
    part = st.sampled_from((articles["ferry"].id, *IN_PATHS)).map(quoted)
    path = re.sub("<[^>]*>", lambda _: data.draw(part), rule.rule)
    names = st.sampled_from((*PARAMETERS, *OWN))
    pairs = data.draw(st.lists(st.tuples(names, VALUES), max_size=4))
    query = "&".join(f"{name}={quoted(value)}" for name, value in pairs)
    with client.get(f"{path}?{query}") as answer:
        assert answer.data or answer.status_code == 304
        assert answer.status_code in (200, 301, 302, 308, 400, 404), (path, query)


@pytest.mark.parametrize(
    "page", ["/map?", "/compare?", "/chart.svg?", "/facets/person?", "/compare.csv?q=ferry&"]
)
@settings(fuzzed, max_examples=25)
@given(name=st.sampled_from((*PARAMETERS, *OWN)), value=VALUES | TYPED)
def test_any_value_of_any_parameter_of_a_picture_is_answered(
    client: FlaskClient, page: str, name: str, value: str
) -> None:
    with client.get(f"{page}{name}={quoted(value)}") as answer:
        assert answer.status_code in (200, 400), (page, name, value)
        if answer.status_code == 400:
            (said,) = BeautifulSoup(answer.text, "lxml").select("main")
            assert name in said.get_text()
