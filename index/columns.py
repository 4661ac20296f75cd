"""Values and days of documents in columns: immutable arrays in the order of the documents."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

UNDATED = -(2**31)
"""Value of `Snapshot.published_day` for an article without a date; sorts before every day."""

FACETS = ("person", "place", "country", "source", "author", "lang", "section", "tag", "type")
"""Facet names, as the URL spells them."""

GRANULARITIES = ("day", "month", "year", "range")
"""Order of the codes in `AboutColumn.granularity`."""


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """The values of one facet for every document, in compressed sparse rows.

    Attributes:
        values: Key of each ordinal, sorted; for a person or place the entity's key after merges.
        offsets: Document ``d`` holds the entries ``offsets[d]:offsets[d + 1]``; length documents + 1.
        ordinals: Index into ``values`` of each entry; a document has a value at most once.
        points: Points of each entry (CONTRACTS, "How things are counted"); 3 where nothing is counted.
        salient: Whether each entry is a facet value by the points rule.
    """

    values: Sequence[str]
    offsets: NDArray[np.int64]
    ordinals: NDArray[np.uint32]
    points: NDArray[np.uint16]
    salient: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class AboutColumn:
    """The days that each document talks about: intervals in compressed sparse rows.

    ``start`` and ``end`` are days since 1970-01-01, both inclusive; ``granularity`` indexes
    `GRANULARITIES`.
    """

    offsets: NDArray[np.int64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    granularity: NDArray[np.uint8]
