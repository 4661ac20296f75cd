"""Several searches over the same buckets of publication, so that they can be drawn on one chart."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.columns import UNDATED
from search.array.counting import bucket_numbers
from search.array.counts import representatives
from search.array.coverage import coverage
from search.array.evaluated import Evaluated
from search.array.histograms import first_day, granularity_of
from search.array.hits import Docs
from search.results import Comparison, Series


def comparison(found: Sequence[Evaluated]) -> Comparison:
    """Count each search in day, month or year buckets from the first day of any of them to the last."""
    listed = [representatives(one.view, one.hits.docs) if one.grouped else one.hits.docs for one in found]
    days = [_days(one, docs) for one, docs in zip(found, listed, strict=True)]
    filled = [some for some in days if len(some)]
    if not filled:
        return Comparison("month", (), tuple(Series(len(docs), (), (), len(docs)) for docs in listed))
    first, last = min(int(some.min()) for some in filled), max(int(some.max()) for some in filled)
    granularity = granularity_of(last - first)
    low, high = (int(at) for at in bucket_numbers(np.array([first, last], dtype=np.int32), granularity))
    length = high - low + 1
    series = tuple(
        Series(
            total=len(docs),
            counts=tuple(np.bincount(bucket_numbers(some, granularity) - low, minlength=length).tolist()),
            of=tuple(coverage(one.view, one.state).published(granularity, low, length).tolist()),
            undated=len(docs) - len(some),
        )
        for one, docs, some in zip(found, listed, days, strict=True)
    )
    return Comparison(granularity, tuple(first_day(low + at, granularity) for at in range(length)), series)


def _days(one: Evaluated, docs: Docs) -> NDArray[np.int32]:
    days: NDArray[np.int32] = one.view.snapshot.published_day.take(docs)
    return np.asarray(days[days != UNDATED])
