"""Fields of several segments (or of parts of one) joined into one: bulk copies, in bounded memory.

Terms are gone through in ranges. In each, the postings of every part move to their place by arithmetic on
offsets: the parts' documents follow each other, so nothing is sorted. What was deleted is left out, and so
are terms that only deleted documents had; key, frequency and positions are copied as they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.codec.field import ArrayField
from index.codec.pack import Array, ArraySink, Pack, PackWriter
from index.codec.postings import rare_arrays
from index.codec.ragged import offsets_of, ragged
from index.codec.terms import lay_out

RANGE_POSTINGS = 2_000_000
"""Postings that are moved at once, of all parts together: about 200 MB with their positions."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """A field whose documents become documents of the new segment.

    Attributes:
        field: The field as it is.
        base: New number of the part's first document that is kept; those of later parts are higher.
        live: Which documents are kept; None when all are.
    """

    field: ArrayField
    base: int
    live: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class _Slice:
    """The postings of one part in a range of terms, those that are kept."""

    terms: list[bytes]
    counts: Numbers
    docs: Numbers
    keys: NDArray[np.uint16]
    position_counts: Numbers | None
    positions: Array | None
    rare: Numbers
    rare_weights: Array
    rare_freqs: Array


class _Sinks:
    """The arrays of the new field, growing."""

    def __init__(self, pack: PackWriter, name: str, postings: int, positions: tuple[int, Array] | None):
        self._pack, self._name = pack, name
        self.docs = self._reserve("docs", np.dtype(np.uint32), postings)
        self.keys = self._reserve("keys", np.dtype(np.uint16), postings)
        self.positions = None
        if positions is not None:
            self.positions = self._reserve("positions", positions[1].dtype, positions[0])
        self._terms: list[tuple[Array, Array]] = []
        self._counts: list[Numbers] = []
        self._position_counts: list[Numbers] = []
        self._rare: list[tuple[Array, Array, Array]] = []
        self._written = 0

    def _reserve(self, array: str, dtype: "np.dtype[np.generic]", count: int) -> ArraySink:
        return self._pack.reserve(f"{self._name}/{array}", dtype, count)

    def append(self, found: _Slice) -> None:
        """Write the joined postings of a range of terms."""
        self._terms.append(lay_out(found.terms))
        self._counts.append(found.counts)
        self.docs.append(found.docs)
        self.keys.append(found.keys)
        if self.positions is not None and found.positions is not None and found.position_counts is not None:
            self._position_counts.append(found.position_counts)
            self.positions.append(found.positions)
        if len(found.rare):
            self._rare.append((found.rare + self._written, found.rare_weights, found.rare_freqs))
        self._written += len(found.docs)

    def finish(self) -> None:
        """Write the dictionary, the offsets and the rare postings."""
        blobs = [blob for blob, _ in self._terms] or [np.zeros(0, dtype=np.uint8)]
        sizes = [np.diff(offsets) for _, offsets in self._terms]
        arrays = {
            "terms": np.concatenate(blobs),
            "term_offsets": offsets_of(_joined(sizes)).astype(np.uint32),
            "post_offsets": offsets_of(_joined(self._counts)),
        }
        if self.positions is not None:
            arrays["position_offsets"] = offsets_of(_joined(self._position_counts))
        if self._rare:
            arrays |= rare_arrays(*(np.concatenate(column) for column in zip(*self._rare, strict=True)))
        for name, array in arrays.items():
            self._pack.add(f"{self._name}/{name}", array)


def merge_fields(pack: PackWriter, name: str, parts: Sequence[Part]) -> bool:
    """Write the join of some parts of a field.

    Args:
        pack: The new segment's file.
        name: The field's name.
        parts: In the order of their documents; none keeps values of Whoosh's (``values``).

    Returns:
        Whether anything was written: nothing is when no posting is left.
    """
    postings = sum(_live_postings(part) for part in parts)
    if not postings:
        return False
    positions = None
    if parts[0].field.has("positions"):
        kind = max((part.field.slice("positions", 0, 0) for part in parts), key=lambda it: it.itemsize)
        positions = (sum(_live_positions(part) for part in parts), kind)
    sinks = _Sinks(pack, name, postings, positions)
    for ranges in _ranges(parts):
        slices = [_cut(part, *span) for part, span in zip(parts, ranges, strict=True)]
        if joined := _join(slices):
            sinks.append(joined)
        for part in parts:
            if isinstance(part.field.source, Pack):
                part.field.source.release()
    sinks.finish()
    return True


def _joined(parts: list[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _pieces(part: Part) -> Iterator[tuple[int, int]]:
    total = part.field.posting_count
    return ((at, min(at + RANGE_POSTINGS, total)) for at in range(0, total, RANGE_POSTINGS))


def _live_postings(part: Part) -> int:
    if part.live is None:
        return part.field.posting_count
    live = part.live
    return sum(int(np.count_nonzero(live[part.field.slice("docs", *piece)])) for piece in _pieces(part))


def _live_positions(part: Part) -> int:
    if part.live is None:
        return part.field.position_span(0, len(part.field.terms))[1]
    total = 0
    for piece in _pieces(part):
        total += int(part.field.freqs(*piece)[part.live[part.field.slice("docs", *piece)]].sum())
    return total


def _ranges(parts: Sequence[Part]) -> Iterator[list[tuple[int, int]]]:
    """Yield ranges of term numbers, one a part, that hold the same terms and few enough postings."""
    largest = max(parts, key=lambda part: part.field.posting_count)
    total = sum(part.field.posting_count for part in parts)
    share = max(1, RANGE_POSTINGS * largest.field.posting_count // max(total, 1))
    starts = [0] * len(parts)
    for border in _borders(largest.field, share):
        ends = [part.field.terms.lower(border) for part in parts]
        yield list(zip(starts, ends, strict=True))
        starts = ends
    yield [(start, len(part.field.terms)) for start, part in zip(starts, parts, strict=True)]


def _borders(field: ArrayField, share: int) -> Iterator[bytes]:
    offsets = field.slice("post_offsets", 0, len(field.terms) + 1)
    wanted = np.arange(share, field.posting_count, share)
    for number in np.unique(np.searchsorted(offsets, wanted)).tolist():
        if 0 < number < len(field.terms):
            yield field.terms[number]


def _cut(part: Part, start: int, stop: int) -> _Slice:
    """Read a range of terms of a part, renumber its documents and leave out those not kept."""
    field = part.field
    first, last = field.span(start, stop)
    found = field.slice("docs", first, last).astype(np.int64)
    rare, weights, freqs = field.rare(first, last)
    counts = field.doc_frequencies(start, stop)
    keys = field.slice("keys", first, last)
    positions = position_counts = None
    if field.has("positions"):
        offsets = field.slice("position_offsets", start, stop + 1)
        positions = field.slice("positions", int(offsets[0]), int(offsets[-1]))
        position_counts = np.diff(offsets)
    terms = field.terms.slice(start, stop)
    whole = _Slice(
        terms, counts, found + part.base, keys, position_counts, positions, rare - first, weights, freqs
    )
    return whole if part.live is None else _filtered(whole, found, part, field.freqs(first, last))


def _filtered(whole: _Slice, docs: Numbers, part: Part, freqs: Numbers) -> _Slice:
    assert part.live is not None
    kept = part.live[docs]
    before = offsets_of(kept)
    owner = offsets_of(whole.counts)
    positions = position_counts = None
    if whole.positions is not None:
        positions = whole.positions[np.repeat(kept, freqs)]
        position_counts = np.diff(offsets_of(np.where(kept, freqs, 0))[owner])
    renumbered = np.cumsum(part.live) - 1 + part.base
    rare = kept[whole.rare]
    return _Slice(
        terms=whole.terms,
        counts=np.diff(before[owner]),
        docs=renumbered[docs[kept]],
        keys=whole.keys[kept],
        position_counts=position_counts,
        positions=positions,
        rare=before[whole.rare[rare]],
        rare_weights=whole.rare_weights[rare],
        rare_freqs=whole.rare_freqs[rare],
    )


def _join(slices: Sequence[_Slice]) -> _Slice | None:
    """Bring the postings of the same terms of all parts together; None when there is none."""
    live = [np.flatnonzero(it.counts).tolist() for it in slices]
    terms = sorted({it.terms[number] for it, kept in zip(slices, live, strict=True) for number in kept})
    if not terms:
        return None
    number = {term: at for at, term in enumerate(terms)}
    maps = [
        np.array([number[it.terms[at]] for at in kept], dtype=np.int64)
        for it, kept in zip(slices, live, strict=True)
    ]
    counts = [it.counts[kept] for it, kept in zip(slices, live, strict=True)]
    places, totals = _places(maps, counts, len(terms))
    positions = position_totals = None
    if slices[0].positions is not None:
        found = [it.positions for it in slices if it.positions is not None]
        lengths = [
            it.position_counts[kept]
            for it, kept in zip(slices, live, strict=True)
            if it.position_counts is not None
        ]
        position_places, position_totals = _places(maps, lengths, len(terms))
        positions = _scatter(found, position_places)
    rare = np.concatenate([place[it.rare] for it, place in zip(slices, places, strict=True)])
    order = np.argsort(rare)
    return _Slice(
        terms=terms,
        counts=totals,
        docs=_scatter([it.docs for it in slices], places),
        keys=_scatter([it.keys for it in slices], places),
        position_counts=position_totals,
        positions=positions,
        rare=rare[order],
        rare_weights=np.concatenate([it.rare_weights for it in slices])[order],
        rare_freqs=np.concatenate([it.rare_freqs for it in slices])[order],
    )


def _places(maps: Sequence[Numbers], counts: Sequence[Numbers], terms: int) -> tuple[list[Numbers], Numbers]:
    """Give where each entry of each part belongs, and how many each term has in all."""
    totals = np.zeros(terms, dtype=np.int64)
    for renumber, count in zip(maps, counts, strict=True):
        totals[renumber] += count
    free = offsets_of(totals)[:-1]
    places = []
    for renumber, count in zip(maps, counts, strict=True):
        places.append(ragged(free[renumber], count))
        free[renumber] += count
    return places, totals


def _scatter(parts: Sequence[Array], places: Sequence[Numbers]) -> Array:
    found = np.empty(sum(len(place) for place in places), dtype=np.result_type(*parts))
    for part, place in zip(parts, places, strict=True):
        found[place] = part
    return found
