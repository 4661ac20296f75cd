"""All hits of a search as a file, streamed: the same address as the results, with another ending."""

import logging

from flask import Blueprint, Response, request, url_for

from index.wording import told
from search.errors import BadRequestError
from search.exporting.listing import Addresses, Listing, encoded, listing, parameters, watched
from search.exports import BY_ENDING, FORMATS, Format
from search.query import Diagnostic
from search.state import SearchState
from web.archive import archive
from web.errors import NotFoundError
from web.languages import gettext, msg
from web.links import export_href
from web.presenters import Link
from web.search_views import asked

blueprint = Blueprint("export", __name__)

WORDS = frozenset({msg("Time series")})
"""Names of formats that are words of a language."""

_log = logging.getLogger(__name__)


@blueprint.get("/search.<name>")
def export(name: str) -> Response:
    """Give every hit of a search in one format; rows = total.

    ``describe=1`` begins a table with a line on query, time, generation and total, marked ``#``; the headers
    say the same of every format.

    Raises:
        BadRequestError: A parameter cannot be used: a file with other hits than asked for would mislead.
    """
    chosen = BY_ENDING.get(name)
    if chosen is None:
        raise NotFoundError(
            gettext("There is no format %(name)s.", name=repr(name)),
            gettext("Known: %(names)s.", names=", ".join(FORMATS)),
        )
    state, diagnostics = asked("describe")
    if diagnostics:
        raise BadRequestError(diagnostics)
    here = archive()
    # What is wrong with the search is said before the file begins.
    found = listing(
        here.engine, state, here.store.articles, _addresses(state, chosen), described=_described()
    )
    return _file(chosen, found)


def _file(chosen: Format, found: Listing) -> Response:
    """Stream the hits; the headers say how many there are, and of which search and generation."""
    pieces = encoded(chosen.write(watched(found, _missing)))
    response = Response(pieces, content_type=f"{chosen.media_type}; charset=utf-8")
    response.headers["X-Total-Count"] = str(found.export.total)
    response.headers["X-Dateline-Query"] = found.query
    response.headers["X-Dateline-Generation"] = found.export.generation
    if not chosen.is_feed:
        response.headers["Content-Disposition"] = f'attachment; filename="dateline.{chosen.ending}"'
    return response


@blueprint.app_template_global("downloads")
def downloads(state: SearchState) -> tuple[Link, ...]:
    """Give the links to all formats of a list, for its page."""
    return tuple(
        Link(gettext(item.label) if item.label in WORDS else item.label, export_href(state, item.ending))
        for item in FORMATS.values()
    )


def _described() -> bool:
    """Read the parameter ``describe``.

    Raises:
        BadRequestError: It is neither 0 nor 1.
    """
    value = request.args.get("describe", "")
    if value not in ("", "0", "1"):
        message = told("%(name)s = %(value)s is neither 0 nor 1.", name="describe", value=repr(value[:40]))
        raise BadRequestError((Diagnostic("bad-value", 0, len(value), message, "", "describe"),))
    return value == "1"


def _addresses(state: SearchState, chosen: Format) -> Addresses:
    base, query = request.url_root.rstrip("/"), parameters(state)
    pattern, tail = url_for("article.article", article_id="ID"), f"?{query}" if query else ""
    return Addresses(
        article=lambda id_: base + pattern.replace("ID", id_),
        search=f"{base}{url_for('search.results')}{tail}",
        own=f"{base}{url_for('export.export', name=chosen.ending)}{tail}",
    )


def _missing(count: int, total: int) -> None:
    _log.warning("export: %d of %d articles were deleted meanwhile", count, total)
