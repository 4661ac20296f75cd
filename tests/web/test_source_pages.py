"""The page of sources: what each brings against what is usual, and what is not as usual."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from index.crawl.frontier import Frontier
from index.settings import Settings
from web.drop_words import drop_words

DOCS = Path(__file__).parents[2] / "docs"


def note(settings: Settings, name: str, days_back: int, **counts: int) -> None:
    tallies = {(name, key.replace("__", ":").replace("_", "-")): count for key, count in counts.items()}
    with Frontier(settings.frontier_path) as frontier:
        frontier.count(tallies, (datetime.now(UTC) - timedelta(days=days_back)).timestamp())


def rows(client: FlaskClient) -> list[list[str]]:
    page = BeautifulSoup(client.get("/sources").text, "lxml")
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
        for row in page.select("tbody tr")
    ]


def test_source_is_shown_with_its_volume_its_drops_and_its_alarms(
    client: FlaskClient, indexed: Settings
) -> None:
    for back in range(2, 20):
        note(indexed, "harbour.example", back, new=10, fetched=12, dropped__http_404=2)
        note(indexed, "calm.example", back, new=10, fetched=10)
    note(indexed, "calm.example", 1, new=8, fetched=8)
    note(indexed, "harbour.example", 0, lists=5, dropped__soft_404=1)
    harbour, *others = rows(client)
    calm = next(row for row in others if row[0] == "calm.example")
    assert harbour[0] == "harbour.example far fewer new articles than usual"
    assert (harbour[1], *harbour[3:6]) == ("0", "0", "10.0", "10.0")
    assert harbour[6] == "37 36 page not found 1 the page says that it was not found"
    assert calm[3:] == ["8", "10.0", "10.0", "0"]
    assert [row[0] for row in others if "not crawled" not in row] == ["calm.example"]
    assert '<b>"evil"</b>' in [row[0] for row in others]
    assert "1 source is not as usual." in client.get("/sources").text


def test_reasons_are_said_in_the_language_of_the_page_with_their_codes(
    client: FlaskClient, indexed: Settings
) -> None:
    note(indexed, "harbour.example", 0, fetched=5, dropped__http_404=2, dropped__http_503=1, dropped__newer=1)
    page = BeautifulSoup(client.get("/sources", headers={"Accept-Language": "es"}).text, "lxml")
    assert {str(item["title"]): item.get_text() for item in page.select("td details li span")} == {
        "http-404": "página no encontrada",
        "http-503": "el sitio respondió con el estado 503",
        "newer": "newer",
    }


def test_every_reason_of_the_documents_has_words() -> None:
    report = (DOCS / "crawling.md").read_text("utf-8").partition("## Reasons in the report")[2]
    cleaning = (DOCS / "cleaning.md").read_text("utf-8").partition("## Nothing is lost silently")[2]
    table = re.findall(r"^\| `([a-z-]+)` \|", cleaning, re.MULTILINE)
    limits = re.findall(r"`((?:time|memory|output)-limit|crashed)`", cleaning)
    told = re.findall(r"`([a-z0-9-]+)`", report.partition("*Dropped*")[0])
    known = {*told, *table, *limits}
    assert len(known) > 25
    assert [code for code in known if drop_words(code) == code] == []


def test_configured_source_is_shown_before_its_first_crawl_and_is_silent_when_paused(
    client: FlaskClient, indexed: Settings
) -> None:
    (indexed.home / "config.toml").write_text(
        '[[source]]\nurl = "https://new.example/"\nevery = "30m"\n'
        '[[source]]\nurl = "https://old.example/"\npaused = true\n'
    )
    note(indexed, "old.example", 9, fetched=1)
    shown = {row[0]: row for row in rows(client)}
    assert shown["new.example every 30m"][1:] == ["0", "never", "not crawled", "0"]
    assert shown["old.example paused"][1] == "0"
    assert "All are as usual." in client.get("/sources").text


def test_articles_of_a_source_are_a_link_away(client: FlaskClient) -> None:
    assert 'href="/sources"' in client.get("/").text
    page = BeautifulSoup(client.get("/sources").text, "lxml")
    links = [str(link["href"]) for link in page.select("tbody th a")]
    assert links
    for row, href in zip(page.select("tbody tr"), links, strict=True):
        count = row.select("td")[0].get_text()
        assert client.get(href).text.count('class="hit"') == int(count)


def test_source_that_cannot_be_used_is_named(client: FlaskClient, indexed: Settings) -> None:
    (indexed.home / "config.toml").write_text('[[source]]\nurl = "ftp://x.example/"\n')
    answer = client.get("/sources")
    assert answer.status_code >= 400
    assert "config.toml" in answer.text and "Traceback" not in answer.text
