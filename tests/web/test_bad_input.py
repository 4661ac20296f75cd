"""Whatever is typed gives a page or a 400 that says why; never a fault of the server."""

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

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
