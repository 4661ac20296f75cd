"""The API as it describes itself, held to that by Schemathesis and by plain requests."""

import json
from typing import Any

import pytest
import schemathesis
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from index.columns import FACETS
from index.store_writer import NewArticle
from search.state import PARAMETERS
from web.openapi import PREFIX, document, endpoints
from web.operations import operation_of

GOOD = (
    "/api/v1/search?q=ferry", "/api/v1/facets/person?q=ferry&find=a&order=name&limit=2", "/api/v1/histogram",
    "/api/v1/suggest?q=fer", "/api/v1/suggest?q=ada&kind=person&limit=1", "/api/v1/status", "/api/v1/saved",
    "/api/v1/entities/p:ada_brook", "/api/v1/entities/l:saltmere", "/api/v1/openapi.json",
    "/api/v1/explain?article=https://nowhere.example/x&q=ferry",
)  # fmt: skip


def schema_of(client: FlaskClient, path: str, status: int = 200) -> Draft202012Validator:
    """The declared schema of what a path answers, with everything that it refers to."""
    whole = client.get(f"{PREFIX}/openapi.json").get_json()
    address = path.partition("?")[0]
    shape = next(
        item
        for template, item in whole["paths"].items()
        if template == address or ("{" in template and address.startswith(template.partition("{")[0]))
    )
    media = "application/json" if status < 400 else "application/problem+json"
    schema = shape["get"]["responses"][str(status)]["content"][media]["schema"]
    return Draft202012Validator({"$ref": schema["$ref"], "components": whole["components"]})


@pytest.mark.parametrize("path", GOOD)
def test_answers_are_as_declared(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    schema_of(client, path).validate(answer.get_json())


def test_answers_on_an_article_are_as_declared(client: FlaskClient, articles: dict[str, NewArticle]) -> None:
    id_ = articles["ferry"].id
    for path in (
        f"/api/v1/articles/{id_}",
        f"/api/v1/related/{id_}",
        f"/api/v1/explain?article={id_}&q=ferry",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        schema_of(client, path).validate(answer.get_json())


def closed(schema: Any) -> Any:
    """The same schema, taking no key that it does not name."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: closed(one) for name, one in schema.items()}
    only = schema.get("type") == "object" and "properties" in schema and "additionalProperties" not in schema
    return inner | {"additionalProperties": False} if only else inner


def test_articles_and_entities_have_no_key_that_is_not_declared(
    client: FlaskClient, articles: dict[str, NewArticle]
) -> None:
    for path in (*(f"/api/v1/articles/{one.id}" for one in articles.values()), *GOOD[7:9]):
        answer = client.get(path).get_json()
        Draft202012Validator(closed(schema_of(client, path).schema)).validate(answer)
        unknown = answer | {"persons": [{"key": "p:x", "shoe_size": 43}]}
        assert list(Draft202012Validator(closed(schema_of(client, path).schema)).iter_errors(unknown))
    schemas = client.get(f"{PREFIX}/openapi.json").get_json()["components"]["schemas"]
    assert {"metonyms", "why", "confidence"} <= schemas["Place"]["properties"].keys()


def test_schemas_are_schemas(client: FlaskClient) -> None:
    for schema in client.get(f"{PREFIX}/openapi.json").get_json()["components"]["schemas"].values():
        validator_for(schema, default=Draft202012Validator).check_schema(schema)


def test_every_address_of_the_api_is_declared(client: FlaskClient) -> None:
    app: Flask = client.application
    below = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    assert len(below) >= 14
    assert all(operation_of(app.view_functions[rule.endpoint]) for rule in below)
    paths = document(app)["paths"]
    assert {(item.path, item.method.lower()) for item in endpoints(app)} == {
        (path, method) for path, methods in paths.items() for method in methods
    }


def test_search_takes_what_a_state_knows(client: FlaskClient) -> None:
    declared = document(client.application)["paths"]["/api/v1/search"]["get"]["parameters"]
    assert [item["name"] for item in declared] == list(PARAMETERS)
    assert {"person", "all_person", "not_person"} <= {item["name"] for item in declared if "explode" in item}
    facet = document(client.application)["paths"]["/api/v1/facets/{name}"]["get"]["parameters"][0]
    assert facet["schema"]["enum"] == list(FACETS)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/search?foo=1", "/api/v1/status?foo=1", "/api/v1/suggest?q=fe&foo=1", "/api/v1/saved?foo=1",
        "/api/v1/articles/0000000000000000?foo=1", "/api/v1/entities/p:x?foo=1", "/api/v1/openapi.json?foo=1",
        "/api/v1/facets/person?foo=1", "/api/v1/explain?article=x&foo=1", "/api/v1/related/0?foo=1",
    ],
)  # fmt: skip
def test_unknown_parameter_is_named_everywhere(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    body = answer.get_json(force=True)
    assert [(item["kind"], item["parameter"]) for item in body["diagnostics"]] == [
        ("unknown-parameter", "foo")
    ]
    schema_of(client, path, 400).validate(body)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/search?q=a&q=b", "q"), ("/api/v1/search?tz=Mars", "tz"), ("/api/v1/suggest?q=a&kind=x", "kind"),
        ("/api/v1/suggest?q=a&limit=0", "limit"), ("/api/v1/suggest?q=a&limit=9&limit=8", "limit"),
        ("/api/v1/facets/person?order=size", "order"), ("/api/v1/facets/person?offset=-1", "offset"),
        ("/api/v1/explain?q=ferry", "article"), ("/api/v1/explain?article=", "article"),
        ("/api/v1/explain?article=x&from=soon", "from"), ("/api/v1/related/0?limit=none", "limit"),
    ],
)  # fmt: skip
def test_value_that_cannot_be_used_is_named(client: FlaskClient, path: str, name: str) -> None:
    if "related" in path:
        path = path.replace("/0", "/" + client.get("/api/v1/search").get_json()["hits"][0]["id"])
    answer = client.get(path)
    assert answer.status_code == 400
    assert name in [item["parameter"] for item in answer.get_json(force=True)["diagnostics"]]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/articles/0000000000000000", "/api/v1/related/zzz", "/api/v1/entities/p:nobody",
        "/api/v1/facets/colour", "/api/v1/saved/nothing", "/api/v1/nothing",
    ],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_page_shows_every_address_with_its_parameters(client: FlaskClient) -> None:
    answer = client.get("/api")
    page = BeautifulSoup(answer.text, "lxml")
    shown = {heading.get_text() for heading in page.select("h2 code")}
    assert shown == {f"{item.method} {item.path}" for item in endpoints(client.application)}
    for example in page.select(".endpoint p a"):
        assert client.get(str(example["href"])).status_code == 200
    assert "relevance (default), newest, oldest" in page.get_text()
    described = " ".join(page.get_text().split())
    assert "`" not in described and "params is each search in canonical form." in described
    assert {"of", "params"} <= {item.get_text() for item in page.select(".endpoint p code")}


def test_entity_says_who_it_appears_with(client: FlaskClient) -> None:
    found = client.get("/api/v1/entities/p:ada_brook").get_json()
    listed = client.get("/api/v1/search?person=p:ada_brook&sort=newest").get_json()
    assert found["total"] == listed["total"] == 2
    assert [hit["id"] for hit in found["latest"]] == [hit["id"] for hit in listed["hits"]]
    assert [(item["name"], item["count"]) for item in found["facets"]["person"]] == [("Otis Vale", 1)]
    assert client.get(found["results"]).get_json()["total"] == 2


def test_explanation_names_what_lost_an_address(client: FlaskClient) -> None:
    found = client.get("/api/v1/explain?article=https://nowhere.example/a").get_json()
    assert found["explanation"] is None
    assert found["trace"]["lost"] == {"stage": "article", "reason": "unknown"}


JSON = {"Host": "127.0.0.1"}


def test_saved_queries_come_and_go_over_the_api(client: FlaskClient) -> None:
    made = client.post(
        "/api/v1/saved", json={"name": "Ferries", "params": "q=ferry&sort=newest"}, headers=JSON
    )
    assert made.status_code == 201, made.text
    address = made.headers["Location"]
    saved = client.get(address).get_json()
    assert (saved["slug"], saved["params"], saved["page"]) == ("ferries", "q=ferry&sort=newest", "/s/ferries")
    assert client.get(saved["results"]).status_code == client.get(saved["page"]).status_code == 200
    assert client.delete(address, headers=JSON).status_code == 204
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400), (b"[]", 400), (b'{"name": 1, "params": ""}', 400), (b'{"name": "", "params": ""}', 400),
        (b'{"name": "a", "params": "persn=x"}', 400), (b'{"name": "a"}', 400),
    ],
)  # fmt: skip
def test_saved_query_that_cannot_be_saved_is_a_problem(client: FlaskClient, body: bytes, status: int) -> None:
    made = client.post("/api/v1/saved", data=body, content_type="application/json", headers=JSON)
    assert (made.status_code, made.content_type) == (status, "application/problem+json")
    assert client.get("/api/v1/saved").get_json() == {"saved": []}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"}, {"Host": "rebound.example"}, {"Content-Type": "text/plain"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1"},
    ],
)  # fmt: skip
def test_other_sites_cannot_save_over_the_api(client: FlaskClient, headers: dict[str, str]) -> None:
    sent = {"Host": "127.0.0.1", "Content-Type": "application/json"} | headers
    made = client.post("/api/v1/saved", data='{"name": "a", "params": ""}', headers=sent)
    assert made.status_code == 403
    assert client.get("/api/v1/saved").get_json() == {"saved": []}


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_api_keeps_what_it_declares(client: FlaskClient, mode: GenerationMode) -> None:
    """What is declared is answered as declared, and what is not is refused: never a server error."""
    declared = schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", client.application)
    seen = 0
    for found in declared.get_all_operations():
        one = found.ok()
        if mode is GenerationMode.NEGATIVE and not (one.query or one.path_parameters or one.body):
            continue

        @settings(
            max_examples=20,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=one.as_strategy(generation_mode=mode))
        def run(case: schemathesis.Case) -> None:
            # A cursor that no page gave and a 29 February are strings like others to a schema.
            # Called without a network, nothing unpacks what was compressed.
            headers = {"Host": "127.0.0.1", "Accept-Encoding": "identity"}
            case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

        try:
            run()
            seen += 1
        except Unsatisfiable:  # any text is a key or a slug: nothing can be wrong there
            assert mode is GenerationMode.NEGATIVE
    assert seen >= 8


def test_document_is_json_of_openapi_3_1(client: FlaskClient) -> None:
    answer = client.get(f"{PREFIX}/openapi.json")
    assert json.loads(answer.text)["openapi"] == "3.1.0"


@pytest.mark.parametrize("path", ["/api/v1/suggest?q=fer", "/api/v1/search?q=ferry", "/api/v1/facets/person"])
def test_answer_that_the_asker_has_is_not_sent_again(client: FlaskClient, path: str) -> None:
    etag = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_many_wrong_parameters_make_no_long_answer(client: FlaskClient) -> None:
    wrong = "&".join(f"foo{number}=1" for number in range(900))
    for path in ("/api/v1/search", "/api/v1/status"):
        answer = client.get(f"{path}?{wrong}")
        assert answer.status_code == 400
        assert len(answer.get_json(force=True)["diagnostics"]) == 20
