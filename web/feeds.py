"""Atom entries (RFC 4287) of articles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from index.article import Moment, StoredArticle
from search.results import Hit
from web.links import outside_href


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in a feed; instants as RFC 3339 wants them."""

    address: str
    original: str
    title: str
    summary: str
    authors: tuple[str, ...]
    published: str
    updated: str


def entry(hit: Hit, stored: StoredArticle, address: str) -> Entry:
    """Make the entry of a hit; who has no byline is named by the source, as Atom wants an author."""
    article, clean = stored.article, stored.article.clean
    changed = clean.modified or clean.published
    return Entry(
        address=address,
        original=outside_href(clean.url),
        title=clean.title or "Untitled",
        summary=clean.description or hit.snippet.text,
        authors=clean.authors or (article.source,),
        published=_instant(clean.published) if clean.published else "",
        updated=_instant(changed) if changed else _rfc3339(article.first_seen),
    )


def last_update(entries: Iterable[Entry], created: str) -> str:
    """Give the latest instant of the entries, or when an empty feed was created."""
    return max((item.updated for item in entries), default=_rfc3339(datetime.fromisoformat(created)))


def _instant(moment: Moment) -> str:
    return _rfc3339(moment.instant)


def _rfc3339(value: datetime) -> str:
    there = value if value.tzinfo else value.replace(tzinfo=UTC)
    return there.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
