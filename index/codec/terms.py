"""The sorted terms of one field: one block of bytes and offsets into it. Immutable."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


class TermDictionary(Sequence[bytes]):
    """Terms by number, and numbers by term; both in the order of the terms' bytes.

    Args:
        blob: All terms, one after another.
        offsets: Where each begins, and where the last ends.
    """

    def __init__(self, blob: NDArray[np.uint8], offsets: NDArray[np.uint32]) -> None:
        self._blob = blob.data
        self._offsets = offsets.data
        self._count = len(offsets) - 1

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]
        if not 0 <= number < self._count:
            raise IndexError(number)
        return bytes(self._blob[self._offsets[number] : self._offsets[number + 1]])

    def slice(self, start: int, stop: int) -> list[bytes]:
        """Give the terms of some adjoining numbers."""
        offsets = self._offsets[start : stop + 1].tolist()
        base = offsets[0]
        blob = bytes(self._blob[base : offsets[-1]])
        return [blob[a - base : b - base] for a, b in pairwise(offsets)]

    def __iter__(self) -> Iterator[bytes]:
        return (self[number] for number in range(self._count))

    def lower(self, term: bytes) -> int:
        """Give the number of the first term that is not before ``term``."""
        low, high = 0, self._count
        blob, offsets = self._blob, self._offsets
        while low < high:
            middle = (low + high) >> 1
            if bytes(blob[offsets[middle] : offsets[middle + 1]]) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, term: bytes) -> int | None:
        """Give the number of a term, or None."""
        number = self.lower(term)
        return number if number < self._count and self[number] == term else None

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """Give the half-open range of numbers of the terms that begin with ``prefix``."""
        head = prefix.rstrip(b"\xff")
        if not head:
            return self.lower(prefix), self._count
        return self.lower(prefix), self.lower(head[:-1] + bytes([head[-1] + 1]))


def lay_out(terms: Sequence[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Give the block of bytes (less than 4 GiB) and the offsets of sorted terms."""
    offsets = np.zeros(len(terms) + 1, dtype=np.uint32)
    np.cumsum([len(term) for term in terms], out=offsets[1:])
    return np.frombuffer(b"".join(terms), dtype=np.uint8), offsets
