"""The one table from error to HTTP status, and how an error is answered: a page, or problem+json."""

import json
from http import HTTPStatus

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException

from index.errors import (
    DatelineError,
    EditError,
    IndexDamagedError,
    IndexMissingError,
    IndexOutdatedError,
    InputError,
    MachineError,
    SettingsError,
    ShownError,
    StoreError,
    StoreNewerError,
)
from search.errors import BadRequestError, SavedQueryError
from search.query import Diagnostic
from web.languages import TranslatedError, gettext, msg
from web.messages import Said, pair
from web.security import WriteRefusedError


class NotFoundError(TranslatedError):
    """Something that the address names is not there."""


STATUS: dict[type[DatelineError], HTTPStatus] = {
    BadRequestError: HTTPStatus.BAD_REQUEST,
    SavedQueryError: HTTPStatus.BAD_REQUEST,
    InputError: HTTPStatus.BAD_REQUEST,
    EditError: HTTPStatus.BAD_REQUEST,
    TranslatedError: HTTPStatus.INTERNAL_SERVER_ERROR,
    NotFoundError: HTTPStatus.NOT_FOUND,
    WriteRefusedError: HTTPStatus.FORBIDDEN,
    IndexMissingError: HTTPStatus.SERVICE_UNAVAILABLE,
    IndexOutdatedError: HTTPStatus.SERVICE_UNAVAILABLE,
    IndexDamagedError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    StoreNewerError: HTTPStatus.SERVICE_UNAVAILABLE,
    MachineError: HTTPStatus.SERVICE_UNAVAILABLE,
    SettingsError: HTTPStatus.SERVICE_UNAVAILABLE,
    ShownError: HTTPStatus.INTERNAL_SERVER_ERROR,
    DatelineError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
"""The user's fault is 400, the operator's 503, ours 500."""

TITLES = {
    HTTPStatus.BAD_REQUEST: msg("This cannot be answered"),
    HTTPStatus.FORBIDDEN: msg("Not allowed from here"),
    HTTPStatus.NOT_FOUND: msg("Not in this archive"),
    HTTPStatus.METHOD_NOT_ALLOWED: msg("This page does not work that way"),
    HTTPStatus(413): msg("Too large"),
    HTTPStatus.TOO_MANY_REQUESTS: msg("Too many requests"),
    HTTPStatus.INTERNAL_SERVER_ERROR: msg("An error in Dateline"),
    HTTPStatus.SERVICE_UNAVAILABLE: msg("The archive cannot be searched yet"),
}


DESCRIPTIONS: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: msg("The request for %(path)s could not be read."),
    HTTPStatus.NOT_FOUND: msg("There is nothing at %(path)s."),
    HTTPStatus.METHOD_NOT_ALLOWED: msg("%(path)s does not answer to %(method)s."),
    HTTPStatus(413): msg("What was sent to %(path)s is larger than this server takes."),
}
"""What is said of HTTP errors in place of Werkzeug's English; of too many requests `web.limits` says it."""
KEPT_HEADERS = ("allow", "retry-after")
"""Headers of Werkzeug's own errors that belong on ours."""
MAX_DIAGNOSTICS = 20
"""Diagnostics in one answer; who sends more wrong parameters than this has another problem."""


def status_of(error: DatelineError) -> HTTPStatus:
    """Give the status of an error, by its nearest class in the table."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def register(app: Flask) -> None:
    """Answer every error with a page, or with problem+json below ``/api/``."""
    app.register_error_handler(DatelineError, _answer_ours)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_unexpected)


def _answer_ours(error: DatelineError) -> Response:
    diagnostics = error.diagnostics if isinstance(error, BadRequestError) else ()
    return answer_error(
        status_of(error),
        error.message,
        error.next_step,
        diagnostics,
        translated=isinstance(error, TranslatedError),
    )


def _answer_http(error: HTTPException) -> Response:
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return current_app.make_response(error.get_response())
    status, ours = HTTPStatus(error.code), DESCRIPTIONS.get(error.code)
    text = (
        gettext(ours, path=request.path, method=request.method) if ours else error.description or error.name
    )
    answer = answer_error(status, text, translated=bool(ours) or error.code == HTTPStatus.TOO_MANY_REQUESTS)
    for name, value in error.get_headers():
        if name.lower() in KEPT_HEADERS:
            answer.headers[name] = value
    return answer


def _answer_unexpected(error: Exception) -> Response:
    current_app.logger.exception("%s %s", request.method, request.path, exc_info=error)
    return answer_error(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        gettext("Something went wrong while this page was made."),
        gettext("The server's log says where. Nothing in the archive was changed."),
        translated=True,
    )


def answer_error(
    status: HTTPStatus,
    message: str,
    next_step: str = "",
    diagnostics: tuple[Diagnostic, ...] = (),
    *,
    translated: bool = False,
) -> Response:
    """Answer with a page, or with problem+json below ``/api/``.

    ``translated`` says that the texts are in the reader's language; others are, if they can be, or marked.
    """
    if request.path.startswith("/api/"):
        return problem(status, f"{message} {next_step}".strip(), diagnostics)
    page = render_template(
        "error.html",
        status=int(status),
        title=gettext(TITLES[status]) if status in TITLES else status.phrase,
        text=Said(message, next_step) if translated else pair(message, next_step),
        diagnostics=diagnostics,
    )
    return Response(page, int(status))


def problem(status: HTTPStatus, detail: str, diagnostics: tuple[Diagnostic, ...] = ()) -> Response:
    """Give an answer of the type ``application/problem+json`` (RFC 9457)."""
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": detail,
        "diagnostics": [
            {"kind": item.kind, "parameter": item.parameter, "start": item.start, "end": item.end,
             "message": item.message, "suggestion": item.suggestion}
            for item in diagnostics[:MAX_DIAGNOSTICS]
        ],
    }  # fmt: skip
    return Response(
        json.dumps(body, ensure_ascii=False), int(status), content_type="application/problem+json"
    )
