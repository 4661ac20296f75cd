"""Index arithmetic over lists of different lengths that lie one after another in one array. Pure."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def ragged(starts: NDArray[np.integer], counts: NDArray[np.integer]) -> Numbers:
    """Give ``starts[n] .. starts[n] + counts[n] - 1`` for every n, one after another."""
    counts = counts.astype(np.int64)
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - counts), counts) + np.arange(total)


def offsets_of(counts: NDArray[np.integer] | NDArray[np.bool_]) -> Numbers:
    """Give where each list begins, and where the last one ends."""
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    return offsets
