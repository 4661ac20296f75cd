from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from lxml import etree

from index.settings import Settings
from index.store import Store
from search.saved import save_query, saved_list
from search.state import SearchState
from web import create_app

OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
FORM = {"name": "Ferries of Saltmere", "q": "ferry", "place": "l:saltmere", "sort": "newest"}
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_saved_search_gets_a_link_that_shows_it(client: FlaskClient) -> None:
    answer = client.post("/saved", data=FORM, headers=OWN)
    assert (answer.status_code, answer.location) == (303, "/s/ferries-of-saltmere")
    page = BeautifulSoup(client.get(answer.location).text, "lxml")
    assert page.h1 is not None
    assert page.h1.get_text(" ", strip=True) == "Ferries of Saltmere 2 articles"
    assert [item.get_text() for item in page.select(".hit h2")] == ["Ferry strike", "A new ferry"]
    assert "Ferries of Saltmere" in client.get("/saved").text
    assert "Ferries of Saltmere" in client.get("/").text


def test_save_form_holds_exactly_the_search(client: FlaskClient) -> None:
    address = "/search?q=ferry&place=l:saltmere&not_person=p:otis_vale&from=2024&sort=newest&per_page=50"
    page = BeautifulSoup(client.get(address).text, "lxml")
    fields = [(str(item["name"]), str(item["value"])) for item in page.select(".save input[type=hidden]")]
    assert sorted(fields) == sorted(parse_qsl(urlsplit(address).query))
    client.post("/saved", data=dict([*fields, ("name", "All of it")]), headers=OWN)
    assert BeautifulSoup(client.get("/s/all-of-it").text, "lxml").select_one(".sentence") == page.select_one(
        ".sentence"
    )


def test_saved_search_is_deleted(client: FlaskClient) -> None:
    client.post("/saved", data=FORM, headers=OWN)
    assert client.post("/saved/ferries-of-saltmere/delete", headers=OWN).location == "/saved"
    assert client.get("/s/ferries-of-saltmere").status_code == 404
    assert client.post("/saved/ferries-of-saltmere/delete", headers=OWN).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "http://evil.example", "Host": "evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
    ids=str,
)
def test_writing_from_elsewhere_is_refused(
    client: FlaskClient, store: Store, headers: dict[str, str]
) -> None:
    save_query(store, "Kept", SearchState(query="ferry"))
    for address in ("/saved", "/saved/kept/delete"):
        assert client.post(address, data=FORM, headers=headers).status_code == 403, address
    assert [item.name for item in saved_list(store)] == ["Kept"]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "news.example"])
def test_server_open_to_others_only_reads_and_says_so(indexed: Settings, store: Store, host: str) -> None:
    client = create_app(replace(indexed, host=host)).test_client()
    assert client.post("/saved", data=FORM, headers=OWN).status_code == 403
    assert saved_list(store) == []
    assert "it is read-only" in client.get("/saved").text
    assert "Save this search" not in client.get("/search?q=ferry").text


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_each_name_of_loopback_may_write(indexed: Settings, host: str) -> None:
    client = create_app(replace(indexed, host=host)).test_client()
    base = f"http://[{host}]" if ":" in host else f"http://{host}"
    answer = client.post("/saved", data=FORM, headers={"Origin": base}, base_url=base)
    assert answer.status_code == 303, answer.text


@pytest.mark.parametrize("form", [{"name": " "}, {"name": "x" * 500}, {"name": "ok", "persn": "x"}], ids=str)
def test_what_cannot_be_saved_is_said(client: FlaskClient, form: dict[str, str]) -> None:
    answer = client.post("/saved", data=form, headers=OWN)
    assert answer.status_code == 400
    assert 'class="message"' in answer.text


def test_unknown_slug_is_a_clear_404(client: FlaskClient) -> None:
    for address in ("/s/nothing", "/s/nothing.atom"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "nothing" in answer.text


def test_feed_is_valid_and_holds_hostile_titles(client: FlaskClient, store: Store) -> None:
    saved = save_query(store, "All \x0b <of> & it", SearchState())
    answer = client.get(f"/s/{saved.slug}.atom")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(answer.data)
    titles = feed.xpath("a:entry/a:title/text()", namespaces=ATOM)
    assert titles[:2] == ["Ferry strike", "A new ferry"]
    assert any(title.startswith("<script>") for title in titles)
    assert feed.xpath("a:entry/a:published/text()", namespaces=ATOM)[1] == "2024-03-04T08:05:00Z"
    assert not [href for href in feed.xpath("//@href") if not href.startswith("http")]
    for entry in feed.xpath("a:entry", namespaces=ATOM):
        assert entry.xpath("a:id", namespaces=ATOM)
        assert entry.xpath("a:updated", namespaces=ATOM)
        assert entry.xpath("a:author/a:name", namespaces=ATOM)


def test_feed_is_named_on_the_page_of_its_search(client: FlaskClient, store: Store) -> None:
    saved = save_query(store, "Ferries", SearchState(query="ferry"))
    page = BeautifulSoup(client.get(f"/s/{saved.slug}").text, "lxml")
    link = page.select_one("link[type='application/atom+xml']")
    assert link is not None
    assert client.get(str(link["href"])).status_code == 200
