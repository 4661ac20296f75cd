"""Sets of documents with scores, and their algebra. Pure.

`Hits` are few documents, ascending, with a score each; a mask is many without scores. What combines them
costs as much as the smaller side wherever it can.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.array.view import Mask

Docs = NDArray[np.int64]
Scores = NDArray[np.float64]

SPARSE = 12
"""Lists that together hold less than so small a part of all documents are sorted, longer ones are counted."""
WINDOW = 1 << 16
"""Documents whose scores are added up at once: half a megabyte, which stays in the second cache."""
PROBED = 24
"""A list so many times shorter is looked up in the longer one by bisection."""


@dataclass(frozen=True, slots=True)
class Hits:
    """Matching documents, ascending, each once, and their scores."""

    docs: Docs
    scores: Scores


Found = Hits | Mask
"""What a part of a query matches."""

NOTHING = Hits(np.zeros(0, dtype=np.int64), np.zeros(0))


def places(wanted: NDArray[np.integer], within: NDArray[np.integer], doc_count: int) -> tuple[Docs, Docs]:
    """Give where common documents stand in both of two ascending lists."""
    if not len(wanted) or not len(within):
        return NOTHING.docs, NOTHING.docs
    if len(within) < len(wanted):
        other, own = places(within, wanted, doc_count)
        return own, other
    if len(wanted) * PROBED < len(within):
        at = np.searchsorted(within, wanted.astype(within.dtype, copy=False))
        at[at == len(within)] = len(within) - 1
        own = np.flatnonzero(within[at] == wanted)
        return own, at[own]
    marks = np.zeros(doc_count, dtype=np.bool_)
    marks[wanted] = True
    other = np.flatnonzero(marks.take(within))
    if len(other) == len(wanted):
        return np.arange(len(wanted)), other
    marks[wanted] = False
    marks[within[other]] = True
    return np.flatnonzero(marks.take(wanted)), other


def union(parts: Sequence[Hits], doc_count: int) -> Hits:
    """Give the documents of any part; scores add up."""
    parts = [part for part in parts if len(part.docs)]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    total = sum(len(part.docs) for part in parts)
    largest = max(parts, key=lambda part: len(part.docs))
    if (total - len(largest.docs)) * SPARSE < len(largest.docs):
        return _absorbed(largest, [part for part in parts if part is not largest], doc_count)
    if total * SPARSE < doc_count:
        docs = np.concatenate([part.docs for part in parts])
        scores = np.concatenate([part.scores for part in parts])
        # Document and place as one number: sorting numbers is faster than sorting places by them.
        bits = total.bit_length()
        order = (docs << bits) | np.arange(total)
        order.sort()
        docs = order >> bits
        first = np.flatnonzero(np.diff(docs, prepend=-1))
        summed: Scores = np.add.reduceat(scores.take(order & ((1 << bits) - 1)), first)
        return Hits(docs.take(first), summed)
    return _counted(parts, doc_count)


def _counted(parts: Sequence[Hits], doc_count: int) -> Hits:
    """Add up long lists in windows of documents, so that what is added to stays in the cache."""
    edges = np.arange(0, doc_count + WINDOW, WINDOW)
    cuts = [np.searchsorted(part.docs, edges).tolist() for part in parts]
    docs, scores = [], []
    for number, edge in enumerate(edges[:-1].tolist()):
        spans = [slice(cut[number], cut[number + 1]) for cut in cuts]
        own = np.concatenate([part.docs[span] for part, span in zip(parts, spans, strict=True)])
        if not len(own):
            continue
        own -= edge
        weights = np.concatenate([part.scores[span] for part, span in zip(parts, spans, strict=True)])
        marks = np.zeros(WINDOW, dtype=np.bool_)
        marks[own] = True
        found = np.flatnonzero(marks)
        sums: Scores = np.bincount(own, weights=weights, minlength=WINDOW).astype(np.float64, copy=False)
        docs.append(found + edge)
        scores.append(sums.take(found))
    return Hits(np.concatenate(docs), np.concatenate(scores))


def _absorbed(large: Hits, others: Sequence[Hits], doc_count: int) -> Hits:
    """Add short lists to a long one."""
    other = union(others, doc_count)
    at = np.searchsorted(large.docs, other.docs)
    known = large.docs[np.minimum(at, len(large.docs) - 1)] == other.docs
    scores = large.scores.copy()
    scores[at[known]] += other.scores[known]
    if known.all():
        return Hits(large.docs, scores)
    new = ~known
    return Hits(
        np.insert(large.docs, at[new], other.docs[new]), np.insert(scores, at[new], other.scores[new])
    )


def narrowed(hits: Hits, mask: Mask) -> Hits:
    """Give the hits that a mask has."""
    kept = mask.take(hits.docs)
    return hits if kept.all() else Hits(hits.docs[kept], hits.scores[kept])


def both(one: Hits, other: Hits, doc_count: int) -> Hits:
    """Give the documents of two lists; scores add up."""
    here, there = places(one.docs, other.docs, doc_count)
    return Hits(one.docs[here], one.scores[here] + other.scores[there])


def as_hits(found: Found) -> Hits:
    """Give a mask's documents with score 0."""
    if isinstance(found, Hits):
        return found
    docs = np.flatnonzero(found)
    return Hits(docs, np.zeros(len(docs)))


def as_mask(found: Found, doc_count: int) -> Mask:
    """Give the documents as a mask."""
    if not isinstance(found, Hits):
        return found
    mask = np.zeros(doc_count, dtype=np.bool_)
    mask[found.docs] = True
    return mask
