"""The alias table laid over fine columns: facet columns whose values are entities. Pure.

Points of keys that are one entity add up, and an article counts once for it (CONTRACTS, "How things are
counted"). Whether a person was named in full is asked of the key as extraction made it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.article import FACET_POINTS, is_full_name
from index.columns import FacetColumn
from index.documents import MAX_POINTS
from index.fine_columns import FineColumn, FineColumns

ALIASED = ("person", "place")
"""Facets whose keys are entities."""

MAX_ALIAS_STEPS = 16
"""An alias of an alias is followed; a circle ends here."""


def facet_columns(fine: FineColumns, aliases: Mapping[str, str]) -> dict[str, FacetColumn]:
    """Give the columns of all facets under an alias table.

    Args:
        fine: Columns as extraction made them.
        aliases: Key to the entity's key; an empty one hides the value.
    """
    facets = {name: _entities(column, aliases) for name, column in fine.facets.items() if name in ALIASED}
    facets |= {name: _plain(column) for name, column in fine.facets.items() if name not in ALIASED}
    facets["country"] = _countries(facets["place"], fine, aliases)
    return facets


def _plain(column: FineColumn) -> FacetColumn:
    salient = np.ones(len(column.ordinals), dtype=np.bool_)
    return FacetColumn(column.values, column.offsets, column.ordinals, column.points, salient)


def _entities(column: FineColumn, aliases: Mapping[str, str]) -> FacetColumn:
    targets = [entity_of(key, aliases) for key in column.values]
    values = sorted({key for key in targets if key})
    ordinal = {key: number for number, key in enumerate(values)}
    entity = np.array([ordinal.get(key, -1) for key in targets], dtype=np.int64)
    named_in_full = np.array([is_full_name(key) for key in column.values], dtype=np.bool_)
    merged = _group(column, entity, len(values))
    points = np.minimum(_reduce(np.add, column.points.astype(np.int64), merged), MAX_POINTS)
    in_full = _reduce(np.maximum, named_in_full[column.ordinals].astype(np.int64), merged) > 0
    return FacetColumn(
        values=tuple(values),
        offsets=merged.offsets,
        ordinals=merged.ordinals,
        points=points.astype(np.uint16),
        salient=(points >= FACET_POINTS) | in_full,
    )


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
