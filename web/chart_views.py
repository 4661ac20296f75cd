"""A chart of a search as an SVG file; PNG is made from it in the browser."""

from flask import Blueprint, Response, render_template, request

from index.wording import told
from search.errors import BadRequestError
from search.query import Diagnostic
from web.archive import archive
from web.charts import WHICH, chart
from web.search_views import asked
from web.sentences import sentence

blueprint = Blueprint("chart", __name__)


@blueprint.get("/chart.svg")
def svg() -> Response:
    """Draw ``which`` of the two histograms of a search, with what was asked written below.

    Raises:
        BadRequestError: A parameter cannot be used: a picture of another search would mislead.
    """
    which = request.args.get("which") or "published"
    if which not in WHICH:
        message = told("%(name)s = %(value)s is unknown.", name="which", value=repr(which[:40]))
        known = told("Known: %(names)s.", names=", ".join(WHICH))
        raise BadRequestError((Diagnostic("bad-value", 0, len(which), message, known, "which"),))
    state, diagnostics = asked("which")
    if diagnostics:
        raise BadRequestError(diagnostics)
    engine = archive().engine
    page = engine.search(state.change(per_page=1), facets=())
    about = which == "about"
    drawn = chart(page.about_histogram if about else page.histogram, state, "about" if about else "published")
    body = render_template("chart.svg", chart=drawn, sentence=sentence(state, engine.names(state)))
    response = Response(body, content_type="image/svg+xml; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="dateline-{which}.svg"'
    return response
