"""Feeds: Atom (RFC 4287), RSS 2.0 (https://www.rssboard.org/rss-specification), JSON Feed 1.1.

A feed of a search holds all of its hits in the order that was asked for. Its title, description, address and
time name the query, the generation, the total and the moment of counting: a feed written from its beginning
cannot know which of its entries changed last.
"""

import json
import re
from collections.abc import Iterator
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from search.exporting.entries import Entry, entries, instant
from search.exporting.listing import Listing

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_ATOM = "http://www.w3.org/2005/Atom"


def write_atom(found: Listing) -> Iterator[str]:
    """Yield the feed's own elements, then an entry a hit."""
    yield f'{_HEAD}<feed xmlns="{_ATOM}" xmlns:dc="{_DUBLIN_CORE}">\n'
    yield _lines(
        _element("id", found.addresses.search),
        _element("title", f"Dateline: {found.sentence}"),
        _element("subtitle", _about(found)),
        _element("link", rel="alternate", type="text/html", href=found.addresses.search),
        _element("link", rel="self", type="application/atom+xml", href=found.addresses.own),
        _element("updated", found.time),
        _element("generator", "Dateline"),
    )
    for item in entries(found):
        yield f"<entry>\n{_atom_entry(item)}</entry>\n"
    yield "</feed>\n"


def _atom_entry(item: Entry) -> str:
    return _lines(
        _element("id", item.address),
        _element("title", item.title),
        _element("link", rel="alternate", type="text/html", href=item.address),
        _element("link", rel="related", href=item.original) if item.original else "",
        _element("published", item.published) if item.published else "",
        _element("updated", item.updated),
        *(f"<author>{_element('name', name)}</author>" for name in item.authors),
        _element("dc:publisher", item.source),
        *(_element("category", term=label) for label in item.labels),
        _element("summary", item.summary),
    )


def write_rss(found: Listing) -> Iterator[str]:
    """Yield the channel's own elements, then an item a hit; an undated one has no ``pubDate``."""
    yield f'{_HEAD}<rss version="2.0" xmlns:atom="{_ATOM}" xmlns:dc="{_DUBLIN_CORE}">\n<channel>\n'
    yield _lines(
        _element("title", f"Dateline: {found.sentence}"),
        _element("link", found.addresses.search),
        _element("description", _about(found)),
        _element("lastBuildDate", format_datetime(found.at)),
        _element("generator", "Dateline"),
        _element("atom:link", rel="self", type="application/rss+xml", href=found.addresses.own),
    )
    for item in entries(found):
        yield f"<item>\n{_rss_item(item)}</item>\n"
    yield "</channel>\n</rss>\n"


def _rss_item(item: Entry) -> str:
    return _lines(
        _element("title", item.title),
        _element("link", item.address),
        _element("guid", item.address, isPermaLink="true"),
        # Readers take a description for HTML.
        _element("description", escape(item.summary)),
        _element("pubDate", format_datetime(instant(item.published))) if item.published else "",
        *(_element("dc:creator", name) for name in item.authors),
        _element("dc:publisher", item.source),
        *(_element("category", label) for label in item.labels),
    )


def write_json_feed(found: Listing) -> Iterator[str]:
    """Yield an object whose ``items`` are the hits, each on a line; ``_dateline`` is our addition.

    Source: https://www.jsonfeed.org/version/1.1/
    """
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"Dateline: {found.sentence}",
        "home_page_url": found.addresses.search,
        "feed_url": found.addresses.own,
        "description": _about(found),
        "_dateline": {
            "query": found.query,
            "time": found.time,
            "generation": found.export.generation,
            "total": found.export.total,
        },
    }
    yield f'{_json(head)[:-1]}, "items": ['
    for number, item in enumerate(entries(found)):
        yield f"{',' if number else ''}\n{_json(_json_item(item))}"
    yield "\n]}\n"


def _json_item(item: Entry) -> dict[str, Any]:
    fields = {
        "id": item.address,
        "url": item.address,
        "external_url": item.original,
        "title": item.title,
        "content_text": item.summary or item.title,
        "date_published": item.published,
        "date_modified": item.updated,
        "authors": [{"name": name} for name in item.authors],
        "tags": list(item.labels),
        "language": item.language,
        "_dateline": {"source": item.source},
    }
    return {name: value for name, value in fields.items() if value}


def _about(found: Listing) -> str:
    asked = found.query or "no parameters"
    return f"{found.counted}, generation {found.export.generation}, at {found.time}, query {asked}"


def xml_text(text: str) -> str:
    """Leave out the characters that XML 1.0 cannot hold, whatever their escape."""
    return _NO_XML.sub("", text)


def _element(name: str, text: str = "", **attributes: str) -> str:
    inside = "".join(f" {key}={quoteattr(xml_text(value))}" for key, value in attributes.items())
    return f"<{name}{inside}>{escape(xml_text(text))}</{name}>" if text else f"<{name}{inside}/>"


def _lines(*elements: str) -> str:
    return "".join(f"{element}\n" for element in elements if element)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
