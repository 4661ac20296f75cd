"""What keeps strangers out: response headers, and the check before anything is written.

Reading is open to whoever reaches the server. Writing needs a server bound to loopback, a request that
came over a loopback name (a name that an attacker rebinds to 127.0.0.1 is none) and through no proxy, and a
browser that says the form was sent by our own page. Browsers set ``Origin`` and ``Sec-Fetch-Site``
themselves and let no page forge them, so no cookie and no secret is needed.

Source: OWASP, "Cross-Site Request Forgery Prevention", sections on fetch metadata and on verifying origin.
"""

import ipaddress
from urllib.parse import urlsplit

from flask import Request, Response

from web.languages import TranslatedError, gettext

MAX_BODY_BYTES = 100_000
"""Largest request body; the longest form is a name and a query string."""

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # "no-referrer" would blank the Origin of our own forms; other sites still learn nothing.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


FORWARDING = ("x-forwarded", "x-real-ip", "forwarded", "via")
"""How the headers begin that proxies add."""


class WriteRefusedError(TranslatedError):
    """Something would be written, and the request does not prove that it may."""


def add_headers(response: Response) -> Response:
    """Put the headers on every response."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_forwarded(request: Request) -> bool:
    """Whether a proxy says that it hands on somebody else's request: from there all come from this machine.

    A proxy may also give its own address as the host that was asked for, as nginx does by itself.
    """
    return any(name.lower().startswith(FORWARDING) for name, _ in request.headers)


def check_write(request: Request, bound_host: str) -> None:
    """Let a write pass, or refuse it.

    Raises:
        WriteRefusedError: The server is open to others, or the request came from elsewhere.
    """
    _check_loopback(request, bound_host)
    if not _same_origin(request):
        raise WriteRefusedError(
            gettext("The form was not sent by a page of this server."),
            gettext("Open the page here and send it again."),
        )


def _check_loopback(request: Request, bound_host: str) -> None:
    if not is_loopback(bound_host):
        raise WriteRefusedError(
            gettext(
                "This server is bound to %(host)s, where others can reach it; it is read-only.",
                host=bound_host,
            ),
            gettext(
                "Use `dateline saved` or `dateline entities` on the machine itself, or serve on 127.0.0.1."
            ),
        )
    if is_forwarded(request):
        raise WriteRefusedError(
            gettext("This page was opened through a proxy; changes are made on the machine itself."),
            gettext("Open it as http://127.0.0.1 or http://localhost."),
        )
    asked = urlsplit(f"//{request.host}").hostname or ""
    if not is_loopback(asked):
        raise WriteRefusedError(
            gettext("This page was opened as %(host)s; changes are made on the machine itself.", host=asked),
            gettext("Open it as http://127.0.0.1 or http://localhost."),
        )


def check_api_write(request: Request, bound_host: str) -> None:
    """Let a write over the API pass, or refuse it.

    A program sends no ``Origin``. A browser sends it with every request that is no plain form, and asks
    before it sends JSON or deletes anything for another site; that is never granted.

    Raises:
        WriteRefusedError: The server is open to others, or the request came from elsewhere.
    """
    _check_loopback(request, bound_host)
    plain = request.method == "POST" and not request.is_json
    if plain or ("Origin" in request.headers and not _same_origin(request)):
        raise WriteRefusedError(
            "A page of another site may not write here.", "Send JSON from a program on this machine."
        )


def _same_origin(request: Request) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("Origin")
    if origin is None:
        return site == "same-origin"
    return origin == f"{request.scheme}://{request.host}"
