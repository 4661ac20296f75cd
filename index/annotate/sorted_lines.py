"""A sorted text of lines, searched by bisection in the bytes themselves.

A list of the lines as Python strings would take three times the memory, and worker processes forked from
one that holds it would each end up with a copy, as every look-up writes reference counts.
"""

from bisect import bisect_left
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray


class SortedLines:
    """Lines in the order of their UTF-8 bytes.

    Args:
        data: The text, lines ended by ``\\n``; the last one may go without.
    """

    __slots__ = ("_buckets", "_data", "_ends")

    def __init__(self, data: bytes) -> None:
        self._data = data.rstrip(b"\n")
        letters = np.frombuffer(self._data, np.uint8)
        ends = np.append(np.flatnonzero(letters == ord("\n")), len(self._data)).astype(np.uint32)
        # Views give plain integers faster than arrays of NumPy do.
        self._ends = ends.data
        self._buckets = _buckets(letters, ends).data

    def __len__(self) -> int:
        return len(self._ends) if self._data else 0

    def __iter__(self) -> Iterator[str]:
        return (self._line(at).decode() for at in range(len(self)))

    def _line(self, at: int) -> bytes:
        start = self._ends[at - 1] + 1 if at else 0
        return self._data[start : self._ends[at]]

    def holding(self, part: str) -> Iterator[str]:
        """Give the lines that hold ``part``, in order."""
        wanted, at = part.encode(), 0
        while (found := self._data.find(wanted, at)) >= 0:
            number = bisect_left(self._ends, found)
            at = self._ends[number]
            yield self._line(number).decode()

    def first(self, prefix: str) -> str | None:
        """Give the first line that starts with ``prefix``, None when no line does."""
        wanted = prefix.encode()
        low, high = 0, len(self)
        if len(wanted) > 1:
            bucket = wanted[0] << 8 | wanted[1]
            low, high = self._buckets[bucket], self._buckets[bucket + 1]
        end_of_bucket = high
        data, ends = self._data, self._ends
        while low < high:
            middle = (low + high) // 2
            if data[ends[middle - 1] + 1 if middle else 0 : ends[middle]] < wanted:
                low = middle + 1
            else:
                high = middle
        if low == end_of_bucket:
            return None
        found = self._line(low)
        return found.decode() if found.startswith(wanted) else None


def _buckets(letters: NDArray[np.uint8], ends: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Give for each pair of bytes the number of the first line that begins with it or comes later."""
    if not len(letters):
        return np.zeros((1 << 16) + 1, dtype=np.uint32)
    starts = np.append(np.uint32(0), ends[:-1] + 1)
    first = np.where(starts < ends, letters[np.minimum(starts, len(letters) - 1)], 0)
    second = np.where(starts + 1 < ends, letters[np.minimum(starts + 1, len(letters) - 1)], 0)
    pairs = first.astype(np.uint32) << 8 | second
    return np.searchsorted(pairs, np.arange((1 << 16) + 1)).astype(np.uint32)
