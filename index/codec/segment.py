"""A Whoosh segment with its arrays: what an evaluator of arrays asks, and what Whoosh keeps in its list.

Whoosh keeps `ArraySegment` by its module path in every list of segments: never move or rename it.
"""

# mypy: disable-error-code="no-untyped-call"

import mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Segment
from whoosh.filedb.filestore import FileStorage

from index.codec.field import ArrayField, Positions, Postings
from index.codec.impact import length_bytes
from index.codec.pack import Pack

ARRAYS_EXT = ".arr"
"""Ending of a segment's file of arrays."""


class SegmentArrays:
    """The arrays of one segment. Immutable; share it between threads.

    Documents are numbered from 0 in each segment. Whatever reads a part of the file for the first time
    checks it and raises `IndexDamagedError` when it is not as it was written.

    Args:
        pack: The segment's file.
    """

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.doc_count = int(pack.notes["documents"])
        names: list[str] = pack.notes["fields"]
        self.fields = {name: ArrayField(pack, name) for name in names}

    def postings(self, field: str, term: bytes) -> Postings | None:
        """Give the documents with a term and their impact keys, or None."""
        found = self.fields.get(field)
        number = None if found is None else found.terms.find(term)
        return None if found is None or number is None else found.postings(number, number + 1)

    def positions(self, field: str, term: bytes, rows: NDArray[np.integer] | None = None) -> Positions | None:
        """Give where a term stands in its documents, or in some of its postings (``rows``); None without.

        Raises:
            KeyError: The field keeps no positions.
        """
        found = self.fields.get(field)
        number = None if found is None else found.terms.find(term)
        return None if found is None or number is None else found.positions(number, rows)

    def terms(self, field: str, prefix: bytes = b"") -> list[bytes]:
        """Give the terms of a field that begin with ``prefix``, in order."""
        found = self.fields.get(field)
        return [] if found is None else found.terms.slice(*found.terms.prefix_range(prefix))

    def lengths(self, field: str) -> NDArray[np.uint32] | None:
        """Give the exact length in terms of every document's field; None when no document has it."""
        name = f"{field}/lengths"
        return self.pack.array(name) if name in self.pack else None

    def length_bytes(self, field: str) -> NDArray[np.uint8] | None:
        """Give Whoosh's byte for the length of every document's field; None when no document has it."""
        lengths = self.lengths(field)
        return None if lengths is None else length_bytes(lengths)

    def sentences(self, field: str) -> tuple[NDArray[np.int64], NDArray[np.unsignedinteger]] | None:
        """Give the position of each sentence's first term, in compressed sparse rows; None without any."""
        name = f"{field}/sentence_offsets"
        if name not in self.pack:
            return None
        return self.pack.array(name), self.pack.array(f"{field}/sentence_starts")

    def total_length(self, field: str) -> int:
        """Give the exact sum of a field's lengths, deleted documents included."""
        totals: dict[str, int] = self.pack.notes["lengths"]
        return totals.get(field, 0)

    def verify(self) -> None:
        """Check every byte of the file.

        Raises:
            IndexDamagedError: One is not as it was written.
        """
        self.pack.verify()


class ArraySegment(W3Segment):
    """A segment of Whoosh's list; it opens its arrays once and keeps them for all who ask."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._opened: SegmentArrays | None = None
        self.pending_lengths: dict[str, NDArray[np.uint32]] | None = None
        """Lengths of the fields between the end of the documents and the end of the postings."""

    def __getstate__(self) -> dict[str, Any]:
        """Give what Whoosh's list keeps."""
        transient = ("_opened", "pending_lengths")
        return {name: value for name, value in self.__dict__.items() if name not in transient}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what Whoosh's list kept."""
        self.__dict__.update(state, _opened=None, pending_lengths=None)

    def should_assemble(self) -> bool:
        """Keep the arrays a file of their own, aligned and mapped."""
        return False

    def adopt(self, arrays: SegmentArrays) -> None:
        """Take arrays that are open already: a segment's file never changes."""
        self._opened = arrays

    def arrays(self, storage: Any) -> SegmentArrays:
        """Open the segment's arrays; from then on they can be read even when the file is removed.

        Args:
            storage: Whoosh's storage of the segment; the same at every call.

        Raises:
            IndexDamagedError: The file is not as it was written.
            FileNotFoundError: It is not there.
        """
        if self._opened is None:
            name = self.make_filename(ARRAYS_EXT)
            path = Path(getattr(storage, "folder", "")) / name
            self._opened = SegmentArrays(Pack(map_file(storage, name), str(path)))
        return self._opened


def map_file(storage: Any, name: str) -> memoryview:
    """Give the content of a file of a Whoosh storage, mapped where the storage is a folder."""
    with storage.open_file(name) as file:
        data = getattr(file, "data", None)
        if isinstance(data, memoryview):
            return data
        if not isinstance(storage, FileStorage):
            return memoryview(bytes(file.get(0, storage.file_length(name))))
        if not storage.file_length(name):
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
