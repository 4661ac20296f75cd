"""The links of an HTML page, each with what it seems to lead to. Pure: bytes in, values out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import etree

from index.urls import source_of, tidy_url

Kind = Literal["home", "feed", "sitemap", "section", "article", "paging"]

MAX_LINKS = 5_000
"""Links read from one page; the fullest front pages have about 1,500."""

FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)

_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|css|js|json|xml|rss|atom|pdf|docx?|xlsx?|pptx?|zip|gz|rar|7z|exe|dmg|apk|"
    r"mp[34]|m4[av]|webm|ogg|wav|mov|avi|ics|epub|txt|woff2?)$",
    re.IGNORECASE,
)
_UTILITY = re.compile(
    r"/(?:log-?in|sign-?(?:in|up)|register|logout|account|my-?account|subscri\w+|newsletters?|search|cart|shop|"
    r"checkout|privacy|cookies?|terms|imprint|impressum|contact(?:-us)?|about(?:-us)?|jobs|careers|advert\w*|help|"
    r"faq|share|print|email|comments?|feeds?|rss|wp-(?:admin|login|json)|tags?|topics?|authors?|user|profile|"
    r"calendar|cdn-cgi|video-?player|widgets?)(?:[/.]|$)",
    re.IGNORECASE,
)
_DATE_IN_PATH = re.compile(
    r"/(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2]|[a-z]{3})(?:[/-]|(?=\d\d\D)|$)", re.IGNORECASE
)
_ARTICLE_WORD = re.compile(r"/(?:articles?|story|stories|news-?story|item)/[^/]+|/article", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d{5,}")
_PAGE_IN_PATH = re.compile(r"/(?:page|seite|pagina)/?\d{1,4}/?$", re.IGNORECASE)
_PAGE_PARAMETERS = frozenset({"page", "pg", "paged", "start", "offset"})
_ID_PARAMETERS = frozenset(
    {"id", "p", "article", "articleid", "article_id", "story", "storyid", "nid", "newsid"}
)
_SLUG_WORDS = 4
"""Words in the last path segment that make it a headline rather than the name of a section."""
_FILE_WORDS = 3
"""The same for a segment that ends as a file (``.html``)."""
_FILE = re.compile(r"\.(?:[sp]?html?|php|aspx?|jsp)$", re.IGNORECASE)
_SECTION_SEGMENTS = 3
_FROM_ORIGIN = ("/", "http://", "https://")
"""How references begin that lead to the same from all pages of an origin."""
_ROBOTS_NAMES = frozenset({"robots", "dateline"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An address found.

    ``fresh`` when it was found among what is new, ``listed`` when a list of articles (a feed, a news
    sitemap) names it rather than its form, ``modified`` as its list says.
    """

    url: str
    kind: Kind
    fresh: bool = False
    listed: bool = False
    modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """What one HTML page says about itself and leads to; links in order, each once."""

    links: tuple[Link, ...]
    is_article: bool
    directives: "Directives"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Directives:
    """What a page or its header asks of robots.

    ``noindex``: do not take it in; ``nofollow``: do not follow its links; ``noarchive``: keep no copy.
    """

    noindex: bool = False
    nofollow: bool = False
    noarchive: bool = False

    def __or__(self, other: "Directives") -> "Directives":
        """Give what either of them asks."""
        return Directives(
            self.noindex or other.noindex, self.nofollow or other.nofollow, self.noarchive or other.noarchive
        )


@dataclass(slots=True)
class _Scan:
    base: str
    origin: str
    root: str
    links: dict[str, Link]
    is_article: bool = False
    title: str = ""
    directives: Directives = field(default_factory=Directives)


def read_page(body: bytes, url: str, root: str) -> PageLinks:
    """Read the links of a page that belong to the site ``root`` (a source, as `source_of` gives it).

    Links elsewhere, to files, forms and accounts, and those marked ``nofollow`` are left out. A body that
    is no HTML has none.
    """
    scan = _Scan(base=url, origin=_origin(url), root=root, links={})
    for element in _elements(body):
        _READERS[element.tag](element, scan)
    links = () if scan.directives.nofollow else tuple(scan.links.values())
    return PageLinks(links=links, is_article=scan.is_article, directives=scan.directives, title=scan.title)


def _origin(url: str) -> str:
    """Give the base that does for references which begin with a slash or are whole."""
    try:
        return urljoin(url, "/")
    except ValueError:
        return url


def _elements(body: bytes) -> Iterator[Any]:
    if not body.strip():
        return
    try:
        # Not lxml.html: its classes for elements cost as much as the rest of the reading.
        tree = etree.fromstring(body, etree.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return
    if tree is not None:
        yield from tree.iter(*_READERS)


def _read_base(element: Any, scan: _Scan) -> None:
    href = element.get("href")
    if href:
        scan.base = _join(scan.base, href) or scan.base
        scan.origin = _origin(scan.base)


def _read_meta(element: Any, scan: _Scan) -> None:
    name = (element.get("name") or element.get("property") or "").strip().lower()
    content = (element.get("content") or "").strip().lower()
    if name in _ROBOTS_NAMES:
        scan.directives |= robots_directives(content)
    elif (name == "og:type" and content in ("article", "news", "newsarticle")) or (
        name == "article:published_time" and content
    ):
        scan.is_article = True


def robots_directives(content: str) -> Directives:
    """Read the value of a robots meta element; ``none`` is noindex and nofollow."""
    words = {word.strip().lower() for word in content.split(",")}
    return Directives(
        bool(words & {"noindex", "none"}), bool(words & {"nofollow", "none"}), "noarchive" in words
    )


def _read_link(element: Any, scan: _Scan) -> None:
    rel = (element.get("rel") or "").lower().split()
    address = _join(scan.base, element.get("href") or "")
    if address is None or not in_site(address, scan.root):
        return
    kind = (element.get("type") or "").partition(";")[0].strip().lower()
    if "alternate" in rel and kind in FEED_TYPES and "comments" not in address:
        scan.links.setdefault(address, Link(url=address, kind="feed"))
    elif "next" in rel:
        scan.links.setdefault(address, Link(url=address, kind="paging"))


def _read_anchor(element: Any, scan: _Scan) -> None:
    rel = (element.get("rel") or "").lower().split()
    if "nofollow" in rel or len(scan.links) >= MAX_LINKS:
        return
    href = element.get("href") or ""
    if "next" in rel:
        address = _join(scan.base, href)
        if address is not None and in_site(address, scan.root):
            scan.links.setdefault(address, Link(url=address, kind="paging"))
        return
    link = _link_to(scan.origin if href.startswith(_FROM_ORIGIN) else scan.base, href, scan.root)
    if link is not None:
        scan.links.setdefault(link.url, link)


@lru_cache(maxsize=50_000)
def _link_to(base: str, href: str, root: str) -> Link | None:
    """Read one reference; a site's pages share most of theirs, which depend on its origin alone."""
    address = _join(base, href)
    if address is None or not in_site(address, root):
        return None
    kind = kind_of(address)
    return None if kind is None else Link(url=address, kind=kind)


def _read_title(element: Any, scan: _Scan) -> None:
    scan.title = scan.title or " ".join((element.text or "").split())


_READERS = {
    "title": _read_title,
    "base": _read_base,
    "meta": _read_meta,
    "link": _read_link,
    "a": _read_anchor,
}


def _join(base: str, href: str) -> str | None:
    """Make an address absolute and tidy; None for scripts, mail, fragments and what cannot be read."""
    given = href.strip()
    if not given or given.startswith("#"):
        return None
    try:
        absolute = urljoin(base, given)
    except ValueError:
        return None
    return _tidy(absolute) if absolute[:4].lower() == "http" else None


@lru_cache(maxsize=20_000)
def _tidy(absolute: str) -> str | None:
    """Tidy a web address, None when it is none; a site's pages share most of their links."""
    return tidy_url(absolute) if source_of(absolute) else None


@lru_cache(maxsize=20_000)
def in_site(url: str, root: str) -> bool:
    """Whether an address is on the host of ``root`` or one below it (``sport.paper.example``)."""
    source = source_of(url)
    return source == root or source.endswith(f".{root}")


@lru_cache(maxsize=20_000)
def kind_of(url: str) -> Kind | None:
    """Guess from an address alone what it leads to; None for what is no part of the news."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    names = {name.lower(): value for name, value in parse_qsl(parts.query)}
    if _MEDIA.search(path) or _UTILITY.search(path):
        return None
    if _PAGE_IN_PATH.search(path) or any(names.get(name, "").isdigit() for name in _PAGE_PARAMETERS):
        return "paging"
    if not path and not names:
        return "home"
    if any(_is_identifier(names.get(name, "")) for name in _ID_PARAMETERS) or _looks_like_article(path):
        return "article"
    plain = path.count("/") <= _SECTION_SEGMENTS and not names and not re.search(r"\d{3,}", path)
    return "section" if plain else None


def _is_identifier(value: str) -> bool:
    return any(character.isdigit() for character in value) or len(value) > 12


def _looks_like_article(path: str) -> bool:
    last = path.rpartition("/")[2]
    stem = last.rpartition(".")[0] or last
    words = [word for word in re.split(r"[-_]|%20", stem) if word]
    least = _FILE_WORDS if _FILE.search(last) else _SLUG_WORDS
    return (
        (len(words) >= least and not re.fullmatch(r"[\d-]*", stem))
        or bool(_DATE_IN_PATH.search(path))
        or bool(_ARTICLE_WORD.search(path))
        or bool(_LONG_NUMBER.search(last))
    )
