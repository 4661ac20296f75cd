import json
from datetime import date
from pathlib import Path
from typing import NoReturn

import jsonschema
import pytest
from flask.testing import FlaskClient

import index
import search
from index.progress import Progress
from index.reader import GenerationReader
from index.settings import Settings
from index.store import Store
from index.store_writer import NewArticle, delete_article
from index.writer import update

SEARCH_SCHEMA = json.loads((Path(search.__file__).parent / "schemas/search.schema.json").read_text())
STATUS_SCHEMA = json.loads((Path(index.__file__).parent / "schemas/status.schema.json").read_text())


@pytest.mark.parametrize(
    "query", ["", "?q=ferry", "?q=zebra", "?q=titel:x+(", "?person=p:ada_brook&per_page=1"]
)
def test_search_answers_as_its_schema_says(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/v1/search{query}")
    assert answer.status_code == 200
    jsonschema.validate(answer.get_json(), SEARCH_SCHEMA)


def test_next_leads_through_every_hit(client: FlaskClient) -> None:
    address, seen = "/api/v1/search?per_page=1&sort=oldest", []
    while address:
        answer = client.get(address).get_json()
        seen += [hit["id"] for hit in answer["hits"]]
        address = answer["next"]
    assert len(seen) == len(set(seen)) == answer["total"] == 4


def test_what_cannot_be_used_is_a_problem_that_names_it(client: FlaskClient) -> None:
    for query, name in (("from=soon", "from"), ("persn=x", "persn"), ("per_page=0", "per_page")):
        answer = client.get(f"/api/v1/search?{query}")
        assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
        assert [item["parameter"] for item in answer.get_json(force=True)["diagnostics"]] == [name]
    answer = client.get("/api/v1/search?cursor=nonsense")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.get_json(force=True)["diagnostics"][0]["kind"] == "bad-cursor"


def test_diagnostics_of_the_query_come_with_the_answer(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?q=ferry+titel:harbour").get_json()
    assert [item["kind"] for item in answer["diagnostics"]] == ["unknown-field"]


def test_etag_spares_the_answer_until_the_index_changes(
    client: FlaskClient, store: Store, indexed: Settings, articles: dict[str, NewArticle]
) -> None:
    first = client.get("/api/v1/search?q=ferry")
    etag = first.headers["ETag"]
    assert client.get("/api/v1/search?q=ferry", headers={"If-None-Match": etag}).status_code == 304
    assert client.get("/api/v1/search?q=harbour", headers={"If-None-Match": etag}).status_code == 200
    with store.write() as connection:
        delete_article(connection, articles["ferry"].id)
    update(store, indexed.index_dir, Progress("indexing"))
    from web import create_app

    again = create_app(indexed).test_client().get("/api/v1/search?q=ferry", headers={"If-None-Match": etag})
    assert again.status_code == 200
    assert again.get_json()["total"] == first.get_json()["total"] - 1


def test_article_holds_text_and_mentions_that_point_into_it(
    client: FlaskClient, articles: dict[str, NewArticle]
) -> None:
    answer = client.get(f"/api/v1/articles/{articles['ferry'].id}").get_json()
    assert answer["published"] == "2024-03-04T09:05:00+01:00"
    _, start, end = answer["persons"][0]["mentions"][0]
    assert answer["text"][start:end] == "Ada Brook"
    missing = client.get("/api/v1/articles/none")
    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")


def test_status_counts_in_the_index_that_is_open(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = client.get("/api/v1/search").get_json()["total"]

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the index is opened again")

    monkeypatch.setattr(GenerationReader, "__init__", refuse)
    assert client.get("/api/v1/status").get_json()["indexed"] == total


def test_status_answers_as_its_schema_says(client: FlaskClient) -> None:
    answer = client.get("/api/v1/status").get_json()
    jsonschema.validate(answer, STATUS_SCHEMA)
    assert answer["articles"] == answer["indexed"] == 4


def test_unknown_address_below_the_api_is_a_problem(client: FlaskClient) -> None:
    answer = client.get("/api/v2/nothing")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert client.post("/api/v1/search").status_code == 405


def test_facet_values_are_paged_searched_and_sorted(client: FlaskClient) -> None:
    whole = client.get("/api/v1/facets/person?q=ferry").get_json()
    page = client.get("/api/v1/search?q=ferry").get_json()
    assert whole["values"] == page["facets"]["person"]
    assert (whole["distinct"], whole["without"]) == (len(whole["values"]), page["without"]["person"])
    paged = [
        value
        for offset in range(whole["distinct"])
        for value in client.get(f"/api/v1/facets/person?q=ferry&limit=1&offset={offset}").get_json()["values"]
    ]
    assert paged == whole["values"]
    names = [value["name"] for value in client.get("/api/v1/facets/person?order=name").get_json()["values"]]
    assert names == sorted(names)
    [found] = client.get("/api/v1/facets/person?find=broo").get_json()["values"]
    assert found["key"] == "p:ada_brook"


@pytest.mark.parametrize(
    ("query", "status"),
    [("person?limit=0", 400), ("person?limit=x", 400), ("person?order=size", 400), ("person?offset=-1", 400),
     ("colour", 404), ("person?from=soon", 400), ("person?limit=" + "9" * 5000, 400)],
)  # fmt: skip
def test_facet_parameter_that_cannot_be_used_is_a_problem(
    client: FlaskClient, query: str, status: int
) -> None:
    answer = client.get(f"/api/v1/facets/{query}")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")


def test_histogram_adds_up_to_the_total_of_the_search(client: FlaskClient) -> None:
    for query in ("", "?q=ferry", "?person=p:ada_brook", "?q=ferry&cursor=&per_page=2"):
        found = client.get(f"/api/v1/histogram{query}").get_json()
        page = client.get(f"/api/v1/search{query}").get_json()
        assert found == {name: page[name] for name in found}
        counts = sum(bucket["count"] for bucket in found["histogram"]["buckets"])
        assert counts + found["histogram"]["undated"] == found["total"] == page["total"]
    answer = client.get("/api/v1/histogram?q=ferry")
    etag = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/api/v1/histogram?q=ferry", headers=etag).status_code == 304
    assert client.get("/api/v1/search?q=ferry", headers=etag).status_code == 200


def test_answer_that_may_change_without_the_index_is_not_remembered(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "ETag" not in client.get("/api/v1/search?q=saved:anything").headers
    today = client.get("/api/v1/search?q=ferry").headers["ETag"]
    monkeypatch.setattr("web.api.utc_today", lambda: date(2099, 1, 1))
    assert client.get("/api/v1/search?q=ferry").headers["ETag"] != today
