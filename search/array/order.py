"""The order of hits, and cursors into it.

Relevance sorts by score, then newest; newest and oldest by instant of publication, undated last. Ties end
with the article's id, so that every order is total and a cursor never skips or repeats.
"""

import base64
import binascii
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.columns import UNDATED
from search.array.view import View
from search.errors import BadRequestError
from search.query import Diagnostic
from search.state import Sort

Docs = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ordered:
    """Documents in the order of the list, with the keys they were sorted by (ascending)."""

    docs: Docs
    first: NDArray[np.float64]
    second: NDArray[np.int64]
    third: NDArray[np.int64]


def ordered(view: View, docs: Docs, scores: NDArray[np.float32], sort: Sort) -> Ordered:
    """Sort documents.

    Args:
        view: Where they are.
        docs: Documents to sort.
        scores: Score of each of them.
        sort: By relevance, newest or oldest.
    """
    at = view.snapshot.published_at[docs]
    if sort == "oldest":
        # Undated ones have the lowest instant, yet belong behind all others.
        at = np.where(view.snapshot.published_day[docs] == UNDATED, np.iinfo(np.int64).max, at)
        second = at
    else:
        second = -at
    relevance = sort == "relevance"
    first = -scores.astype(np.float64) if relevance else np.zeros(len(docs))
    third = view.id_rank[docs]
    order = np.lexsort((third, second, first))
    return Ordered(docs[order], first[order], second[order], third[order])


def write_cursor(view: View, found: Ordered, at: int) -> str:
    """Give the cursor of the page that begins after entry ``at``."""
    key = [float(found.first[at]).hex(), int(found.second[at]), view.snapshot.ids[int(found.docs[at])]]
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(view: View, found: Ordered, cursor: str) -> int:
    """Give the first entry after a cursor's, also when that article is gone since.

    Raises:
        BadRequestError: The cursor is not one of ours.
    """
    if not cursor:
        return 0
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        first_text, second, id_ = json.loads(base64.urlsafe_b64decode(padded))
        first, second, id_ = float.fromhex(first_text), int(second), str(id_)
    except (ValueError, TypeError, binascii.Error, RecursionError, OverflowError):
        message = "This page's address is damaged."
        raise BadRequestError(
            (Diagnostic("bad-cursor", 0, len(cursor), message, "Start at the first page.", "cursor"),)
        ) from None
    rank = _rank_of(view, id_)
    before = (found.first < first) | (
        (found.first == first)
        & ((found.second < second) | ((found.second == second) & (found.third <= rank)))
    )
    return int(np.count_nonzero(before))


def _rank_of(view: View, id_: str) -> int:
    """Give the rank of the last id that is not behind ``id_``."""
    return int(np.searchsorted(view.sorted_ids, id_, side="right")) - 1
