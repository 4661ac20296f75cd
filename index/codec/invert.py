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

from index.analysis import terms_of_chunk
from index.chunk_terms import LONGEST_MEMO
from index.codec.impact import length_bytes
from index.codec.pack import Array
from index.codec.postings import RawPostings, field_arrays
from index.codec.ragged import offsets_of, ragged
from index.languages import DEFAULT
from index.sentences import BEGINS, BREAK, ENDS, lines_of_chunks, marks_of

MEMO_CHUNKS = 500_000
"""Chunks of text remembered in one segment, about 80 MB; more are analysed anew."""

Numbers = NDArray[np.int64]


class Chunks:
    """The chunks of a segment's texts by numbers, and the terms that each number stands for.

    Attributes:
        terms: Number of each term, in the order in which they were met.
    """

    def __init__(self) -> None:
        self.terms: dict[str, int] = {}
        self._several: list[tuple[int, ...]] = []
        self._codes, self._marks = array("i"), array("B")
        self._numbers: dict[str, _ChunkNumbers] = {}
        self.remembered = 0

    def numbers(self, parts: Sequence[str], analysis: str) -> Sequence[int]:
        """Give the numbers of some chunks, in order."""
        known = self._numbers.get(analysis)
        if known is None:
            known = self._numbers[analysis] = _ChunkNumbers(self, analysis)
        # One call of C for all of them.
        return itemgetter(*parts)(known) if len(parts) > 1 else [known[part] for part in parts]

    def add(self, chunk: str, analysis: str) -> int:
        """Analyse a chunk and give it a number."""
        found = tuple(
            self.terms.setdefault(term, len(self.terms)) for term in terms_of_chunk(chunk, analysis)
        )
        if len(found) == 1:
            self._codes.append(found[0])
        else:
            self._several.append(found)
            self._codes.append(-len(self._several))
        self._marks.append(marks_of(chunk))
        return len(self._codes) - 1

    def expand(self, numbers: NDArray[np.int32]) -> tuple[Numbers, Numbers]:
        """Give the term numbers that chunks stand for, and how many each stands for."""
        codes = np.frombuffer(self._codes, dtype=np.int32)[numbers].astype(np.int64)
        sizes = np.ones(len(codes), dtype=np.int64)
        special = np.flatnonzero(codes < 0)
        if not len(special):
            return codes, sizes
        lengths = np.array([len(found) for found in self._several], dtype=np.int64)
        flat = np.array([number for found in self._several for number in found], dtype=np.int64)
        which = -codes[special] - 1
        sizes[special] = lengths[which]
        terms = np.repeat(codes, sizes)
        terms[terms < 0] = flat[ragged(offsets_of(lengths)[which], lengths[which])]
        return terms, sizes

    def marks(self, numbers: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Give what chunks say of sentences (`index.sentences`)."""
        marks: NDArray[np.uint8] = np.frombuffer(self._marks, dtype=np.uint8)[numbers]
        return marks


class _ChunkNumbers(dict[str, int]):
    """Chunk to its number in one analysis, as far as it is remembered."""

    def __init__(self, chunks: Chunks, analysis: str) -> None:
        super().__init__()
        self._chunks, self._analysis = chunks, analysis

    def __missing__(self, chunk: str) -> int:
        number = self._chunks.add(chunk, self._analysis)
        if len(chunk) <= LONGEST_MEMO and self._chunks.remembered < MEMO_CHUNKS:
            self._chunks.remembered += 1
            self[chunk] = number
        return number


class FieldTokens:
    """The chunks of one field of some documents, in order."""

    __slots__ = ("counts", "docs", "numbers")

    def __init__(self) -> None:
        self.numbers, self.docs, self.counts = array("i"), array("I"), array("I")

    def add(self, doc: int, numbers: Sequence[int]) -> None:
        """Add a document's chunks; there is at least one."""
        self.numbers.extend(numbers)
        self.docs.append(doc)
        self.counts.append(len(numbers))

    def terms(self, chunks: Chunks) -> "FieldTerms":
        """Give the terms that the chunks stand for."""
        numbers = np.frombuffer(self.numbers, dtype=np.int32)
        docs = np.frombuffer(self.docs, dtype=np.uint32)
        borders = offsets_of(np.frombuffer(self.counts, dtype=np.uint32))
        terms, sizes = chunks.expand(numbers)
        before = offsets_of(sizes)
        counts = np.diff(before[borders])
        begins = _sentence_begins(chunks.marks(numbers), borders)
        per_doc = np.diff(offsets_of(begins)[borders])
        starts = before[:-1][begins] - np.repeat(before[borders[:-1]], per_doc)
        some = counts > 0
        return FieldTerms(docs[some], counts[some], terms, Sentences(docs, per_doc, starts))


def _sentence_begins(marks: NDArray[np.uint8], borders: Numbers) -> NDArray[np.bool_]:
    """Tell which chunks begin a sentence."""
    before, after = marks[:-1], marks[1:]
    begins = np.zeros(len(marks), dtype=np.bool_)
    begins[1:] = (before & BREAK != 0) | ((before & ENDS != 0) & (after & BEGINS != 0))
    begins[borders[:-1]] = True
    begins &= marks & BREAK == 0
    return begins


@dataclass(frozen=True, slots=True)
class Sentences:
    """Where sentences begin: of each document how many, and the position of each one's first term."""

    docs: NDArray[np.uint32]
    counts: Numbers
    starts: Numbers


@dataclass(frozen=True, slots=True)
class FieldTerms:
    """The terms of one field of some documents, in order; of each document at least one."""

    docs: NDArray[np.uint32]
    counts: Numbers
    numbers: Numbers
    sentences: Sentences

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
        self._chunks = Chunks()
        self.token_count = 0

    def add(self, doc: int, texts: dict[str, str], analysis: str = DEFAULT) -> None:
        """Add a document; numbers ascend.

        Args:
            doc: Its number.
            texts: Its text fields.
            analysis: One of `index.languages.ANALYSES`.
        """
        for name, found in self._fields.items():
            parts = lines_of_chunks(texts.get(name, ""))
            if parts:
                found.add(doc, self._chunks.numbers(parts, analysis))
                self.token_count += len(parts)

    def finish(self) -> "Inverted":
        """Give what was gathered."""
        found = {name: it.terms(self._chunks) for name, it in self._fields.items() if it.docs}
        sentences = {name: it.sentences for name, it in found.items()}
        with_terms = {name: it for name, it in found.items() if len(it.docs)}
        return Inverted(with_terms, list(self._chunks.terms), sentences)


class Inverted:
    """The texts of a segment's documents as terms.

    Args:
        fields: The terms of each field that has any.
        terms: The term of each number.
        sentences: Where the sentences of each field begin.
    """

    def __init__(
        self, fields: dict[str, FieldTerms], terms: Sequence[str], sentences: dict[str, Sentences]
    ) -> None:
        self.fields, self.sentences = fields, sentences
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
