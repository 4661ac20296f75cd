"""Answers are compressed for who accepts it; what is streamed or small is sent as it is.

No page holds a secret beside what a request says, which is what a compressed answer could give away
(https://breachattack.com).
"""

import gzip

from flask import Flask, Response, request

LEAST_BYTES = 1_400
"""Shorter answers fit one packet as they are."""
LEVEL = 3
"""Of zlib; level 5 takes twice as long for a tenth fewer bytes of a page of links."""
TYPES = ("text/", "application/json", "application/problem+json", "image/svg+xml", "application/xml")


def register(app: Flask) -> None:
    """Compress answers of the application."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Compress one answer with gzip, where that makes it shorter and the asker takes it."""
    response.vary.add("Accept-Encoding")
    if not _worth_it(response) or not request.accept_encodings.quality("gzip"):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) >= LEAST_BYTES:
        response.set_data(gzip.compress(body, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        etag, weak = response.get_etag()
        if etag and not weak:
            response.set_etag(etag, weak=True)  # the bytes are others, the meaning is the same
    return response


def _worth_it(response: Response) -> bool:
    if response.status_code != 200 or "Content-Encoding" in response.headers or request.method == "HEAD":
        return False
    static = request.endpoint == "static" and "Range" not in request.headers
    return (response.mimetype or "").startswith(TYPES) and (static or not response.is_streamed)
