"""The order of hits, and cursors into it.

Relevance sorts by score, then newest; newest and oldest by instant of publication, undated last. Ties end
with the article's id, so that every order is total and a cursor never skips or repeats.
"""

import base64
import binascii
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.columns import UNDATED
from index.documents import id_number
from index.wording import told
from search.array.hits import Docs, Hits, Scores
from search.array.view import View
from search.errors import BadRequestError
from search.query import Diagnostic
from search.ranking import RECENCY_WEIGHT
from search.state import Sort

MOST = 1 + RECENCY_WEIGHT
"""The largest factor of a score."""
ROUNDING = 1e-12
"""More than dividing a product by its factor again may be wrong by, as a share."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Some hits in the order of the list, from one place in it on.

    Attributes:
        docs: The documents.
        scores: Their scores.
        before: How many hits stand before the first of them.
    """

    docs: Docs
    scores: Scores
    before: int


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place behind one hit: what that hit was sorted by, and its id."""

    first: float
    at: int
    id: int


def listed(view: View, hits: Hits, sort: Sort, cursor: Cursor | None, count: int | None) -> Listed:
    """Give hits in order: those after a cursor, up to a number of them.

    Only what is needed is sorted: 20 of a million take as long as one look at each.
    """
    keys = _keys(view, hits, sort)
    rest = np.arange(len(hits.docs))
    if cursor is not None:
        rest = np.flatnonzero(_behind(keys, cursor, rest))
    before = len(hits.docs) - len(rest)
    chosen = _smallest(keys, rest, len(rest) if count is None else count)
    return Listed(hits.docs[chosen], hits.scores[chosen], before)


Values = NDArray[Any]
Key = Callable[[Docs], Values]
"""Gives what some hits are sorted by, by their places; only as many are looked up as it takes."""


def _keys(view: View, hits: Hits, sort: Sort) -> tuple[Key, ...]:
    """Give what hits are sorted by, ascending, the first key first."""

    def score(rows: Docs) -> Values:
        return -hits.scores[rows] if sort == "relevance" else np.zeros(len(rows))

    def instant(rows: Docs) -> Values:
        return sort_instant(view, hits.docs[rows], sort)

    def number(rows: Docs) -> Values:
        return view.snapshot.id_numbers[hits.docs[rows]]

    return score, instant, number


def sort_instant(view: View, docs: Docs, sort: Sort) -> NDArray[np.int64]:
    """Give instants so that ascending is the order asked for; undated ones are last."""
    at = view.snapshot.published_at.take(docs)
    if sort != "oldest":
        return -at
    return np.where(view.snapshot.published_day[docs] == UNDATED, np.iinfo(np.int64).max, at)


def _behind(keys: tuple[Key, ...], cursor: Cursor, rows: Docs) -> NDArray[np.bool_]:
    score, instant, number = keys
    first = score(rows)
    behind: NDArray[np.bool_] = first > cursor.first
    ties = np.flatnonzero(first == cursor.first)
    at, third = instant(rows[ties]), number(rows[ties])
    behind[ties] = (at > cursor.at) | ((at == cursor.at) & (third > np.uint64(cursor.id)))
    return behind


SAMPLE = 2_048
"""Hits looked at to guess the border of the best ones; one of many more is a guess too coarse."""


def contenders(hits: Hits, count: int, factors: Scores | None) -> Hits:
    """Leave out hits that score too little to be among the best ``count``; exact, cheaper than sorting.

    Args:
        hits: All of them.
        count: How many are wanted.
        factors: What the score of each document is multiplied by, from 1 to `MOST`; None for nothing.

    Returns:
        Hits with their final scores.
    """
    docs, scores = hits.docs, hits.scores
    step = len(docs) // SAMPLE
    if step < 2 or count * 4 > SAMPLE:
        return _multiplied(hits, factors)
    sample = _multiplied(Hits(docs[::step], scores[::step]), factors).scores
    # Twice as many of the sample as there must be of all, and a few.
    rank = 4 + 2 * count // step
    border = np.partition(sample, -rank)[-rank]
    rows = np.flatnonzero(scores >= (border if factors is None else border / MOST * (1 - ROUNDING)))
    found = _multiplied(Hits(docs[rows], scores[rows]), factors)
    if np.count_nonzero(found.scores >= border) < count:
        return _multiplied(hits, factors)
    return found


def _multiplied(hits: Hits, factors: Scores | None) -> Hits:
    return hits if factors is None else Hits(hits.docs, hits.scores * factors.take(hits.docs))


def _smallest(keys: tuple[Key, ...], rest: Docs, count: int) -> Docs:
    """Give the places of the ``count`` smallest by all keys, in order."""
    if count <= 0:
        return rest[:0]
    picked: list[Docs] = []
    wanted = count
    for key in keys:
        if len(rest) <= max(wanted, 64):
            break
        values = key(rest)
        limit = np.partition(values, wanted - 1)[wanted - 1]
        picked.append(rest[values < limit])
        wanted -= len(picked[-1])
        rest = rest[values == limit]
    found = np.concatenate([*picked, rest])
    order = np.lexsort(tuple(key(found) for key in reversed(keys)))
    return found[order[:count]]


def write_cursor(view: View, doc: int, score: float, sort: Sort) -> str:
    """Give the cursor of the page that begins after a hit."""
    at = int(sort_instant(view, np.array([doc]), sort)[0])
    first = -score if sort == "relevance" else 0.0
    key = [float(first).hex(), at, view.snapshot.ids[doc]]
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> Cursor | None:
    """Read a cursor; its hit need not be there any more.

    Raises:
        BadRequestError: The cursor is not one of ours.
    """
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        first, at, id_ = json.loads(base64.urlsafe_b64decode(padded))
        found = Cursor(float.fromhex(first), int(at), id_number(str(id_)))
        np.int64(found.at), np.uint64(found.id)
    except (ValueError, TypeError, binascii.Error, RecursionError, OverflowError):
        message, hint = told("This page's address is damaged."), told("Start at the first page.")
        raise BadRequestError((Diagnostic("bad-cursor", 0, len(cursor), message, hint, "cursor"),)) from None
    return found
