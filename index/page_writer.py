"""The article store, write side: captured pages, what became of them, and what was dropped.

As in `store_writer`, every function takes an open write transaction (`Store.write`) and is idempotent.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from index import tables
from index.batching import batched
from index.store import MAX_VARIABLES, now


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPage:
    """A response kept in a WARC file; ``url`` as asked for, ``fetched_at`` UTC in ISO 8601."""

    url: str
    final_url: str
    source: str
    fetched_at: str
    status: int
    content_type: str | None
    warc_file: str
    warc_offset: int
    digest: str


_PUT_PAGE = (
    insert(tables.pages)
    # Rewrites nothing; it is how a row that is there already gives its id.
    .on_conflict_do_update(index_elements=["url", "digest"], set_={"url": tables.pages.c.url})
    .returning(tables.pages.c.id)
)
"""Made once: making a statement costs as much as running it."""


def put_page(connection: Connection, page: NewPage) -> int:
    """Record a page and give its id; the same URL with the same body is one page."""
    values = {name: getattr(page, name) for name in NewPage.__slots__}
    return int(connection.execute(_PUT_PAGE, values).scalar_one())


def known_digests(connection: Connection, url: str) -> set[str]:
    """Give the digests of the bodies of a URL that are already kept."""
    table = tables.pages
    return set(connection.scalars(select(table.c.digest).where(table.c.url == url)))


def page_cleaned(
    connection: Connection, page_id: int, version: int, article_id: str | None, dropped: str | None
) -> None:
    """Note what became of a page."""
    table = tables.pages
    connection.execute(
        update(table)
        .where(table.c.id == page_id)
        .values(cleaner_version=version, article_id=article_id, dropped=dropped)
    )


def put_drop(connection: Connection, ref: str, source: str, reason: str) -> None:
    """Count something as dropped by a named reason; ``ref`` is its URL, or file and line."""
    statement = insert(tables.drops)
    connection.execute(
        statement.on_conflict_do_update(set_={"reason": statement.excluded.reason}),
        {"ref": ref, "source": source, "reason": reason, "at": now()},
    )


def clear_drops(connection: Connection, refs: Iterable[str]) -> None:
    """Forget earlier drops of what has now come through."""
    for some in batched(refs, MAX_VARIABLES):
        connection.execute(delete(tables.drops).where(tables.drops.c.ref.in_(some)))
