"""Find copies and near-copies of one text (wire copy): MinHash signatures in locality-sensitive bands.

Two texts are one story when the Jaccard similarity of their three-word shingles is at least
`SAME_STORY`. Bands only propose candidates; the similarity is then computed exactly.

Source: A. Broder, "On the resemblance and containment of documents", 1997; banding as in Leskovec,
Rajaraman, Ullman, "Mining of Massive Datasets", section 3.4.
"""

import re
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

SHINGLE_WORDS = 3
BANDS = 8
ROWS = 3
"""Bands of rows: a pair of similarity 0.8 is proposed with 1 - (1 - 0.8**3)**8 = 99.7 %, 0.6 with 86 %."""
SAME_STORY = 0.6
MIN_SHINGLES = 8
"""Shorter texts are too alike by chance: they are one story only when equal."""

_WORD = re.compile(r"\w+")
_MIX = np.uint64(0x9E3779B97F4A7C15)
_GENERATOR = np.random.Generator(np.random.PCG64(1997))
_FACTORS = _GENERATOR.integers(1, 2**63, BANDS * ROWS, dtype=np.uint64) | np.uint64(1)
_OFFSETS = _GENERATOR.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)
_BLOCK = 4096
"""Shingles hashed at once: bounds the memory for a very long text."""


def shingles(text: str) -> NDArray[np.uint64]:
    """Hash each run of three words of the case-folded text; sorted, each once."""
    words = np.fromiter(
        (crc32(word.encode("utf-8", "surrogatepass")) for word in _WORD.findall(text.casefold())),
        dtype=np.uint64,
    )
    if len(words) < SHINGLE_WORDS:
        return np.unique(words)
    runs = words[:-2] * _MIX
    runs = (runs ^ (runs >> np.uint64(29)) ^ words[1:-1]) * _MIX
    runs = (runs ^ (runs >> np.uint64(32)) ^ words[2:]) * _MIX
    return np.unique(runs)


def bands(found: NDArray[np.uint64]) -> list[int]:
    """Give the 63-bit values of the signature's bands; equal values propose a pair.

    A text of fewer than `MIN_SHINGLES` shingles has the one value of its exact text.
    """
    if len(found) < MIN_SHINGLES:
        return [_fold(found)]
    signature = np.full(BANDS * ROWS, np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(found), _BLOCK):
        hashed = found[start : start + _BLOCK, None] * _FACTORS + _OFFSETS
        hashed ^= hashed >> np.uint64(31)
        np.minimum(signature, (hashed * _MIX).min(axis=0), out=signature)
    rows = signature.reshape(BANDS, ROWS)
    return [_fold(np.append(row, np.uint64(number))) for number, row in enumerate(rows)]


def _fold(values: NDArray[np.uint64]) -> int:
    total = 0
    for value in values.tolist():
        total = ((total ^ value) * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) % 2**64
        total ^= total >> 29
    return total >> 1


def similarity(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> float:
    """Give the Jaccard similarity of two sets of shingles, 0 to 1; two empty sets are not alike."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    union = len(one) + len(other) - shared
    return shared / union if union else 0.0


def same_story(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> bool:
    """Whether two texts are copies or near-copies."""
    if min(len(one), len(other)) < MIN_SHINGLES:
        return len(one) > 0 and np.array_equal(one, other)
    return similarity(one, other) >= SAME_STORY
