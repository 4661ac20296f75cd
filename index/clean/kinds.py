"""What kind of article a page is, and whether it stands behind a paywall."""

import re
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from index.clean.class_names import NAMES
from index.clean.structured import Structured
from index.clean.word_lists import WORDS

BY_TYPE = (
    ("live", re.compile(r"LiveBlog")),
    ("opinion", re.compile(r"Opinion|Review")),
    ("video", re.compile(r"Video")),
    ("gallery", re.compile(r"Gallery")),
)
"""Source: types of schema.org below Article and MediaObject."""
BY_NAME = {kind: frozenset(WORDS[f"section-{kind}"]) for kind in ("opinion", "video", "gallery")}
"""Folders and names of sections."""
PAYWALL = NAMES["paywall"]


def kind_of(found: Structured, url: str | None, section: str | None, *, has_entries: bool) -> str:
    """Give the kind of a page: ``news``, ``opinion``, ``live``, ``gallery`` or ``video``.

    The type that the page's data say comes first, then entries with times, ``og:type``, the section, and the
    folders of the address.
    """
    said = str(found.article.get("@type"))
    kind = next((kind for kind, pattern in BY_TYPE if pattern.search(said)), None)
    if kind is None and has_entries:
        kind = "live"
    if kind is None and (found.first_meta("og:type") or "").lower().startswith("video"):
        kind = "video"
    if kind is None and (found.first_meta("article:opinion") or "").lower() == "true":
        kind = "opinion"
    return kind or _by_name([section or "", *_folders(url)]) or "news"


def _folders(url: str | None) -> list[str]:
    try:
        path = unquote(urlsplit(url or "").path)
    except ValueError:
        return []
    return path.split("/")[1:-1][:3]


def _by_name(names: list[str]) -> str | None:
    folded = [re.sub(r"\s+", "-", name.strip().casefold()) for name in names]
    return next((kind for name in folded for kind, known in BY_NAME.items() if name in known), None)


def is_paywalled(tree: HtmlElement, found: Structured) -> bool:
    """Whether a page says, in its data, meta elements or class names, that its text is for subscribers."""
    free = found.article.get("isAccessibleForFree")
    if isinstance(free, bool | str):
        return str(free).strip().lower() in (
            "false",
            "no",
            "0",
            "http://schema.org/false",
            "https://schema.org/false",
        )
    parts = found.article.get("hasPart")
    for part in parts if isinstance(parts, list) else [parts]:
        if isinstance(part, dict) and str(part.get("isAccessibleForFree")).lower() == "false":
            return True
    tier = (found.first_meta(*WORDS["meta-tier"]) or "").lower()
    if tier:
        return tier in WORDS["tiers-locked"]
    return any(
        PAYWALL.search(f"{element.get('class') or ''} {element.get('id') or ''}"[:500])
        for element in tree.xpath("//body//*[contains(@class, 'wall') or contains(@class, 'lock') or @id]")
        if element.tag not in ("script", "style", "template")
    )
