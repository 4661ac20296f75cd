from collections.abc import Iterator
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from index import edits
from index.settings import Settings
from index.store import Store
from tests.web.pages import page_of, text_of
from web import create_app

ADA, OTIS, SALT = "p:ada_brook", "p:otis_vale", "l:saltmere"
OWN = {"Origin": "http://localhost"}


def sent(client: FlaskClient, form: Tag, button: str = "", **fields: str) -> BeautifulSoup:
    """Press a button of a form and go where it leads."""
    data = {str(item["name"]): str(item.get("value", "")) for item in form.select("input")} | fields
    pressed = next(item for item in form.select("button") if button in item.get_text())
    if pressed.get("name"):
        data[str(pressed["name"])] = str(pressed["value"])
    answer = client.post(str(form["action"]), data=data, headers=OWN)
    assert answer.status_code == 303, answer.text
    return BeautifulSoup(client.get(answer.location, follow_redirects=True).text, "lxml")


def form_with(page: BeautifulSoup, button: str) -> Tag:
    return next(form for form in page.select("form") if button in form.get_text())


def persons(client: FlaskClient) -> dict[str, int]:
    values = client.get("/api/v1/search").get_json()["facets"]["person"]
    return {item["key"]: item["count"] for item in values}


def test_page_says_who_when_with_whom_and_where_it_is_written(client: FlaskClient) -> None:
    page = page_of(client, f"/entities/{ADA}")
    assert text_of(page, "h1") == "Ada Brook"
    assert text_of(page, ".entity-head .tools a") == "2 articles"
    assert text_of(page, ".spellings li p") == "Ada Brook 2"
    assert text_of(page, ".evidence blockquote") == "Ada Brook spoke of 2023."
    assert [item.get_text() for item in page.select(".evidence mark")] == ["Ada Brook", "Ada Brook"]
    assert text_of(page, "#timeline strong") == "Published"
    feed = page.select_one('link[type="application/atom+xml"]')
    assert feed is not None and client.get(str(feed["href"])).text.count("<entry>") == 2


def test_every_count_is_the_total_of_the_search_it_leads_to(client: FlaskClient) -> None:
    for key in (ADA, OTIS, SALT):
        rows = page_of(client, f"/entities/{key}").select(".about .values li")
        assert rows
        for row in rows:
            link = row.select_one("a.value")
            assert link is not None
            heading = text_of(page_of(client, str(link["href"])), "#total")
            assert heading.split()[0] == text_of(row, ".count")


def test_place_says_where_it_is(client: FlaskClient, store: Store) -> None:
    page = page_of(client, f"/entities/{SALT}")
    assert text_of(page, ".kicker") == "city, United Kingdom"
    assert "Country United Kingdom Key l:saltmere" in text_of(page, ".facts")


def test_articles_and_facet_pages_lead_to_it(client: FlaskClient, articles: dict[str, object]) -> None:
    item = articles["ferry"]
    page = page_of(client, f"/article/{item.id}")  # type: ignore[attr-defined]
    assert f"/entities/{ADA}" in {str(link["href"]) for link in page.select(".about a")}
    links = page_of(client, "/facets/person").select("a.about-link")
    assert f"/entities/{ADA}" in {str(link["href"]) for link in links}


def test_links_to_it_keep_the_path_below_which_the_server_is_mounted(client: FlaskClient) -> None:
    for root in ("", "/news", ""):
        page = client.get("/facets/person", environ_overrides={"SCRIPT_NAME": root}).text
        assert f'href="{root}/entities/{ADA}"' in page, root


def test_merge_shows_at_once_and_undo_takes_it_back(client: FlaskClient) -> None:
    before = persons(client)
    page = sent(
        client, form_with(page_of(client, f"/entities/{OTIS}?find=ada"), "Merge this into it"), "Merge this"
    )
    assert text_of(page, ".confirmation p") == "Done: Otis Vale merged into Ada Brook edit 1"
    assert text_of(page, "h1") == "Ada Brook"
    assert "Otis Vale" in text_of(page, ".spellings")
    assert persons(client) == {key: count for key, count in before.items() if key != OTIS} | {ADA: 3}
    assert client.get(f"/entities/{OTIS}").location == f"/entities/{ADA}"
    page = sent(client, form_with(page, "Undo"))
    assert text_of(page, ".confirmation p") == "Undone: Otis Vale merged into Ada Brook edit 1"
    assert persons(client) == before


def test_spelling_is_taken_in_and_out_again(client: FlaskClient) -> None:
    page = sent(client, form_with(page_of(client, f"/entities/{ADA}?find=otis"), "into this"), "into this")
    assert "merged by edit 1" in text_of(page, ".spellings")
    page = sent(client, form_with(page, "Split off"))
    assert "Otis Vale" not in text_of(page, ".spellings")
    assert persons(client)[OTIS] == 2


def test_name_is_changed_everywhere_and_hiding_says_what_it_does(client: FlaskClient) -> None:
    page = sent(client, form_with(page_of(client, f"/entities/{ADA}"), "Rename"), name="Dame Ada")
    assert text_of(page, "h1") == "Dame Ada"
    assert "Dame Ada" in text_of(page_of(client, "/search"), ".filters")
    page = sent(client, form_with(page, "Hide it everywhere"))
    assert "is hidden" in text_of(page, ".message")
    assert ADA not in persons(client)
    assert client.get(f"/api/v1/entities/{ADA}").status_code == 404
    sent(client, form_with(page, "Undo"))
    assert persons(client)[ADA] == 2
    log = page_of(client, "/corrections")
    assert text_of(log, "h1") == "2 corrections"
    assert len(log.select(".edits .undone")) == 1


@pytest.fixture
def open_client(indexed: Settings) -> Iterator[FlaskClient]:
    yield create_app(replace(indexed, host="0.0.0.0")).test_client()


def test_server_that_others_reach_shows_and_says_why_it_does_not_change(open_client: FlaskClient) -> None:
    page = page_of(open_client, f"/entities/{ADA}")
    assert page.select('main form[method="post"]') == []
    assert "it is read-only" in text_of(page, ".corrections")
    answer = open_client.post(f"/entities/{ADA}", data={"action": "hide"}, headers=OWN)
    assert answer.status_code == 403
    assert ADA in persons(open_client)


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_form_of_another_site_changes_nothing(client: FlaskClient, headers: dict[str, str]) -> None:
    for address in (f"/entities/{ADA}", "/corrections/1/undo"):
        assert client.post(address, data={"action": "hide"}, headers=headers).status_code == 403
    assert ADA in persons(client)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "names no correction"),
        ({"action": "eat"}, "names no correction"),
        ({"action": "merge-into", "other": "p:nobody"}, "no person or place 'p:nobody'"),
        ({"action": "merge-into", "other": SALT}, "they cannot be one"),
        ({"action": "rename", "name": "\x00"}, "cannot be a name"),
    ],
)
def test_wrong_form_is_answered_with_what_is_wrong(
    client: FlaskClient, data: dict[str, str], message: str
) -> None:
    answer = client.post(f"/entities/{ADA}", data=data, headers=OWN)
    assert answer.status_code == 400
    assert message in BeautifulSoup(answer.text, "lxml").get_text()


def test_unknown_key_and_hostile_names_are_clear_pages(client: FlaskClient) -> None:
    assert "no person or place 'p:nobody'" in text_of(page_of(client, "/entities/p:nobody", 404), ".message")
    page = page_of(client, "/entities/p:eve_%22%3Ci%3E?edit=%3Cb%3E&find=%3Cscript%3E")
    assert text_of(page, "h1") == "Eve <img src=x onerror=alert(1)>"
    assert page.select("h1 img, script:not([src])") == []


def test_spelling_of_a_hidden_entity_leads_to_what_hides_it(client: FlaskClient, store: Store) -> None:
    edits.merge(store, [OTIS], ADA)
    edits.hide(store, ADA)
    assert client.get(f"/entities/{OTIS}").location == f"/entities/{ADA}"
    assert "Ada Brook hidden" in text_of(page_of(client, f"/entities/{ADA}"), ".edits")


def test_undo_of_what_a_later_edit_rests_on_names_it(client: FlaskClient, store: Store) -> None:
    edits.merge(store, [OTIS], ADA)
    edits.split(store, OTIS)
    answer = client.post("/corrections/1/undo", headers=OWN)
    assert answer.status_code == 400 and "Undo 2 first" in answer.text
    assert client.post("/corrections/9/undo", headers=OWN).status_code == 400


def test_api_says_what_merged_a_spelling_and_counts_what_it_links_to(
    client: FlaskClient, store: Store
) -> None:
    edit = edits.merge(store, [OTIS], ADA)
    found = client.get(f"/api/v1/entities/{ADA}").get_json()
    assert [(item["key"], item["articles"], item["edit"]) for item in found["names"]] == [
        (ADA, 2, 0), (OTIS, 2, edit.number),
    ]  # fmt: skip
    assert found["facets"]["place"]
    for value in found["facets"]["place"] + found["facets"]["source"]:
        assert client.get(value["results"]).get_json()["total"] == value["count"]
    assert client.get(found["page"]).status_code == 200
