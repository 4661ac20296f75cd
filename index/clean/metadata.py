"""Title, dates, authors and the rest of a page, each chosen among what the page offers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from index.article import Moment
from index.clean.bylines import authors_of
from index.clean.days import modified, published
from index.clean.images import lead_image, web_address
from index.clean.kinds import is_paywalled, kind_of
from index.clean.liveblog import Entry, live_entries
from index.clean.origins import authors_origin, text_origin, title_origin
from index.clean.structured import Structured, names_in, plain, read_structured
from index.clean.titles import title_of
from index.clean.word_lists import WORDS

MAX_SECTION_CHARS = 40
"""A menu's entry; longer ones are headlines."""
MAX_SAID_CHARS = 120
"""Longest name of a section that the page's data say."""
MAX_DESCRIPTION_CHARS = 5_000


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
    image_alt: str | None
    image_credit: str | None
    kind: str
    paywalled: bool
    body: str | None
    """The JSON-LD's articleBody, to be used when extraction fails."""
    entries: tuple[Entry, ...] = ()
    """Of a live blog."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Which part of the page each value came from: ``json-ld``, ``meta``, ``heading``, ``url`` and so on."""


def read_metadata(tree: HtmlElement, url: str | None) -> Metadata:
    """Read a page's metadata; ``tree`` is not changed."""
    found = read_structured(tree)
    body = found.article.get("articleBody")
    title, authors = title_of(tree, found, url), authors_of(tree, found, url)
    section, image = _section(tree, found, url), lead_image(tree, found, url)
    said = published(tree, found, url, title)
    entries = live_entries(tree, found, url, said.day if said else None)
    description = plain(_description(found))[:MAX_DESCRIPTION_CHARS]
    address, address_origin = _canonical(tree, found, url)
    origins = {
        "title": title_origin(title, tree, found) if title else "",
        "url": address_origin,
        "description": text_origin(description, found, "description", WORDS["meta-description"], "json-ld"),
        "authors": authors_origin(authors, found, WORDS["meta-author"]) if authors else "",
        "section": text_origin(section or "", found, "articleSection", WORDS["meta-section"], "url"),
        "tags": "json-ld" if found.article.get("keywords") else "meta",
        "image": image.origin if image else "",
    }
    values = {"title": title, "url": address, "description": description, "authors": authors,
              "section": section, "tags": (tags := _tags(found)), "image": image}  # fmt: skip
    return Metadata(
        title=title, url=address, description=description, authors=authors, published=said,
        modified=modified(found), language=_language(tree, found), section=section, tags=tags,
        image=image.url if image else None, image_alt=image.alt if image else None,
        image_credit=image.credit if image else None,
        kind=kind_of(found, url, section, has_entries=bool(entries)), paywalled=is_paywalled(tree, found),
        body=body if isinstance(body, str) else None, entries=tuple(entries),
        origins={name: origin for name, origin in origins.items() if values[name]},
    )  # fmt: skip


def _description(found: Structured) -> str:
    return found.first_meta(*WORDS["meta-description"]) or found.text("description") or ""


def _canonical(tree: HtmlElement, found: Structured, url: str | None) -> tuple[str | None, str]:
    """Give the address that the page calls its own, and where it does; a front page is no article's."""
    links = (
        link.get("href")
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    )
    for origin, offered in (("link", next(links, None)), ("meta", found.first_meta("og:url"))):
        address = web_address(offered, url)
        if address and (urlsplit(address).path.strip("/") or not urlsplit(url or "").path.strip("/")):
            return address, origin
    return url, "fetch"


def _language(tree: HtmlElement, found: Structured) -> str | None:
    declared = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    return declared or found.text("inLanguage") or found.first_meta(*WORDS["meta-language"])


def _section(tree: HtmlElement, found: Structured, url: str | None) -> str | None:
    """Give the section as the page says it, else as its menu calls the first folder of its address."""
    said = found.text("articleSection") or found.first_meta(*WORDS["meta-section"]) or ""
    said = said[:MAX_SAID_CHARS].strip()
    folder, slash, rest = urlsplit(url or "").path.lstrip("/").partition("/")
    if said or not (folder and slash and rest):
        return said or None
    for link in tree.iter("a"):
        href = link.get("href") or ""
        if folder in href and urlsplit(web_address(href, url) or "").path.strip("/") == folder:
            name = plain(" ".join(link.itertext()))
            if name and len(name) < MAX_SECTION_CHARS and not name[0].isdigit():
                return name
    return None


def _tags(found: Structured) -> tuple[str, ...]:
    metas = (found.meta[name] for name in WORDS["meta-tags"] if found.meta.get(name))
    keywords = found.article.get("keywords") or next(metas, [])
    names = names_in(keywords)
    if len(names) == 1:
        names = re.split(r"\s*[,;]\s*", names[0])
    return tuple(
        dict.fromkeys(name for name in map(plain, names) if name and ":" not in name and len(name) < 80)
    )[:30]
