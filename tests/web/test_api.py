import json
from pathlib import Path

import jsonschema
import pytest
from flask.testing import FlaskClient

import index
import search
from index.progress import Progress
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


def test_status_answers_as_its_schema_says(client: FlaskClient) -> None:
    answer = client.get("/api/v1/status").get_json()
    jsonschema.validate(answer, STATUS_SCHEMA)
    assert answer["articles"] == answer["indexed"] == 4


def test_unknown_address_below_the_api_is_a_problem(client: FlaskClient) -> None:
    answer = client.get("/api/v2/nothing")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert client.post("/api/v1/search").status_code == 405
