"""A text of lines that open with a key, found by a hash of the key in the bytes themselves.

A dictionary of Python strings would take five times the memory, and worker processes forked from one that
holds it would each end up with a copy, as every look-up writes reference counts.
"""

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_EIGHT = 8
_HEAD_FACTOR, _TAIL_FACTOR = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
"""Odd numbers whose bits are spread, by which the ends of a key are multiplied."""
_WORD_BITS, _NUMBER_BITS = 64, 32
_MASK = (1 << _WORD_BITS) - 1
_TAG_BITS = 16
"""Bits of the hash kept of each line: of the keys that share a slot nearly all differ in them."""
_TAG_MASK = (1 << _TAG_BITS) - 1


class KeyedLines:
    """Lines of a key, a tab, and a value; or of a key alone.

    The hash sees the first and last eight bytes of a key; lines whose keys share it are compared one by one.
    Most look-ups are of words without a line: these end at the tags, which lie close together in memory.

    Args:
        data: The text in UTF-8, lines ended by ``\\n``; the last one may go without.
    """

    __slots__ = ("_buckets", "_data", "_ends", "_numbers", "_shift", "_tags")

    def __init__(self, data: bytes) -> None:
        self._data = data.strip(b"\n")
        letters = np.frombuffer(self._data, np.uint8)
        ends = np.append(np.flatnonzero(letters == ord("\n")), len(self._data)).astype(np.uint32)
        bits = max(len(ends).bit_length(), 1)
        self._shift = _WORD_BITS - bits - _TAG_BITS
        tagged = _hashes(self._data, ends) >> np.uint64(self._shift)
        slots = tagged >> np.uint64(_TAG_BITS)
        numbered = np.sort(slots << np.uint64(_NUMBER_BITS) | np.arange(len(ends), dtype=np.uint64))
        counts = np.bincount(slots.astype(np.uint32), minlength=1 << bits)
        # Views give plain integers faster than arrays of NumPy do.
        self._ends = ends.data
        numbers = numbered.astype(np.uint32)
        self._numbers = numbers.data
        self._tags = tagged.astype(np.uint16)[numbers].data
        self._buckets = np.append(0, np.cumsum(counts)).astype(np.uint32).data

    def __len__(self) -> int:
        return len(self._ends) if self._data else 0

    def __iter__(self) -> Iterator[str]:
        return (self._line(at).decode() for at in range(len(self)))

    def __contains__(self, key: str) -> bool:
        return self.value(key) is not None

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

    def value(self, key: str) -> str | None:
        """Give what stands behind the tab in the first line of a key, "" without a tab; None without a line.

        Args:
            key: Not empty.
        """
        tagged = _hash(key) >> self._shift
        slot, tag, tags = tagged >> _TAG_BITS, tagged & _TAG_MASK, self._tags
        for at in range(self._buckets[slot], self._buckets[slot + 1]):
            if tags[at] == tag:
                wanted, line = key.encode(), self._line(self._numbers[at])
                if line.startswith(wanted):
                    behind = line[len(wanted) : len(wanted) + 1]
                    if behind == b"\t":
                        return line[len(wanted) + 1 :].decode()
                    if not behind:
                        return ""
        return None


@lru_cache(maxsize=256)  # several tables are asked for a word, one behind the other
def _hash(key: str) -> int:
    """Mix the ends of a key to 64 bits, the highest mixed best."""
    wanted = key.encode()
    head = int.from_bytes(wanted[:_EIGHT], "little") * _HEAD_FACTOR
    tail = int.from_bytes(wanted[-_EIGHT:], "little") * _TAIL_FACTOR
    return (head ^ tail) & _MASK


def _hashes(data: bytes, ends: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Hash the key of each line as `_hash` does."""
    starts = np.append(np.uint32(0), ends[:-1] + np.uint32(1)).astype(np.int64)
    stops = _key_ends(data, starts, ends.astype(np.int64))
    padded = np.frombuffer(data + bytes(_EIGHT), np.uint8)
    anywhere = np.ndarray((len(data) + 1,), "<u8", padded, strides=(1,))
    sizes = np.minimum(stops - starts, _EIGHT).astype(np.uint64)
    unused = (np.uint64(_EIGHT) - sizes) * np.uint64(8)
    kept = np.where(sizes > 0, ~np.uint64(0) >> np.minimum(unused, np.uint64(_WORD_BITS - 1)), np.uint64(0))
    heads = anywhere[starts].astype(np.uint64) & kept
    tails = np.where(sizes == _EIGHT, anywhere[np.maximum(stops - _EIGHT, 0)], heads)
    mixed: NDArray[np.uint64] = heads * np.uint64(_HEAD_FACTOR) ^ tails * np.uint64(_TAIL_FACTOR)
    return mixed


def _key_ends(data: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give where the key of each line ends: at its first tab, or with the line."""
    tabs = np.append(np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\t")), len(data))
    stops: NDArray[np.int64] = np.minimum(tabs[np.searchsorted(tabs, starts)], ends)
    return stops
