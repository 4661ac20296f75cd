"""Title, dates, authors and the rest of a page, each chosen among what the page offers."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from index.article import Moment
from index.clean.bylines import authors_of
from index.clean.days import modified, published
from index.clean.structured import Structured, names_in, plain, read_structured
from index.clean.titles import title_of

MAX_SECTION_CHARS = 40
"""A menu's entry; longer ones are headlines."""

_KINDS = (("live", r"LiveBlog"), ("opinion", r"Opinion|Review"), ("video", r"Video"), ("gallery", r"Gallery"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a page says of its article."""

    title: str
    url: str | None
    description: str
    authors: tuple[str, ...]
    published: Moment | None
    modified: Moment | None
    language: str | None
    section: str | None
    tags: tuple[str, ...]
    image: str | None
    kind: str
    paywalled: bool
    body: str | None
    """The JSON-LD's articleBody, to be used when extraction fails."""


def read_metadata(tree: HtmlElement, url: str | None) -> Metadata:
    """Read a page's metadata; ``tree`` is not changed."""
    found = read_structured(tree)
    body = found.article.get("articleBody")
    return Metadata(
        title=title_of(tree, found, url),
        url=_canonical(tree, found, url),
        description=plain(_description(found)),
        authors=authors_of(tree, found, url),
        published=published(tree, found, url),
        modified=modified(found),
        language=_language(tree, found),
        section=_section(tree, found, url),
        tags=_tags(found),
        image=_image(found, url),
        kind=_kind(found),
        paywalled=_paywalled(found),
        body=body if isinstance(body, str) else None,
    )


def _description(found: Structured) -> str:
    offered = found.first_meta("og:description", "description", "twitter:description")
    return offered or found.text("description") or ""


def _canonical(tree: HtmlElement, found: Structured, url: str | None) -> str | None:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            return _absolute(link.get("href"), url)
    shared = found.first_meta("og:url")
    return _absolute(shared, url) if shared else url


def _absolute(link: str, url: str | None) -> str | None:
    try:
        joined = urljoin(url or "", link.strip())
    except ValueError:
        return url
    return joined if joined.startswith(("http://", "https://")) else url


def _language(tree: HtmlElement, found: Structured) -> str | None:
    declared = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return (
        declared or found.text("inLanguage") or found.first_meta("og:locale", "content-language", "language")
    )


def _section(tree: HtmlElement, found: Structured, url: str | None) -> str | None:
    """Give the section as the page says it, else as its menu calls the first folder of its address."""
    said = found.text("articleSection") or found.first_meta("article:section", "section", "parsely-section")
    folder, slash, rest = urlsplit(url or "").path.lstrip("/").partition("/")
    if said or not (folder and slash and rest):
        return said
    for link in tree.iter("a"):
        href = link.get("href") or ""
        if folder in href and urlsplit(_absolute(href, url) or "").path.strip("/") == folder:
            name = plain(" ".join(link.itertext()))
            if name and len(name) < MAX_SECTION_CHARS and not name[0].isdigit():
                return name
    return None


def _tags(found: Structured) -> tuple[str, ...]:
    keywords = (
        found.article.get("keywords")
        or found.meta.get("article:tag")
        or found.meta.get("news_keywords")
        or []
    )
    names = names_in(keywords)
    if len(names) == 1:
        names = re.split(r"\s*[,;]\s*", names[0])
    return tuple(
        dict.fromkeys(name for name in map(plain, names) if name and ":" not in name and len(name) < 80)
    )[:30]


def _image(found: Structured, url: str | None) -> str | None:
    image: object = found.first_meta("og:image", "twitter:image")
    if image is None:
        offers = found.article.get("image")
        offers = offers[0] if isinstance(offers, list) and offers else offers
        image = offers.get("url") if isinstance(offers, dict) else offers
    return _absolute(image, url) if isinstance(image, str) else None


def _kind(found: Structured) -> str:
    kinds = str(found.article.get("@type"))
    named = next((kind for kind, pattern in _KINDS if re.search(pattern, kinds)), None)
    if named:
        return named
    return "video" if (found.first_meta("og:type") or "").startswith("video") else "news"


def _paywalled(found: Structured) -> bool:
    free = found.article.get("isAccessibleForFree")
    tier = (found.first_meta("article:content_tier") or "").lower()
    return str(free).lower() == "false" or tier in ("locked", "metered", "premium")
