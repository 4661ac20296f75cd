"""What the archive holds over time, by the sources that a search asks for: what it is a part of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.columns import UNDATED
from search.array.filters import filters
from search.array.hits import Docs
from search.array.view import View
from search.state import SearchState

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts all articles (or stories) of some sources by bucket.

    Attributes:
        sources: A state that selects sources and nothing else.
        grouped: Whether stories are counted; a story counts in each bucket that has a copy of it.
    """

    view: View
    sources: SearchState
    grouped: bool

    def published(self, granularity: str, low: int, length: int) -> Numbers:
        """Give the articles published in each of ``length`` buckets from number ``low`` on."""
        first, counts = self.view.cached(
            ("whole", granularity, self.sources.selections, self.grouped),
            lambda: self._published(granularity),
        )
        return _window(first, counts, low, length)

    def about(self, granularity: str, low: int, length: int) -> Numbers:
        """Give the articles that talk about each of ``length`` buckets from number ``low`` on."""
        counts = self.view.cached(
            ("whole about", granularity, self.sources.selections, self.grouped),
            lambda: about_counts(self.view, self._docs(), granularity, grouped=self.grouped),
        )
        return _window(self.view.about_buckets(granularity)[1], counts, low, length)

    def _docs(self) -> Docs:
        return np.flatnonzero(filters(self.sources, self.view).all())

    def _published(self, granularity: str) -> tuple[int, Numbers]:
        docs = self._docs()
        docs = docs[self.view.snapshot.published_day.take(docs) != UNDATED]
        if not len(docs):
            return 0, np.zeros(0, dtype=np.int64)
        numbers = self.view.buckets(granularity).take(docs).astype(np.int64)
        low = int(numbers.min())
        numbers -= low
        if self.grouped:
            width = int(numbers.max()) + 1
            numbers = np.unique(self.view.snapshot.story[docs].astype(np.int64) * width + numbers) % width
        return low, np.bincount(numbers)


def coverage(view: View, state: SearchState) -> Coverage:
    """Give the whole of which a search is a part: everything by the sources that it asks for."""
    chosen = tuple(item for item in state.selections if item.facet == "source")
    return Coverage(view, SearchState(selections=chosen), state.copies == "group")


def about_counts(view: View, docs: Docs, granularity: str, *, grouped: bool) -> Numbers:
    """Give how many documents (or stories) talk about each bucket of `View.about_buckets`."""
    counting, _ = view.about_buckets(granularity)
    if not grouped:
        return counting.counts(docs)[0]
    owners, ordinals = counting.pairs(docs)
    pairs = np.unique(view.snapshot.story[owners].astype(np.int64) * max(counting.size, 1) + ordinals)
    return np.bincount(pairs % max(counting.size, 1), minlength=counting.size)


def _window(first: int, counts: Numbers, low: int, length: int) -> Numbers:
    """Cut buckets out of a series that begins at number ``first``; outside of it there is nothing."""
    found = np.zeros(length, dtype=np.int64)
    begin, end = max(low, first), min(low + length, first + len(counts))
    if begin < end:
        found[begin - low : end - low] = counts[begin - first : end - first]
    return found
