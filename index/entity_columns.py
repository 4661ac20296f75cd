"""The alias table laid over fine columns: facet columns whose values are entities. Pure.

Points of keys that are one entity add up, and an article counts once for it (CONTRACTS, "How things are
counted"). Whether a person was named in full is asked of the key as extraction made it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from index.article import FACET_POINTS, is_full_name
from index.columns import FACETS, FacetColumn
from index.documents import MAX_POINTS
from index.fine_columns import FineColumn, FineColumns

ALIASED = ("person", "place")
"""Facets whose keys are entities."""

MAX_ALIAS_STEPS = 16
"""An alias of an alias is followed; a circle ends here."""


class FacetColumns(Mapping[str, FacetColumn]):
    """The columns of all facets under an alias table, each laid out when it is first asked for.

    Share it between threads.

    Args:
        fine: Columns as extraction made them.
        aliases: Key to the entity's key; an empty one hides the value.
    """

    def __init__(self, fine: FineColumns, aliases: Mapping[str, str]) -> None:
        self._fine, self._aliases = fine, aliases
        self._made: dict[str, FacetColumn] = {}
        self._lock = RLock()

    def __getitem__(self, facet: str) -> FacetColumn:
        if facet not in self._made:
            with self._lock:
                if facet not in self._made:
                    self._made[facet] = self._make(facet)
        return self._made[facet]

    def __iter__(self) -> Iterator[str]:
        return iter(FACETS)

    def __len__(self) -> int:
        return len(FACETS)

    def _make(self, facet: str) -> FacetColumn:
        if facet == "country":
            return _countries(self["place"], self._fine, self._aliases)
        column = self._fine.facets[facet]
        return _entities(column, self._aliases) if facet in ALIASED else _plain(column)


def _plain(column: FineColumn) -> FacetColumn:
    salient = np.ones(len(column.ordinals), dtype=np.bool_)
    return FacetColumn(column.values, column.offsets, column.ordinals, column.points, salient)


def _entities(column: FineColumn, aliases: Mapping[str, str]) -> FacetColumn:
    """Lay the alias table over a column; only articles that name an entity by several keys cost more."""
    targets = [entity_of(key, aliases) for key in column.values]
    values = sorted({key for key in targets if key})
    ordinal = {key: number for number, key in enumerate(values)}
    entity = np.array([ordinal.get(key, -1) for key in targets], dtype=np.int64)
    named_in_full = np.array([is_full_name(key) for key in column.values], dtype=np.bool_)
    ordinals, points = entity[column.ordinals], column.points
    in_full = named_in_full[column.ordinals]
    kept = ordinals >= 0
    several = np.bincount(entity[entity >= 0], minlength=len(values)) > 1
    if several.any():
        points, in_full = points.copy(), in_full.copy()
        _merge(np.flatnonzero(kept & several[ordinals]), column.offsets, ordinals, points, in_full, kept)
    salient = (points >= FACET_POINTS) | in_full
    offsets = column.offsets
    if not kept.all():
        offsets = np.concatenate(([0], np.cumsum(kept)))[offsets]
        ordinals, points, salient = ordinals[kept], points[kept], salient[kept]
    return FacetColumn(tuple(values), offsets, ordinals.astype(np.uint32), points, salient)


def _merge(
    entries: NDArray[np.int64],
    offsets: NDArray[np.int64],
    ordinals: NDArray[np.int64],
    points: NDArray[np.uint16],
    in_full: NDArray[np.bool_],
    kept: NDArray[np.bool_],
) -> None:
    """Add up entries of one document that are one entity, in place: the first stays, the others go."""
    doc = np.searchsorted(offsets, entries, side="right") - 1
    order = np.lexsort((ordinals[entries], doc))
    entries, doc = entries[order], doc[order]
    starts = np.flatnonzero((np.diff(doc, prepend=-1) != 0) | (np.diff(ordinals[entries], prepend=-1) != 0))
    if len(starts) == len(entries):
        return
    sums = np.add.reduceat(points[entries].astype(np.int64), starts)
    points[entries[starts]] = np.minimum(sums, MAX_POINTS)
    in_full[entries[starts]] = np.logical_or.reduceat(in_full[entries], starts)
    kept[entries] = False
    kept[entries[starts]] = True


def entity_of(key: str, aliases: Mapping[str, str]) -> str:
    """Follow the aliases of a key to its entity's key; empty when it is hidden."""
    for _ in range(MAX_ALIAS_STEPS):
        target = aliases.get(key)
        if target is None or target == key:
            return key
        key = target
    return key


def _countries(place: FacetColumn, fine: FineColumns, aliases: Mapping[str, str]) -> FacetColumn:
    """Each country of an article's places, with the most points that one of them has."""
    own = dict(zip(fine.facets["place"].values, fine.countries, strict=True))
    # A merge into a place that no article names itself: its country is that of the merged.
    of_entity = {entity_of(key, aliases): code for key, code in own.items() if code} | own
    codes = [of_entity.get(key, "") for key in place.values]
    values = sorted({code for code in codes if code})
    ordinal = {code: number for number, code in enumerate(values)}
    country = np.array([ordinal.get(code, -1) for code in codes], dtype=np.int64)
    merged = _group(place, country, len(values))
    points = _reduce(np.maximum, place.points.astype(np.int64), merged)
    return FacetColumn(
        values=tuple(values),
        offsets=merged.offsets,
        ordinals=merged.ordinals,
        points=points.astype(np.uint16),
        salient=points >= FACET_POINTS,
    )


@dataclass(frozen=True, slots=True)
class _Groups:
    """Entries of a column brought together by (document, new ordinal).

    Entry ``order[starts[n]]`` and those up to ``order[starts[n + 1]]`` become the new entry ``n``.
    """

    offsets: NDArray[np.int64]
    ordinals: NDArray[np.uint32]
    order: NDArray[np.int64]
    starts: NDArray[np.int64]


def _group(column: FineColumn | FacetColumn, renumber: NDArray[np.int64], count: int) -> _Groups:
    docs = len(column.offsets) - 1
    doc = np.repeat(np.arange(docs, dtype=np.int64), np.diff(column.offsets))
    new = renumber[column.ordinals]
    kept = np.flatnonzero(new >= 0)
    pair = doc[kept] * max(count, 1) + new[kept]
    order = np.argsort(pair, kind="stable")
    pair = pair[order]
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    doc_of, ordinals = np.divmod(pair[starts], max(count, 1))
    offsets = np.zeros(docs + 1, dtype=np.int64)
    np.cumsum(np.bincount(doc_of, minlength=docs), out=offsets[1:])
    return _Groups(offsets, ordinals.astype(np.uint32), kept[order], starts)


def _reduce(operation: np.ufunc, entries: NDArray[np.int64], groups: _Groups) -> NDArray[np.int64]:
    if not len(groups.starts):
        return np.zeros(0, dtype=np.int64)
    reduced: NDArray[np.int64] = operation.reduceat(entries[groups.order], groups.starts)
    return reduced
