"""From texts to postings in bulk: terms as numbers in flat arrays, sorted once a segment.

A chunk's terms are looked up in a memo and analysed by `index.analysis` on a miss only; a posting is never a
Python object.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from index.analysis import LONGEST_MEMO, chunks, terms_of_chunks
from index.codec.impact import length_bytes
from index.codec.pack import Array
from index.codec.postings import RawPostings, field_arrays
from index.codec.ragged import offsets_of, ragged

MEMO_CHUNKS = 500_000
"""Chunks of text remembered in one segment, about 80 MB; more are analysed anew."""

Numbers = NDArray[np.int64]


class ChunkNumbers(dict[str, int]):
    """Chunk of text to the number of its one term; below zero for a chunk of none or several terms.

    Attributes:
        numbers: Number of each term, in the order in which they were met.
        several: Term numbers of the chunks that have none or several; code -1 stands for the first.
    """

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[str, int] = {}
        self.several: list[tuple[int, ...]] = []

    def __missing__(self, chunk: str) -> int:
        [known] = terms_of_chunks([chunk])
        found = tuple(self.numbers.setdefault(term, len(self.numbers)) for term in known)
        if len(found) == 1:
            code = found[0]
        else:
            self.several.append(found)
            code = -len(self.several)
        if len(self) < MEMO_CHUNKS and len(chunk) <= LONGEST_MEMO:
            self[chunk] = code
        return code

    def codes(self, parts: Sequence[str]) -> Sequence[int]:
        """Give the codes of chunks in order."""
        # One call of C for all of them.
        return itemgetter(*parts)(self) if len(parts) > 1 else [self[part] for part in parts]

    def expand(self, codes: Numbers) -> tuple[Numbers, Numbers]:
        """Give the term numbers that codes stand for, and how many each stands for."""
        sizes = np.ones(len(codes), dtype=np.int64)
        special = np.flatnonzero(codes < 0)
        if not len(special):
            return codes, sizes
        lengths = np.array([len(found) for found in self.several], dtype=np.int64)
        flat = np.array([number for found in self.several for number in found], dtype=np.int64)
        which = -codes[special] - 1
        sizes[special] = lengths[which]
        numbers = np.repeat(codes, sizes)
        numbers[numbers < 0] = flat[ragged(offsets_of(lengths)[which], lengths[which])]
        return numbers, sizes


class FieldTokens:
    """The codes of one field of some documents, in order."""

    __slots__ = ("codes", "counts", "docs")

    def __init__(self) -> None:
        self.codes, self.docs, self.counts = array("i"), array("I"), array("I")

    def add(self, doc: int, codes: Sequence[int]) -> None:
        """Add a document's codes."""
        self.codes.extend(codes)
        self.docs.append(doc)
        self.counts.append(len(codes))

    def terms(self, chunk_numbers: ChunkNumbers) -> "FieldTerms":
        """Give the terms that the codes stand for."""
        codes = np.frombuffer(self.codes, dtype=np.int32).astype(np.int64)
        numbers, sizes = chunk_numbers.expand(codes)
        borders = offsets_of(np.frombuffer(self.counts, dtype=np.uint32))
        counts = np.diff(offsets_of(sizes)[borders])
        some = counts > 0
        return FieldTerms(np.frombuffer(self.docs, dtype=np.uint32)[some], counts[some], numbers)


@dataclass(frozen=True, slots=True)
class FieldTerms:
    """The terms of one field of some documents, in order; of each document at least one."""

    docs: NDArray[np.uint32]
    counts: Numbers
    numbers: Numbers

    def raw(self, rank: Numbers, sorted_terms: Sequence[bytes]) -> RawPostings:
        """Sort them by term, document and position.

        Args:
            rank: Place of each term number in the order of terms.
            sorted_terms: The terms in that order.
        """
        docs, counts = self.docs, self.counts
        ranks = rank[self.numbers]
        positions = np.arange(len(ranks)) - np.repeat(offsets_of(counts)[:-1], counts)
        ranks, owner, positions = _sorted(ranks, np.repeat(docs, counts), positions)
        is_new = np.ones(len(ranks), dtype=np.bool_)
        np.not_equal(ranks[1:], ranks[:-1], out=is_new[1:])
        is_term = is_new.copy()
        is_new[1:] |= owner[1:] != owner[:-1]
        first = np.flatnonzero(is_new)
        freqs = np.diff(first, append=len(ranks))
        per_term = np.diff(np.flatnonzero(is_term[first]), append=len(first))
        found = ranks[is_term].tolist()
        return RawPostings(
            terms=[sorted_terms[number] for number in found], counts=per_term, docs=owner[first],
            freqs=freqs, weights=freqs.astype(np.float64), positions=positions,
        )  # fmt: skip


def _sorted(ranks: Array, docs: Array, positions: Array) -> tuple[Array, Array, Array]:
    """Sort by all three; as one number of 64 bits where they fit, which is four times as fast."""
    doc_bits, position_bits = (int(it.max(initial=0)).bit_length() for it in (docs, positions))
    if int(ranks.max(initial=0)).bit_length() + doc_bits + position_bits > 64:
        order = np.lexsort((positions, docs, ranks))
        return ranks[order], docs[order], positions[order]
    shift, low = np.uint64(position_bits), np.uint64(doc_bits)
    key = ranks.astype(np.uint64)
    key <<= low
    key |= docs.astype(np.uint64)
    key <<= shift
    key |= positions.astype(np.uint64)
    key.sort()
    positions = (key & np.uint64((1 << position_bits) - 1)).astype(np.uint32)
    key >>= shift
    docs = (key & np.uint64((1 << doc_bits) - 1)).astype(np.uint32)
    key >>= low
    return key.astype(np.int64), docs, positions


class Inverter:
    """Gather the texts of one segment's documents.

    Args:
        fields: Names of the text fields.
    """

    def __init__(self, fields: Iterable[str]) -> None:
        self._fields = {name: FieldTokens() for name in fields}
        self._chunks = ChunkNumbers()
        self.token_count = 0

    def add(self, doc: int, texts: dict[str, str]) -> None:
        """Add a document; numbers ascend."""
        for name, found in self._fields.items():
            parts = chunks(texts.get(name, ""))
            if parts:
                found.add(doc, self._chunks.codes(parts))
                self.token_count += len(parts)

    def finish(self) -> "Inverted":
        """Give what was gathered."""
        found = {name: it.terms(self._chunks) for name, it in self._fields.items() if it.docs}
        return Inverted({name: it for name, it in found.items() if len(it.docs)}, list(self._chunks.numbers))


class Inverted:
    """The texts of a segment's documents as terms.

    Args:
        fields: The terms of each field that has any.
        terms: The term of each number.
    """

    def __init__(self, fields: dict[str, FieldTerms], terms: Sequence[str]) -> None:
        self.fields = fields
        self._encoded = [term.encode("utf-8", "surrogatepass") for term in terms]

    def arrays(self, doc_count: int) -> dict[str, dict[str, Array]]:
        """Give the arrays of each field (`index.codec.postings.field_arrays`).

        Args:
            doc_count: Documents of the segment.
        """
        order = sorted(range(len(self._encoded)), key=self._encoded.__getitem__)
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        sorted_terms = [self._encoded[number] for number in order]
        arrays = {}
        for name, found in self.fields.items():
            lengths = np.zeros(doc_count, dtype=np.int64)
            lengths[found.docs] = found.counts
            arrays[name] = field_arrays(found.raw(rank, sorted_terms), length_bytes(lengths))
        return arrays
