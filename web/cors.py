"""Which other sites' pages may read the API (CORS): none until they are named, and never to write.

Source: the Fetch standard, https://fetch.spec.whatwg.org/#http-cors-protocol.
"""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from index.errors import SettingsError

READS = "GET, HEAD, OPTIONS"
EXPOSED = "ETag, X-Total-Count"
MAX_AGE_S = 86_400
ANY = "*"


def register(app: Flask, origins: str) -> None:
    """Let pages of these sites read what is below ``/api/``.

    Args:
        app: The application.
        origins: Origins such as ``https://desk.example``, separated by spaces, or ``*`` for any.

    Raises:
        SettingsError: One is no origin.
    """
    known = frozenset(_origin(text) for text in origins.split())
    if not known:
        return

    @app.after_request
    def _allow(response: Response) -> Response:
        if not request.path.startswith("/api/"):
            return response
        response.vary.add("Origin")
        origin = request.headers.get("Origin", "")
        if not origin or not known & {origin, ANY}:
            return response
        response.headers["Access-Control-Allow-Origin"] = ANY if ANY in known else origin
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = READS
            response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
            response.headers["Access-Control-Max-Age"] = str(MAX_AGE_S)
        return response


def _origin(text: str) -> str:
    parts = urlsplit(text)
    whole = f"{parts.scheme}://{parts.netloc}"
    if text != ANY and (parts.scheme not in ("http", "https") or not parts.netloc or text != whole):
        raise SettingsError(
            f"cors_origins names {text!r}, which is no origin.", "Write one such as https://desk.example."
        )
    return text
