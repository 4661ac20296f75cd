"""The values of a facet as lists: the most frequent ones beside results, and all of them page by page."""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from index.entity_words import name_words
from search.array.counts import Counts
from search.array.view import View
from search.engine import FacetOrder
from search.names import EntityNames, display_names
from search.results import NOWHERE, FacetResult, FacetValue, Land

FACET_VALUES = 12
"""Values of a facet on a results page; all of them are a page of their own."""
LEAST_OF_COUNTRY = 10
"""Places of a country that are shown however many countries there are."""


def top_values(
    view: View, facet: str, counts: Counts, selected: Sequence[str], names: EntityNames
) -> FacetResult:
    """Give the most frequent values and the selected ones."""
    column = view.snapshot.facets[facet]
    present = np.flatnonzero(counts.by_ordinal)
    keys = {
        column.values[at]: int(counts.by_ordinal[at]) for at in _most_frequent(counts.by_ordinal, present)
    }
    for key in selected:
        at = view.ordinal(facet, key)
        keys.setdefault(key, 0 if at is None else int(counts.by_ordinal[at]))
    shown = display_names(facet, keys, names)
    values = (FacetValue(key, shown[key], count, key in selected) for key, count in keys.items())
    ranked = tuple(sorted(values, key=_by_count))
    return FacetResult(facet, ranked, len(present), counts.without)


def values_page(
    view: View,
    facet: str,
    counts: Counts,
    selected: Collection[str],
    names: EntityNames,
    *,
    containing: str,
    order: FacetOrder,
    within: str = "",
    limit: int,
    offset: int,
) -> FacetResult:
    """Give a page of the values whose name contains a text, and that lie within a country if one is given."""
    column, by_ordinal = view.snapshot.facets[facet], counts.by_ordinal
    wanted = " ".join(name_words(containing))
    present = np.flatnonzero(by_ordinal)
    if within:
        codes, country_of = view.countries_of_places
        wanted_country = -1 if within == NOWHERE else codes.index(within) if within in codes else len(codes)
        present = present[country_of[present] == wanted_country]
    distinct = len(present)
    if order == "count" and not wanted and distinct > offset + limit:
        # Names are read of those on the page alone, and of those with the same count as its last.
        least = -np.partition(-by_ordinal[present], offset + limit - 1)[offset + limit - 1]
        present = present[by_ordinal[present] >= least]
    keys = [column.values[at] for at in present.tolist()]
    shown = display_names(facet, keys, names)
    found = list(zip(keys, by_ordinal[present].tolist(), strict=True))
    if wanted:
        found = [item for item in found if wanted in " ".join(name_words(shown[item[0]]))]
        distinct = len(found)
    if order == "count":
        found.sort(key=lambda item: (-item[1], shown[item[0]], item[0]))
    else:
        found.sort(key=lambda item: (name_words(shown[item[0]]), item[0]))
    values = (
        FacetValue(key, shown[key], count, key in selected) for key, count in found[offset : offset + limit]
    )
    return FacetResult(facet, tuple(values), distinct, counts.without)


def places_by_country(
    view: View, counts: Counts, selected: Collection[str], names: EntityNames, *, containing: str, limit: int
) -> tuple[Land, ...]:
    """Give the most frequent places of each country that has any, whose name contains a text."""
    column, by_ordinal = view.snapshot.facets["place"], counts.by_ordinal
    codes, country_of = view.countries_of_places
    present = np.flatnonzero(by_ordinal)
    wanted = " ".join(name_words(containing))
    if wanted:
        shown = display_names("place", (column.values[at] for at in present.tolist()), names)
        fits = (wanted in " ".join(name_words(shown[column.values[at]])) for at in present.tolist())
        present = present[np.fromiter(fits, dtype=np.bool_, count=len(present))]
    present = present[np.lexsort((-by_ordinal[present], country_of[present]))]
    country = country_of[present]
    first = np.flatnonzero(np.diff(country, prepend=-2))
    distinct = np.diff(first, append=len(present))
    rank = np.arange(len(present)) - np.repeat(first, distinct)
    kept = (rank < max(limit // max(len(first), 1), LEAST_OF_COUNTRY)) | np.isin(
        present, view.ordinals("place", selected)
    )
    shown = display_names("place", (column.values[at] for at in present[kept].tolist()), names)
    found: dict[int, list[FacetValue]] = {}
    for at, number in zip(present[kept].tolist(), country[kept].tolist(), strict=True):
        key = column.values[at]
        found.setdefault(number, []).append(FacetValue(key, shown[key], int(by_ordinal[at]), key in selected))
    return tuple(
        Land(codes[number] if number >= 0 else NOWHERE, tuple(sorted(values, key=_by_count)), size)
        for (number, values), size in zip(found.items(), distinct.tolist(), strict=True)
    )


def _by_count(value: FacetValue) -> tuple[int, str, str]:
    return -value.count, value.name, value.key


def _most_frequent(
    counts: NDArray[np.int64], present: NDArray[np.int64], limit: int = FACET_VALUES
) -> list[int]:
    """Give those of some ordinals that have the highest counts, ties by ordinal."""
    if len(present) > 4 * limit:
        some = counts[present]
        least = np.partition(some, -limit)[-limit]
        above = present[some > least]
        present = np.concatenate([above, present[some == least][: limit - len(above)]])
    order = present[np.lexsort((present, -counts[present]))]
    return [int(at) for at in order[:limit]]
