"""Who and what is named more than usual: the last days of the archive against the time before them."""

from datetime import date

import numpy as np

from index.columns import UNDATED
from search.array.counts import count_values
from search.array.days import day_number
from search.array.view import View
from search.names import EntityNames, display_names
from search.results import Trend, Trends

RECENT_DAYS = 7
"""The window, counted back from the archive's newest article: an archive of 1997 has trends, too."""
BEFORE_DAYS = 364
"""The time that says what is usual: whole weeks, about a year, or as far as the archive reaches."""
LEAST = 3
"""Articles of the window below which nothing is told from chance."""
LEAST_RATIO = 1.5
"""Times the usual number from which a name is unusual."""

_EPOCH = date(1970, 1, 1).toordinal()


def trends(view: View, names: EntityNames, limit: int, today: date) -> Trends | None:
    """Give up to ``limit`` persons and places by (recent - usual) / sqrt(usual + 1), highest first.

    That is how many standard deviations a Poisson count lies above its mean, with one article added so that
    a name never seen before does not outrank everything. None when no article has a date. What is dated after
    ``today`` is left out: one wrong year must not be the archive's newest day.
    """
    days = view.snapshot.published_day
    # Where the day begins first it is tomorrow already.
    dated = view.snapshot.live & (days != UNDATED) & (days <= day_number(today) + 1)
    if not dated.any():
        return None
    last = int(days[dated].max())
    first = last - RECENT_DAYS + 1
    begin = max(first - BEFORE_DAYS, int(days[dated].min()))
    recent = np.flatnonzero(dated & (days >= first))
    before = np.flatnonzero(dated & (days >= begin) & (days < first))
    windows = max((first - begin) / RECENT_DAYS, 1.0)
    persons, places = (
        _unusual(view, facet, (recent, before), windows, names, limit) for facet in ("person", "place")
    )
    return Trends(_day(first), _day(last), persons, places)


def _unusual(
    view: View,
    facet: str,
    docs: tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.int64]]],
    windows: float,
    names: EntityNames,
    limit: int,
) -> tuple[Trend, ...]:
    now, then = (count_values(view, facet, some, every=False, grouped=False).by_ordinal for some in docs)
    usual = then / windows
    known = np.flatnonzero((now >= LEAST) & (now >= LEAST_RATIO * usual))
    score = (now[known] - usual[known]) / np.sqrt(usual[known] + 1)
    best = known[np.lexsort((known, -score))][:limit].tolist()
    keys = [view.snapshot.facets[facet].values[at] for at in best]
    shown = display_names(facet, keys, names)
    return tuple(
        Trend(key, shown[key], int(now[at]), float(usual[at])) for key, at in zip(keys, best, strict=True)
    )


def _day(number: int) -> str:
    return date.fromordinal(number + _EPOCH).isoformat()
