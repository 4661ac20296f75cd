"""Articles over time: day, month or year buckets without gaps, chosen by the span of the days.

What the archive holds in each bucket comes along, so that a share can be told from a count and a gap in
collecting from a silence.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.codec.ragged import ragged
from index.columns import UNDATED
from search.array.counting import bucket_numbers
from search.array.counts import count_docs
from search.array.coverage import Coverage, about_counts
from search.array.days import day_number
from search.array.hits import Docs
from search.array.view import View
from search.results import Bucket, Histogram

MAX_DAY_SPAN = 92
"""Longest span in days that is drawn by day: a quarter."""
MAX_MONTH_SPAN = 3700
"""Longest span in days that is drawn by month: ten years."""
MAX_BUCKETS = 400
"""Longest series of an about histogram, what lies outside is counted apart; longest asked range that is
given whole."""
CORE = (0.02, 0.98)
"""Quantiles of the days between which an about histogram chooses its granularity."""

_EPOCH = date(1970, 1, 1).toordinal()
SAMPLE = 2_000
"""Documents looked at to choose the granularity of an about histogram; the counts are of all."""

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Span:
    """Asked first and last day; None is open."""

    first: date | None = None
    last: date | None = None


def published_histogram(view: View, docs: Docs, whole: Coverage, asked: Span = Span()) -> Histogram:
    """Count documents by printed day; the buckets and ``undated`` add up to all of them."""
    days = view.snapshot.published_day.take(docs)
    if len(days) and days.min() == UNDATED:
        dated = days != UNDATED
        docs, days, undated = docs[dated], days[dated], len(days) - int(np.count_nonzero(dated))
    else:
        undated = 0
    if not len(docs):
        return Histogram("month", (), undated)
    granularity = granularity_of(int(days.max()) - int(days.min()))
    numbers = view.buckets(granularity).take(docs)
    low = int(numbers.min())
    low, counts = _padded(low, np.bincount(numbers - low), granularity, asked)
    of = whole.published(granularity, low, len(counts))
    return Histogram(granularity, _buckets(low, counts, of, granularity), undated)


def about_histogram(
    view: View, docs: Docs, whole: Coverage, asked: Span = Span(), *, grouped: bool
) -> Histogram:
    """Count documents (or stories) by the days they talk about, each once a bucket.

    An interval counts in the bucket that holds it whole, so that a bucket has as many articles as asking
    for its days gives; coarser ones ("1990s" in months) count in none. ``undated`` are those that talk about
    no day at all.
    """
    about = view.snapshot.about
    total = count_docs(view, docs, grouped=grouped)
    undated = total - count_docs(view, docs[view.has_about.take(docs)], grouped=grouped)
    some = docs if len(docs) <= SAMPLE else docs[:: len(docs) // SAMPLE]
    starts = about.start[ragged(about.offsets[some], about.offsets[some + 1] - about.offsets[some])]
    if not len(starts):
        return Histogram("month", (), undated)
    core = np.quantile(starts, CORE)
    granularity = granularity_of(int(core[1] - core[0]))
    counting, lowest = view.about_buckets(granularity)
    totals = about_counts(view, docs, granularity, grouped=grouped)
    if not totals.any():
        return Histogram(granularity, (), undated)
    first, last = _window(totals)
    beyond = 0
    if totals[:first].any() or totals[last + 1 :].any():
        owners, ordinals = counting.pairs(docs)
        if grouped:
            owners = view.snapshot.story[owners].astype(np.int64)
        beyond = len(np.unique(owners[(ordinals < first) | (ordinals > last)]))
    low, counts = _padded(lowest + first, totals[first : last + 1], granularity, asked)
    of = whole.about(granularity, low, len(counts))
    return Histogram(granularity, _buckets(low, counts, of, granularity), undated, beyond)


def _padded(low: int, counts: Numbers, granularity: str, asked: Span) -> tuple[int, Numbers]:
    """Add the empty buckets of the asked days before the first and after the last one that is filled."""
    if asked.first is None or asked.last is None:
        return low, counts
    bounds = np.array([day_number(asked.first), day_number(asked.last)], dtype=np.int32)
    begin, end = (int(number) for number in bucket_numbers(bounds, granularity))
    if end - begin >= MAX_BUCKETS or begin > low or end < low + len(counts) - 1:
        return low, counts
    return begin, np.pad(counts, (low - begin, end - low - len(counts) + 1))


def _window(totals: Numbers) -> tuple[int, int]:
    """Give the first and last bucket to draw: all when they are few enough, else those round the middle."""
    filled = np.flatnonzero(totals)
    low, high = int(filled[0]), int(filled[-1])
    if high - low < MAX_BUCKETS:
        return low, high
    running = np.cumsum(totals)
    middle = int(np.searchsorted(running, (int(running[-1]) + 1) // 2))
    inside = filled[np.abs(filled - middle) < MAX_BUCKETS // 2]
    return int(inside[0]), int(inside[-1])


def granularity_of(span_days: int) -> str:
    """Give the buckets in which so many days are counted."""
    return "day" if span_days <= MAX_DAY_SPAN else "month" if span_days <= MAX_MONTH_SPAN else "year"


def _buckets(low: int, counts: Numbers, of: Numbers, granularity: str) -> tuple[Bucket, ...]:
    pairs = zip(counts.tolist(), of.tolist(), strict=True)
    return tuple(
        Bucket(first_day(low + at, granularity), count, whole) for at, (count, whole) in enumerate(pairs)
    )


@lru_cache(maxsize=4_000)
def first_day(number: int, granularity: str) -> str:
    """Give the first day of a bucket, from its number."""
    if granularity == "day":
        return date.fromordinal(number + _EPOCH).isoformat()
    year, month = divmod(number, 12) if granularity == "month" else (number, 0)
    return f"{year + 1970:04}-{month + 1:02}-01"
