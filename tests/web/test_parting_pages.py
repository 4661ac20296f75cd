"""Two persons of one name on the page of a person: shown, parted, counted apart and undone."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from flask.testing import FlaskClient

from index import part_now
from index.layout import writing
from index.settings import Settings, load_settings
from tests.web.pages import page_of, text_of
from web import create_app
from web.cli import cli

JOHN, OTHER = "p:john_smithson", "p:john_smithson~2"
PAGE = f"/entities/{JOHN}?part=1"
OWN = {"Origin": "http://localhost"}
CRICKET = (
    "SYDNEY, Australia - The batsman John Smithson said on Monday that Australia would win. "
    "Ricky Poeman, the captain of Australia, agreed with him."
)
COURT = (
    "LAGOS, Nigeria - The judge John Smithson said on Monday that Nigeria must wait for a verdict. "
    "Ada Kovason, a lawyer in Nigeria, disagreed."
)
ROWS = [
    {"id": "a1", "title": "Australia hopes", "text": CRICKET, "published": "2022-11-11"},
    {"id": "a2", "title": "Runs again", "text": CRICKET + " It rained.", "published": "2022-11-12"},
    {"id": "b1", "title": "<img src=x onerror=alert(1)>", "text": COURT, "published": "2022-11-11"},
    {"id": "b2", "title": "Nobody", "text": "Ada Kovason and Jan Vossen slept.", "published": "2022-11-12"},
]


def take_in(home: Path, rows: list[dict[str, str]]) -> None:
    file = home / "news.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert CliRunner().invoke(cli, ["--home", str(home), "import", str(file)]).exit_code == 0


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    take_in(tmp_path, ROWS)
    return load_settings(tmp_path)


@pytest.fixture
def client(settings: Settings) -> Iterator[FlaskClient]:
    yield create_app(settings).test_client()


def form_of(client: FlaskClient) -> dict[str, str]:
    mark = page_of(client, PAGE).select_one('input[name="shown"]')
    assert mark is not None
    return {"action": "part", "shown": str(mark["value"])}


def counts(client: FlaskClient) -> dict[str, int]:
    """Give the counts of both persons, each of which must be the length of the list it leads to."""
    values = client.get("/api/v1/search").get_json()["facets"]["person"]
    found = {item["key"]: item["count"] for item in values if "smithson" in item["key"]}
    for key, count in found.items():
        answer = client.get("/api/v1/search", query_string={"person": key}).get_json()
        assert (answer["total"], len(answer["hits"])) == (count, count)
    return found


def test_evidence_is_looked_for_only_when_asked_and_names_both_sides(client: FlaskClient) -> None:
    link = page_of(client, f"/entities/{JOHN}").select_one('a[href$="part=1#two"]')
    assert link is not None and link.get_text() == "See what the articles say"
    first, second = page_of(client, PAGE).select(".two .correct > div")
    assert text_of(first, "h4") == "The first, who keeps the key 2 articles"
    assert text_of(first, "dl") == "Field of work sport Countries Australia Named with Ricky Poeman"
    assert text_of(second, "dl") == "Field of work law Countries Nigeria Named with Ada Kovason"
    assert text_of(second, "li a") == "<img src=x onerror=alert(1)>"
    assert not page_of(client, PAGE).select(".two img")


def test_parting_and_its_undo_count_at_once_in_every_process(client: FlaskClient, settings: Settings) -> None:
    other = create_app(settings).test_client()
    assert counts(client) == counts(other) == {JOHN: 3}
    answer = client.post(f"/entities/{JOHN}", data=form_of(client), headers=OWN)
    assert answer.status_code == 303
    assert counts(client) == counts(other) == {JOHN: 2, OTHER: 1}
    page = page_of(client, answer.location)
    said = "John Smithson in 1 article told apart as John Smithson (law)"
    assert text_of(page, ".confirmation p") == f"Done: {said} edit 1 Its articles were counted again."
    second = page_of(client, f"/entities/{OTHER}")
    assert text_of(second, "h1") == "John Smithson (law)"
    assert "New articles count for the first" in text_of(second, ".about")
    assert not second.select('a[href$="part=1#two"]')

    take_in(settings.home, [{**ROWS[2], "id": "b3", "text": f"{COURT} He left."}])
    undo = page_of(client, "/corrections").select_one('form[action="/corrections/1/undo"]')
    assert undo is not None and page_of(client, f"/entities/{OTHER}").select('form[action$="/1/undo"]')
    answer = client.post("/corrections/1/undo", headers=OWN)
    assert answer.status_code == 303 and answer.location.startswith(f"/entities/{JOHN}?")
    assert counts(client) == counts(other) == {JOHN: 4}
    assert text_of(page_of(client, answer.location), ".confirmation p").startswith(f"Undone: {said}")


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_form_of_another_site_parts_nothing(client: FlaskClient, headers: dict[str, str]) -> None:
    form = form_of(client)
    assert client.post(f"/entities/{JOHN}", data=form, headers=headers).status_code == 403
    assert counts(client) == {JOHN: 3}


def test_server_that_others_reach_neither_looks_nor_parts(client: FlaskClient, settings: Settings) -> None:
    form = form_of(client)
    reached = create_app(replace(settings, host="0.0.0.0")).test_client()
    assert not page_of(reached, PAGE).select(".two")
    assert reached.post(f"/entities/{JOHN}", data=form, headers=OWN).status_code == 403
    assert counts(reached) == {JOHN: 3}


def test_what_cannot_be_parted_changes_nothing_and_says_why(
    client: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = form_of(client)

    def refused(key: str, **fields: str) -> str:
        answer = client.post(f"/entities/{key}", data=form | fields, headers=OWN)
        assert answer.status_code in (400, 404, 503)
        return BeautifulSoup(answer.text, "lxml").get_text()

    assert "have changed since they were shown" in refused(JOHN, shown="<b>")
    assert "do not tell two persons apart" in refused("p:ada_kovason")
    assert "There is no person or place" in refused("p:<script>")
    assert "do not tell two persons apart" in text_of(
        page_of(client, "/entities/p:ada_kovason?part=1"), ".two"
    )
    monkeypatch.setattr(part_now, "WAIT_S", 0.0)
    with writing(settings.index_dir, 0.0):
        assert "is writing the index" in refused(JOHN)
    monkeypatch.setattr(part_now, "MOST", 2)
    assert "split p:john_smithson --by-context" in refused(JOHN)
    assert "3 articles are too many" in text_of(page_of(client, PAGE), ".two")
    assert counts(client) == {JOHN: 3}
    assert text_of(page_of(client, "/corrections"), "h1").startswith("No")
