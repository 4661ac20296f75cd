"""All hits of a search as a file, streamed: the same address as the results, with another ending."""

from collections.abc import Iterator

from flask import Blueprint, Response, request, url_for

from search.errors import BadRequestError
from search.exports import FORMATS, Address
from web.archive import archive
from web.errors import NotFoundError
from web.search_views import asked

blueprint = Blueprint("export", __name__)


@blueprint.get("/search.<name>")
def export(name: str) -> Response:
    """Give every hit of a search in one format; rows = total.

    Raises:
        BadRequestError: A parameter cannot be used: a file with other hits than asked for would mislead.
    """
    if name not in FORMATS:
        raise NotFoundError(f"There is no format {name!r}.", f"Known: {', '.join(FORMATS)}.")
    state, diagnostics = asked()
    if diagnostics:
        raise BadRequestError(diagnostics)
    chosen, engine = FORMATS[name], archive().engine
    total = engine.count(state)  # what is wrong with the search is said before the file begins
    lines = chosen.write(engine.iterate(state.first_page), _addresses())
    response = Response(_encoded(lines), content_type=f"{chosen.media_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="dateline.{name}"'
    response.headers["X-Total-Count"] = str(total)
    return response


def _addresses() -> Address:
    base = request.url_root.rstrip("/")
    pattern = url_for("article.article", article_id="ID")
    return lambda id_: base + pattern.replace("ID", id_)


def _encoded(lines: Iterator[str]) -> Iterator[bytes]:
    return (line.encode("utf-8", "replace") for line in lines)
