"""URLs as identities: one canonical form for the many spellings of an article's address. Pure.

`tidy_url` is an address to fetch and show: safe, without fragment and tracking. `canonical_url` is the
key made of it, in which scheme, ``www.`` and trailing noise no longer differ; an article's id hashes it.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

from index.errors import InputError

if TYPE_CHECKING:
    from tldextract import TLDExtract

MAX_URL_CHARS = 4000
"""Longer addresses are built by scripts and rejected by common servers (8 kB header lines)."""

TRACKING_PARAMETERS = {
    "utm_*": "Urchin and Google Analytics campaigns",
    "ga_*": "Google Analytics",
    "gclid": "Google Ads click",
    "gclsrc": "Google Ads click",
    "dclid": "Google Display click",
    "gbraid": "Google Ads click",
    "wbraid": "Google Ads click",
    "fbclid": "Facebook click",
    "fb_action_ids": "Facebook action",
    "fb_action_types": "Facebook action",
    "fb_source": "Facebook action",
    "fb_ref": "Facebook action",
    "msclkid": "Microsoft Advertising click",
    "twclid": "Twitter click",
    "ttclid": "TikTok click",
    "igshid": "Instagram share",
    "igsh": "Instagram share",
    "li_fat_id": "LinkedIn click",
    "epik": "Pinterest click",
    "yclid": "Yandex click",
    "ysclid": "Yandex click",
    "_openstat": "Yandex OpenStat",
    "mc_cid": "Mailchimp campaign",
    "mc_eid": "Mailchimp recipient",
    "_hsenc": "HubSpot mail",
    "_hsmi": "HubSpot mail",
    "mkt_tok": "Marketo mail",
    "vero_id": "Vero mail",
    "oly_enc_id": "Omeda mail",
    "oly_anon_id": "Omeda mail",
    "ns_*": "Comscore Digital Analytix, as BBC feeds print it",
    "at_*": "AT Internet campaigns, as BBC and French press feeds print them",
    "xtor": "AT Internet, older form",
    "cmpid": "Adobe Analytics campaign",
    "cmp": "Adobe Analytics campaign, as the Guardian prints it",
    "ocid": "Microsoft and BBC campaign",
    "icid": "Adobe internal campaign",
    "ito": "Daily Mail campaign",
    "smid": "New York Times share",
    "smtyp": "New York Times share",
    "wt_mc": "Webtrekk campaign",
    "wt_zmc": "Webtrekk campaign",
    "traffic_source": "Al Jazeera feed",
    "__twitter_impression": "Twitter reader on AMP pages",
    "amp_js_v": "AMP viewer",
    "usqp": "AMP viewer",
    "jsessionid": "Java servlet session",
    "phpsessid": "PHP session",
}
"""Query parameters that say how a reader came, with who writes them. ``*`` ends a prefix. Names that
may name the article itself (``id``, ``page``, ``p``, ``ref``, ``source``) never belong here."""

SESSION_PARAMETERS = frozenset(
    {
        "sid",
        "sessid",
        "session",
        "sessionid",
        "session_id",
        "phpsessid",
        "aspsessionid",
        "cfid",
        "cftoken",
        "zenid",
        "osclsid",
    }
)
"""Parameters that name a visit, where their value is as long and random as `_SESSION_VALUE`; a short one may
be a story's number."""
_SESSION_VALUE = re.compile(r"(?=[^&]*\d)[0-9a-z_-]{16,128}", re.IGNORECASE | re.ASCII)

_TRACKING_NAMES = frozenset(name for name in TRACKING_PARAMETERS if not name.endswith("*"))
_TRACKING_PREFIXES = tuple(name[:-1] for name in TRACKING_PARAMETERS if name.endswith("*"))

_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_LAYERS = 8
"""Passes of folding: one may uncover what the next removes (``/index.html;/``). Two settle real ones."""
_SETTLED = re.compile(
    r"https://(?!www\.)[a-z0-9.-]+/(?!.*(?:index|default)\.)(?:[\w./-]*[\w-])?(?:\?[\w=&.-]*)?",
    re.ASCII | re.IGNORECASE,
)
"""An address so plain that another pass cannot change it; nearly all are."""
_INDEX_FILE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?;]*", re.IGNORECASE)
_IDENTIFYING = re.compile(r"(?:id|p|page|story|article|item|nr|no)$|_?id$", re.IGNORECASE)
_IMPOSSIBLE_HOST = re.compile(r"[\s%<>\"\\^`{|}]|^\.|\.\.")
_VARIANT_TAIL = re.compile(r"/(?:amp|print|mobile|m|comments|page/\d+|\d{1,2})/?$", re.IGNORECASE)


def check_url(text: str) -> str:
    """Read an address that a user gave; a bare host name is taken as https.

    Returns:
        The address to fetch, as `tidy_url` gives it.

    Raises:
        InputError: It is no http or https address, or it carries a password.
    """
    given = text.strip()
    if "://" not in given and re.match(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]|$)", given):
        given = f"https://{given}"
    parts = _split(given)
    if parts is None:
        raise InputError(f"{text!r} is not a usable URL.", "Give one such as https://news.example/world.")
    if parts.username or parts.password:
        raise InputError(
            f"The URL for {parts.hostname} carries a user name or password.",
            "Dateline never logs in; give the public address.",
        )
    return tidy_url(given)


def tidy_url(url: str) -> str:
    """Give the address to fetch and show: percent-encoded, without fragment, tracking and session.

    Scheme, host spelling ``www.``, order of parameters and trailing slash stay as they are. Text that is
    no http or https URL is given back stripped.
    """
    parts = _split(url)
    if parts is None:
        return url.strip()
    query = "&".join(_kept_parameters(parts.query))
    path = _SESSION_IN_PATH.sub("", parts.path) or "/"
    return urlunsplit((parts.scheme, _netloc(parts), path, query, ""))


def canonical_url(url: str) -> str:
    """Give the one spelling that identifies an address; idempotent, never raises.

    Folded beyond `tidy_url`: http and https (on their default ports), ``www.``, order of parameters,
    percent-encoding, dot segments, trailing slashes and index file names. For identity, not for
    fetching: some hosts answer only under ``www.``.
    """
    folded = url.strip()
    for _ in range(_MAX_LAYERS):
        before = folded
        if _split(before) is None:
            break
        folded = _fold(before)
        if folded == before or _SETTLED.fullmatch(folded):
            break
    return folded


def _fold(url: str) -> str:
    parts = urlsplit(canonicalize_url(tidy_url(url)))
    scheme = "https" if parts.port is None else parts.scheme
    path = _INDEX_FILE.sub("/", parts.path)
    path = re.sub(r"(?:/|;|%20)+$", "", path)
    return urlunsplit((scheme, _without_www(parts.netloc), path or "/", parts.query, ""))


def _without_www(netloc: str) -> str:
    return netloc.removeprefix("www.") if netloc.count(".") > 1 else netloc


def source_of(url: str) -> str:
    """Give the source that an address belongs to: its host without ``www.``, with a port if unusual.

    Text that is no http or https URL has the source ``""``.
    """
    parts = _split(url.strip())
    return _without_www(_netloc(parts)) if parts else ""


def accept_canonical(page_url: str, canonical: str) -> str:
    """Choose between a page's own address and the one that it declares (``rel=canonical``).

    The declared one is taken only when it is plausible: of the same site, not the home page or a section
    above the page, and not without the parameter that identifies the page. Sites get these wrong, and
    believing them would make one article of many.

    Returns:
        The chosen address, tidied.
    """
    own = tidy_url(page_url)
    try:
        declared = tidy_url(urljoin(own, canonical.strip()))
    except ValueError:
        return own
    here, there = _split(own), _split(declared)
    if here is None or there is None or not canonical.strip():
        return own
    if _site(here) != _site(there) or _is_above(there, here) or _loses_identity(here, there):
        return own
    return declared


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one registered domain (``m.paper.co.uk``, ``paper.co.uk``)."""
    here, there = _split(one), _split(other)
    return here is not None and there is not None and _site(here) == _site(there)


def _split(url: str) -> SplitResult | None:
    """Split an http or https URL whose host and port are usable; None for any other text."""
    text = url.strip()
    return _split_text(text) if len(text) <= MAX_URL_CHARS else None


@lru_cache(maxsize=4_096)
def _split_text(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(safe_url_string(text))
        _ = parts.port
    except (ValueError, UnicodeError):
        return None
    host = parts.hostname or ""
    usable = parts.scheme in _DEFAULT_PORTS and host and not _IMPOSSIBLE_HOST.search(host)
    return parts if usable else None


def _netloc(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    plain = parts.port is None or parts.port == _DEFAULT_PORTS[parts.scheme]
    return host if plain else f"{host}:{parts.port}"


def _kept_parameters(query: str) -> Iterator[str]:
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        name = name.lower()
        if not parameter or name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES):
            continue
        if name not in SESSION_PARAMETERS or not _SESSION_VALUE.fullmatch(value):
            yield parameter


@cache
def _suffixes() -> "TLDExtract":
    # Costs 0.15 s to import; the public suffix list that it ships is used, none is fetched.
    from tldextract import TLDExtract

    return TLDExtract(cache_dir=None, suffix_list_urls=())


def _site(parts: SplitResult) -> str:
    """Registered domain with an unusual port; an address or a local name is its own site."""
    netloc = _netloc(parts)
    found = _suffixes()(parts.hostname or "")
    if not found.suffix or not found.domain:
        return netloc.removeprefix("www.")
    port = netloc.partition(":")[2]
    return f"{found.domain}.{found.suffix}:{port}"


def _is_above(there: SplitResult, here: SplitResult) -> bool:
    above, below = there.path.rstrip("/"), here.path.rstrip("/")
    if above == below or not below.startswith(f"{above}/"):
        return False
    return _VARIANT_TAIL.sub("", below) != above


def _loses_identity(here: SplitResult, there: SplitResult) -> bool:
    if here.path != there.path:
        return False
    names = {item.partition("=")[0] for item in here.query.split("&")}
    names -= {item.partition("=")[0] for item in there.query.split("&")}
    return any(_IDENTIFYING.search(name) for name in names)
