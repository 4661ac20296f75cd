"""Days as masks: of publication, and those that articles talk about."""

from datetime import date

import numpy as np

from index.columns import UNDATED
from search.array.view import Mask, View

_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Give the days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def published_mask(view: View, start: date | None, end: date | None) -> Mask:
    """Documents whose printed day is from ``start`` to ``end``, inclusive; None is open."""

    def make() -> Mask:
        days = view.snapshot.published_day
        mask: Mask = days != UNDATED
        if start:
            mask &= days >= day_number(start)
        if end:
            mask &= days <= day_number(end)
        return mask

    return view.cached(("published", start, end), make)


def about_masks(view: View, start: date | None, end: date | None) -> tuple[Mask, Mask]:
    """Documents that talk about the asked days, and those that do so only in a coarser way.

    The first have an interval inside ``start`` to ``end``; the second have none, but one that overlaps.
    """

    def make() -> tuple[Mask, Mask]:
        about = view.snapshot.about
        low = day_number(start) if start else np.iinfo(np.int32).min
        high = day_number(end) if end else np.iinfo(np.int32).max
        docs = np.repeat(np.arange(view.doc_count), np.diff(about.offsets))
        inside = np.zeros(view.doc_count, dtype=np.bool_)
        inside[docs[(about.start >= low) & (about.end <= high)]] = True
        overlapping = np.zeros(view.doc_count, dtype=np.bool_)
        overlapping[docs[(about.start <= high) & (about.end >= low)]] = True
        return inside, overlapping & ~inside

    return view.cached(("about", start, end), make)
