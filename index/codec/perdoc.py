"""What Whoosh keeps of each document beside its postings: exact lengths as arrays, the rest as W3 keeps it.

A segment without stored fields, columns and vectors needs no file but its arrays.
"""

# mypy: disable-error-code="no-untyped-call"

from array import array
from collections import defaultdict
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3PerDocReader, W3PerDocWriter

from index.codec.impact import BYTE_TO_LENGTH, length_bytes
from index.codec.segment import ArraySegment

_STORED = "_stored"


class ArrayPerDocWriter(W3PerDocWriter):
    """W3's writer, with exact lengths of fields handed to the segment's arrays."""

    def __init__(self, codec: Any, storage: Any, segment: ArraySegment) -> None:
        self._lazy = True
        super().__init__(codec, storage, segment)
        self._lazy = False
        self._docs: dict[str, array[int]] = defaultdict(lambda: array("Q"))
        self._lengths: dict[str, array[int]] = defaultdict(lambda: array("Q"))
        self._array_segment = segment

    def _create_column(self, fieldname: str, column: Any) -> None:
        # W3 makes the column of stored fields at once; here it waits for the first one.
        if not (self._lazy and fieldname == _STORED):
            super()._create_column(fieldname, column)

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int | None) -> None:
        """Take a document's stored value and length, as Whoosh calls it."""
        super().add_field(fieldname, fieldobj, value, 0)
        if length:
            assert self._docnum is not None
            self._docs[fieldname].append(self._docnum)
            self._lengths[fieldname].append(length)

    def add_lengths(self, fieldname: str, docs: NDArray[np.integer], lengths: NDArray[np.integer]) -> None:
        """Take the lengths of some documents' field in bulk; zeros may be left out."""
        self._docs[fieldname].frombytes(docs.astype(np.uint64).tobytes())
        self._lengths[fieldname].frombytes(lengths.astype(np.uint64).tobytes())

    def skip_docs(self, count: int) -> None:
        """Count documents of which nothing but postings and lengths is kept."""
        self._doccount += count

    def close(self) -> None:
        """Finish the files, and hand the lengths over."""
        lengths = {name: self._length_array(name) for name in sorted(self._docs)}
        self._array_segment.pending_lengths = lengths
        self._fieldlengths.update({name: int(found.sum()) for name, found in lengths.items()})
        super().close()

    def _length_array(self, name: str) -> NDArray[np.uint32]:
        lengths = np.zeros(self._doccount, dtype=np.uint32)
        docs = np.frombuffer(self._docs[name], dtype=np.uint64).astype(np.int64)
        lengths[docs] = np.frombuffer(self._lengths[name], dtype=np.uint64)
        return lengths


class ArrayPerDocReader(W3PerDocReader):
    """W3's reader, with lengths from the segment's arrays."""

    def __init__(self, storage: Any, segment: ArraySegment) -> None:
        super().__init__(storage, segment)
        self._length_bytes: dict[str, bytes | None] = {}

    def length_bytes(self, fieldname: str) -> bytes | None:
        """Give the length byte of every document; None when no document has the field."""
        if fieldname not in self._length_bytes:
            pending = self._segment.pending_lengths
            if pending is None:
                found = self._segment.arrays(self._storage).length_bytes(fieldname)
            else:
                found = length_bytes(pending[fieldname]) if fieldname in pending else None
            self._length_bytes[fieldname] = None if found is None else found.tobytes()
        return self._length_bytes[fieldname]

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Give the length of a document's field as Whoosh scores it: the longest its byte stands for."""
        known = self.length_bytes(fieldname)
        return default if known is None else int(_LENGTHS[known[docnum]])

    def doc_field_length_reader(self, fieldname: str, default: int = 0) -> Any:
        """Give a function from document to length."""
        known = self.length_bytes(fieldname)
        return (lambda _: default) if known is None else (lambda docnum: _LENGTHS[known[docnum]])

    def min_field_length(self, fieldname: str) -> int:
        """Give the shortest length of a field, as Whoosh scores it."""
        return int(_LENGTHS[min(self.length_bytes(fieldname) or b"\0", default=0)])

    def max_field_length(self, fieldname: str) -> int:
        """Give the longest length of a field, as Whoosh scores it."""
        return int(_LENGTHS[max(self.length_bytes(fieldname) or b"\0", default=0)])

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Give a document's stored fields."""
        found: dict[str, Any] = super().stored_fields(docnum) if self.has_column(_STORED) else {}
        return found


_LENGTHS: list[int] = BYTE_TO_LENGTH.tolist()
