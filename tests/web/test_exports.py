"""Files of all hits over HTTP."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from lxml import etree

from index import store_writer
from index.store import Store
from search.exports import FORMATS

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.mark.parametrize("query", ["", "q=ferry", "q=ferry&per_page=1&sort=newest", "not_person=p:ada_brook"])
def test_file_has_as_many_rows_as_the_api_counts(client: FlaskClient, query: str) -> None:
    page = client.get(f"/api/v1/search?{query}").get_json()
    answer = client.get(f"/search.csv?{query}")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == page["total"] == int(answer.headers["X-Total-Count"])
    lines = client.get(f"/search.jsonl?{query}").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == [row["id"] for row in rows]
    assert [row["id"] for row in rows][: len(page["hits"])] == [hit["id"] for hit in page["hits"]]
    assert client.get(rows[0]["address"].removeprefix("http://localhost")).status_code == 200


@pytest.mark.parametrize("query", ["", "q=ferry&sort=newest", "undated=1"])
def test_feed_has_every_hit_in_the_order_of_the_list(client: FlaskClient, query: str) -> None:
    page = client.get(f"/api/v1/search?{query}&per_page=100").get_json()
    wanted = [f"http://localhost/article/{hit['id']}" for hit in page["hits"]]
    atom = etree.fromstring(client.get(f"/search.atom?{query}").data)
    assert atom.xpath("a:entry/a:id/text()", namespaces=ATOM) == wanted
    rss = etree.fromstring(client.get(f"/search.rss?{query}").data)
    assert rss.xpath("channel/item/link/text()") == wanted
    feed = client.get(f"/search.feed.json?{query}").get_json()
    assert [item["url"] for item in feed["items"]] == wanted
    assert feed["_dateline"]["total"] == len(wanted)
    for link in (feed["home_page_url"], feed["feed_url"], *wanted):
        assert client.get(link.removeprefix("http://localhost")).status_code == 200


@pytest.mark.parametrize("name", FORMATS)
def test_headers_name_query_generation_and_total(client: FlaskClient, name: str) -> None:
    page = client.get("/api/v1/search?sort=newest&q=ferry%20%22a%22&person=p:ada_brook").get_json()
    answer = client.get(f"/search.{name}?sort=newest&q=ferry%20%22a%22&person=p:ada_brook&per_page=1")
    assert answer.mimetype == FORMATS[name].media_type
    assert answer.headers["X-Dateline-Query"] == "q=ferry+%22a%22&person=p%3Aada_brook&sort=newest"
    assert answer.headers["X-Dateline-Generation"] == page["generation"]
    assert answer.headers["X-Total-Count"] == str(page["total"])
    assert ("Content-Disposition" in answer.headers) is not FORMATS[name].is_feed


def test_table_describes_itself_when_asked(client: FlaskClient) -> None:
    plain = client.get("/search.timeseries.csv?q=ferry").text
    described = client.get("/search.timeseries.csv?q=ferry&describe=1").text
    assert described.startswith("# Dateline: Articles matching “ferry”. | 20")
    assert described.partition("\r\n")[2] == plain == client.get("/search.timeseries?describe=0&q=ferry").text
    refused = client.get("/search.csv?q=ferry&describe=please")
    assert refused.status_code == 400 and "is neither 0 nor 1" in refused.text


def test_results_link_to_their_files(client: FlaskClient) -> None:
    page = client.get("/search?q=ferry").text
    for item in FORMATS.values():
        assert f'href="/search.{item.ending}?q=ferry"' in page
        assert client.get(f"/search.{item.ending}?q=ferry").status_code == 200


def test_file_of_a_search_that_cannot_be_understood_is_refused(client: FlaskClient) -> None:
    assert client.get("/search.csv?from=yesteryear").status_code == 400
    assert client.get("/search.xls?q=ferry").status_code == 404


def test_file_is_named_and_saved_not_shown(client: FlaskClient) -> None:
    answer = client.get("/search.ris?q=ferry")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dateline.ris"'
    assert answer.content_type == "application/x-research-info-systems; charset=utf-8"


def test_articles_deleted_while_a_file_is_sent_are_logged(
    client: FlaskClient, store: Store, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The client takes the first piece at once: let it be the names of the columns.
    monkeypatch.setattr("search.exporting.listing.PIECES", 1)
    answer = client.get("/search.csv?q=ferry")
    pieces = answer.iter_encoded()
    gone = client.get("/api/v1/search?q=ferry").get_json()["hits"][0]["id"]
    with store.write() as connection:
        store_writer.delete_article(connection, gone)
    rows = list(csv.DictReader(io.StringIO(b"".join(pieces).decode())))
    total = int(answer.headers["X-Total-Count"])
    assert len(rows) == total - 1
    assert f"export: 1 of {total} articles were deleted meanwhile" in caplog.text
