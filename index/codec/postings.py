"""The arrays of a field, made from postings: from arrays of them, or one by one from Whoosh. Pure."""

from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.formats import Existence, Frequency, Positions

from index.codec.impact import impact_keys
from index.codec.pack import Array
from index.codec.ragged import offsets_of
from index.codec.terms import lay_out

WhooshPosting = tuple[str, bytes, int, float, bytes]
"""Field, term, document, weight and encoded value, as Whoosh sorts them."""


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


def field_arrays(raw: RawPostings, lengths: NDArray[np.uint8] | None) -> dict[str, Array]:
    """Lay out the arrays of a field.

    Args:
        raw: Its postings.
        lengths: Length byte of every document; None when the field is not scored.
    """
    blob, term_offsets = lay_out(raw.terms)
    offsets = offsets_of(raw.counts)
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


def whoosh_arrays(
    schema: Any, items: Iterable[WhooshPosting], lengths: Callable[[str], NDArray[np.uint8] | None]
) -> Iterator[tuple[str, dict[str, Array]]]:
    """Lay out postings as Whoosh gives them, field by field.

    Args:
        schema: The schema of the fields.
        items: Postings, sorted by field, term and document.
        lengths: Gives the length byte of every document in a field, None when it is not scored.
    """
    for name, postings in groupby(items, key=itemgetter(0)):
        gathered = _gather(schema[name].format, postings)
        arrays = field_arrays(gathered.raw(), lengths(name) if schema[name].scorable else None)
        if gathered.values is not None:
            arrays["value_offsets"] = offsets_of(np.array([len(value) for value in gathered.values]))
            arrays["values"] = np.frombuffer(b"".join(gathered.values), dtype=np.uint8)
        yield name, arrays


@dataclass(slots=True)
class _Gathered:
    """Postings of one field, gathered one by one; ``values`` of a format that arrays cannot say."""

    positions: "array[int] | None"
    values: list[bytes] | None
    terms: list[bytes] = field(default_factory=list)
    counts: "array[int]" = field(default_factory=lambda: array("q"))
    docs: "array[int]" = field(default_factory=lambda: array("q"))
    freqs: "array[int]" = field(default_factory=lambda: array("q"))
    weights: "array[float]" = field(default_factory=lambda: array("d"))

    def raw(self) -> RawPostings:
        """Give them as arrays."""
        return RawPostings(
            terms=self.terms,
            counts=np.array(self.counts, dtype=np.int64),
            docs=np.array(self.docs, dtype=np.int64),
            freqs=np.array(self.freqs, dtype=np.int64),
            weights=np.array(self.weights, dtype=np.float64),
            positions=None if self.positions is None else np.array(self.positions, dtype=np.int64),
        )


def _gather(format_: Any, postings: Iterable[WhooshPosting]) -> _Gathered:
    positional = type(format_) is Positions
    plain = positional or type(format_) in (Existence, Frequency)
    found = _Gathered(array("q") if positional else None, None if plain else [])
    for _, term, doc, weight, value in postings:
        if not found.terms or term != found.terms[-1]:
            found.terms.append(term)
            found.counts.append(0)
        found.counts[-1] += 1
        found.docs.append(doc)
        found.weights.append(weight)
        if found.positions is not None:
            at = format_.decode_positions(value)
            found.positions.extend(at)
            found.freqs.append(len(at))
        else:
            found.freqs.append(format_.decode_frequency(value) if plain else 1)
        if found.values is not None:
            found.values.append(value)
    return found
