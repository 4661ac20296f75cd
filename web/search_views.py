"""Results and the pages with all values of a facet."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from index.columns import FACETS
from search import complaints
from search.engine import FacetOrder
from search.errors import BadRequestError
from search.names import is_country
from search.query import Diagnostic
from search.results import NOWHERE, FacetResult, Land
from search.state import SearchState
from web import labels
from web.archive import archive
from web.errors import NotFoundError
from web.facet_presenters import (
    TREE_VALUES,
    VALUES_PER_PAGE,
    FacetPage,
    by_own_names,
    facet_page_view,
    tree_of_places,
)
from web.languages import ENGLISH, gettext, language
from web.links import search_href
from web.operations import MAX_SHOWN
from web.presenters import SearchView, search_view
from web.relaxing import Relaxation, relaxations

blueprint = Blueprint("search", __name__)

MAX_PAGE = 100_000
"""Highest number of a page of facet values."""
COUNTRIES_NAMED = 5
"""Codes of countries that are given as examples where something else was typed."""


def asked(*own: str) -> tuple[SearchState, tuple[Diagnostic, ...]]:
    """Read the search from the address (and the form); ``own`` are parameters of the page itself."""
    pairs = (*request.args.items(multi=True), *request.form.items(multi=True))
    mine = [pair for pair in pairs if pair[0] not in own]
    state, diagnostics = SearchState.from_params(mine, archive().settings.per_page)
    return (archive().engine.resolved(state) if state.selections else state), diagnostics


@blueprint.get("/search")
def results() -> str | Response:
    """Answer a search; what cannot be understood is said, and the rest is searched."""
    state, diagnostics = asked()
    if not diagnostics and "" in request.args.values():
        # Empty fields of a form: give the address that can be cited.
        return redirect(search_href(state))
    view, relaxed = answer(state, diagnostics)
    return render_template("results.html", view=view, relaxations=relaxed, saved=None)


def answer(
    state: SearchState, diagnostics: tuple[Diagnostic, ...] = ()
) -> tuple[SearchView, list[Relaxation]]:
    """Search and make the view; where nothing is found, also what could be relaxed."""
    here = archive()
    engine = here.engine
    state = engine.resolved(state)
    page, names = engine.search(state), engine.names(state)
    places = here.store.entities(value.key for value in page.facets["place"].values)
    view = search_view(state, page, names, diagnostics, here.zone, places)
    return view, [] if page.total else relaxations(engine, state, names)


@blueprint.get("/facets/<name>")
def facet(name: str) -> str:
    """Show all values of one facet for a search: by count, from A to Z, places as a tree."""
    if name not in FACETS:
        raise NotFoundError(
            gettext("There is no facet %(name)s.", name=repr(name)),
            gettext("Known: %(names)s.", names=", ".join(FACETS)),
        )
    own = ("find", "order", "page") + (("within",) if name == "place" else ())
    state, diagnostics = asked(*own)
    if name == "place":
        _check_within(state)
    order = request.args.get("order", "")
    if name == "place" and order == "tree":
        view = _tree_page(state)
    else:
        view = _list_page(state, name, "name" if order == "name" else "count")
    return render_template("facet.html", view=view, diagnostics=diagnostics)


def _list_page(state: SearchState, name: str, order: FacetOrder) -> FacetPage:
    find, within, number = _asked_of_facet(name)
    engine, offset = archive().engine, (number - 1) * VALUES_PER_PAGE
    if name in labels.CODED and language().code != ENGLISH:
        # The engine knows the English names; there are some hundred values at most.
        every = engine.facet_values(state, name, limit=TREE_VALUES)
        result = by_own_names(every, find=find, order=order, limit=VALUES_PER_PAGE, offset=offset)
    else:
        result = engine.facet_values(
            state, name, containing=find, order=order, within=within, limit=VALUES_PER_PAGE, offset=offset
        )
    names = engine.names(state)
    return facet_page_view(state, result, names, find=find, order=order, number=number, within=within)


def _tree_page(state: SearchState) -> FacetPage:
    find, within, number = _asked_of_facet("place")
    here = archive()
    countries = here.engine.facet_values(state, "country", containing=find, limit=TREE_VALUES)
    if within:
        offset = (number - 1) * TREE_VALUES
        found = here.engine.facet_values(
            state,
            "place",
            containing=find,
            within=within,
            limit=TREE_VALUES,
            offset=offset,
        )
        lands: tuple[Land, ...] = (Land(within, found.values, found.distinct),) if found.values else ()
    else:
        lands = here.engine.lands(state, containing=find)
        found = FacetResult("place", (), sum(land.distinct for land in lands), 0)
    entities = here.store.entities(value.key for land in lands for value in land.values)
    tree = tree_of_places(state, countries, lands, entities, find=find, within=within)
    names = here.engine.names(state)
    return facet_page_view(
        state, found, names, find=find, order="tree", number=number if within else 1, within=within, tree=tree
    )


def _check_within(state: SearchState) -> None:
    """Refuse what is no country: its page would be empty, and not say why.

    Raises:
        BadRequestError: The diagnostic has the codes of countries that the search finds most often.
    """
    typed = request.args.get("within", "").strip()
    if not typed or typed == NOWHERE or is_country(typed):
        return
    if is_country(typed.upper()):
        hint: str = typed.upper()
    else:
        found = archive().engine.facet_values(state, "country", limit=COUNTRIES_NAMED)
        hint = complaints.a_country([value.key for value in found.values] or ["UA"], NOWHERE)
    message = complaints.no_country("within", typed[:MAX_SHOWN])
    raise BadRequestError((Diagnostic("bad-value", 0, len(typed), message, hint, "within"),))


def _asked_of_facet(name: str) -> tuple[str, str, int]:
    """Give what the page of a facet asks for: a text to find, of places a country, the page's number."""
    args = request.args
    within = args.get("within", "").strip() if name == "place" else ""
    return args.get("find", "").strip(), within, _page_number(args.get("page", ""))


def _page_number(text: str) -> int:
    return min(max(int(text), 1), MAX_PAGE) if text.isascii() and text.isdigit() else 1
