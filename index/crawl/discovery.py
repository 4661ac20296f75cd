"""From one answer to what it is and where it leads: the rules of following. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from index.crawl.feeds import read_feed
from index.crawl.links import Directives, Kind, Link, PageLinks, in_site, read_page, robots_directives
from index.crawl.robots import AGENT
from index.crawl.sitemaps import read_sitemap
from index.urls import same_site, source_of

Form = Literal["html", "feed", "sitemap", "other"]

SECTION_DEPTH = 2
"""Sections of sections are followed this far from the home page."""
MAX_DEPTH = 60
"""Links are followed this far from the seed: an endless calendar or list ends here."""

_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})
_RULES_WITH_VALUE = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
_SNIFF_BYTES = 2_048
_MISSING = re.compile(
    r"(?:error|erreur|fehler|errore|fout|chyba)?\s*404\s*(?:$|[-:|–—!.]|error|page|not\b|nicht|no\b|file)"
    r"|(?:sorry, )?(?:the |this )?(?:page|article|story) (?:was |is |could |can )?(?:not|cannot) "
    r"(?:be )?found"
    r"|(?:seite|artikel) (?:wurde )?nicht gefunden|p[aá]gina no encontrada|p[aá]gina n[aã]o encontrada"
    r"|page (?:introuvable|non trouv[eé]e)|pagina (?:non trovata|niet gevonden)|страница не найдена"
    r"|сторінк[ау] не знайдено|nie znaleziono strony",
    re.IGNORECASE,
)
"""How titles of pages that are not there begin, in the languages of most crawled papers."""
_FRESH_KINDS = frozenset({"home", "section", "feed"})


@dataclass(frozen=True, slots=True)
class Discovery:
    """What an answer holds: its form, whether it is an article, what it asks of robots, and its links.

    ``is_missing`` when it is a page that says "not found", although its status says 200.
    """

    form: Form
    is_article: bool
    directives: Directives
    links: tuple[Link, ...]
    is_missing: bool = False


def discover(
    body: bytes,
    *,
    url: str,
    content_type: str,
    robots_tags: Iterable[str],
    kind: Kind,
    depth: int,
    root: str,
    now: datetime,
) -> Discovery:
    """Read an answer of status 200.

    Args:
        body: Decoded from its transfer coding.
        url: The address that answered.
        content_type: The header, or "".
        robots_tags: The ``X-Robots-Tag`` headers.
        kind: What the address was thought to be; the body decides.
        depth: Links between the seed and this address.
        root: The site.
        now: For what counts as new.
    """
    form = form_of(content_type, body, kind)
    asked = Directives()
    for robots_tag in robots_tags:
        asked |= _header_directives(robots_tag)
    if form in ("feed", "sitemap"):
        read = read_feed(body, url) if form == "feed" else read_sitemap(body, url, now)
        return Discovery(form, False, asked, tuple(link for link in read if _belongs(link.url, root)))
    if form == "other":
        return Discovery(form, False, asked, ())
    page = read_page(body, url, root)
    is_article = kind == "article" or (page.is_article and len(urlsplit(url).path) > 1)
    links = () if asked.nofollow else tuple(_followed(page, kind, depth))
    return Discovery(form, is_article, asked | page.directives, links, bool(_MISSING.match(page.title)))


def form_of(content_type: str, body: bytes, kind: Kind) -> Form:
    """Tell what a body is by its first bytes, then by its label."""
    head = body[:_SNIFF_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    label = content_type.partition(";")[0].strip().lower()
    if body[:2] == b"\x1f\x8b" or b"<urlset" in head or b"<sitemapindex" in head:
        return "sitemap"
    if head[:1] == b"<" and any(mark in head for mark in (b"<rss", b"<feed", b"<rdf:rdf")):
        return "feed"
    if head[:1] == b"{" and b"jsonfeed.org" in head:
        return "feed"
    if label == "text/plain" and kind == "sitemap":
        return "sitemap"
    looks_html = label in _HTML_TYPES or (not label and head[:1] == b"<")
    return "html" if looks_html and b"\0" not in head[:512] else "other"


def _header_directives(robots_tag: str) -> Directives:
    """Read the rules of one ``X-Robots-Tag`` that are meant for all robots or for us.

    A robot's name before a colon owns what follows it in the same header.
    """
    mine: list[str] = []
    is_ours = True
    for part in robots_tag.split(","):
        name, colon, rule = part.partition(":")
        if colon and name.strip().lower() not in _RULES_WITH_VALUE:
            is_ours = name.strip().lower() == AGENT.lower()
        if is_ours:
            mine.append(rule if colon else part)
    return robots_directives(",".join(mine))


def _followed(page: PageLinks, kind: Kind, depth: int) -> Iterable[Link]:
    """Choose the links to follow: articles from everywhere, sections and pages only from lists."""
    if depth >= MAX_DEPTH:
        return
    fresh = kind in _FRESH_KINDS
    for link in page.links:
        if link.kind == "article":
            yield replace(link, fresh=True) if fresh else link
        elif kind == "article":
            continue
        elif link.kind == "paging" or (link.kind in ("section", "feed") and depth < SECTION_DEPTH):
            yield link


def _belongs(url: str, root: str) -> bool:
    return in_site(url, root) or _same_owner(source_of(url), root)


@lru_cache(maxsize=2_000)
def _same_owner(source: str, root: str) -> bool:
    return same_site(f"https://{source}", f"https://{root}")
