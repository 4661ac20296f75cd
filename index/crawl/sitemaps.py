"""Sitemaps (index, news, gzipped, plain text) to links. Pure.

Source: sitemaps.org protocol 0.9 and Google's news extension.
"""

import gzip
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from index.crawl.links import Kind, Link
from index.crawl.xml import elements, local_name, read_time, text_of
from index.urls import source_of, tidy_url

MAX_BYTES = 52_428_800
"""The protocol's limit for one sitemap, uncompressed."""
MAX_LINKS = 50_000
"""The protocol's limit of addresses in one sitemap."""
FRESH = timedelta(days=7)
"""An article changed within this time is one that may still be corrected."""


def read_sitemap(body: bytes, url: str, now: datetime) -> tuple[Link, ...]:
    """Give the sitemaps and articles that a sitemap names, in order, each once.

    A broken sitemap gives what stands before the break, one that unpacks beyond the protocol's limit
    nothing.
    """
    plain = unpack(body)
    found: dict[str, Link] = {}
    for address, kind, is_news, printed in _entries(plain):
        try:
            absolute = urljoin(url, address)
        except ValueError:
            continue
        if source_of(absolute) and len(found) < MAX_LINKS:
            changed = read_time(printed)
            fresh = kind == "article" and changed is not None and changed > now.astimezone(UTC) - FRESH
            tidy = tidy_url(absolute)
            link = Link(url=tidy, kind=kind, fresh=fresh, listed=is_news, modified=changed)
            found.setdefault(tidy, link)
    return tuple(found.values())


def unpack(body: bytes) -> bytes:
    """Undo gzip, whatever the header said; empty when it is damaged or grows beyond the limit."""
    if body[:2] != b"\x1f\x8b":
        return body
    decoder = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = decoder.decompress(body, MAX_BYTES + 1)
    except (zlib.error, gzip.BadGzipFile):
        return b""
    return plain if len(plain) <= MAX_BYTES else b""


def _entries(plain: bytes) -> Iterator[tuple[str, Kind, bool, str]]:
    if plain.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] != b"<":
        for line in plain.decode("utf-8-sig", "replace").splitlines():
            if re.match(r"https?://\S+$", line.strip()):
                yield line.strip(), "article", False, ""
        return
    for entry in elements(plain, "sitemap", "url"):
        fields = _fields(entry)
        if fields.get("loc"):
            kind: Kind = "sitemap" if local_name(entry) == "sitemap" else "article"
            is_news = any(local_name(child) == "news" for child in entry)
            yield fields["loc"], kind, is_news, fields.get("lastmod") or fields.get("publication_date", "")


def _fields(entry: Any) -> dict[str, str]:
    """Give the texts of an entry's own fields and those of its news extension."""
    fields = {local_name(child): text_of(child) for child in entry}
    for child in entry:
        if local_name(child) == "news":
            fields |= {local_name(part): text_of(part) for part in child if local_name(part) != "loc"}
    return fields
