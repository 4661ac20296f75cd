"""The map of a result's places: drawn by the server, without tiles and without a third party."""

from flask import Blueprint, render_template

from web.archive import archive
from web.facet_rows import ValueRows
from web.links import search_href
from web.mapping import circles, located, view_of
from web.search_views import asked
from web.sentences import sentence

blueprint = Blueprint("map", __name__)

MAPPED = 400
"""Most frequent places that are drawn."""


@blueprint.get("/map")
def page() -> str:
    """Show where a result is: circles that narrow the search to their places, and the same as a table."""
    state, diagnostics = asked()
    here = archive()
    facet = here.engine.facet_values(state, "place", limit=MAPPED)
    places = located(
        (value for value in facet.values if value.count),
        here.store.entities(value.key for value in facet.values),
    )
    view = view_of(places)
    return render_template(
        "map.html",
        state=state,
        sentence=sentence(state, here.engine.names(state)),
        total=here.engine.count(state),
        view=view,
        circles=circles(state, places, view, here.engine.count_any),
        rows=ValueRows(state, "place").rows(item.value for item in places),
        without_point=facet.distinct - len(places),
        nowhere=facet.without,
        nowhere_href=search_href(state.with_none_of("place")),
        back_href=search_href(state),
        diagnostics=diagnostics,
    )
