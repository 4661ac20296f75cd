"""The JSON API, version 1: the same answers as the pages, for programs."""

import hashlib
from http import HTTPStatus

from flask import Blueprint, Response, jsonify, request

from index.article import annotations_to_json
from index.cli import read_status
from search.serialise import page_to_json
from web.archive import archive
from web.article_views import find
from web.errors import problem
from web.search_views import asked

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/search")
def search() -> Response:
    """Answer a search; a parameter that cannot be used is a 400 that names it.

    The ETag changes whenever the answer may have changed: ask again with ``If-None-Match``.
    """
    state, diagnostics = asked()
    if diagnostics:
        return problem(HTTPStatus.BAD_REQUEST, diagnostics[0].message, diagnostics)
    engine = archive().engine
    asked_for = f"{engine.version()}?{state.to_query_string()}"
    etag = hashlib.blake2b(asked_for.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    if etag in request.if_none_match:
        return _tagged(Response(status=HTTPStatus.NOT_MODIFIED), etag)
    return _tagged(jsonify(page_to_json(engine.search(state), state)), etag)


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
