"""A sorted text of lines, searched by bisection in the bytes themselves.

A list of the lines as Python strings would take three times the memory, and worker processes forked from
one that holds it would each end up with a copy, as every look-up writes reference counts.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_HEAD_BYTES = 8


class SortedLines:
    """Lines in the order of their UTF-8 bytes.

    Args:
        data: The text, lines ended by ``\\n``; the last one may go without.
    """

    __slots__ = ("_data", "_ends", "_heads")

    def __init__(self, data: bytes) -> None:
        self._data = data.strip(b"\n")
        letters = np.frombuffer(self._data, np.uint8)
        ends = np.append(np.flatnonzero(letters == ord("\n")), len(self._data)).astype(np.uint32)
        # Views give plain integers faster than arrays of NumPy do.
        self._ends = ends.data
        self._heads = _heads(self._data, ends).data

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
        head = int.from_bytes(wanted[:_HEAD_BYTES].ljust(_HEAD_BYTES, b"\0"))
        low = bisect_left(self._heads, head)
        if low >= len(self):
            return None
        found = self._line(low)
        if not found.startswith(wanted) and self._heads[low] == head:
            low += bisect_left(range(low, bisect_right(self._heads, head, low)), wanted, key=self._line)
            if low == len(self):
                return None
            found = self._line(low)
        return found.decode() if found.startswith(wanted) else None

    def value(self, key: str) -> str | None:
        """Give what stands behind ``key`` and a tab in the line that starts so, None without one."""
        line = self.first(key + "\t")
        return None if line is None else line[len(key) + 1 :]


def _heads(data: bytes, ends: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Give the first eight bytes of each line as one number, zeros behind shorter lines; they ascend."""
    padded = np.frombuffer(data + bytes(_HEAD_BYTES), np.uint8)
    anywhere = np.ndarray((len(data) + 1,), ">u8", padded, strides=(1,))
    starts = np.append(np.uint32(0), ends[:-1] + np.uint32(1))
    missing = np.maximum(_HEAD_BYTES - (ends - starts).astype(np.int64), 0).astype(np.uint64) * np.uint64(8)
    kept = np.where(missing < 64, ~np.uint64(0) << np.minimum(missing, np.uint64(63)), np.uint64(0))
    return anywhere[starts].astype(np.uint64) & kept
