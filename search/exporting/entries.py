"""Entries of feeds: what a hit and its article say in any of the feed formats."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from index.article import StoredArticle
from index.batching import batched
from search.exporting.listing import Listing, rfc3339
from search.results import Hit

BATCH = 100
"""Articles read at a time."""
SUMMARY_CHARS = 300
"""Longest opening of a text that stands for a missing description."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in a feed; instants as RFC 3339 wants them, ``published`` empty without a date.

    ``original`` is where the article was found, if a browser may follow it. ``authors`` holds the source
    where no byline is, as Atom wants an author.
    """

    address: str
    original: str
    title: str
    summary: str
    authors: tuple[str, ...]
    published: str
    updated: str
    source: str
    language: str
    labels: tuple[str, ...]


def entries(found: Listing) -> Iterator[Entry]:
    """Yield the entry of every hit; one whose article is lost meanwhile says what the hit knew."""
    for hits in batched(found.export.hits, BATCH):
        stored = found.articles([hit.id for hit in hits])
        for hit in hits:
            address = found.addresses.article(hit.id)
            item = stored.get(hit.id)
            yield entry(hit, item, address) if item else _lost(hit, address, found.time)


def entry(hit: Hit, stored: StoredArticle, address: str) -> Entry:
    """Make the entry of a hit; its summary is the description, else a passage or the opening of the text."""
    article, clean = stored.article, stored.article.clean
    changed = clean.modified or clean.published
    return Entry(
        address=address,
        original=followed(clean.url),
        title=clean.title or "Untitled",
        summary=clean.description or hit.snippet.text or opening(clean.text),
        authors=clean.authors or (article.source,),
        published=rfc3339(clean.published.instant) if clean.published else "",
        updated=rfc3339(changed.instant if changed else article.first_seen),
        source=article.source,
        language=clean.language or "",
        labels=tuple(dict.fromkeys([*([clean.section] if clean.section else []), *clean.tags])),
    )


def _lost(hit: Hit, address: str, now: str) -> Entry:
    return Entry(
        address, followed(hit.url), hit.title.text or "Untitled", "", hit.authors or (hit.source,), "", now,
        hit.source, hit.language or "", (hit.section,) if hit.section else (),
    )  # fmt: skip


def followed(url: str | None) -> str:
    """Give an address found on a crawled page if a browser may follow it, else nothing."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else ""
    except ValueError:  # "http://[": brackets promise an IPv6 address
        return ""


def opening(text: str) -> str:
    """Give the beginning of a text, cut between words where it has some."""
    start = " ".join(text[: 2 * SUMMARY_CHARS].split())
    if len(start) <= SUMMARY_CHARS:
        return start
    cut = start[:SUMMARY_CHARS]
    head = cut.rpartition(" ")[0]
    return f"{head if len(head) > SUMMARY_CHARS // 2 else cut}…"


def instant(printed: str) -> datetime:
    """Read an instant of an entry back."""
    return datetime.fromisoformat(printed)
