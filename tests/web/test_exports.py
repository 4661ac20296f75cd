"""Files of all hits over HTTP."""

import csv
import io
import json

import pytest
from flask.testing import FlaskClient


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


def test_results_link_to_their_files(client: FlaskClient) -> None:
    page = client.get("/search?q=ferry").text
    for name in ("csv", "jsonl", "ris", "bib"):
        assert f'href="/search.{name}?q=ferry"' in page


def test_file_of_a_search_that_cannot_be_understood_is_refused(client: FlaskClient) -> None:
    assert client.get("/search.csv?from=yesteryear").status_code == 400
    assert client.get("/search.xls?q=ferry").status_code == 404


def test_file_is_named_and_saved_not_shown(client: FlaskClient) -> None:
    answer = client.get("/search.ris?q=ferry")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dateline.ris"'
    assert answer.content_type == "application/x-research-info-systems; charset=utf-8"
