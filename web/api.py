"""The JSON API, version 1: the same answers as the pages, for programs."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request

from index.article import annotations_to_json
from index.cli import read_status
from index.columns import FACETS
from search.days import utc_today
from search.engine import FacetOrder
from search.errors import BadRequestError
from search.query import Diagnostic
from search.serialise import facet_to_json, page_to_json
from search.state import SearchState
from web.archive import archive
from web.article_views import find
from web.errors import NotFoundError, problem
from web.search_views import asked

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

MAX_VALUES = 1_000
"""Values of a facet in one answer."""


@blueprint.get("/search")
def search() -> Response:
    """Answer a search; a parameter that cannot be used is a 400 that names it.

    The ETag changes whenever the answer may have changed: ask again with ``If-None-Match``.
    """
    return _answer(lambda state: page_to_json(archive().engine.search(state), state))


@blueprint.get("/facets/<name>")
def facet(name: str) -> Response:
    """Give the values of one facet of a search, a page of them.

    Beside the search's parameters: ``find`` (text within the name), ``order`` (count, name), ``limit`` (1 to
    1,000) and ``offset``.
    """
    if name not in FACETS:
        raise NotFoundError(f"There is no facet {name!r}.", f"Known: {', '.join(FACETS)}.")
    given = request.args
    limit, offset = _whole("limit", 100, 1, MAX_VALUES), _whole("offset", 0, 0, 10**9)
    order: FacetOrder = "name" if given.get("order") == "name" else "count"
    if given.get("order", "count") not in ("count", "name"):
        raise _unusable("order", given["order"], "count or name")

    def values(state: SearchState) -> dict[str, Any]:
        found = archive().engine.facet_values(
            state, name, containing=given.get("find", ""), order=order, limit=limit, offset=offset
        )
        return facet_to_json(found)

    return _answer(values, "find", "order", "limit", "offset")


@blueprint.get("/histogram")
def histogram() -> Response:
    """Give the total of a search with its two histograms and no hits."""

    def counts(state: SearchState) -> dict[str, Any]:
        page = archive().engine.search(state.change(per_page=1), facets=())
        found = page_to_json(page, state)
        return {name: found[name] for name in ("total", "histogram", "about_histogram", "generation")}

    return _answer(counts)


def _answer(make: Callable[[SearchState], dict[str, Any]], *own: str) -> Response:
    """Answer with what a search state gives, or 304 when the asker has it; ``own`` are not the state's."""
    state, diagnostics = asked(*own)
    if diagnostics:
        return problem(HTTPStatus.BAD_REQUEST, diagnostics[0].message, diagnostics)
    if "saved:" in state.query:  # a saved query may change at any time
        return jsonify(make(state))
    # "last 7 days" are others tomorrow.
    asked_for = f"{archive().engine.version()} {utc_today()} {request.full_path}"
    etag = hashlib.blake2b(asked_for.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    if etag in request.if_none_match:
        return _tagged(Response(status=HTTPStatus.NOT_MODIFIED), etag)
    return _tagged(jsonify(make(state)), etag)


def _whole(name: str, default: int, least: int, most: int) -> int:
    """Read a whole number.

    Raises:
        BadRequestError: It is none, or out of range.
    """
    text = request.args.get(name, "") or str(default)
    if not (text.isascii() and text.isdigit() and least <= int(text[:12]) <= most):
        raise _unusable(name, text, f"a whole number from {least:,} to {most:,}")
    return int(text)


def _unusable(name: str, value: str, wanted: str) -> BadRequestError:
    message = f"{name} is {value[:40]!r}; it must be {wanted}."
    return BadRequestError((Diagnostic("bad-value", 0, len(value), message, "", name),))


@blueprint.get("/articles/<article_id>")
def article(article_id: str) -> Response:
    """Give one article with its text, dates, persons, places and days it talks about."""
    stored = find(archive().store, article_id)
    item, clean = stored.article, stored.article.clean
    return jsonify(
        {
            "id": item.id, "source": item.source, "url": clean.url, "title": clean.title,
            "description": clean.description, "authors": list(clean.authors),
            "published": clean.published.isoformat() if clean.published else None,
            "published_origin": clean.published.origin if clean.published else None,
            "modified": clean.modified.isoformat() if clean.modified else None,
            "modified_origin": clean.modified.origin if clean.modified else None,
            "first_seen": item.first_seen.isoformat(), "language": clean.language,
            "section": clean.section, "tags": list(clean.tags), "type": clean.kind,
            "image": clean.image, "credits": list(clean.credits), "dateline": clean.dateline,
            "paywalled": clean.paywalled, "revision": item.revision, "story": item.story,
            "text": clean.text,
        }
        | annotations_to_json(stored.annotations)
    )  # fmt: skip


@blueprint.get("/status")
def status() -> Response:
    """Give what ``dateline status --json`` prints."""
    here = archive()
    return jsonify(read_status(here.settings, here.store))


def _tagged(response: Response, etag: str) -> Response:
    response.set_etag(etag)
    response.headers["Cache-Control"] = "no-cache"
    return response
