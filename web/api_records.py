"""The JSON API on single things: articles, persons and places, saved queries."""

import hashlib
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from index.aliases import entity_of
from index.article import Entity, annotations_to_json
from index.columns import FACETS
from index.entity_columns import ALIASED
from index.spellings import spellings
from index.wording import English
from search.errors import BadRequestError, SavedQueryError
from search.query import Diagnostic
from search.saved import SavedQuery, delete_saved, find_saved, save_query, saved_list
from search.serialise import hit_to_json, page_to_json
from search.state import SearchState
from web.api import NO_ARTICLE, NOT_MODIFIED, search_address, tagged
from web.api_parameters import ARTICLE_ID, ENTITY_KEY, SLUG
from web.archive import archive
from web.article_presenters import canonical, keys_of
from web.article_views import find
from web.errors import NotFoundError
from web.operations import operation
from web.security import check_api_write

blueprint = Blueprint("records", __name__, url_prefix="/api/v1")

LATEST = 10
"""Articles in the answer on a person or place."""
BESIDE = tuple(name for name in FACETS if name in ("person", "place", "source"))
NO_SAVED = {404: "There is no such saved query."}
REFUSED = {403: "Only a server that is bound to this machine takes changes."}
MOVED = {301: "It is known under another id or key by now: see Location."}


@blueprint.get("/articles/<article_id>")
@operation(ARTICLE_ID, answer="Article", others=NO_ARTICLE | NOT_MODIFIED | MOVED)
def article(article_id: str) -> Response | Redirect:
    """Give an article: text, dates and where they come from, mentions with their places, earlier texts."""
    here = archive()
    store = here.store
    stored = find(store, article_id)
    stored = canonical(stored, here.aliases, store.entities(keys_of(stored, here.aliases)))
    item, clean = stored.article, stored.article.clean
    if item.id != article_id:
        return redirect(url_for("records.article", article_id=item.id), 301)
    body: dict[str, Any] = {
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
        "text": clean.text, **annotations_to_json(stored.annotations),
        "revisions": [
            {"number": old.number, "title": old.title, "text": old.text, "published": old.published,
             "seen_at": old.seen_at}
            for old in store.revisions(item.id)
        ],
    }  # fmt: skip
    digest = hashlib.blake2b(repr(body).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    return tagged(digest, lambda: body)


@blueprint.get("/entities/<path:key>")
@operation(ENTITY_KEY, answer="Entity", others={404: "There is no such person or place."} | MOVED)
def entity(key: str) -> Response | Redirect:
    """Give a person or place: its names, articles over time, who and what it appears with.

    ``names`` are its spellings with the number of articles that hold each, and what merged it: the number of
    an edit, or the evidence of an automatic merge with its confidence. Every count is the total of the search
    at ``results``.
    """
    here = archive()
    meant = entity_of(key, here.aliases)
    found = here.store.entities([meant]).get(meant) if meant else None
    if found is None or found.kind not in ALIASED:
        raise NotFoundError(f"There is no person or place {key!r}.", "/api/v1/suggest finds keys by name.")
    if meant != key:
        return redirect(url_for("records.entity", key=meant), 301)
    return jsonify(_entity_to_json(found))


def _entity_to_json(found: Entity) -> dict[str, Any]:
    here, key = archive(), found.key
    # "All of", so that its own facet counts who it appears with, too.
    state = SearchState().with_value(found.kind, key, "all")
    page = here.engine.search(state.change(sort="newest", per_page=LATEST), facets=BESIDE)
    shown = page_to_json(page, state)
    beside = {
        name: [
            value | {"results": search_address(state.with_value(name, value["key"], "all"))}
            for value in shown["facets"][name]
            if (name, value["key"]) != (found.kind, key)
        ]
        for name in BESIDE
    }
    return {
        "key": key, "kind": found.kind, "name": found.name, "place_kind": found.place_kind,
        "country": found.country, "admin1": found.admin1, "admin1_key": found.admin1_key,
        "geonames_id": found.geonames_id, "lat": found.lat, "lon": found.lon,
        "population": found.population,
        "names": [asdict(item) for item in spellings(here.store, key)],
        "total": page.total, "histogram": shown["histogram"], "facets": beside,
        "latest": [hit_to_json(hit) for hit in page.hits],
        "results": search_address(SearchState().with_value(found.kind, key)),
        "page": url_for("entity.entity", key=key),
    }  # fmt: skip


@blueprint.get("/saved")
@operation(answer="SavedQueries")
def saved_queries() -> Response:
    """List the saved queries, in order of name."""
    return jsonify({"saved": [_saved_to_json(item) for item in saved_list(archive().store)]})


@blueprint.get("/saved/<slug>")
@operation(SLUG, answer="SavedQuery", others=NO_SAVED)
def saved_query(slug: str) -> Response:
    """Give one saved query."""
    return jsonify(_saved_to_json(_find_saved(slug)))


@blueprint.post("/saved")
@operation(
    answer="SavedQuery", status=201, others=REFUSED | {415: "The body is no JSON."}, body="NewSavedQuery"
)
def add_saved_query() -> Response:
    """Save a search under a name, on a server that is bound to this machine alone."""
    here = archive()
    check_api_write(request, here.settings.host)
    given = request.get_json()
    for name in ("name", "params"):
        if not isinstance(given, dict) or not isinstance(given.get(name), str):
            message = English(f"The body must be an object with the text {name!r}.")
            raise BadRequestError((Diagnostic("bad-value", 0, 0, message, "", name),))
    state, diagnostics = SearchState.from_query_string(given["params"])
    if diagnostics:
        raise BadRequestError(diagnostics)
    saved = save_query(here.store, given["name"], state)
    response = jsonify(_saved_to_json(saved))
    response.status_code = 201
    response.headers["Location"] = url_for("records.saved_query", slug=saved.slug)
    return response


@blueprint.delete("/saved/<slug>")
@operation(SLUG, answer="", status=204, others=NO_SAVED | REFUSED)
def delete_saved_query(slug: str) -> Response:
    """Delete a saved query; its link stops working, articles stay."""
    here = archive()
    check_api_write(request, here.settings.host)
    _find_saved(slug)
    delete_saved(here.store, slug)
    return Response(status=204)


def _find_saved(slug: str) -> SavedQuery:
    try:
        return find_saved(archive().store, slug)
    except SavedQueryError as error:
        raise NotFoundError(error.message, "/api/v1/saved lists them.") from error


def _saved_to_json(item: SavedQuery) -> dict[str, str]:
    return {
        "slug": item.slug, "name": item.name, "params": item.state.to_query_string(),
        "sentence": item.state.describe(archive().engine.names(item.state)), "created": item.created,
        "results": search_address(item.state), "page": url_for("saved.show", slug=item.slug),
        "feed": url_for("saved.feed", slug=item.slug),
    }  # fmt: skip
