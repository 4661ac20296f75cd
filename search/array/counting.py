"""Values of documents laid out for counting them over any set of documents. Pure."""

import numpy as np
from numpy.typing import NDArray

from index.codec.ragged import ragged

WIDEST = 8
"""Values of a document that are kept in its row; further ones are looked up."""

Docs = NDArray[np.int64]


class Counting:
    """Ordinals of documents, as rows of one width: a row is one read, whatever it holds.

    Args:
        offsets: Document ``d`` has ``ordinals[offsets[d]:offsets[d + 1]]``, each once.
        ordinals: From 0 to ``size - 1``.
        size: Number of different ordinals.
    """

    def __init__(self, offsets: NDArray[np.int64], ordinals: NDArray[np.integer], size: int) -> None:
        self._offsets, self._ordinals, self.size = offsets, ordinals, size
        counts = np.diff(offsets)
        self._width = min(max(int(counts.max(initial=0)), 1), WIDEST)
        # The ordinal ``size`` stands for none; it is counted like the others and then left out.
        self._rows = np.full((len(counts), self._width), size, dtype=np.int32)
        for at in range(self._width):
            docs = np.flatnonzero(counts > at)
            self._rows[docs, at] = ordinals[offsets[docs] + at]
        self._longer = counts > self._width if counts.max(initial=0) > self._width else None

    def counts(self, docs: Docs) -> tuple[NDArray[np.int64], int]:
        """Give how many of some documents have each ordinal, and how many have none."""
        if not self.size:
            return np.zeros(0, dtype=np.int64), len(docs)
        rows = self._rows.take(docs, axis=0)
        found = np.bincount(rows.ravel(), minlength=self.size + 1)
        without = int(found[-1] if self._width == 1 else np.count_nonzero(rows[:, 0] == self.size))
        found = found[:-1]
        if self._longer is not None and len(longer := docs[self._longer.take(docs)]):
            starts = self._offsets[longer] + self._width
            rest = self._ordinals[ragged(starts, self._offsets[longer + 1] - starts)]
            found = found + np.bincount(rest, minlength=self.size)
        return found, without

    def groups(self, docs: Docs, group_of: NDArray[np.integer], size: int) -> NDArray[np.int64]:
        """Give how many of some documents have any ordinal of each of ``size`` groups.

        Args:
            docs: The documents, each once.
            group_of: The group of each ordinal and, at the end, of none; ``size`` for those in no group.
            size: Number of groups.
        """
        found = np.zeros(size + 1, dtype=np.int64)
        if self._longer is not None:
            long = self._longer.take(docs)
            owners, ordinals = self.pairs(docs[long])
            several = np.unique(owners * (size + 1) + group_of.take(ordinals))
            found += np.bincount(several % (size + 1), minlength=size + 1)
            docs = docs[~long]
        rows = self._rows.take(docs, axis=0)
        columns = [group_of.take(rows[:, at]) for at in range(self._width)]
        for at, column in enumerate(columns):
            again = np.zeros(len(column), dtype=np.bool_)
            for other in columns[:at]:
                again |= other == column
            found += np.bincount(np.where(again, group_of[-1], column), minlength=size + 1)
        return found[:-1]

    def pairs(self, docs: Docs) -> tuple[Docs, Docs]:
        """Give every document as often as it has ordinals, and those."""
        starts = self._offsets[docs]
        counts = self._offsets[docs + 1] - starts
        return np.repeat(docs, counts), self._ordinals[ragged(starts, counts)].astype(np.int64)


def bucket_numbers(days: NDArray[np.int32], granularity: str) -> NDArray[np.int32]:
    """Give the number of each day's bucket (day, month or year), counted from 1970."""
    if granularity == "day":
        return days
    unit = {"month": "M", "year": "Y"}[granularity]
    dates = np.datetime64("1970-01-01", "D") + days.astype("timedelta64[D]")
    return dates.astype(f"datetime64[{unit}]").astype(np.int32)
