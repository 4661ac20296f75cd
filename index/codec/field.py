"""One indexed field of one segment: terms, postings, positions. Immutable; share it between threads.

The arrays of a field ``body`` are named ``body/terms``, ``body/docs`` and so on; `docs/file-format.md` lists
them. Postings of a term adjoin each other, in the order of documents; terms are in the order of their bytes.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.codec.pack import Array, ArraySource
from index.codec.ragged import offsets_of, ragged
from index.codec.terms import TermDictionary


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings of one term, or of terms that adjoin each other.

    Attributes:
        docs: Documents of the segment, deleted ones included; ascending within a term.
        keys: Impact key of each (`index.codec.impact`).
        rare: Which of them have a key that says so; ascending.
        rare_weights: Weight of each of those.
    """

    docs: NDArray[np.uint32]
    keys: NDArray[np.uint16]
    rare: NDArray[np.int64]
    rare_weights: NDArray[np.float32]

    def weights(self) -> NDArray[np.float64]:
        """Give the weight of each posting; without boosts, how often the term occurs."""
        weights = (self.keys >> 8).astype(np.float64)
        weights[self.rare] = self.rare_weights
        return weights


@dataclass(frozen=True, slots=True)
class Positions:
    """Where a term stands in some documents: positions in compressed sparse rows."""

    offsets: NDArray[np.int64]
    positions: NDArray[np.unsignedinteger]


class ArrayField:
    """A field of a segment.

    Args:
        source: Where its arrays are.
        name: The field's name.

    Raises:
        IndexDamagedError: The dictionary is not as it was written; postings raise it when they are read.
    """

    def __init__(self, source: ArraySource, name: str) -> None:
        self.source, self.name = source, name
        self.terms = TermDictionary(self._whole("terms"), self._whole("term_offsets"))
        self._offsets = self._whole("post_offsets").data

    def has(self, array: str) -> bool:
        """Tell whether the field has an array."""
        return f"{self.name}/{array}" in self.source

    def slice(self, array: str, start: int, stop: int) -> Array:
        """Give a part of one of the field's arrays, checked."""
        return self.source.slice(f"{self.name}/{array}", start, stop)

    def _whole(self, array: str) -> Array:
        return self.slice(array, 0, self.source.count(f"{self.name}/{array}"))

    @property
    def posting_count(self) -> int:
        """Number of postings of all terms."""
        return self._offsets[-1]

    def span(self, start: int, stop: int) -> tuple[int, int]:
        """Give the half-open range of postings of the terms ``start`` to ``stop``."""
        return self._offsets[start], self._offsets[stop]

    def doc_frequency(self, number: int) -> int:
        """Give the number of documents with a term, deleted ones included."""
        return self._offsets[number + 1] - self._offsets[number]

    def doc_frequencies(self, start: int, stop: int) -> NDArray[np.int64]:
        """Give the number of documents of some adjoining terms."""
        return np.diff(self.slice("post_offsets", start, stop + 1))

    def postings(self, start: int, stop: int) -> Postings:
        """Give the postings of the terms ``start`` to ``stop`` (half open)."""
        first, last = self.span(start, stop)
        docs, keys = self.slice("docs", first, last), self.slice("keys", first, last)
        low, high = self._rare_span(first, last)
        weights = self.slice("rare_weights", low, high) if high > low else _NO_WEIGHTS
        return Postings(docs, keys, self._rare[low:high] - first, weights)

    def freqs(self, first: int, last: int) -> NDArray[np.int64]:
        """Give how often the term occurs in each of some adjoining postings."""
        freqs = (self.slice("keys", first, last) >> 8).astype(np.int64)
        low, high = self._rare_span(first, last)
        if high > low:
            freqs[self._rare[low:high] - first] = self.slice("rare_freqs", low, high)
        return freqs

    def positions(self, number: int, rows: NDArray[np.integer] | None = None) -> Positions:
        """Give where a term stands.

        Args:
            number: The term.
            rows: Which of its postings, ascending; all without.
        """
        first, last = self.span(number, number + 1)
        freqs = self.freqs(first, last)
        begin, end = self.position_span(number, number + 1)
        found = self.slice("positions", begin, end)
        starts = offsets_of(freqs)
        if rows is None:
            return Positions(starts, found)
        counts = freqs[rows]
        return Positions(offsets_of(counts), found[ragged(starts[rows], counts)])

    def position_span(self, start: int, stop: int) -> tuple[int, int]:
        """Give the half-open range of positions of the terms ``start`` to ``stop``."""
        offsets = self.slice("position_offsets", start, stop + 1)
        return int(offsets[0]), int(offsets[-1])

    def rare(self, first: int, last: int) -> tuple[Array, Array, Array]:
        """Give those of some adjoining postings that are rare: which, their weights and frequencies."""
        low, high = self._rare_span(first, last)
        weights = self.slice("rare_weights", low, high) if high > low else _NO_WEIGHTS
        freqs = self.slice("rare_freqs", low, high) if high > low else _NO_FREQS
        return self._rare[low:high], weights, freqs

    @cached_property
    def _rare(self) -> NDArray[np.int64]:
        return self._whole("rare") if self.has("rare") else np.zeros(0, dtype=np.int64)

    def _rare_span(self, first: int, last: int) -> tuple[int, int]:
        if not len(self._rare):
            return 0, 0
        low, high = np.searchsorted(self._rare, (first, last)).tolist()
        return low, high


_NO_WEIGHTS = np.zeros(0, dtype=np.float32)
_NO_FREQS = np.zeros(0, dtype=np.uint32)
