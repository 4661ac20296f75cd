"""The JSON API, version 1: the same answers as the pages, for programs."""

import hashlib
from collections.abc import Callable
from typing import Any, get_args

from flask import Blueprint, Response, jsonify, request, url_for

from index.columns import FACETS
from index.status import Indexed, read_status
from index.tracing import trace
from search.days import utc_today
from search.engine import FacetOrder
from search.errors import BadRequestError
from search.serialise import (
    explanation_to_json,
    facet_to_json,
    hit_to_json,
    page_to_json,
    suggestion_to_json,
    trace_to_json,
)
from search.state import SearchState
from search.suggestions import KINDS, Suggestion, SuggestionKind
from web.api_parameters import (
    ARTICLE_ID,
    FACET_NAME,
    SEARCH,
    SUGGESTION_KINDS,
    number,
)
from web.archive import archive
from web.article_views import find
from web.errors import NotFoundError
from web.operations import Parameter, once, operation, unusable, whole
from web.search_views import asked

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

MAX_VALUES = 1_000
"""Values of a facet in one answer."""
MAX_SUGGESTIONS = 20
MAX_RELATED = 50
MAX_ADDRESS = 4_000
"""Characters of an address that is asked about."""
NOT_MODIFIED = {304: "The asker has this answer already (If-None-Match)."}
NO_ARTICLE = {404: "There is no such article."}


@blueprint.get("/search")
@operation(*SEARCH, answer="Search", others=NOT_MODIFIED)
def search() -> Response:
    """Search: hits with snippets, facets, both histograms.

    ``next`` is the address of the next page, without a last one that could be reached only by paging deeper.
    """
    return answer(lambda state: page_to_json(archive().engine.search(state), state))


@blueprint.get("/facets/<name>")
@operation(
    FACET_NAME,
    *SEARCH,
    Parameter("find", "Text that a value's name contains.", {"type": "string"}),
    Parameter(
        "order",
        "By count, or from A to Z.",
        {"type": "string", "enum": [*get_args(FacetOrder), ""], "default": "count"},
    ),
    number("limit", "Values in the answer.", 1, MAX_VALUES, 100),
    number("offset", "Values left out at the beginning.", 0, 10**9, 0),
    answer="Facet",
    others=NOT_MODIFIED | {404: "There is no such facet."},
)
def facet(name: str) -> Response:
    """List the values of one facet of a search with exact counts, a page of them."""
    if name not in FACETS:
        raise NotFoundError(f"There is no facet {name!r}.", f"Known: {', '.join(FACETS)}.")
    limit, offset = whole("limit", 100, 1, MAX_VALUES), whole("offset", 0, 0, 10**9)
    find_, order = once("find"), once("order") or "count"
    if order not in get_args(FacetOrder):
        raise unusable("order", order, " or ".join(get_args(FacetOrder)))

    def values(state: SearchState) -> dict[str, Any]:
        found = archive().engine.facet_values(
            state,
            name,
            containing=find_,
            order="name" if order == "name" else "count",
            limit=limit,
            offset=offset,
        )
        return facet_to_json(found)

    return answer(values, "find", "order", "limit", "offset")


@blueprint.get("/histogram")
@operation(*SEARCH, answer="Histograms", others=NOT_MODIFIED)
def histogram() -> Response:
    """Count a search over time, by day of publication and by the days talked about."""

    def counts(state: SearchState) -> dict[str, Any]:
        page = archive().engine.search(state.change(per_page=1), facets=())
        found = page_to_json(page, state)
        return {name: found[name] for name in ("total", "histogram", "about_histogram", "generation")}

    return answer(counts)


@blueprint.get("/suggest")
@operation(
    Parameter("q", "What is typed so far.", {"type": "string"}, example="grain hry"),
    SUGGESTION_KINDS,
    number("limit", "Suggestions of each kind.", 1, MAX_SUGGESTIONS, 8),
    answer="Suggestions",
    others=NOT_MODIFIED,
)
def suggest() -> Response:
    """Complete what is being typed: words, persons, places and sources, most articles first.

    Accents and a typing error or two are forgiven. ``q`` is the query that a suggestion leads to, ``results``
    the search with it.
    """
    kinds = tuple(request.args.getlist("kind")) or KINDS
    for kind in kinds:
        if kind not in KINDS:
            raise unusable("kind", kind, f"one of {', '.join(KINDS)}")
    limit = whole("limit", 8, 1, MAX_SUGGESTIONS)
    chosen: tuple[SuggestionKind, ...] = tuple(kind for kind in KINDS if kind in kinds)
    typed, engine = once("q"), archive().engine

    def offered() -> dict[str, Any]:
        found = engine.suggest(typed, kinds=chosen, limit=limit)
        return {"suggestions": [suggestion_to_json(item) | {"results": _results(item)} for item in found]}

    return tagged(engine.version(), offered)


def _results(item: Suggestion) -> str:
    state = SearchState(query=item.query.strip())
    return search_address(state.with_value(item.kind, item.key) if item.key else state)


def search_address(state: SearchState) -> str:
    """Give the API's address of a search."""
    query = state.to_query_string()
    return url_for("api.search") + (f"?{query}" if query else "")


@blueprint.get("/related/<article_id>")
@operation(
    ARTICLE_ID,
    number("limit", "Articles in the answer.", 1, MAX_RELATED, 10),
    answer="Related",
    others=NO_ARTICLE | NOT_MODIFIED,
)
def related(article_id: str) -> Response:
    """List articles about the same thing, the most alike first; none that is a copy of it."""
    id_ = find(archive().store, article_id).article.id
    engine, limit = archive().engine, whole("limit", 10, 1, MAX_RELATED)

    def alike() -> dict[str, Any]:
        return {"id": id_, "hits": [hit_to_json(hit) for hit in engine.related(id_, limit=limit)]}

    return tagged(engine.version(), alike)


@blueprint.get("/explain")
@operation(
    Parameter(
        "article",
        "Address or id of an article.",
        {"type": "string", "minLength": 1, "maxLength": MAX_ADDRESS},
        required=True,
        example="https://gazette.example/grain",
    ),
    *SEARCH,
    answer="Explanation",
)
def explain() -> Response:
    """Say why an article is among the hits of a search, or what keeps it out.

    ``trace`` follows an address from the crawl to the store and names the stage that lost it; ``explanation``
    takes the search apart: which words and filters match, and what the score is made of.
    """
    wanted = once("article").strip()
    if not wanted or len(wanted) > MAX_ADDRESS:
        raise unusable("article", wanted, "an address or an article's id")
    state = state_asked("article")
    here = archive()
    found = trace(here.store, here.settings.frontier_path, wanted)
    explained = here.engine.explain(state, found.article) if found.article else None
    return jsonify(
        {
            "trace": trace_to_json(found),
            "explanation": explanation_to_json(explained) if explained else None,
        }
    )


@blueprint.get("/status")
@operation(answer="Status")
def status() -> Response:
    """Say what is in the archive and what was dropped: what ``dateline status --json`` prints."""
    here = archive()
    return jsonify(read_status(here.settings, here.store, _indexed))


def _indexed() -> Indexed:
    page = archive().engine.search(SearchState(per_page=1), facets=())
    return Indexed(page.generation, page.total)


def state_asked(*own: str) -> SearchState:
    """Read the search of a request; ``own`` are parameters that are not the search's.

    Raises:
        BadRequestError: A parameter cannot be used.
    """
    state, diagnostics = asked(*own)
    if diagnostics:
        raise BadRequestError(diagnostics)
    return state


def answer(make: Callable[[SearchState], dict[str, Any]], *own: str) -> Response:
    """Answer with what a search state gives, or 304 when the asker has it; ``own`` are not the state's."""
    state = state_asked(*own)
    if "saved:" in state.query:  # a saved query may change at any time
        return jsonify(make(state))
    return tagged(f"{archive().engine.version()} {utc_today()}", lambda: make(state))


def tagged(version: str, make: Callable[[], dict[str, Any]]) -> Response:
    """Answer with an ETag that changes with ``version`` and the address, or 304 when the asker has it."""
    asked_for = f"{version} {request.full_path}"  # "last 7 days" are others tomorrow
    etag = hashlib.blake2b(asked_for.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
    response = Response(status=304) if request.if_none_match.contains_weak(etag) else jsonify(make())
    response.set_etag(etag)
    response.headers["Cache-Control"] = "no-cache"
    return response
