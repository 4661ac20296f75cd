"""The switch at the foot of every page: keeps the reader's language in a cookie and goes back."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from web.languages import COOKIE, LANGUAGES

blueprint = Blueprint("language", __name__)

COOKIE_MAX_AGE_S = 31_536_000
"""A year."""


@blueprint.post("/language")
def choose() -> Response:
    """Keep the language that was chosen; an unknown one takes the choice back.

    Nothing in the archive is written, so that this also works on a server that others can reach.
    """
    response = redirect(_back(request.form.get("next", "")), 303)
    chosen, path = request.form.get("language", ""), request.script_root or "/"
    if chosen in LANGUAGES:
        response.set_cookie(
            COOKIE,
            chosen,
            COOKIE_MAX_AGE_S,
            path=path,
            secure=request.is_secure,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, path=path)
    return response


@blueprint.app_template_global("own_path")
def own_path() -> str:
    """Give the address of the page that is shown, or of the start page when it is the answer to a form."""
    if request.method != "GET":
        return url_for("site.start")
    return request.script_root + request.full_path.removesuffix("?")


def _back(asked: str) -> str:
    """Take an address of this server only: a link from elsewhere must not lead on to another site."""
    own = asked.startswith("/") and not asked.startswith("//") and "\\" not in asked and asked.isprintable()
    return asked if own else url_for("site.start")
