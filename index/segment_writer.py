"""One commit of one generation: articles in, Whoosh segments of arrays out.

A commit is atomic: Whoosh's list of segments, renamed into place last, names the new ones. A process that
dies leaves files without a list that names them, which the next commit removes.
"""

# mypy: disable-error-code="no-untyped-call"

import math
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

from index.article import StoredArticle
from index.codec.codec import ArrayCodec
from index.codec.field import ArrayField
from index.codec.invert import Inverted, Inverter
from index.codec.merge import Part, merge_fields
from index.codec.pack import MemoryArrays
from index.codec.segment import ARRAYS_EXT, SegmentArrays
from index.documents import DocumentColumns, columns_of, id_number, texts
from index.fine_columns import FineColumns, build, join, keep, read_columns, read_ids, write_columns
from index.languages import ANALYSES
from index.schema import INDEX_NAME, TEXT_FIELDS, schema
from index.segment_storage import MappedStorage, SyncedStorage, arrays_of, latest_commit, live_mask, read_toc
from index.sentence_columns import SentencePart, write_sentences

SEGMENT_TOKENS = 12_000_000
"""Terms gathered in memory before a segment is written: 48 MB, and about 300 MB while they are sorted."""

ROWS_IN_MEMORY = 2_000
"""Rows of columns kept as objects before they become arrays."""

SMALLEST_TIER = 1_000
"""Segments up to this many documents are of one size for merging."""

TIER_FACTOR = 8
"""Segments of one size that are merged into one of the next; each article is merged about log8 times."""

LARGEST_MERGE = 200_000
"""Documents merged in one commit, about five seconds; segments of more than half of it stay as they are
until half of their documents are deleted, or all is merged after a rebuild."""

Mask = NDArray[np.bool_]


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
        storage = SyncedStorage(folder)
        read_toc(storage, latest_commit(folder))
        index = FileIndex(storage, schema=schema(), indexname=INDEX_NAME)
        self._writer = _ArrayWriter(index, codec=ArrayCodec())

    def add(self, stored: StoredArticle) -> None:
        """Add an article that is not in the generation, or was removed in this commit."""
        self.add_document(texts(stored), columns_of(stored))

    def add_document(self, fields: dict[str, str], row: DocumentColumns) -> None:
        """Add the texts and the row of columns of an article, as `add` does."""
        self._writer.add_row(fields, row)

    def adopt(self, folder: Path) -> None:
        """Move the segments of another generation's folder into this commit, behind those that are there.

        Raises:
            IndexDamagedError: A file of it is corrupt.
        """
        self._writer.adopt(MappedStorage(folder))

    def remove(self, article_id: str) -> None:
        """Remove an article, if an earlier commit holds it."""
        self._writer.removed.add(id_number(article_id))

    def commit(self, *, merge: bool = True) -> None:
        """Make the changes permanent, merging small segments when there are many of a size."""
        self._writer.commit(mergetype=merge_tiers if merge else keep_all)

    def commit_merged(self) -> None:
        """Make the changes permanent, merging all segments into one."""
        self._writer.commit(mergetype=merge_all)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._writer.is_closed:
            with suppress(OSError):
                self._writer.cancel()


class _ArrayWriter(SegmentWriter):
    """Whoosh's writer, with texts inverted in bulk and segments merged by copying arrays."""

    def __init__(self, index: FileIndex, **options: Any) -> None:
        super().__init__(index, **options)
        self.removed: set[int] = set()
        self._flushed: list[Any] = []
        self._gather_anew()

    def _gather_anew(self) -> None:
        self._inverter = Inverter(TEXT_FIELDS)
        self._columns: list[FineColumns] = []
        self._rows: list[DocumentColumns] = []
        self._merged: list[tuple[SegmentArrays, int, Mask]] = []

    def add_row(self, fields: dict[str, str], row: DocumentColumns) -> None:
        self._inverter.add(self.docnum, fields, ANALYSES[row.analysis])
        self._rows.append(row)
        self._added = True
        self.docnum += 1
        if len(self._rows) >= ROWS_IN_MEMORY:
            self._lay_out()
        if self._inverter.token_count >= SEGMENT_TOKENS:
            self._begin_segment()

    def _lay_out(self) -> None:
        if self._rows:
            self._columns.append(build(self._rows))
            self._rows = []

    def _begin_segment(self) -> None:
        """Write what was gathered as a segment of its own and begin the next one in the same commit."""
        self._flushed.append(self._finalize_segment())
        self._gather_anew()
        codec = self.codec
        self.docnum = 0
        self.newsegment = codec.new_segment(self.storage, self.indexname)
        self.perdocwriter = codec.per_document_writer(self.storage, self.newsegment)
        self.fieldwriter = codec.field_writer(self.storage, self.newsegment)
        self._added = False

    def adopt(self, other: MappedStorage) -> None:
        """Take over the files of other segments."""
        for segment in read_toc(other, latest_commit(other.path)).segments:
            arrays_of(other, segment)
            name = segment.make_filename(ARRAYS_EXT)
            self.storage.move_in(other.path / name, name)
            self._flushed.append(segment)

    def _merge_segments(self, mergetype: Any, optimize: bool | None, merge: bool | None) -> list[Any]:
        """Delete what was removed, then let the policy choose; Whoosh calls it in a commit."""
        self._delete_removed()
        self.segments = [*self.segments, *self._flushed]
        kept: list[Any] = super()._merge_segments(mergetype, optimize, merge)
        return kept

    def _delete_removed(self) -> None:
        removed = np.array(sorted(self.removed), dtype=np.uint64)
        for segment in self.segments if len(removed) else ():
            ids = read_ids(arrays_of(self.storage, segment).pack)
            for doc in np.flatnonzero(np.isin(ids, removed)).tolist():
                segment.delete_document(doc)

    def take_in(self, segment: Any) -> None:
        """Make the living documents of a segment documents of the new one."""
        if not segment.doc_count():
            return
        arrays, live = arrays_of(self.storage, segment), live_mask(segment)
        self._merged.append((arrays, self.docnum, live))
        self._lay_out()
        columns = read_columns(arrays.pack)
        self._columns.append(columns if live.all() else keep(columns, live))
        self.docnum += int(np.count_nonzero(live))
        self._added = True

    def _flush_segment(self) -> None:
        """Write the new segment's file; Whoosh calls it when all documents are known."""
        inverted = self._inverter.finish()
        self._write_lengths(inverted)
        self._write_sentences(inverted)
        self.perdocwriter.close()
        self.get_segment()  # tells the segment how many documents it has
        gathered = inverted.arrays(self.docnum)
        for name in TEXT_FIELDS:
            self._write_field(name, gathered.pop(name, None))
        self._lay_out()
        write_columns(self.fieldwriter.pack, join(self._columns))
        self.fieldwriter.close()

    def _write_lengths(self, inverted: Inverted) -> None:
        for name, found in inverted.fields.items():
            self.perdocwriter.add_lengths(name, found.docs, found.counts)
        for arrays, base, live in self._merged:
            for name in TEXT_FIELDS:
                known = arrays.lengths(name)
                if known is not None:
                    kept = known[live]
                    docs = np.flatnonzero(kept)
                    self.perdocwriter.add_lengths(name, docs + base, kept[docs])
        self.perdocwriter.skip_docs(self.docnum)

    def _write_sentences(self, inverted: Inverted) -> None:
        for name in ("description", "body"):  # a title is one sentence
            parts = [SentencePart(arrays.sentences(name), base, live) for arrays, base, live in self._merged]
            write_sentences(self.fieldwriter.pack, name, self.docnum, inverted.sentences.get(name), parts)

    def _write_field(self, name: str, own: dict[str, Any] | None) -> None:
        merged = [
            (arrays.fields[name], base, live) for arrays, base, live in self._merged if name in arrays.fields
        ]
        if not merged:
            if own is not None:
                self.fieldwriter.add_field(name, own)
            return
        parts = [Part(field, base, None if live.all() else live) for field, base, live in merged]
        if own is not None:
            source = MemoryArrays({f"{name}/{array}": values for array, values in own.items()})
            parts.insert(0, Part(ArrayField(source, name), 0))
        if merge_fields(self.fieldwriter.pack, name, parts):
            self.fieldwriter.add_field_name(name)


def keep_all(_writer: _ArrayWriter, segments: list[Any]) -> list[Any]:
    """Merge nothing; a policy as Whoosh calls it: take some segments in, give back the others."""
    return segments


def merge_all(writer: _ArrayWriter, segments: list[Any]) -> list[Any]:
    """Merge all segments into one, unless there is one without deleted documents."""
    if len(segments) == 1 and segments[0].doc_count() == segments[0].doc_count_all():
        return segments
    for segment in segments:
        writer.take_in(segment)
    return []


def merge_tiers(writer: _ArrayWriter, segments: list[Any]) -> list[Any]:
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
            writer.take_in(segment)
    return [segment for segment in segments if segment not in merged]


def _is_hollow(segment: Any) -> bool:
    return bool(segment.doc_count() * 2 <= segment.doc_count_all())


def _tier(docs: int) -> int:
    return max(0, math.floor(math.log(max(docs, 1) / SMALLEST_TIER, TIER_FACTOR)) + 1)
