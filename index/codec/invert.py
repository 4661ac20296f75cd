"""From texts to postings in bulk: terms as numbers in flat arrays, sorted once a segment.

A token's terms are looked up in a memo and analysed by `index.analysis` on a miss only; a posting is never a
Python object.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from index.analysis import raw_tokens, terms
from index.codec.impact import length_bytes
from index.codec.pack import Array
from index.codec.postings import RawPostings, field_arrays
from index.codec.ragged import offsets_of

MEMO_TOKENS = 500_000
"""Raw tokens remembered in one segment, about 60 MB; more are analysed anew."""

Numbers = NDArray[np.int64]


class TokenNumbers(dict[str, int]):
    """Raw token to the number of its one term; below zero for a token of none or several terms.

    Attributes:
        numbers: Number of each term, in the order in which they were met.
        several: Term numbers of the tokens that have none or several; token code -1 has the first.
    """

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[str, int] = {}
        self.several: list[tuple[int, ...]] = []

    def __missing__(self, raw: str) -> int:
        found = tuple(self.numbers.setdefault(term.text, len(self.numbers)) for term in terms(raw))
        if len(found) == 1:
            code = found[0]
        else:
            self.several.append(found)
            code = -len(self.several)
        if len(self) < MEMO_TOKENS:
            self[raw] = code
        return code

    def codes(self, raw: Sequence[str]) -> Sequence[int]:
        """Give the term numbers of tokens in order."""
        if len(raw) < 2:
            found: Sequence[int] = [self[token] for token in raw]
        else:
            found = itemgetter(*raw)(self)  # one call of C for all tokens
        if found and min(found) < 0:
            parts: Iterable[tuple[int, ...]] = (
                (code,) if code >= 0 else self.several[-code - 1] for code in found
            )
            return list(chain.from_iterable(parts))
        return found


class FieldTokens:
    """The terms of one field of some documents, in order."""

    __slots__ = ("counts", "docs", "numbers")

    def __init__(self) -> None:
        self.numbers, self.docs, self.counts = array("i"), array("I"), array("I")

    def add(self, doc: int, codes: Sequence[int]) -> None:
        """Add a document's terms."""
        self.numbers.extend(codes)
        self.docs.append(doc)
        self.counts.append(len(codes))

    def raw(self, rank: Numbers, sorted_terms: Sequence[bytes]) -> RawPostings:
        """Sort them by term, document and position.

        Args:
            rank: Place of each term number in the order of terms.
            sorted_terms: The terms in that order.
        """
        docs = np.frombuffer(self.docs, dtype=np.uint32)
        counts = np.frombuffer(self.counts, dtype=np.uint32).astype(np.int64)
        ranks = rank[np.frombuffer(self.numbers, dtype=np.int32)]
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
        self._tokens = TokenNumbers()
        self._split: Callable[[str], list[str]] = raw_tokens
        self.token_count = 0

    def add(self, doc: int, texts: dict[str, str]) -> None:
        """Add a document; numbers ascend."""
        for name, found in self._fields.items():
            if text := texts.get(name):
                codes = self._tokens.codes(self._split(text))
                if len(codes):
                    found.add(doc, codes)
                    self.token_count += len(codes)

    def lengths(self) -> dict[str, tuple[Array, Array]]:
        """Give the documents of each field and their lengths in terms."""
        return {
            name: (np.frombuffer(found.docs, np.uint32), np.frombuffer(found.counts, np.uint32))
            for name, found in self._fields.items()
            if found.docs
        }

    def field_arrays(self, doc_count: int) -> dict[str, dict[str, Array]]:
        """Give the arrays of each field that has terms (`index.codec.postings.field_arrays`).

        Args:
            doc_count: Documents of the segment.
        """
        encoded = [term.encode("utf-8", "surrogatepass") for term in self._tokens.numbers]
        order = sorted(range(len(encoded)), key=encoded.__getitem__)
        rank = np.empty(len(encoded), dtype=np.int64)
        rank[order] = np.arange(len(encoded))
        sorted_terms = [encoded[number] for number in order]
        arrays = {}
        for name, found in self._fields.items():
            if found.docs:
                lengths = np.zeros(doc_count, dtype=np.int64)
                lengths[np.frombuffer(found.docs, np.uint32)] = np.frombuffer(found.counts, np.uint32)
                arrays[name] = field_arrays(found.raw(rank, sorted_terms), length_bytes(lengths))
        return arrays
