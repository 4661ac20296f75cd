"""Impact keys: what of a posting decides its score, in 16 bits. Pure.

The high byte is the number of times that the term occurs, the low byte the field's length as Whoosh's byte.
A posting that a key cannot hold (more than 254 times, or a weight that is not that number) has the high byte
`RARE` and stands in a list of its own.
"""

import numpy as np
from numpy.typing import NDArray
from whoosh.util.numeric import byte_to_length

RARE = 255
"""High byte of a posting whose frequency and weight stand apart."""

BYTE_TO_LENGTH: NDArray[np.int64] = np.array([byte_to_length(number) for number in range(256)])
"""Length in terms that each length byte stands for, as Whoosh scores it."""


def length_bytes(lengths: NDArray[np.integer]) -> NDArray[np.uint8]:
    """Give Whoosh's byte of each length in terms; the longest is 106,374."""
    found = np.searchsorted(BYTE_TO_LENGTH, lengths, side="left")
    return np.minimum(found, 255).astype(np.uint8)


def impact_keys(
    freqs: NDArray[np.int64], weights: NDArray[np.float64], lengths: NDArray[np.uint8]
) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    """Give the key of each posting, and which postings are rare.

    Args:
        freqs: Number of times that the term occurs in the document's field.
        weights: Weight of those occurrences; the same number where nothing is boosted.
        lengths: Length byte of the document's field.
    """
    plain = (weights == freqs) & (freqs >= 1) & (freqs < RARE)
    high = np.where(plain, freqs, RARE).astype(np.uint16)
    return high << np.uint16(8) | lengths, np.flatnonzero(~plain)
