"""The lead image of a page: its address, what is said in its place, and who made it."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml.html import HtmlElement

from index.clean.class_names import NAMES
from index.clean.structured import Structured, plain
from index.clean.word_lists import WORDS, any_of

MAX_URL_CHARS = 4_000
MAX_ALT_CHARS = 500
MAX_CREDIT_CHARS = 200
MAX_IMAGES = 200
CREDIT = NAMES["credit"]
_PRINTED = re.compile(
    rf"(?:©|\(c\)\s|(?:{any_of('image-makers')})(?: by)?\s*:)"
    r"\s*(?P<who>\S.{1,120})$",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"^(?:{any_of('image-labels')})[:,]?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LeadImage:
    """An image's address, its alternative text, and its credit; None for what is not said.

    Attributes:
        origin: Where the address came from: ``meta`` or ``json-ld``.
    """

    url: str
    origin: str
    alt: str | None = None
    credit: str | None = None


def lead_image(tree: HtmlElement, found: Structured, url: str | None) -> LeadImage | None:
    """Give the image that a page shows of its article, or None.

    The address is that of the meta elements, else of JSON-LD. Alternative text and credit come from the data,
    else from the image of that name in the page and the figure around it.
    """
    offered = _offered(found)
    shared = found.first_meta(*WORDS["meta-image"])
    address, origin = web_address(shared, url), "meta"
    if address is None:
        address, origin = web_address(offered.get("url") or offered.get("contentUrl"), url), "json-ld"
    if address is None:
        return None
    shown = _shown(tree, address)
    alt = found.first_meta(*WORDS["meta-image-text"]) or (shown.get("alt") if shown is not None else "")
    said = offered.get("creditText") or offered.get("copyrightNotice") or _name(offered.get("creator"))
    credit = plain(said) if isinstance(said, str) else _credit(shown)
    return LeadImage(
        address, origin, plain(alt or "")[:MAX_ALT_CHARS] or None, credit[:MAX_CREDIT_CHARS] or None
    )


def web_address(link: object, base: str | None) -> str | None:
    """Resolve a link against the page's address; None when that is no address in the web."""
    if not isinstance(link, str) or not link.strip() or len(link) > MAX_URL_CHARS:
        return None
    try:
        joined = urljoin(base or "", "".join(link.split()))
        parts = urlsplit(joined)
        known = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return joined if known else None


def _offered(found: Structured) -> dict[str, Any]:
    image = found.article.get("image")
    for _ in range(3):
        if isinstance(image, list):
            image = image[0] if image else None
    return image if isinstance(image, dict) else {"url": image}


def _name(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    name = value.get("name") if isinstance(value, dict) else value
    return name if isinstance(name, str) else None


def _shown(tree: HtmlElement, address: str) -> HtmlElement | None:
    """Give the image element of this file name; else the first within a figure of the article."""
    name = _file_name(address)
    images = [image for image, _ in zip(tree.iter("img"), range(MAX_IMAGES), strict=False)]
    for image in images:
        sources = (
            f"{image.get('src') or ''} {image.get('data-src') or ''} {(image.get('srcset') or '')[:4000]}"
        )
        if name and name in unquote(sources):
            return image
    inside = (image for image in images if next(image.iterancestors("figure"), None) is not None)
    return next(
        (image for image in inside if next(image.iterancestors("article", "main"), None) is not None), None
    )


def _file_name(address: str) -> str:
    name = unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2]
    return name if len(name) > 5 else ""


def _credit(image: HtmlElement | None) -> str:
    figure = next(image.iterancestors("figure"), None) if image is not None else None
    if figure is None:
        return ""
    for element in figure.iter():
        if isinstance(element.tag, str) and CREDIT.search(
            f"{element.get('class') or ''} {element.get('itemprop') or ''}"
        ):
            return _LABEL.sub("", plain("".join(element.itertext())).strip("()[] "))
    captions = (plain("".join(caption.itertext())) for caption in figure.iter("figcaption"))
    found = (_PRINTED.search(caption) for caption in captions)
    return next((match["who"].strip() for match in found if match), "")
