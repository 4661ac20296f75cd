"""Feeds: RSS, RDF, Atom and JSON Feed to article links. Pure."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from index.crawl.links import Link
from index.crawl.xml import elements, local_name, read_time, text_of
from index.urls import source_of, tidy_url

MAX_ENTRIES = 2_000
"""Entries read from one feed; usual feeds have 10 to 100."""


def read_feed(body: bytes, url: str) -> tuple[Link, ...]:
    """Give the entries' addresses, in order, each once, with when they last changed.

    Entries without a web address (``javascript:``, ``file:``, a GUID that is no link) are left out. A
    broken feed gives the entries before the break; a body that is no feed gives none.
    """
    found: dict[str, Link] = {}
    entries = _json_entries(body) if body.lstrip()[:1] == b"{" else _xml_entries(body)
    for address, changed in entries:
        try:
            absolute = urljoin(url, address.strip())
        except ValueError:
            continue
        if source_of(absolute) and len(found) < MAX_ENTRIES:
            tidy = tidy_url(absolute)
            link = Link(url=tidy, kind="article", fresh=True, listed=True, modified=read_time(changed))
            found.setdefault(tidy, link)
    return tuple(found.values())


def _xml_entries(body: bytes) -> Iterator[tuple[str, str]]:
    for entry in elements(body, "item", "entry"):
        address, changed = _address(entry), ""
        for child in entry:
            if local_name(child) in ("updated", "pubDate", "date", "published"):
                changed = changed or text_of(child)
        if address:
            yield address, changed


def _address(entry: Any) -> str:
    """Give an entry's own address: FeedBurner's original, the link, or a GUID that is one."""
    choices: dict[str, str] = {}
    for child in entry:
        name = local_name(child)
        if name == "link" and (child.get("rel") or "alternate") == "alternate":
            choices.setdefault("link", child.get("href") or text_of(child))
        elif name == "origLink":
            choices["origin"] = text_of(child)
        elif name == "guid" and (child.get("isPermaLink") or "true").lower() == "true":
            choices["guid"] = text_of(child)
    guid = choices.get("guid", "")
    return choices.get("origin") or choices.get("link") or (guid if source_of(guid) else "")


def _json_entries(body: bytes) -> Iterator[tuple[str, str]]:
    try:
        items = json.loads(body).get("items")
    except (ValueError, AttributeError, RecursionError):
        return
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and isinstance(item.get("url"), str):
            changed = item.get("date_modified") or item.get("date_published")
            yield item["url"], changed if isinstance(changed, str) else ""
