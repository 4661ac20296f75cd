"""A state evaluated over a view: what every part of an answer is made from."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from search.array.counts import count_docs, representatives
from search.array.coverage import coverage
from search.array.days import day_number
from search.array.filters import Filters
from search.array.histograms import Span, about_histogram, published_histogram
from search.array.hits import Docs, Found, Hits, Scores
from search.array.view import Mask, View
from search.expansion import Expanded
from search.results import Histogram
from search.state import SearchState, parse_day


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A state evaluated over a view: what every part of a page is made from.

    Attributes:
        text: What the query alone matches.
        hits: What matches all of the state.
        today: From which relative dates count back, and after which no article is.
    """

    view: View
    state: SearchState
    query: Expanded
    filters: Filters
    text: Found
    hits: Hits
    today: date

    def without(self, facet: str) -> Docs:
        """Give the documents with one facet's own selection lifted (drill sideways)."""
        if facet not in self.filters.chosen:
            return self.hits.docs
        return docs_of(self.text, self.filters.without(facet))

    @property
    def every(self) -> bool:
        """Whether passing mentions count."""
        return self.state.mentions == "every"

    @property
    def factors(self) -> Scores | None:
        """What scores are multiplied by."""
        if self.state.sort != "relevance" or self.state.recency == "off":
            return None
        return self.view.recency(day_number(self.today))

    @property
    def grouped(self) -> bool:
        """Whether stories are counted, not articles."""
        return self.state.copies == "group"


def docs_of(found: Found, mask: Mask) -> Docs:
    """Give the documents that match and that a mask lets pass."""
    if isinstance(found, Hits):
        return found.docs[mask.take(found.docs)]
    return np.flatnonzero(found & mask)


def histograms(found: Evaluated) -> tuple[Histogram, Histogram]:
    """Give the histogram of publication and that of the days talked about."""
    view, state, docs, grouped = found.view, found.state, found.hits.docs, found.grouped
    whole = coverage(view, state)
    published = published_histogram(
        view, representatives(view, docs) if grouped else docs, whole, _span(state.day_from, state.day_to)
    )
    asked = _span(state.about_from, state.about_to)
    return published, about_histogram(view, docs, whole, asked, grouped=grouped)


def _span(first: str, last: str) -> Span:
    begin, end = parse_day(first), parse_day(last)
    return Span(begin[0] if begin else None, end[1] if end else None)


def count_coarser(found: Evaluated) -> int:
    """Count what only the asked about-days leave out, because its dates are coarser."""
    coarser = found.filters.coarser
    if coarser is None:
        return 0
    return count_docs(found.view, docs_of(found.text, coarser), grouped=found.grouped)
