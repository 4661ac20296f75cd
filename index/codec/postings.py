"""The arrays of a field, made from postings: from arrays of them, or one by one from Whoosh. Pure."""

import pickle
import struct
from array import array
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.formats import Existence, Frequency, Positions

from index.codec.impact import impact_keys, length_bytes
from index.codec.pack import Array
from index.codec.ragged import offsets_of
from index.codec.terms import lay_out


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPostings:
    """Postings of one field in order of term, then document.

    Attributes:
        terms: The terms, sorted.
        counts: Number of postings of each term.
        docs: Document of each posting.
        freqs: How often the term occurs there.
        weights: Weight of that.
        positions: Positions of all postings, as many of each as its frequency; None when there are none.
    """

    terms: list[bytes]
    counts: NDArray[np.int64]
    docs: NDArray[np.integer]
    freqs: NDArray[np.int64]
    weights: NDArray[np.float64]
    positions: NDArray[np.integer] | None


def field_arrays(
    raw: RawPostings, lengths: NDArray[np.uint8] | None, own: NDArray[np.uint8] | None = None
) -> dict[str, Array]:
    """Lay out the arrays of a field.

    Args:
        raw: Its postings.
        lengths: Length byte of every document; None when the field is not scored.
        own: Length byte of the document of each posting, where it is known instead.
    """
    blob, term_offsets = lay_out(raw.terms)
    offsets = offsets_of(raw.counts)
    if own is None:
        own = np.zeros(len(raw.docs), dtype=np.uint8) if lengths is None else lengths[raw.docs]
    keys, rare = impact_keys(raw.freqs, raw.weights, own)
    arrays: dict[str, Array] = {"terms": blob, "term_offsets": term_offsets, "post_offsets": offsets}
    arrays |= {"docs": raw.docs.astype(np.uint32), "keys": keys}
    if len(rare):
        arrays |= rare_arrays(rare, raw.weights[rare], raw.freqs[rare])
    if raw.positions is not None:
        arrays["position_offsets"] = offsets_of(raw.freqs)[offsets]
        arrays["positions"] = narrow(raw.positions)
    return arrays


def rare_arrays(rare: Array, weights: Array, freqs: Array) -> dict[str, Array]:
    """Lay out the postings whose frequency and weight stand apart."""
    return {"rare": rare, "rare_weights": weights.astype(np.float32), "rare_freqs": freqs.astype(np.uint32)}


def narrow(positions: NDArray[np.integer]) -> Array:
    """Give positions in 16 bits where they fit, else in 32."""
    return positions.astype(np.uint32 if positions.max(initial=0) > np.iinfo(np.uint16).max else np.uint16)


class Gathered:
    """Postings of one field, gathered one by one as Whoosh gives them.

    Args:
        format_: Whoosh's format of the field's values.
        scorable: Whether lengths count for the field's score.
    """

    def __init__(self, format_: Any, *, scorable: bool) -> None:
        self._format, self._scorable = format_, scorable
        positional = type(format_) is Positions
        self._plain = positional or type(format_) in (Existence, Frequency)
        self.terms: list[bytes] = []
        self._counts, self._docs, self._freqs = array("q"), array("q"), array("q")
        self._weights, self._lengths = array("d"), array("q")
        self._positions = array("q") if positional else None
        self._values: list[bytes] | None = None if self._plain else []

    def start_term(self, text: bytes) -> None:
        """Begin a term; its postings follow."""
        self.terms.append(text)
        self._counts.append(0)

    def add(self, doc: int, weight: float, value: bytes, length: int) -> None:
        """Take a posting; ``length`` is that of the document's field as Whoosh scores it."""
        self._counts[-1] += 1
        self._docs.append(doc)
        self._weights.append(weight)
        self._lengths.append(length)
        self._freqs.append(self._frequency(value))
        if self._values is not None:
            self._values.append(value)

    def _frequency(self, value: bytes) -> int:
        # Whoosh gives postings of a spelling field the values of another one; and none where none is kept.
        try:
            if self._positions is not None:
                found = self._format.decode_positions(value) if value else [0]
                self._positions.extend(found)
                return len(found)
            return self._format.decode_frequency(value) if self._plain and value else 1
        except (struct.error, pickle.UnpicklingError, EOFError, ValueError, TypeError):
            if self._positions is not None:
                self._positions.append(0)
            return 1

    def arrays(self) -> dict[str, Array]:
        """Give them as the arrays of a field."""
        own = length_bytes(np.array(self._lengths, dtype=np.int64)) if self._scorable else None
        raw = RawPostings(
            terms=self.terms,
            counts=np.array(self._counts, dtype=np.int64),
            docs=np.array(self._docs, dtype=np.int64),
            freqs=np.array(self._freqs, dtype=np.int64),
            weights=np.array(self._weights, dtype=np.float64),
            positions=None if self._positions is None else np.array(self._positions, dtype=np.int64),
        )
        arrays = field_arrays(raw, None, own)
        if self._values is not None:
            arrays["value_offsets"] = offsets_of(np.array([len(value) for value in self._values]))
            arrays["values"] = np.frombuffer(b"".join(self._values), dtype=np.uint8)
        return arrays
