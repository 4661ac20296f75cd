"""The API described by itself: an OpenAPI 3.1 document made from what the views declare, and a page."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template
from werkzeug.routing import Rule

from web.api_parameters import DAY_PATTERN
from web.api_schemas import TEXT, components, ref
from web.operations import Operation, Parameter, operation, operation_of

blueprint = Blueprint("openapi", __name__)

PREFIX = "/api/v1"
METHODS = ("GET", "POST", "DELETE")
LINKS = {
    "Search": (
        ("article", "article_id", "/hits/0/id"),
        ("related", "article_id", "/hits/0/id"),
        ("entity", "key", "/facets/person/0/key"),
    ),
    "Related": (("article", "article_id", "/hits/0/id"),),
    "Facet": (("entity", "key", "/values/0/key"),),
    "SavedQueries": (("saved_query", "slug", "/saved/0/slug"),),
}
"""Where an answer leads: operation, its parameter, and where the value stands in the answer."""
PROBLEM = "application/problem+json"
ALWAYS = {
    400: "A parameter cannot be used; the diagnostics name it.",
    429: "Too many requests from this address; Retry-After says when to ask again.",
    503: "The archive cannot be searched yet, or something on the machine must be mended.",
}
SUMMARY = (
    "Everything that the pages of Dateline show, for programs. Counts equal lists: the total is the number "
    "of hits that following `next` gives, of rows of an export, and the sum of the histogram with `undated`."
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one address, with what was declared of it."""

    path: str
    method: str
    name: str
    summary: str
    description: str
    declared: Operation

    def example(self) -> str:
        """Give an address to try, where a reader can."""
        if self.method != "GET" or "{" in self.path.replace("{name}", ""):
            return ""
        query = {item.name: item.example for item in self.declared.parameters if item.example}
        path = self.path.replace("{name}", "person")
        return f"{path}?{urlencode(query)}" if query else path


def endpoints(app: Flask) -> list[Endpoint]:
    """Give what is below the API's prefix, in order of address.

    Raises:
        LookupError: A view declares nothing of itself.
    """
    found = [
        endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(f"{PREFIX}/")
        for endpoint in _endpoints_of(app, rule)
    ]
    return sorted(found, key=lambda item: (item.path, METHODS.index(item.method)))


def _endpoints_of(app: Flask, rule: Rule) -> Iterator[Endpoint]:
    view = app.view_functions[rule.endpoint]
    declared = operation_of(view)
    if declared is None:
        raise LookupError(f"{rule.rule} has no operation.")
    lines = (view.__doc__ or "").strip().splitlines()
    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
    rest = " ".join(line.strip() for line in lines[1:]).strip()
    for method in sorted((rule.methods or set()) & set(METHODS)):
        name = rule.endpoint.rpartition(".")[2]
        yield Endpoint(path, method, name, lines[0].rstrip("."), rest, declared)


@cache
def document(app: Flask) -> dict[str, Any]:
    """Give the OpenAPI 3.1 document of an application."""
    paths: dict[str, dict[str, Any]] = {}
    for item in endpoints(app):
        paths.setdefault(item.path, {})[item.method.lower()] = _operation(item)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Dateline", "version": version("dateline"), "description": SUMMARY},
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": components()},
    }


def _operation(item: Endpoint) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": item.name,
        "summary": item.summary,
        "description": item.description.replace("``", "`"),
        "parameters": [_parameter(one) for one in item.declared.parameters],
        "responses": dict(_responses(item.declared)),
    }
    if item.declared.body:
        content = {"application/json": {"schema": ref(item.declared.body)}}
        found["requestBody"] = {"required": True, "content": content}
    return found


def _parameter(item: Parameter) -> dict[str, Any]:
    found = {
        "name": item.name,
        "in": item.where,
        "description": item.meaning,
        "required": item.required,
        "schema": dict(item.schema),
    }
    return found | ({"style": "form", "explode": True} if item.schema.get("type") == "array" else {})


def _responses(declared: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    good: dict[str, Any] = {"description": HTTPStatus(declared.status).phrase}
    if declared.answer:
        good["content"] = {"application/json": {"schema": ref(declared.answer)}}
    if declared.answer in LINKS:
        good["links"] = {
            name: {"operationId": name, "parameters": {parameter: f"$response.body#{pointer}"}}
            for name, parameter, pointer in LINKS[declared.answer]
        }
    yield str(declared.status), good
    for status, meaning in sorted((ALWAYS | dict(declared.others)).items()):
        answer: dict[str, Any] = {"description": meaning}
        if status >= HTTPStatus.BAD_REQUEST:
            answer["content"] = {PROBLEM: {"schema": ref("Problem")}}
        if status == HTTPStatus.MOVED_PERMANENTLY:
            answer["headers"] = {"Location": {"schema": TEXT}}
        yield str(status), answer


@blueprint.get(f"{PREFIX}/openapi.json")
@operation(answer="OpenAPI")
def openapi() -> Response:
    """Give this document."""
    return jsonify(document(current_app._get_current_object()))  # type: ignore[attr-defined]


@blueprint.get("/api")
def page() -> str:
    """Show the API to people who read."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return render_template("api.html", endpoints=endpoints(app), allowed=allowed, summary=SUMMARY)


def allowed(schema: Mapping[str, Any]) -> str:
    """Say in words what a parameter's value may be."""
    if "items" in schema:
        return f"{allowed(schema['items'])}, repeatable"
    if "enum" in schema:
        default = schema.get("default")
        return ", ".join(
            f"{value} (default)" if value == default else str(value) for value in schema["enum"] if value
        )
    if schema.get("type") == "integer":
        default = f", default {schema['default']:,}" if "default" in schema else ""
        return f"{schema['minimum']:,} to {schema['maximum']:,}{default}"
    if "$ref" in schema:
        return "a name of the IANA time zone database"
    return "a day, a month or a year" if schema.get("pattern") == DAY_PATTERN else "text"
