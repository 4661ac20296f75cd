"""Articles over time: day, month or year buckets without gaps, chosen by the span of the days."""

import numpy as np
from numpy.typing import NDArray

from index.columns import UNDATED
from search.results import Bucket, Histogram

MAX_DAY_SPAN = 92
"""Longest span in days that is drawn by day: a quarter."""
MAX_MONTH_SPAN = 3700
"""Longest span in days that is drawn by month: ten years."""
MAX_BUCKETS = 400
"""Longest series of an about histogram; what lies outside is counted apart."""
CORE = (0.02, 0.98)
"""Quantiles of the days between which an about histogram chooses its granularity."""

_EPOCH = np.datetime64("1970-01-01", "D")
Days = NDArray[np.int32]
Numbers = NDArray[np.int64]


def published_histogram(days: Days) -> Histogram:
    """Count documents by printed day; the buckets and ``undated`` add up to all of them."""
    dated = days[days != UNDATED]
    undated = len(days) - len(dated)
    if not len(dated):
        return Histogram("month", (), undated)
    granularity = _granularity(int(dated.max()) - int(dated.min()))
    numbers = bucket_numbers(dated, granularity)
    low = int(numbers.min())
    counts = np.bincount(numbers - low)
    return Histogram(granularity, _buckets(low, counts, granularity), undated)


def about_histogram(docs: Numbers, start: Days, end: Days, total: int, dated: int) -> Histogram:
    """Count documents by the days they talk about, each once a bucket.

    An interval counts in the bucket that holds it whole, so that a bucket has as many articles as asking
    for its days gives; coarser ones ("1990s" in months) count in none.

    Args:
        docs: Document of each interval.
        start: First day of each interval.
        end: Last day of each interval.
        total: Documents in all.
        dated: Documents with any interval.
    """
    if not len(docs):
        return Histogram("month", (), total - dated)
    low, high = np.quantile(start, CORE)
    granularity = _granularity(int(high - low))
    first, last = bucket_numbers(start, granularity), bucket_numbers(end, granularity)
    whole = first == last
    if not whole.any():
        return Histogram(granularity, (), total - dated)
    first, docs = first[whole], docs[whole]
    window = _window(first)
    inside = (first >= window[0]) & (first <= window[1])
    beyond = len(np.unique(docs[~inside]))
    pairs = np.unique((first[inside] - window[0]) * (int(docs.max()) + 1) + docs[inside])
    counts = np.bincount(pairs // (int(docs.max()) + 1))
    return Histogram(granularity, _buckets(window[0], counts, granularity), total - dated, beyond)


def _window(numbers: Numbers) -> tuple[int, int]:
    """Give the buckets to draw: all when they are few enough, else those around the middle."""
    low, high = int(numbers.min()), int(numbers.max())
    if high - low < MAX_BUCKETS:
        return low, high
    middle = int(np.median(numbers))
    inside = numbers[np.abs(numbers - middle) < MAX_BUCKETS // 2]
    return int(inside.min()), int(inside.max())


def _granularity(span_days: int) -> str:
    return "day" if span_days <= MAX_DAY_SPAN else "month" if span_days <= MAX_MONTH_SPAN else "year"


def bucket_numbers(days: Days, granularity: str) -> Numbers:
    """Give the number of each day's bucket, counted from 1970."""
    unit = {"day": "D", "month": "M", "year": "Y"}[granularity]
    dates = _EPOCH + days.astype("timedelta64[D]")
    return np.asarray(dates.astype(f"datetime64[{unit}]").astype(np.int64))


def _buckets(low: int, counts: Numbers, granularity: str) -> tuple[Bucket, ...]:
    return tuple(Bucket(_first_day(low + at, granularity), int(count)) for at, count in enumerate(counts))


def _first_day(number: int, granularity: str) -> str:
    unit = {"day": "D", "month": "M", "year": "Y"}[granularity]
    return str(np.array(number).astype(f"datetime64[{unit}]").astype("datetime64[D]"))
