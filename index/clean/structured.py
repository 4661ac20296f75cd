"""What a page says of itself in JSON-LD, meta elements and microdata; damaged data is repaired where safe."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report(?:age)?|LiveBlog", re.IGNORECASE)
"""schema.org types that are articles."""

MAX_JSON_CHARS = 3_000_000
MAX_DEPTH = 8
_TRAILING_COMMA = re.compile(r",\s*([}\]])")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}"
    r"|(u(?:[dD][89a-fA-F][\da-fA-F]{2}|00(?:0[0-8bBcCeEfF]|1[\da-fA-F]|7[fF])))|.)",
    re.DOTALL,
)
"""An escape within JSON; the group has those of control characters and of halves of surrogate pairs."""
_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\]\]>)\s*;?\s*$", re.DOTALL)


@dataclass(slots=True)
class Structured:
    """The article's JSON-LD object, meta contents by lower-case name, microdata by property."""

    article: dict[str, Any] = field(default_factory=dict)
    meta: dict[str, list[str]] = field(default_factory=dict)
    microdata: dict[str, list[str]] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    """Names of the JSON-LD objects that have an ``@id``, by which others refer to them."""

    def first_meta(self, *names: str) -> str | None:
        """Give the first non-empty content of these meta names, in their order."""
        return next((value for name in names for value in self.meta.get(name, ()) if value.strip()), None)

    def text(self, name: str) -> str | None:
        """Give a text property of the JSON-LD article, tags and entities resolved, or None."""
        value = self.article.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, dict):
            value = value.get("@value") or value.get("name")
        return plain(value) if isinstance(value, str) and value.strip() else None

    def people(self, name: str) -> list[str]:
        """Give the names in a property of the JSON-LD article, references by ``@id`` resolved."""
        return names_in(self.article.get(name), named=self.named)


def plain(value: str) -> str:
    """Resolve entities and fold white space of a short text."""
    return " ".join(html.unescape(value).split())


def read_structured(tree: HtmlElement) -> Structured:
    """Read all structured data of a page."""
    found = Structured()
    for element in tree.iter("meta"):
        name = (
            (element.get("property") or element.get("name") or element.get("itemprop") or "").lower().strip()
        )
        content = element.get("content")
        if name and content:
            found.meta.setdefault(name, []).append(plain(content[:5000]))
    found.article, found.named = _linked_data(tree)
    for element in tree.xpath("//*[@itemprop]")[:2000]:
        if element.tag != "meta":
            value = element.get("datetime") or element.get("content") or ""
            name = element.get("itemprop").strip()
            if value and name:
                found.microdata.setdefault(name, []).append(value)
    return found


def _linked_data(tree: HtmlElement) -> tuple[dict[str, Any], dict[str, str]]:
    best: dict[str, Any] = {}
    named: dict[str, str] = {}
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        for item in _walk(load_json(script.text or ""), 0):
            if _is_article(item) and (not best or _worth(item) > _worth(best)):
                best = item
            if isinstance(item.get("@id"), str) and isinstance(item.get("name"), str):
                named[item["@id"]] = item["name"]
    return best, named


def _worth(item: dict[str, Any]) -> tuple[bool, bool, int]:
    body = item.get("articleBody")
    return "headline" in item, "datePublished" in item, len(body) if isinstance(body, str) else 0


def _is_article(item: dict[str, Any]) -> bool:
    kind = item.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return any(ARTICLE_TYPES.search(str(name)) for name in kinds)


def load_json(text: str) -> Any:
    """Read JSON as scripts hold it: comments around it, line breaks in strings, trailing commas."""
    text = _COMMENT.sub("", text[:MAX_JSON_CHARS].strip()).strip().rstrip(";")
    if "\\u" in text:
        text = _ESCAPE.sub(lambda found: "" if found[1] else found[0], text)
    for candidate in (text, _TRAILING_COMMA.sub(r"\1", text), html.unescape(text)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value[:200]:
            yield from _walk(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            if isinstance(value.get(name), list | dict):
                yield from _walk(value[name], depth + 1)


def names_in(value: Any, depth: int = 0, named: dict[str, str] | None = None) -> list[str]:
    """Give the names in a JSON-LD value: a text, an object with a name, or a list of these."""
    if depth > MAX_DEPTH:
        return []
    if isinstance(value, str):
        return [plain(value)]
    if isinstance(value, list):
        return [name for item in value[:50] for name in names_in(item, depth + 1, named)]
    if not isinstance(value, dict):
        return []
    if value.get("name"):
        return names_in(value["name"], depth + 1, named)
    parts = [part for part in (value.get("givenName"), value.get("familyName")) if isinstance(part, str)]
    if parts:
        return [plain(" ".join(parts))]
    known = (named or {}).get(str(value.get("@id")))
    return [plain(known)] if known else []
