"""Up to four searches on one chart: a page, a table as a file, and the API."""

import csv
import io

from flask import Blueprint, Response, jsonify, render_template, request

from search.comparing import MAX_COMPARED, compared_states, too_many
from search.errors import BadRequestError
from search.exporting.tables import FORMULA
from search.results import Comparison
from search.serialise import comparison_to_json
from search.state import SearchState
from web.archive import archive
from web.comparing import comparison_view, short_name
from web.operations import Parameter, operation, unusable

blueprint = Blueprint("compare", __name__)

COMPARED = Parameter(
    "q",
    f"A search: words, or the query string of a whole one; repeated, up to {MAX_COMPARED}.",
    {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MAX_COMPARED},
    required=True,
    example="ferry",
)


@blueprint.get("/compare")
def page() -> str:
    """Draw several searches over time; what cannot be used is said, and the rest is drawn."""
    states, diagnostics = compared_states(request.args.getlist("q"))
    engine = archive().engine
    states = [engine.resolved(state) for state in states]
    names = [engine.names(state) for state in states]
    own, complaints = SearchState.from_params([("bars", bars) for bars in request.args.getlist("bars")])
    shares, notes = own.bars == "share", (*complaints, *diagnostics)
    view = comparison_view(states, engine.compare(states), names, notes, shares=shares, most=MAX_COMPARED)
    return render_template("compare.html", view=view)


@blueprint.get("/compare.csv")
def table() -> Response:
    """Give the comparison as a table: a row a bucket, two columns a search."""
    states, found = _asked()
    engine = archive().engine
    names = [short_name(state, engine.names(state)) for state in states]
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(["start", *(cell for name in names for cell in (_cell(name), _cell(f"{name}: of all")))])
    for at, start in enumerate(found.starts):
        cells = (number for series in found.series for number in (series.counts[at], series.of[at]))
        writer.writerow([start, *cells])
    writer.writerow(["undated", *(cell for series in found.series for cell in (series.undated, ""))])
    response = Response(lines.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="dateline-compared.csv"'
    return response


@blueprint.get("/api/v1/compare")
@operation(COMPARED, answer="Comparison")
def compare() -> Response:
    """Count up to four searches over common buckets of publication.

    ``of`` is what the archive holds of the asked sources in each bucket, so that counts give shares, and 0
    a gap in what was collected. ``params`` is each search in canonical form.
    """
    states, found = _asked()
    return jsonify(comparison_to_json(found, states))


def _asked() -> tuple[list[SearchState], Comparison]:
    """Read the searches and count them.

    Raises:
        BadRequestError: One cannot be used, or there are none or too many.
    """
    if "q" not in request.args:
        raise unusable("q", "", "given: words, or the query string of a search")
    texts = request.args.getlist("q")
    if len(texts) > MAX_COMPARED:  # also of the same searches, which the page draws once
        raise BadRequestError((too_many(len(texts)),))
    states, diagnostics = compared_states(texts, blank=True)
    if diagnostics:
        raise BadRequestError(diagnostics)
    engine = archive().engine
    states = [engine.resolved(state) for state in states]
    return states, engine.compare(states)


def _cell(text: str) -> str:
    """Keep a spreadsheet from taking a query for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
