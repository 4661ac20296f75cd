"""A sorted text of lines, searched by bisection in the bytes themselves.

A list of the lines as Python strings would take three times the memory, and worker processes forked from
one that holds it would each end up with a copy, as every look-up writes reference counts.
"""

from collections.abc import Iterator

import numpy as np


class SortedLines:
    """Lines in the order of their UTF-8 bytes.

    Args:
        data: The text, lines ended by ``\\n``; the last one may go without.
    """

    __slots__ = ("_data", "_ends")

    def __init__(self, data: bytes) -> None:
        self._data = data.rstrip(b"\n")
        breaks = np.flatnonzero(np.frombuffer(self._data, np.uint8) == ord("\n"))
        self._ends = np.append(breaks, len(self._data)).astype(np.uint32)

    def __len__(self) -> int:
        return len(self._ends) if self._data else 0

    def __iter__(self) -> Iterator[str]:
        return (self._line(at).decode() for at in range(len(self)))

    def _line(self, at: int) -> bytes:
        start = int(self._ends[at - 1]) + 1 if at else 0
        return self._data[start : self._ends[at]]

    def first(self, prefix: str) -> str | None:
        """Give the first line that starts with ``prefix``, None when no line does."""
        wanted = prefix.encode()
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self._line(middle) < wanted:
                low = middle + 1
            else:
                high = middle
        if low == len(self):
            return None
        found = self._line(low)
        return found.decode() if found.startswith(wanted) else None
