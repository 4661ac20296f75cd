"""The alias table laid over fine columns: facet columns whose values are entities. Pure.

Points of keys that are one entity add up, and an article counts once for it (CONTRACTS, "How things are
counted"). Whether a person was named in full is asked of the key as extraction made it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.aliases import entity_of
from index.article import FACET_POINTS, is_full_name
from index.codec.ragged import offsets_of, ragged
from index.columns import FACETS, FacetColumn
from index.documents import MAX_POINTS
from index.fine_columns import FineColumn, FineColumns

Number = TypeVar("Number", bound=np.generic)

ALIASED = ("person", "place")
"""Facets whose keys are entities."""


class FacetColumns(Mapping[str, FacetColumn]):
    """The columns of all facets under an alias table, each laid out when it is first asked for.

    Share it between threads.

    Args:
        fine: Columns as extraction made them.
        aliases: Key to the entity's key; an empty one hides the value.
        former: The columns of the same documents under another table: of what was laid out there, only
            documents that hold a key which stands for something else now are laid out anew.
    """

    def __init__(
        self, fine: FineColumns, aliases: Mapping[str, str], former: "FacetColumns | None" = None
    ) -> None:
        self._fine, self._aliases = fine, aliases
        self._made: dict[str, FacetColumn] = {}
        self._laid: dict[str, _Laid] = {}
        self._lock = RLock()
        if former is not None:
            self._take_over(former)

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
        if facet not in ALIASED:
            return _plain(column)
        self._laid[facet] = _lay(column, self._aliases)
        return self._laid[facet].column

    def _take_over(self, former: "FacetColumns") -> None:
        with former._lock:
            made, laid = dict(former._made), dict(former._laid)
        old, new = former._aliases, self._aliases
        changed = [key for key in old.keys() | new.keys() if old.get(key) != new.get(key)]
        for facet, held in laid.items():
            again = _lay_again(held, self._fine.facets[facet], changed, new)
            if again is not None:
                self._laid[facet], made[facet] = again, again.column
            else:
                del made[facet]
        if made.get("place") is not former._made.get("place"):
            made.pop("country", None)
        self._made = made


def _plain(column: FineColumn) -> FacetColumn:
    salient = np.ones(len(column.ordinals), dtype=np.bool_)
    return FacetColumn(column.values, column.offsets, column.ordinals, column.points, salient)


@dataclass(frozen=True, slots=True)
class _Laid:
    """A column of entities, and the ordinal of the entity of each fine key; -1 for a hidden one."""

    column: FacetColumn
    entity: NDArray[np.int64]


def _lay(column: FineColumn, aliases: Mapping[str, str]) -> _Laid:
    """Lay the alias table over a column.

    Keys that were merged stay among the values, without entries: any of them may become an entity again
    without renumbering all others.
    """
    targets = [entity_of(key, aliases) for key in column.values]
    values = tuple(sorted({*column.values, *filter(None, targets)}))
    ordinal = {key: number for number, key in enumerate(values)}
    entity = np.array([ordinal.get(key, -1) for key in targets], dtype=np.int64)
    in_full = np.array([is_full_name(key) for key in column.values], dtype=np.bool_)
    rows = _rows(column.offsets, entity, column.ordinals, column.points, in_full)
    return _Laid(FacetColumn(values, *rows), entity)


_Rows = tuple[NDArray[np.int64], NDArray[np.uint32], NDArray[np.uint16], NDArray[np.bool_]]
"""Offsets, ordinals, points and salience of a `FacetColumn`."""


def _rows(
    offsets: NDArray[np.int64],
    entity: NDArray[np.int64],
    keys: NDArray[np.uint32],
    points: NDArray[np.uint16],
    named_in_full: NDArray[np.bool_],
) -> _Rows:
    """Lay out the entries of some documents; only those that name an entity by several keys cost more."""
    ordinals, in_full = entity[keys], named_in_full[keys]
    kept = ordinals >= 0
    several = np.bincount(entity[entity >= 0]) > 1
    if several.any():
        points, in_full = points.copy(), in_full.copy()
        _merge(np.flatnonzero(kept & several[ordinals]), offsets, ordinals, points, in_full, kept)
    salient = (points >= FACET_POINTS) | in_full
    if not kept.all():
        offsets = np.concatenate(([0], np.cumsum(kept)))[offsets]
        ordinals, points, salient = ordinals[kept], points[kept], salient[kept]
    return offsets, ordinals.astype(np.uint32), points, salient


def _lay_again(
    held: _Laid, fine: FineColumn, changed: Iterable[str], aliases: Mapping[str, str]
) -> _Laid | None:
    """Lay out anew the documents that hold a changed key; None when an entity is no value of the column."""
    values, entity = held.column.values, held.entity
    moved = np.zeros(len(fine.values), dtype=np.bool_)
    for key in changed:
        at = _place(fine.values, key)
        if at is None:
            continue
        target = entity_of(key, aliases)
        ordinal = _place(values, target) if target else -1
        if ordinal is None:
            return None
        if entity is held.entity:
            entity = entity.copy()
        entity[at], moved[at] = ordinal, True
    if entity is held.entity:
        return held
    entries = np.flatnonzero(moved[fine.ordinals])
    docs = np.unique(np.searchsorted(fine.offsets, entries, side="right") - 1)
    return _Laid(_spliced(held.column, fine, entity, docs), entity)


def _spliced(
    column: FacetColumn, fine: FineColumn, entity: NDArray[np.int64], docs: NDArray[np.int64]
) -> FacetColumn:
    """Put the rows of some documents, laid out anew, into a column in place of the former."""
    counts = np.diff(fine.offsets)[docs]
    entries = ragged(fine.offsets[docs], counts)
    used, keys = np.unique(fine.ordinals[entries], return_inverse=True)
    in_full = np.array([is_full_name(fine.values[at]) for at in used.tolist()], dtype=np.bool_)
    offsets, ordinals, points, salient = _rows(
        offsets_of(counts), entity[used], keys.astype(np.uint32), fine.points[entries], in_full
    )
    sizes = np.diff(column.offsets)
    stays = np.ones(len(column.ordinals), dtype=np.bool_)
    stays[ragged(column.offsets[docs], sizes[docs])] = False
    sizes[docs] = np.diff(offsets)
    new_offsets = offsets_of(sizes)
    fresh = np.zeros(int(new_offsets[-1]), dtype=np.bool_)
    fresh[ragged(new_offsets[docs], sizes[docs])] = True

    def spliced(old: NDArray[Number], new: NDArray[Number]) -> NDArray[Number]:
        whole = np.empty(len(fresh), dtype=old.dtype)
        whole[~fresh], whole[fresh] = old[stays], new
        return whole

    return FacetColumn(
        column.values,
        new_offsets,
        spliced(column.ordinals, ordinals),
        spliced(column.points, points),
        spliced(column.salient, salient),
    )


def _place(values: Sequence[str], key: str) -> int | None:
    at = bisect_left(values, key)
    return at if at < len(values) and values[at] == key else None


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


def countries_of_places(
    place: FacetColumn, fine: FineColumns, aliases: Mapping[str, str]
) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Give the countries that places lie in, sorted, and the ordinal of each place's; -1 for none."""
    own = dict(zip(fine.facets["place"].values, fine.countries, strict=True))
    # A merge into a place that no article names itself: its country is that of the merged.
    of_entity = {entity_of(key, aliases): code for key, code in own.items() if code} | own
    codes = [of_entity.get(key, "") for key in place.values]
    values = sorted({code for code in codes if code})
    ordinal = {code: number for number, code in enumerate(values)}
    return tuple(values), np.array([ordinal.get(code, -1) for code in codes], dtype=np.int64)


def _countries(place: FacetColumn, fine: FineColumns, aliases: Mapping[str, str]) -> FacetColumn:
    """Each country of an article's places, with the most points that one of them has."""
    values, country = countries_of_places(place, fine, aliases)
    merged = _group(place, country, len(values))
    points = _reduce(np.maximum, place.points.astype(np.int64), merged)
    return FacetColumn(
        values=values,
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
