"""The copies of an article's page that were kept as fetched: which there are, one read back. Read side."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import bindparam, select

from index.store import Store
from index.tables import pages
from index.warc import ArchivedResponse, WarcArchive, WarcRef

MAX_CAPTURES = 200
"""Copies listed of one article, the newest ones."""

_KEPT = select(pages.c.article_id).where(
    pages.c.article_id.in_(bindparam("ids", expanding=True)), pages.c.warc_file != ""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One kept copy of a page.

    Attributes:
        id: Its number in the store.
        url: The address that answered.
        fetched_at: UTC, ISO 8601.
        ref: Where it is; None when the site asked that no copy be kept (``noarchive``).
    """

    id: int
    url: str
    fetched_at: str
    ref: WarcRef | None


def captures(store: Store, article_id: str) -> list[Capture]:
    """Give the copies of an article's page, newest first; none for an article that came as text.

    ``article_id`` may be an older alias. Each copy differs from the others: a page that was found
    unchanged is not kept twice.
    """
    columns = pages.c
    query = select(pages).where(columns.article_id == store.resolve_id(article_id))
    with store.read() as connection:
        rows = connection.execute(query.order_by(columns.id.desc()).limit(MAX_CAPTURES)).all()
    return [
        Capture(
            id=row.id, url=row.final_url, fetched_at=row.fetched_at,
            ref=WarcRef(row.warc_file, row.warc_offset, row.digest) if row.warc_file else None,
        )
        for row in rows
    ]  # fmt: skip


def kept_of(store: Store, article_ids: Iterable[str]) -> set[str]:
    """Give those of some articles, by their present ids, of which a copy of the page is kept."""
    with store.read() as connection:
        return set(connection.scalars(_KEPT, {"ids": list(article_ids)}))


def archived_page(
    store: Store, warc_dir: Path, article_id: str, capture_id: int | None = None
) -> ArchivedResponse | None:
    """Give an article's page as it was fetched: status, headers, body.

    Args:
        store: The article store.
        warc_dir: The folder of WARC files.
        article_id: The article, or an older alias of it.
        capture_id: Which copy; None takes the newest that is kept.

    Returns:
        The response, its body decoded from transfer and content coding, in the character set that its
        headers or the page say; None when there is no such copy.

    Raises:
        StoreError: The WARC file is missing or damaged.
    """
    for capture in captures(store, article_id):
        if capture.ref and capture_id in (None, capture.id):
            return WarcArchive(warc_dir).read(capture.ref)
    return None
