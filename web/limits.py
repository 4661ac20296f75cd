"""How often one address may ask: a moving window in memory, off until it is set."""

from http import HTTPStatus
from math import ceil
from time import time

from flask import Flask, Response, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from index.errors import SettingsError
from web.errors import answer_error

STATIC = "static"
"""Files that pages are made with are not counted."""


def register(app: Flask, rate: str) -> None:
    """Refuse what comes more often than a rate such as ``120/minute``; an empty one refuses nothing.

    Raises:
        SettingsError: It is no rate.
    """
    if not rate:
        return
    limit = read_rate(rate)
    limiter = MovingWindowRateLimiter(MemoryStorage())

    @app.before_request
    def _check() -> Response | None:
        who = request.remote_addr or ""
        if request.endpoint == STATIC or limiter.hit(limit, who):
            return None
        wait = max(ceil(limiter.get_window_stats(limit, who).reset_time - time()), 1)
        message = f"More than {limit} came from {who}."
        response = answer_error(HTTPStatus.TOO_MANY_REQUESTS, message, f"Ask again in {wait} s.")
        response.headers["Retry-After"] = str(wait)
        return response


def read_rate(rate: str) -> RateLimitItem:
    """Read a rate such as ``120/minute`` or ``5 per second``.

    Raises:
        SettingsError: It is none.
    """
    try:
        limit = parse(rate)
    except ValueError:
        raise SettingsError(f"rate_limit = {rate!r} is no rate.", "Write one such as 120/minute.") from None
    if limit.amount < 1:
        raise SettingsError(f"rate_limit = {rate!r} lets nobody in.", "Write one such as 120/minute.")
    return limit
