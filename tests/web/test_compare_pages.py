"""The comparison: a page, a table, the API; and a chart as a file."""

import csv
import io
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from lxml import etree

from tests.web.pages import page_of

QUERIES = "q=ferry&q=person%3Dp:otis_vale%26sort%3Dnewest&q=zebra"


def test_comparison_names_every_search_with_its_total_and_link(client: FlaskClient) -> None:
    page = page_of(client, f"/compare?{QUERIES}")
    rows = [item.get_text(" ", strip=True) for item in page.select(".legend li")]
    assert rows[0].startswith("ferry 4 articles, 1 undated")
    assert rows[1].startswith("Otis Vale 2 articles")
    assert rows[2].startswith("zebra No articles")
    links = [str(item["href"]) for item in page.select(".legend span > a")]
    assert links == ["/search?q=ferry", "/search?person=p%3Aotis_vale&sort=newest", "/search?q=zebra"]
    assert len(page.select("path.series")) == 3


def test_table_leads_to_lists_as_long_as_it_says(client: FlaskClient) -> None:
    page = page_of(client, f"/compare?{QUERIES}")
    cells = page.select("tbody td a")
    assert cells
    for cell in cells:
        found = page_of(client, str(cell["href"])).select_one("#total")
        assert found is not None and found.get_text().split()[0] == cell.get_text()


def test_search_is_added_and_taken_out(client: FlaskClient) -> None:
    page = page_of(client, f"/compare?{QUERIES}")
    sent = [str(item["value"]) for item in page.select(".find input[type=hidden]")]
    assert sent == ["q=ferry", "person=p%3Aotis_vale&sort=newest", "q=zebra"]
    without = page_of(client, str(page.select(".legend a.quiet")[0]["href"]))
    assert [item.get_text() for item in without.select(".legend span > a")] == ["Otis Vale", "zebra"]
    full = page_of(client, "/compare?q=a&q=b&q=c&q=d&q=e")
    assert not full.select(".find")
    assert "4 can be compared" in full.select_one(".notes").get_text()  # type: ignore[union-attr]


def test_shares_are_parts_of_all_articles_then(client: FlaskClient) -> None:
    page = page_of(client, "/compare?q=strike&q=harbour&bars=share")
    assert "100%" in page.select_one("tbody").get_text()  # type: ignore[union-attr]
    assert page.select_one(".choices a[aria-current]").get_text() == "Share of coverage"  # type: ignore[union-attr]


def test_results_lead_to_their_comparison(client: FlaskClient) -> None:
    page = page_of(client, "/search?q=ferry&from=2024")
    (link,) = [item for item in page.select("main a") if item.get_text() == "Compare"]
    assert page_of(client, str(link["href"])).select_one(".legend .sentence").get_text() == (  # type: ignore[union-attr]
        "Articles matching “ferry”, published from 2024."
    )


def test_file_and_api_give_the_numbers_of_the_page(client: FlaskClient) -> None:
    found = client.get(f"/api/v1/compare?{QUERIES}").get_json()
    rows = list(csv.reader(io.StringIO(client.get(f"/compare.csv?{QUERIES}").text)))
    assert rows[0] == [
        "start",
        "ferry",
        "ferry: of all",
        "Otis Vale",
        "Otis Vale: of all",
        "zebra",
        "zebra: of all",
    ]
    assert [row[0] for row in rows[1:-1]] == found["starts"]
    for number, series in enumerate(found["series"]):
        assert [int(row[1 + 2 * number]) for row in rows[1:-1]] == series["counts"]
        assert [int(row[2 + 2 * number]) for row in rows[1:-1]] == series["of"]
        assert sum(series["counts"]) + series["undated"] == series["total"]
        assert client.get(f"/api/v1/search?{series['params']}").get_json()["total"] == series["total"]


@pytest.mark.parametrize("query", ["", "q=from%3Dnever", "q=a&q=b&q=c&q=d&q=e", "q=&q=&q=&q=&q=", "q=a&x=1"])
def test_what_cannot_be_compared_is_a_400_for_programs_and_said_on_the_page(
    client: FlaskClient, query: str
) -> None:
    answer = client.get(f"/api/v1/compare?{query}")
    assert answer.status_code == 400
    assert answer.get_json(force=True)["diagnostics"]
    assert client.get(f"/compare?{query}").status_code == 200


def test_empty_comparison_says_how_it_is_filled(client: FlaskClient) -> None:
    page = page_of(client, "/compare")
    assert "Up to four searches" in page.select_one(".nothing").get_text()  # type: ignore[union-attr]


@pytest.mark.parametrize("which", ["published", "about"])
def test_chart_is_a_picture_that_names_its_search(client: FlaskClient, which: str) -> None:
    answer = client.get(f"/chart.svg?q=ferry+%3Cb%3E&which={which}")
    assert answer.content_type == "image/svg+xml; charset=utf-8"
    root = etree.fromstring(answer.data)
    assert "ferry <b>" in "".join(root.itertext())
    assert not root.xpath("//*[local-name()='script' or local-name()='style' or @style]")
    assert client.get(f"/chart.svg?q=ferry&which={which}x").status_code == 400
    assert client.get(f"/chart.svg?from=x&which={which}").status_code == 400


@pytest.mark.parametrize("name", ["=1+1", "@x", "+1", "-1", "\t=1", "\r=1"])
def test_table_holds_no_formula(client: FlaskClient, name: str) -> None:
    answer = client.get("/compare.csv", query_string={"q": urlencode({"tag": name})})
    head = next(csv.reader(io.StringIO(answer.text, newline="")))
    assert head[1:] == [f"'{name}", f"'{name}: of all"]
