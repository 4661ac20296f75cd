"""Plain Whoosh over arrays: its terms reader, cursor and matcher of one segment."""

# mypy: disable-error-code="no-untyped-call"

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from whoosh.codec.base import EmptyCursor, FieldCursor, TermsReader
from whoosh.codec.whoosh3 import W3TermInfo
from whoosh.formats import Frequency
from whoosh.matching.mcore import ListMatcher, ReadTooFar
from whoosh.reading import TermNotFound
from whoosh.system import pack_uint

from index.codec.field import ArrayField
from index.codec.impact import BYTE_TO_LENGTH
from index.codec.segment import SegmentArrays

Term = tuple[str, bytes]


class ArrayTermsReader(TermsReader):
    """The terms and postings of a segment, as Whoosh asks for them."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self._fields = arrays.fields

    def __contains__(self, term: Term) -> bool:
        found = self._fields.get(term[0])
        return found is not None and found.terms.find(term[1]) is not None

    def indexed_field_names(self) -> Iterable[str]:
        """Give the names of the fields that have terms."""
        return self._fields.keys()

    def cursor(self, fieldname: str, fieldobj: Any) -> FieldCursor:
        """Give a cursor over a field's terms."""
        found = self._fields.get(fieldname)
        return EmptyCursor() if found is None else ArrayCursor(found, fieldobj)

    def _from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, ArrayField, int]]:
        for name in sorted(self._fields):
            if name >= fieldname:
                field = self._fields[name]
                start = field.terms.lower(prefix) if name == fieldname else 0
                for number in range(start, len(field.terms)):
                    yield (name, field.terms[number]), field, number

    def terms(self) -> Iterator[Term]:
        """Yield all terms, field by field."""
        return self.terms_from("", b"")

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        """Yield the terms from one on, to the end of the last field."""
        return (term for term, _, _ in self._from(fieldname, prefix))

    def items(self) -> Iterator[tuple[Term, W3TermInfo]]:
        """Yield all terms with what is known of each."""
        return self.items_from("", b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, W3TermInfo]]:
        """Yield the terms from one on with what is known of each."""
        return ((term, term_info(field, number)) for term, field, number in self._from(fieldname, prefix))

    def _find(self, fieldname: str, text: bytes) -> tuple[ArrayField, int]:
        field = self._fields.get(fieldname)
        number = None if field is None else field.terms.find(text)
        if field is None or number is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return field, number

    def term_info(self, fieldname: str, text: bytes) -> W3TermInfo:
        """Tell what is known of a term."""
        return term_info(*self._find(fieldname, text))

    def frequency(self, fieldname: str, text: bytes) -> float:
        """Give the sum of a term's weights, 0 without the term."""
        if (fieldname, text) not in self:
            return 0
        return float(self.term_info(fieldname, text).weight())

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """Give the number of documents with a term, 0 without the term."""
        field = self._fields.get(fieldname)
        number = None if field is None else field.terms.find(text)
        return 0 if field is None or number is None else field.doc_frequency(number)

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> "ArrayMatcher":
        """Give a matcher over a term's postings."""
        field, number = self._find(fieldname, text)
        found = field.postings(number, number + 1)
        return ArrayMatcher(
            found.docs.tolist(),
            found.weights().tolist(),
            EncodedValues(field, number, format_),
            format_,
            scorer=scorer,
            term=(fieldname, text),
            terminfo=term_info(field, number),
        )


def term_info(field: ArrayField, number: int) -> W3TermInfo:
    """Tell of a term what Whoosh keeps: its document frequency, weights, lengths and documents."""
    found = field.postings(number, number + 1)
    weights = found.weights().astype(np.float32)
    lengths = BYTE_TO_LENGTH[found.keys & 0xFF]
    known = lengths[lengths > 0]
    info = W3TermInfo(float(weights.sum(dtype=np.float64)), len(found.docs))
    info._minlength = int(known.min(initial=2**31)) if len(known) else 0
    info._maxlength = int(lengths.max())
    info._maxweight = float(weights.max())
    info._minid, info._maxid = int(found.docs[0]), int(found.docs[-1])
    return info


class EncodedValues:
    """The values of a term's postings as Whoosh encodes them, made when they are asked for."""

    def __init__(self, field: ArrayField, number: int, format_: Any) -> None:
        self._field, self._format = field, format_
        self._first, self._last = field.span(number, number + 1)
        if field.has("positions"):
            self._found = field.positions(number)
        elif isinstance(format_, Frequency):
            self._freqs = field.freqs(self._first, self._last)

    def __len__(self) -> int:
        return self._last - self._first

    def __getitem__(self, at: int) -> bytes:
        if self._field.has("positions"):
            span = slice(*self._found.offsets[at : at + 2])
            encoded: bytes = self._format.encode(self._found.positions[span].tolist())
            return encoded
        if self._field.has("values"):
            first = self._first + at
            start, stop = self._field.slice("value_offsets", first, first + 2).tolist()
            return self._field.slice("values", start, stop).tobytes()
        return pack_uint(int(self._freqs[at])) if isinstance(self._format, Frequency) else b""


class ArrayMatcher(ListMatcher):
    """A matcher over the postings of one term."""

    def copy(self) -> "ArrayMatcher":
        """Give a matcher at the same place; Whoosh's own copy forgets the term and its statistics."""
        return ArrayMatcher(
            self._ids,
            self._weights,
            self._values,
            self._format,
            scorer=self._scorer,
            position=self._i,
            term=self._term,
            terminfo=self._terminfo,
        )

    def skip_to(self, id: int) -> None:
        """Go to the first document that is not before one."""
        if not self.is_active():
            raise ReadTooFar
        self._i = bisect_left(self._ids, id, self._i)

    def replace(self, minquality: float = 0) -> Any:
        """Give an empty matcher when nothing here can reach a score, if the scorer can tell."""
        return super().replace(minquality if self.supports_block_quality() else 0)

    def skip_to_quality(self, minquality: float) -> int:
        """Go to the end when nothing here can score better: all postings are one block."""
        if self.block_quality() <= minquality:
            self._i = len(self._ids)
        return 0

    def block_max_weight(self) -> float:
        """Give the highest weight; Whoosh's own looks for it at every call."""
        weight: float = self._terminfo.max_weight()
        return weight


class ArrayCursor(FieldCursor):
    """A place among the terms of one field."""

    def __init__(self, field: ArrayField, fieldobj: Any) -> None:
        self._terms, self._fieldobj, self._at = field.terms, fieldobj, 0
        self._field = field

    def first(self) -> str | None:
        """Go to the first term."""
        self._at = 0
        return self.text()

    def find(self, string: str | bytes) -> str | None:
        """Go to the first term that is not before one."""
        wanted = string if isinstance(string, bytes) else self._fieldobj.to_bytes(string)
        self._at = self._terms.lower(wanted)
        return self.text()

    def next(self) -> str | None:
        """Go to the next term."""
        self._at += 1
        return self.text()

    def text(self) -> str | None:
        """Give the term, None at the end."""
        if not self.is_valid():
            return None
        text: str = self._fieldobj.from_bytes(self._terms[self._at])
        return text

    def term_info(self) -> W3TermInfo | None:
        """Tell what is known of the term."""
        return term_info(self._field, self._at) if self.is_valid() else None

    def is_valid(self) -> bool:
        """Tell whether the end is not reached."""
        return self._at < len(self._terms)
