"""Why an address gave no article, in words for the page of sources; programs have the codes."""

from web.languages import gettext, msg

REASONS = {
    "empty": msg("the page is empty"),
    "no-text": msg("no article text on the page"),
    "not-html": msg("not a web page"),
    "too-large": msg("the page is too large"),
    "too-complex": msg("the page has too many elements"),
    "damaged": msg("the page is damaged"),
    "time-limit": msg("cleaning took too long"),
    "memory-limit": msg("cleaning took too much memory"),
    "output-limit": msg("cleaning gave too much text"),
    "crashed": msg("cleaning broke down"),
    "robots": msg("robots.txt asks to leave it alone"),
    "robots-unreachable": msg("robots.txt could not be read"),
    "noindex": msg("the page asks not to be indexed"),
    "pattern": msg("left out by the patterns of its source"),
    "off-site": msg("leads to another site"),
    "redirect-loop": msg("redirects in a circle, or too often"),
    "duplicate": msg("the same page as at another address"),
    "soft-404": msg("the page says that it was not found"),
    "private-address": msg("the address is not public"),
    "bad-scheme": msg("not an address of the web"),
    "bad-url": msg("not a valid address"),
    "timeout": msg("the site took too long to answer"),
    "refused": msg("the site refused the connection"),
    "no-such-host": msg("no site has that name"),
    "bad-certificate": msg("the site's certificate is not valid"),
    "cut-short": msg("the answer was cut short"),
    "connection-failed": msg("the connection failed"),
    "fetch-error": msg("the page could not be fetched"),
    "http-401": msg("the site asks for a login"),
    "http-402": msg("the site asks for payment"),
    "http-403": msg("the site refuses access"),
    "http-404": msg("page not found"),
    "http-410": msg("page taken down by the site"),
    "http-429": msg("the site asks for fewer requests"),
    "http-451": msg("withheld for legal reasons"),
}
"""The codes of the crawler, the cleaner and the worker processes."""
_STATUS = "http-"


def drop_words(code: str) -> str:
    """Say a reason in the reader's language; one that is not known stands for itself."""
    if code in REASONS:
        return gettext(REASONS[code])
    if code.startswith(_STATUS):
        return gettext("the site answered with status %(status)s", status=code.removeprefix(_STATUS))
    return code
