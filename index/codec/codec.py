"""The codec: where Whoosh asks for writers and readers of one segment.

Whoosh keeps `ArrayCodec` by its module path in every list of segments: never move or rename it.
"""

# mypy: disable-error-code="no-untyped-call"

from typing import Any

from whoosh.codec.base import FieldWriter
from whoosh.codec.whoosh3 import W3Codec

from index.codec.pack import Array, PackWriter
from index.codec.perdoc import ArrayPerDocReader, ArrayPerDocWriter
from index.codec.postings import Gathered
from index.codec.reading import ArrayTermsReader
from index.codec.segment import ARRAYS_EXT, ArraySegment


class ArrayCodec(W3Codec):
    """W3 with postings and lengths as arrays; stored fields, columns and vectors stay as W3 keeps them."""

    def field_writer(self, storage: Any, segment: ArraySegment) -> "ArrayFieldWriter":
        """Give the writer of a new segment's postings."""
        return ArrayFieldWriter(storage, segment)

    def per_document_writer(self, storage: Any, segment: ArraySegment) -> ArrayPerDocWriter:
        """Give the writer of a new segment's documents."""
        return ArrayPerDocWriter(self, storage, segment)

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTermsReader:
        """Give the reader of a segment's postings."""
        return ArrayTermsReader(segment.arrays(storage))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayPerDocReader:
        """Give the reader of a segment's documents."""
        return ArrayPerDocReader(storage, segment)

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """Give a new segment."""
        return ArraySegment(self, indexname)


class ArrayFieldWriter(FieldWriter):
    """Write a segment's arrays: postings as Whoosh sorts them, or whole fields.

    The documents are closed first, so that their lengths are known.
    """

    def __init__(self, storage: Any, segment: ArraySegment) -> None:
        self._storage, self._segment = storage, segment
        self._file: Any = None
        self._pack: PackWriter | None = None
        self._fields: list[str] = []
        self._gathered: tuple[str, Gathered] | None = None
        self.is_closed = False

    @property
    def pack(self) -> PackWriter:
        """The segment's file, made when it is first needed."""
        if self._pack is None:
            self._file = self._segment.create_file(self._storage, ARRAYS_EXT)
            self._pack = PackWriter(self._file)
        return self._pack

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """Begin a field, as Whoosh calls it; its postings come in order of term, then document."""
        self._gathered = fieldname, Gathered(fieldobj.format, scorable=bool(fieldobj.scorable))

    def start_term(self, text: bytes) -> None:
        """Begin a term."""
        self._gathering.start_term(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int | None) -> None:
        """Take a posting: document, weight, encoded value and the length of the document's field."""
        self._gathering.add(docnum, weight, vbytes, length or 0)

    def finish_term(self) -> None:
        """End a term."""

    def finish_field(self) -> None:
        """Write the field."""
        assert self._gathered is not None
        name, found = self._gathered
        self._gathered = None
        if found.terms:
            self.add_field(name, found.arrays())

    @property
    def _gathering(self) -> Gathered:
        if self._gathered is None:
            raise ValueError("a term was begun before its field")
        return self._gathered[1]

    def add_field(self, name: str, arrays: dict[str, Array]) -> None:
        """Write the arrays of a field, by the names that `index.codec.field` reads."""
        for part, array in arrays.items():
            self.pack.add(f"{name}/{part}", array)
        self.add_field_name(name)

    def add_field_name(self, name: str) -> None:
        """Name a field whose arrays were written to ``pack``."""
        self._fields.append(name)

    def close(self) -> None:
        """Write the lengths and finish the file; Whoosh may list a segment without documents too."""
        self.is_closed = True
        lengths, self._segment.pending_lengths = self._segment.pending_lengths, None
        documents = self._segment.doc_count_all()
        for name, array in (lengths or {}).items():
            self.pack.add(f"{name}/lengths", array)
        totals = {name: int(array.sum()) for name, array in (lengths or {}).items()}
        self.pack.note(documents=documents, fields=self._fields, lengths=totals)
        self.pack.close()
        self._file.close()
