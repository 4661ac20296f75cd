"""Every example of docs/query-language.md, against the invented archive."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from search.array.engine import ArrayEngine
from search.state import SearchState

DOCUMENT = Path(__file__).parents[2] / "docs" / "query-language.md"
_ROW = re.compile(r"^\| `([^`]+)` \| (.+) \|$", re.MULTILINE)

GRAIN_DEAL = {"grain-open", "grain-copy", "grain-prices"}
COPIES = {"grain-open", "grain-copy"}
FERRY = {"ferry", "strike"}
RECOUNT = {"live", "election", "recount"}
LISBON = {"ferry", "crucero"}
HRYTSENKO = {"grain-open", "grain-copy", "gritsenko"}

FOUND: dict[str, set[str] | int] = {
    "grain deal": GRAIN_DEAL,
    "GRAIN Deals": GRAIN_DEAL,
    "cote ivoire": {"abidjan"},
    "115000": COPIES,
    "F16": {"fighter"},
    "COVID-19": {"covid"},
    "U.S.": {"fighter"},
    '"the who"': {"who"},
    "or": {"or"},
    "*": 30,
    "ferry lisbon": FERRY,
    "ferry AND lisbon": FERRY,
    "ferry OR heron": FERRY | {"bird"},
    "flood -film": {"anniversary"},
    "flood NOT film": {"anniversary"},
    "(ferry OR recount) -strike": RECOUNT,
    "grain deal OR heron": GRAIN_DEAL | {"bird"},
    "-place:odesa published:2022-09..2022-10": {"university"},
    '"grain deal"': COPIES,
    "“grain deal”": COPIES,
    '"deal grain"~1': {"grain-prices"},
    "lisbon SAME ferry": FERRY,
    "person:villanueva SAME place:lisbon": {"nairobi"},
    "villanueva SAME (moves OR traders)": {"chess"},
    "about:2022-11-11 SAME odesa": {"grain-open"},
    "harb*": COPIES | {"strike"},
    "colo*r": {"colour", "color"},
    "gal*xies": {"universe"},
    "universit*": {"university"},
    "telescpoe~2": {"universe"},
    "hearon~": {"bird"},
    "repeat3:grain": {"grain-prices"},
    'repeat2:"the who"': {"who"},
    "heron^5 OR recount": RECOUNT | {"bird"},
    "(ferry OR strike)^3 OR grain": FERRY | GRAIN_DEAL,
    "title:harbour": COPIES | {"strike"},
    "title:(harbour OR ferry)": COPIES | FERRY,
    'person:"Olena Hrytsenko"': HRYTSENKO,
    "person:hrytsenko": HRYTSENKO,
    "person:p:aisha_karimova": {"covid", "nairobi"},
    "place:Lisbon": LISBON,
    "country:PT": LISBON | {"strike", "chess"},
    "country:Portugal": LISBON | {"strike", "chess"},
    "source:courier.example": {"grain-copy", "strike", "covid", "recount"},
    'author:"Jane Roe"': {"grain-open", "ferry"},
    "lang:es": {"faro", "crucero"},
    "section:politics": {"government", "live", "election", "recount"},
    "tag:grain": {"grain-open", "grain-prices"},
    "type:opinion": {"editorial"},
    "none:section": {"gritsenko", "crucero", "flood"},
    "saved:grain": GRAIN_DEAL,
    "saved:grain -odesa": {"grain-prices"},
    "Gritsenko": HRYTSENKO | {"passing"},
    '"Gritsenko"': {"gritsenko"},
    "published:2022-11-11": {"grain-open"},
    "published:2022-07": {"universe", "anniversary"},
    "published:2021": {"government"},
    "published:2022-11-21..2022-11-23": {"who", "covid", "nairobi"},
    "published:2022-11-21/2022-11-23": {"who", "covid", "nairobi"},
    "published:2022-11-22..": {"covid", "nairobi", "chess"},
    "published:..2020": {"abidjan", "flood"},
    "published:today": {"chess"},
    'published:"last 2 days"': {"nairobi", "chess"},
    "published:P1W": {"ferry", "passing", "who", "covid", "nairobi", "chess"},
    "about:2022-11-08": {"live", "election"},
    "about:1997": {"flood", "anniversary"},
    "about:1997-07": {"flood"},
}
"""Short names of the articles, or how many; the archive's today is 24 November 2022."""


def documented() -> list[str]:
    return [query for query, _ in _ROW.findall(DOCUMENT.read_text("utf-8"))]


def test_every_example_is_tested_and_every_test_is_documented() -> None:
    assert documented() == list(FOUND)


@pytest.mark.parametrize("query", FOUND)
def test_example_finds_what_it_says(engine: ArrayEngine, find: Callable[..., list[str]], query: str) -> None:
    wanted, page = FOUND[query], engine.search(SearchState(query=query))
    assert page.diagnostics == ()
    if isinstance(wanted, int):
        assert page.total == wanted
    else:
        assert set(find(query)) == wanted and page.total == len(wanted)


@pytest.mark.parametrize(("query", "first"), [("heron^5 OR recount", "bird"), ("Gritsenko", "gritsenko")])
def test_example_orders_as_it_says(find: Callable[..., list[str]], query: str, first: str) -> None:
    assert find(query)[0] == first


@pytest.mark.parametrize(
    ("figure", "module", "name"),
    [
        ("2,000 characters", "search.parser", "MAX_CHARS"),
        ("200 words and phrases", "search.parser", "MAX_CLAUSES"),
        ("30 levels", "search.parser", "MAX_DEPTH"),
        ("20 saved queries", "search.expansion", "MAX_SAVED"),
        ("5,000 words", "search.expansion", "MAX_PATTERN_TERMS"),
        ("are read, up to 20,000", "search.array.sentences", "MAX_ARTICLES"),
        ("up to 100;", "search.parser", "MAX_BOOST"),
    ],
)
def test_documented_limit_is_the_one_in_force(figure: str, module: str, name: str) -> None:
    limit = getattr(__import__(module, fromlist=[name]), name)
    assert figure in " ".join(DOCUMENT.read_text("utf-8").split())
    assert f"{limit:,.0f}" in figure
