"""The postings of all segments of a commit as if they were one. Immutable; share it between threads.

Documents are numbered over all segments, as in `index.read_side.Snapshot`. Statistics are Whoosh's: deleted
documents count until a merge removes them.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.codec.field import Positions, Postings
from index.codec.impact import BYTE_TO_LENGTH, RARE
from index.codec.ragged import offsets_of
from index.codec.segment import SegmentArrays

B, K1 = 0.75, 1.2
"""Whoosh's constants of BM25F (`whoosh.scoring.BM25F`)."""

CACHED_TERMS = 2_000
"""Terms whose place in every segment is remembered."""

Scores = NDArray[np.float64]


class JoinedPostings:
    """Postings, positions and statistics of text fields.

    Args:
        segments: In the order of their documents.
    """

    def __init__(self, segments: Sequence[SegmentArrays]) -> None:
        self.segments = tuple(segments)
        counts = [segment.doc_count for segment in segments]
        self._bases = [sum(counts[:at]) for at in range(len(counts))]
        self.doc_count = sum(counts)
        self.numbers = lru_cache(maxsize=CACHED_TERMS)(self._numbers)
        self.score_table = lru_cache(maxsize=16)(self._score_table)

    def _numbers(self, field: str, term: str) -> tuple[int | None, ...]:
        wanted = term.encode("utf-8", "surrogatepass")
        found = (segment.fields.get(field) for segment in self.segments)
        return tuple(None if it is None else it.terms.find(wanted) for it in found)

    def doc_frequency(self, field: str, term: str) -> int:
        """Give the number of documents with a term."""
        return sum(
            segment.fields[field].doc_frequency(number)
            for segment, number in zip(self.segments, self.numbers(field, term), strict=True)
            if number is not None
        )

    def idf(self, doc_frequency: int) -> float:
        """Give Whoosh's inverse document frequency: ln(N / (df + 1)) + 1."""
        return math.log(self.doc_count / (doc_frequency + 1)) + 1

    def postings(self, field: str, term: str) -> Postings | None:
        """Give the documents with a term and their impact keys, or None.

        Raises:
            IndexDamagedError: A block that is read for the first time is corrupt.
        """
        parts = [
            (base, segment.fields[field].postings(number, number + 1))
            for base, segment, number in zip(
                self._bases, self.segments, self.numbers(field, term), strict=True
            )
            if number is not None
        ]
        return _joined(parts)

    def prefix_docs(self, field: str, prefix: str) -> list[NDArray[np.uint32]]:
        """Give the documents of all terms with a prefix, for each segment; with repetitions, unsorted."""
        wanted = prefix.encode("utf-8", "surrogatepass")
        docs = []
        for base, segment in zip(self._bases, self.segments, strict=True):
            found = segment.fields.get(field)
            if found is not None:
                start, stop = found.terms.prefix_range(wanted)
                if stop > start:
                    docs.append(found.postings(start, stop).docs + np.uint32(base))
        return docs

    def positions(self, field: str, term: str, rows: NDArray[np.int64]) -> Positions:
        """Give where a term stands in some of its postings.

        Args:
            field: The field.
            term: A term that it has.
            rows: Which of the postings, ascending.
        """
        offsets, positions, first, reached = [np.zeros(1, dtype=np.int64)], [], 0, 0
        for segment, number in zip(self.segments, self.numbers(field, term), strict=True):
            if number is None:
                continue
            found = segment.fields[field]
            count = found.doc_frequency(number)
            low, high = np.searchsorted(rows, (first, first + count)).tolist()
            part = found.positions(number, rows[low:high] - first)
            offsets.append(part.offsets[1:] + reached)
            reached += len(part.positions)
            positions.append(part.positions)
            first += count
        return Positions(np.concatenate(offsets), np.concatenate(positions))

    def sentences(self, field: str) -> tuple[NDArray[np.int64], NDArray[np.unsignedinteger]]:
        """Give the position of each sentence's first term, in compressed sparse rows of documents."""
        parts = [segment.sentences(field) for segment in self.segments]
        if len(parts) == 1 and parts[0] is not None:
            return parts[0]
        counts = [
            np.zeros(segment.doc_count, dtype=np.int64) if part is None else np.diff(part[0])
            for segment, part in zip(self.segments, parts, strict=True)
        ]
        starts = [part[1] for part in parts if part is not None]
        nothing = np.zeros(0, dtype=np.uint16)
        return offsets_of(np.concatenate([nothing, *counts])), np.concatenate([nothing, *starts])

    def length(self, field: str, doc: int) -> int:
        """Give the number of terms of a document's field, exact."""
        at = bisect_right(self._bases, doc) - 1
        lengths = self.segments[at].lengths(field)
        return 0 if lengths is None else int(lengths[doc - self._bases[at]])

    def average_length(self, field: str) -> float:
        """Give the average number of terms of a field, over documents with and without it."""
        return sum(segment.total_length(field) for segment in self.segments) / max(self.doc_count, 1) or 1.0

    def _score_table(self, field: str) -> Scores:
        """Give the BM25F score of each impact key, to be multiplied by the inverse document frequency."""
        keys = np.arange(1 << 16)
        return bm25((keys >> 8).astype(np.float64), BYTE_TO_LENGTH[keys & 0xFF], self.average_length(field))

    def scores(self, field: str, found: Postings, weight: float) -> Scores:
        """Give the score of each posting, times ``weight`` (the inverse document frequency and boosts)."""
        table = self.score_table(field)
        scores = table.take(found.keys)
        if len(found.rare):
            lengths = BYTE_TO_LENGTH[found.keys[found.rare] & 0xFF]
            weights = found.rare_weights.astype(np.float64)
            scores[found.rare] = bm25(weights, lengths, self.average_length(field))
        scores *= weight
        return scores


def bm25(weights: Scores, lengths: NDArray[np.int64], average: float) -> Scores:
    """Give Whoosh's BM25F of term weights in fields of these lengths, without the inverse frequency."""
    scores: Scores = weights * (K1 + 1) / (weights + K1 * (1 - B + B * lengths / average))
    return scores


def _joined(parts: list[tuple[int, Postings]]) -> Postings | None:
    if len(parts) < 2:
        return _shifted(*parts[0]) if parts else None
    starts = np.cumsum([0, *(len(part.docs) for _, part in parts)])
    return Postings(
        docs=np.concatenate([part.docs + np.uint32(base) for base, part in parts]),
        keys=np.concatenate([part.keys for _, part in parts]),
        rare=np.concatenate([part.rare + start for (_, part), start in zip(parts, starts, strict=False)]),
        rare_weights=np.concatenate([part.rare_weights for _, part in parts]),
    )


def _shifted(base: int, part: Postings) -> Postings:
    return Postings(part.docs + np.uint32(base), part.keys, part.rare, part.rare_weights) if base else part


def select(found: Postings, rows: NDArray[np.int64]) -> Postings:
    """Give some of the postings, by their ascending numbers."""
    if not len(found.rare):
        return Postings(found.docs[rows], found.keys[rows], found.rare, found.rare_weights)
    keys = found.keys[rows]
    rare = np.flatnonzero(keys >> 8 == RARE)
    at = np.searchsorted(found.rare, rows[rare])
    return Postings(found.docs[rows], keys, rare, found.rare_weights[at])
