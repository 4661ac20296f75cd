"""Lets pages of other sites read the API, where the settings name them (Fetch standard, CORS protocol).

Reading is open to whoever reaches the server anyway, nothing depends on who asks, and no cookie exists: so
no credentials are allowed.
"""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Flask, Response, request

from index.errors import SettingsError

ANY = "*"
METHODS = "GET, HEAD, OPTIONS"
ASKED_HEADERS = "If-None-Match"
"""The only request header that we read and that a page of another site has to ask for."""
EXPOSED_HEADERS = "ETag, Location, RateLimit, RateLimit-Policy, Retry-After, X-Total-Count"
PREFLIGHT_MAX_AGE_S = 86_400
DEFAULT_PORTS = {"http": 80, "https": 443}
HOST = re.compile(r"[a-z0-9_.-]+|\[[0-9a-f:.]+\]")
"""A host as browsers send it: letters beyond ASCII as ``xn--``."""


def register(app: Flask, origins: Sequence[str]) -> None:
    """Add the headers to answers below ``/api/`` for pages of ``origins``; none turns this off.

    Raises:
        SettingsError: One of them is neither an origin nor ``*``.
    """
    for origin in origins:
        check_origin(origin)
    if not origins:
        return
    allowed = frozenset(origins)

    def add_headers(response: Response) -> Response:
        if request.path.startswith("/api/"):
            response.vary.add("Origin")
            origin = request.headers.get("Origin", "")
            if origin and (ANY in allowed or origin in allowed):
                _allow(response, ANY if ANY in allowed else origin)
        return response

    app.after_request(add_headers)


def check_origin(origin: str) -> None:
    """Let an origin pass that browsers spell so.

    Raises:
        SettingsError: It is none.
    """
    if origin == ANY:
        return
    try:
        parts = urlsplit(origin)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        parts, host, port = urlsplit(""), "", None
    shown = f"[{host}]" if ":" in host else host
    number = "" if port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{port}"
    spelt = parts.scheme in DEFAULT_PORTS and origin == f"{parts.scheme}://{shown}{number}"
    if not spelt or not HOST.fullmatch(shown):
        raise SettingsError(
            f"cors_origins has {origin!r}, which is no origin.",
            'Write "https://news.example" (no path, no slash at the end, no default port), or "*" for all.',
        )


def _allow(response: Response, origin: str) -> None:
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = origin
    headers["Access-Control-Expose-Headers"] = EXPOSED_HEADERS
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = METHODS
        headers["Access-Control-Allow-Headers"] = ASKED_HEADERS
        headers["Access-Control-Max-Age"] = str(PREFLIGHT_MAX_AGE_S)
