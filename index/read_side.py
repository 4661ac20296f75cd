"""What the read side hands to `search`: a snapshot of one generation as immutable arrays.

Documents are numbered 0..n-1 over all segments; every array is in that order. A snapshot never changes
and may be shared between threads; what needs Whoosh's own, unshareable searchers opens one each time.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.columns import AboutColumn, FacetColumn
from index.fine_columns import FineColumns
from index.joined_postings import JoinedPostings


class Snapshot(Protocol):
    """One generation at one commit and one state of the alias table.

    Implemented by `index.reader`; asked by the embedded engine.
    """

    generation: str
    """Name of the generation."""
    version: str
    """Changes with every commit, switch, change of the alias table and deletion; a cache key and ETag."""
    aliases: Mapping[str, str]
    """The alias table: key to the entity's key, an empty one hides it (`index.entity_columns.entity_of`)."""
    doc_count: int
    """Documents, deleted ones included (their `live` is False)."""
    live: NDArray[np.bool_]
    """Which documents are neither deleted by a commit nor gone from the store since."""
    ids: Sequence[str]
    """Article id of each document."""
    id_numbers: NDArray[np.uint64]
    """The same as numbers, in the same order as their spellings."""
    texts: JoinedPostings
    """Postings, positions and statistics of the text fields."""
    published_day: NDArray[np.int32]
    """Printed day of publication in days since 1970-01-01, or `UNDATED`."""
    published_at: NDArray[np.int64]
    """Instant of publication in seconds since 1970-01-01 UTC, for sorting; undated ones lowest."""
    first_seen: NDArray[np.int64]
    """Instant at which each article was met, in seconds since 1970-01-01 UTC."""
    analysis: NDArray[np.uint8]
    """How each document's texts are analysed: its place in `index.languages.ANALYSES`."""
    facets: Mapping[str, FacetColumn]
    """One column for each name in `FACETS`."""
    about: AboutColumn

    @property
    def story(self) -> NDArray[np.uint32]:
        """Ordinal of each document's story; documents of one story are copies of one text."""
        ...

    @property
    def fine(self) -> FineColumns:
        """The columns as extraction made them, before merges, with the sentences of each entry."""
        ...

    def match(self, query: Any) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
        """Evaluate a Whoosh query object over the text fields.

        Returns:
            Live matching documents, ascending, and their BM25F scores in the same order.
        """
        ...

    def expand(self, field: str, prefix: str, limit: int) -> list[str]:
        """Give up to ``limit`` indexed terms of a text field that begin with ``prefix``, in order."""
        ...

    def doc_number(self, article_id: str) -> int | None:
        """Give the live document of an article, or None."""
        ...
