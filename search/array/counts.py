"""Counting facet values over a mask of documents: articles, or stories when copies are grouped."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.array.view import Mask, View


@dataclass(frozen=True, slots=True)
class Counts:
    """Articles (or stories) of each value of a facet, by ordinal, and those without any value."""

    by_ordinal: NDArray[np.int64]
    without: int


def count_values(view: View, facet: str, mask: Mask, *, every: bool, grouped: bool) -> Counts:
    """Count the values of a facet over the documents of ``mask``."""
    column = view.snapshot.facets[facet]
    docs = view.entry_docs(facet)
    entries = mask[docs] & view.counted(facet, every)
    ordinals = column.ordinals[entries].astype(np.int64)
    size = len(column.values)
    without = mask & ~view.has_value(facet, every)
    if not grouped:
        return Counts(np.bincount(ordinals, minlength=size), int(np.count_nonzero(without)))
    stories = view.snapshot.story[docs[entries]].astype(np.int64)
    pairs = np.unique(stories * max(size, 1) + ordinals)
    return Counts(np.bincount(pairs % max(size, 1), minlength=size), count_docs(view, without, grouped=True))


def count_docs(view: View, mask: Mask, *, grouped: bool) -> int:
    """Count the documents of a mask, or their stories."""
    if not grouped:
        return int(np.count_nonzero(mask))
    return len(np.unique(view.snapshot.story[mask]))


def representatives(view: View, mask: Mask) -> NDArray[np.int64]:
    """Give one document of each story in the mask: the earliest dated one, then the lowest id."""
    docs = np.flatnonzero(mask)
    order = docs[np.argsort(view.original[docs], kind="stable")]
    _, first = np.unique(view.snapshot.story[order], return_index=True)
    return np.sort(order[first])
