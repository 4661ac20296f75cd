"""The map: circles lead to lists as long as they say, and the tree of places holds every place."""

from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from index.article import Entity
from index.settings import Settings
from index.store import Store
from search.results import NOWHERE, FacetValue, Land
from search.state import SearchState
from web.facet_rows import ValueRow, ValueRows
from web.links import Narrower, search_href
from web.mapping import HEIGHT, LEAST_WIDTH, WIDTH, circles, located, view_of
from web.place_tree import place_rows, place_tree, tree_of_lands


def town(key: str, lat: float | None, lon: float | None) -> Entity:
    return Entity(key=key, kind="place", name=key, place_kind="city", lat=lat, lon=lon)


TOWNS = {
    "g:1": town("g:1", 50.45, 30.52), "g:2": town("g:2", 50.46, 30.6), "g:3": town("g:3", -33.45, -70.67),
    "g:4": town("g:4", None, None),
}  # fmt: skip
VALUES = [
    FacetValue(key, f"Town {key}", count) for key, count in (("g:1", 9), ("g:2", 4), ("g:4", 3), ("g:3", 1))
]


@pytest.fixture
def drawn(client: FlaskClient) -> list[tuple[tuple[str, ...], int, str]]:
    places = located(VALUES, TOWNS)
    with client.application.test_request_context():
        found = circles(
            SearchState(query="x").with_value("place", "g:3"), places, view_of(places), lambda *_: (11, 1)
        )
    return [(item.names, item.count, item.href) for item in found]


def test_near_places_are_one_circle_that_asks_for_any_of_them(
    drawn: list[tuple[tuple[str, ...], int, str]],
) -> None:
    assert drawn == [
        (("Town g:1", "Town g:2"), 11, "/search?q=x&place=g%3A1&place=g%3A2"),
        (("Town g:3",), 1, "/search?q=x&place=g%3A3"),
    ]


@pytest.mark.parametrize(
    "state",
    [
        SearchState(query="a&b", day_from="2010", cursor="abc"),
        SearchState().with_value("place", "g:2", "not").with_value("person", "p:x"),
        SearchState(query="x").with_value("place", "g:9").with_value("lang", "en"),
        SearchState(without=("place",)),
    ],
)
def test_address_of_several_values_is_that_of_the_search_for_any_of_them(
    client: FlaskClient, state: SearchState
) -> None:
    with client.application.test_request_context():
        href = Narrower(state).adding_all("place")
        for keys in (("g:3", "g:1"), ("g:2", "g:1"), ("g:1",), ()):
            assert href(keys) == search_href(state.with_values("place", keys))


def test_view_shows_every_place_and_stays_on_the_map() -> None:
    places = located(VALUES, TOWNS)
    view = view_of(places)
    assert all(view.x <= item.x <= view.x + view.width for item in places)
    assert all(view.y <= item.y <= view.y + view.height for item in places)
    one = view_of(places[:1])
    assert (one.width, one.height) == (LEAST_WIDTH, LEAST_WIDTH / 2)
    whole = view_of([])
    assert (whole.x, whole.y, whole.width, whole.height) == (0, 0, WIDTH, HEIGHT)
    corner = view_of(located([FacetValue("g:9", "", 1)], {"g:9": town("g:9", 89, -179)}))
    assert (corner.x, corner.y) == (0, 0)


def shape(rows: tuple[ValueRow, ...]) -> list[object]:
    return [[row.name, bool(row.href), *shape(row.below)] for row in rows]


def test_places_stand_below_their_division_and_country(client: FlaskClient) -> None:
    def place(name: str, kind: str, country: str | None, division: str | None) -> Entity:
        return Entity(
            key=name, kind="place", name=name, place_kind=kind, country=country,
            admin1=division and division.upper(), admin1_key=division,
        )  # fmt: skip

    places = [
        place("Kherson", "city", "UA", "oblast"), place("Skadovsk", "city", "UA", "oblast"),
        place("lviv oblast", "region", "UA", "lviv oblast"), place("Lviv", "city", "UA", "lviv oblast"),
        place("Ukraina", "country", "UA", None), place("Porto", "city", "PT", "d"), place("Sea", "water", None, None),
    ]  # fmt: skip
    known = {item.key: item for item in places}
    values = [FacetValue(name, name, 1) for name in (*known, "unknown")]
    with client.application.test_request_context():
        rows = place_rows(ValueRows(SearchState(), "place"), values, known)
        lands = {code: ValueRow(name, "1", "/") for code, name in (("TR", "Türkiye"), ("UA", "Ukraine"))}
        tree = place_tree(lands, rows, known)
    assert shape(tree) == [
        ["Türkiye", True],
        [
            "Ukraine", True,
            ["OBLAST", False, ["Kherson", True], ["Skadovsk", True]],
            ["lviv oblast", True, ["Lviv", True]],
            ["Ukraine itself", True],
        ],
        ["Portugal", False, ["Porto", True]],
        ["Sea", True], ["unknown", True],
    ]  # fmt: skip
    assert rows["Ukraina"].without == "Without Ukraine itself"


def test_list_of_a_country_that_leaves_places_out_ends_with_a_link_to_all(client: FlaskClient) -> None:
    lands = [
        Land("GB", (FacetValue("g:1", "Saltmere", 2),), 9), Land(NOWHERE, (FacetValue("g:2", "Sea", 1),), 1),
    ]  # fmt: skip
    with client.application.test_request_context():
        (country, sea) = tree_of_lands(
            {}, lands, ValueRows(SearchState(), "place"), {}, lambda land: f"/of/{land.code}"
        )
    assert [(row.name, row.href) for row in country.below] == [
        ("Saltmere", "/search?place=g%3A1"), ("All 9 places", "/of/GB"),
    ]  # fmt: skip
    assert (country.name, country.href, sea.name) == ("United Kingdom", "", "Sea")


def test_places_of_one_country_are_a_page_that_leads_back_to_all(client: FlaskClient) -> None:
    def shown(address: str) -> tuple[str, list[str]]:
        page = BeautifulSoup(client.get(address).text, "lxml")
        assert not page.select(".notes")
        return page.h1.get_text() if page.h1 else "", [
            item.get_text() for item in page.select(".wide .value")
        ]

    every = shown("/facets/place?order=tree")
    assert every == ("1 place", ["United Kingdom", "Saltmere"])
    assert shown("/facets/place?order=tree&within=GB") == ("United Kingdom: 1 place", every[1])
    assert shown("/facets/place?order=name&within=GB") == ("United Kingdom: 1 place", ["Saltmere"])
    assert shown("/facets/place?order=tree&within=none") == ("No country: No place", [])
    assert shown("/facets/place?within=FR") == ("France: No place", [])
    one = BeautifulSoup(client.get("/facets/place?order=tree&within=GB&q=ferry&find=salt").text, "lxml")
    (back,) = [item for item in one.select(".back a") if item.get_text() == "All countries"]
    assert back["href"] == "/facets/place?q=ferry&find=salt&order=tree"
    assert one.select('.find input[name="within"]') and not one.select('.box input[name="within"]')


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("XX", "such as GB, or none for"),
        ('">', "such as GB, or none for"),
        ("EU", "GB"),
        ("gb", "Did you mean GB?"),
    ],
)
@pytest.mark.parametrize("order", ["tree", "count"])
def test_what_is_no_country_is_refused_with_those_that_are(
    client: FlaskClient, typed: str, hint: str, order: str
) -> None:
    answer = client.get("/facets/place", query_string={"within": typed, "order": order})
    assert answer.status_code == 400
    said = BeautifulSoup(answer.text, "lxml").select_one(".notes")
    assert said and f"within = {typed!r} is no country." in said.get_text() and hint in said.get_text()


def test_map_page_links_lists_as_long_as_it_says(
    client: FlaskClient, indexed: Settings, store: Store
) -> None:
    with store.write() as connection:
        connection.exec_driver_sql("update entities set lat = 51.5, lon = 0.1 where key = 'l:saltmere'")
    page = BeautifulSoup(client.get("/map?q=ferry").text, "lxml")
    (circle,) = page.select("svg.map a")
    assert "Saltmere: 2 articles" in circle.get_text()
    found = BeautifulSoup(client.get(str(circle["href"])).text, "lxml").select_one("#total")
    assert found is not None and found.get_text() == "2 articles"
    listed = [item.get_text(" ", strip=True) for item in page.select(".values li")]
    assert listed == ["Saltmere 2 −"]
    (nowhere,) = [item for item in page.select(".beside a") if "without a place" in item.get_text()]
    assert nowhere.get_text().split()[0] == "2"


def test_map_and_comparison_say_whether_they_count_stories_or_articles(
    client: FlaskClient, store: Store
) -> None:
    with store.write() as connection:
        connection.exec_driver_sql("update entities set lat = 51.5, lon = 0.1 where key = 'l:saltmere'")
    for copies, noun in (("", "articles"), ("&copies=group", "stories")):
        page = BeautifulSoup(client.get(f"/map?q=ferry{copies}").text, "lxml")
        (circle,) = page.select("svg.map a")
        assert page.h1 is not None and page.h1.get_text() == f"Map: 4 {noun}"
        assert circle.get_text() == f"Saltmere: 2 {noun}"
        assert f"2 {noun} without a place" in page.get_text()
        assert f"Map: 4 {noun} – Dateline" in page.find("title").get_text()  # type: ignore[union-attr]
        found = BeautifulSoup(client.get(str(circle["href"])).text, "lxml").select_one("#total")
        assert found is not None and found.get_text() == f"2 {noun}"
        lines = BeautifulSoup(client.get(f"/compare?q={quote(f'q=ferry{copies}')}").text, "lxml")
        assert f"4 {noun}" in lines.get_text()
    spanish = client.get("/map?q=ferry&copies=group", headers={"Accept-Language": "es"})
    assert "Mapa: 4 historias" in spanish.text and "2 historias sin lugar" in spanish.text


def test_map_without_points_says_so(client: FlaskClient) -> None:
    assert "names a place whose position is known" in client.get("/map?q=zebra").text
    tree = BeautifulSoup(client.get("/facets/place?order=tree").text, "lxml")
    assert [item.get_text() for item in tree.select(".wide .value")] == ["United Kingdom", "Saltmere"]


def test_browser_box_gets_words_and_names(client: FlaskClient) -> None:
    answer = client.get("/suggest.json?q=ad")
    assert answer.content_type.startswith("application/x-suggestions+json")
    typed, texts, counts = answer.get_json(force=True)
    assert typed == "ad"
    assert 'person:"Ada Brook"' in texts
    assert counts[texts.index('person:"Ada Brook"')] == "2 articles"
    assert "/suggest.json?q={searchTerms}" in client.get("/opensearch.xml").text
