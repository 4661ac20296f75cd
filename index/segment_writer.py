"""One commit of one generation: articles in, a Whoosh segment with columns beside it out.

A commit is atomic: Whoosh's list of segments, renamed into place last, names the new segment; its columns
carry the segment's name. A process that dies leaves files without a list that names them, which the next
commit removes.
"""

# mypy: disable-error-code="no-untyped-call"

import math
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from whoosh.index import TOC, FileIndex
from whoosh.reading import IndexReader, SegmentReader
from whoosh.writing import SegmentWriter

from index.article import StoredArticle
from index.documents import DocumentColumns, columns_of, texts
from index.errors import IndexDamagedError
from index.fine_columns import FineColumns, build, join, keep, save
from index.layout import REINDEX
from index.schema import INDEX_NAME, schema
from index.segment_storage import (
    DAMAGE,
    SyncedStorage,
    checksums,
    columns_name,
    latest_commit,
    live_mask,
    read_columns,
    read_toc,
)

POSTINGS_MB = 64
"""Postings that Whoosh gathers, by its own estimate, before it sorts them to disk; a rebuild of 15,390 wire
stories peaks at 254 MB."""

ROWS_IN_MEMORY = 2_000
"""Rows of columns kept as objects before they become arrays."""

SMALLEST_TIER = 1_000
"""Segments up to this many documents are of one size for merging."""

TIER_FACTOR = 8
"""Segments of one size that are merged into one of the next; each article is merged about log8 times."""

LARGEST_MERGE = 100_000
"""Documents merged in one commit, at 580/s about three minutes; segments of more than half of it stay as
they are until half of their documents are deleted."""


def create(folder: Path) -> None:
    """Make an empty generation.

    Raises:
        FileExistsError: The folder is there.
    """
    folder.mkdir(mode=0o700)
    TOC.create(SyncedStorage(folder), schema(), INDEX_NAME)


class CommitWriter:
    """Gather the changes of one commit. A context manager; leaving it without `commit` undoes all.

    Args:
        folder: The generation's folder; the caller holds `index.layout.writing`.

    Raises:
        IndexDamagedError: A file of the generation is corrupt.
    """

    def __init__(self, folder: Path) -> None:
        for stray in folder.glob(f"_{INDEX_NAME}_*.toc.*"):
            stray.unlink()
        self._storage = SyncedStorage(folder)
        read_toc(self._storage, latest_commit(folder))
        index = FileIndex(self._storage, schema=schema(), indexname=INDEX_NAME)
        self._writer = _ColumnsWriter(index, limitmb=POSTINGS_MB)

    def add(self, stored: StoredArticle) -> None:
        """Add an article that is not in the generation, or was removed in this commit."""
        self._writer.add_row(texts(stored), columns_of(stored))

    def remove(self, article_id: str) -> None:
        """Remove an article, if an earlier commit holds it."""
        try:
            self._writer.delete_by_term("id", article_id)
        except DAMAGE as error:
            raise IndexDamagedError(f"{self._storage.path} is corrupt: {error}.", REINDEX) from error

    def commit(self, *, merge: bool = True) -> None:
        """Make the changes permanent, merging small segments when there are many of a size."""
        self._writer.commit(mergetype=merge_tiers if merge else keep_all)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._writer.is_closed:
            with suppress(OSError):
                self._writer.cancel()


class _ColumnsWriter(SegmentWriter):
    """Whoosh's writer, with our columns written, merged and removed along with each segment."""

    def __init__(self, index: FileIndex, **options: Any) -> None:
        super().__init__(index, **options)
        self._parts: list[FineColumns] = []
        self._rows: list[DocumentColumns] = []

    def add_row(self, fields: dict[str, str], row: DocumentColumns) -> None:
        self.add_document(**fields)
        self._rows.append(row)
        if len(self._rows) >= ROWS_IN_MEMORY:
            self._lay_out()

    def _lay_out(self) -> None:
        if self._rows:
            self._parts.append(build(self._rows))
            self._rows = []

    def add_reader(self, reader: IndexReader) -> None:
        """Take over the live documents of another segment; Whoosh calls it while merging."""
        segment = reader.segment()
        super().add_reader(reader)
        self._lay_out()
        self._parts.append(keep(read_columns(self.storage, segment), live_mask(segment)))

    def _finalize_segment(self) -> Any:
        segment = super()._finalize_segment()
        self._lay_out()
        notes = {"checksums": checksums(self.storage, segment)}
        with self.storage.create_file(columns_name(segment.segment_id())) as file:
            save(join(self._parts), file.raw_file(), notes)
        return segment


def keep_all(_writer: _ColumnsWriter, segments: list[Any]) -> list[Any]:
    """Merge nothing; a policy as Whoosh calls it: take some segments in, give back the others."""
    return segments


def merge_tiers(writer: _ColumnsWriter, segments: list[Any]) -> list[Any]:
    """Merge segments of one size when there are `TIER_FACTOR`, and those that are mostly deleted."""
    chosen = [segment for segment in segments if _is_hollow(segment)]
    tiers: dict[int, list[Any]] = defaultdict(list)
    for segment in segments:
        if segment not in chosen and segment.doc_count() <= LARGEST_MERGE // 2:
            tiers[_tier(segment.doc_count())].append(segment)
    for _, peers in sorted(tiers.items()):
        if len(peers) >= TIER_FACTOR:
            chosen += peers
    room = LARGEST_MERGE
    merged: list[Any] = []
    for segment in chosen:
        room -= segment.doc_count()
        if room >= 0 or not merged:
            merged.append(segment)
            _take_in(writer, segment)
    return [segment for segment in segments if segment not in merged]


def _take_in(writer: _ColumnsWriter, segment: Any) -> None:
    if segment.doc_count():
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()


def _is_hollow(segment: Any) -> bool:
    return bool(segment.doc_count() * 2 <= segment.doc_count_all())


def _tier(docs: int) -> int:
    return max(0, math.floor(math.log(max(docs, 1) / SMALLEST_TIER, TIER_FACTOR)) + 1)
