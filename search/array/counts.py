"""Counting facet values over documents: articles, or stories when copies are grouped."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.array.hits import Docs
from search.array.view import View


@dataclass(frozen=True, slots=True)
class Counts:
    """Articles (or stories) of each value of a facet, by ordinal, and those without any value."""

    by_ordinal: NDArray[np.int64]
    without: int


def count_values(view: View, facet: str, docs: Docs, *, every: bool, grouped: bool) -> Counts:
    """Count the values of a facet over ascending documents."""
    counting = view.counting(facet, every)
    if not grouped:
        return Counts(*counting.counts(docs))
    size = max(counting.size, 1)
    owners, ordinals = counting.pairs(docs)
    pairs = np.unique(view.snapshot.story[owners].astype(np.int64) * size + ordinals)
    without = docs[~view.has_value(facet, every)[docs]]
    by_ordinal = np.bincount(pairs % size, minlength=counting.size)
    return Counts(by_ordinal, count_docs(view, without, grouped=True))


def count_docs(view: View, docs: Docs, *, grouped: bool) -> int:
    """Count documents, or their stories."""
    return len(np.unique(view.snapshot.story[docs])) if grouped else len(docs)


def representatives(view: View, docs: Docs) -> Docs:
    """Give one document of each story: the earliest dated one, then the lowest id; ascending."""
    order = docs[np.argsort(view.original[docs], kind="stable")]
    _, first = np.unique(view.snapshot.story[order], return_index=True)
    return np.sort(order[first])


def count_groups(
    view: View, facet: str, groups: Sequence[Sequence[str]], docs: Docs, *, every: bool, grouped: bool
) -> list[int]:
    """Count the documents (or stories) that have any value of each of some disjoint groups of keys."""
    counting, size = view.counting(facet, every), len(groups)
    group_of = np.full(counting.size + 1, size, dtype=np.min_scalar_type(size))
    for number, keys in enumerate(groups):
        group_of[view.ordinals(facet, keys)] = number
    if not grouped:
        return list(map(int, counting.groups(docs, group_of, size)))
    owners, ordinals = counting.pairs(docs)
    pairs = np.unique(view.snapshot.story[owners].astype(np.int64) * (size + 1) + group_of.take(ordinals))
    return list(map(int, np.bincount(pairs % (size + 1), minlength=size + 1)[:-1]))
