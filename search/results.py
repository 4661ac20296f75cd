"""What a search gives: frozen values, no markup. HTML and JSON are made from these elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from search.query import Diagnostic
from search.suggestions import DidYouMean

Range = tuple[int, int]
"""Half-open range of code points."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage and its highlights.

    Attributes:
        text: The passage, as printed; an ellipsis marks a cut end.
        ranges: Highlighted ranges of ``text``, sorted and disjoint.
    """

    text: str
    ranges: tuple[Range, ...] = ()


class Chip(NamedTuple):
    """A person or place named on a hit: key and name. A tuple: the hits of a page have many."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One article of the list; ``published`` as printed, ``copies`` other articles of its story.

    ``score`` is 0 when the list is not sorted by relevance; ``kept`` says that its page is stored.
    """

    id: str
    url: str | None
    title: Snippet
    source: str
    published: str | None
    published_origin: str | None
    authors: tuple[str, ...]
    section: str | None
    language: str | None
    score: float
    snippet: Snippet
    persons: tuple[Chip, ...] = ()
    places: tuple[Chip, ...] = ()
    copies: int = 0
    kept: bool = False


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet; ``count`` obeys everything but the facet's own OR selection."""

    key: str
    name: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class FacetResult:
    """The values of one facet, most frequent first, selected ones always among them.

    Attributes:
        distinct: Values with a count in all, shown or not.
        without: Articles that have no value of this facet.
    """

    name: str
    values: tuple[FacetValue, ...]
    distinct: int
    without: int


NOWHERE = "none"
"""Stands for the country of places that lie in none, such as seas."""


@dataclass(frozen=True, slots=True)
class Land:
    """The most frequent places that lie in a country, all its selected ones among them.

    Attributes:
        code: ISO 3166-1 alpha-2, or `NOWHERE`.
        distinct: Its places with a count, shown or not.
    """

    code: str
    values: tuple[FacetValue, ...]
    distinct: int


@dataclass(frozen=True, slots=True)
class Bucket:
    """Articles of one day, month or year; ``start`` is its first day.

    ``of`` counts all articles of the archive in it, by the asked sources: 0 is a gap in what was collected.
    """

    start: str
    count: int
    of: int = 0


@dataclass(frozen=True, slots=True)
class Histogram:
    """Articles over time without gaps: every bucket between the first and the last, or of the asked days.

    ``undated`` counts the articles that have no such date. ``beyond`` counts entries outside the buckets:
    days so far from the others that drawing every bucket between would help nobody.
    """

    granularity: str
    buckets: tuple[Bucket, ...]
    undated: int
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Series:
    """One search over the common buckets of a comparison; ``of`` is as in `Bucket`."""

    total: int
    counts: tuple[int, ...]
    of: tuple[int, ...]
    undated: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several searches by day of publication; ``starts`` is the first day of each bucket."""

    granularity: str
    starts: tuple[str, ...]
    series: tuple[Series, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """A person or place that is in more articles than usual.

    Attributes:
        recent: Articles of the window.
        usual: Articles in as many days before it, on average.
    """

    key: str
    name: str
    recent: int
    usual: float


@dataclass(frozen=True, slots=True)
class Trends:
    """What is named more than usual in the days ``first`` to ``last``, the most unusual first."""

    first: str
    last: str
    persons: tuple[Trend, ...]
    places: tuple[Trend, ...]


@dataclass(frozen=True, slots=True)
class AlsoMatching:
    """A typed name, and the other spellings of it that were searched too."""

    word: str
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """One page of answers.

    Attributes:
        total: Articles (stories when copies are grouped) that match, exact.
        coarser: Articles whose dates overlap the asked days only because they are coarser.
        next_cursor: Where the next page begins, or None on the last.
        took_ms: Wall time of the engine, snippets included.
        generation: Name of the index generation that answered.
        version: Changes whenever answers may change; for caches and ETags.
        also_matching: Names of the query with the other spellings that were searched.
        did_you_mean: The query with its rare words spelt as the archive spells them, where that finds more.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, FacetResult] = field(default_factory=dict)
    histogram: Histogram
    about_histogram: Histogram
    coarser: int = 0
    next_cursor: str | None
    took_ms: float
    generation: str
    version: str
    diagnostics: tuple[Diagnostic, ...] = ()
    also_matching: tuple[AlsoMatching, ...] = ()
    did_you_mean: DidYouMean | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """All of a list, as one snapshot of the index has it.

    Attributes:
        total: Articles (stories when copies are grouped) that match, exact.
        generation: Name of the index generation that answered.
        version: Changes whenever answers may change.
        hits: Every hit in the order of the list, read while it is asked for, without snippets. Articles
            deleted from the store meanwhile are missing.
    """

    total: int
    generation: str
    version: str
    histogram: Histogram
    about_histogram: Histogram
    hits: Iterator[Hit]
