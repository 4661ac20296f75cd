"""One generation at one commit under one alias table: immutable columns, and Whoosh's searchers for words.

Read side. All files are mapped when a snapshot opens, so it stays whole while a writer commits, merges or
removes the generation beneath it.
"""

# mypy: disable-error-code="no-untyped-call"

import threading
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import EmptyReader, IndexReader, MultiReader, SegmentReader
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from index.codec.segment import SegmentArrays
from index.columns import AboutColumn, FacetColumn
from index.documents import id_number, id_text
from index.entity_columns import FacetColumns
from index.errors import IndexDamagedError
from index.fine_columns import FineColumns, join, read_columns
from index.joined_postings import JoinedPostings
from index.layout import REINDEX
from index.schema import schema
from index.segment_storage import DAMAGE, POSTING_DAMAGE, MappedStorage, arrays_of, live_mask, read_toc
from index.wording import told


class ArticleIds(Sequence[str]):
    """Article ids, kept as numbers and spelt when asked for."""

    def __init__(self, numbers: NDArray[np.uint64]) -> None:
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> "ArticleIds": ...
    def __getitem__(self, index: int | slice) -> "str | ArticleIds":
        if isinstance(index, slice):
            return ArticleIds(self._numbers[index])
        return id_text(int(self._numbers[index]))

    def __iter__(self) -> Iterator[str]:
        return (id_text(number) for number in self._numbers.tolist())


@dataclass(frozen=True, slots=True)
class OpenSegment:
    """One segment, its file mapped."""

    arrays: SegmentArrays
    columns: FineColumns


@dataclass(frozen=True, slots=True)
class OpenCommit:
    """One commit of a generation, its files mapped.

    Attributes:
        generation: Name of the generation.
        number: Number of the commit.
        storage: Where Whoosh reads the segments.
        segments: Whoosh's segments, in the order of their documents.
        parts: Arrays and columns of each segment, by its name.
        live: Which documents are not deleted.
        fine: The columns of all segments.
    """

    generation: str
    number: int
    storage: MappedStorage
    segments: tuple[Any, ...]
    parts: Mapping[str, OpenSegment]
    live: NDArray[np.bool_]
    fine: FineColumns


def open_commit(folder: Path, number: int, former: OpenCommit | None = None) -> OpenCommit:
    """Open a commit of a generation.

    Args:
        folder: The generation's folder.
        number: The commit's number.
        former: An earlier commit; segments that it shares are not read and checked again.

    Raises:
        IndexDamagedError: A file is corrupt.
        FileNotFoundError: A later commit or generation replaced this one meanwhile.
    """
    storage = MappedStorage(folder)
    segments = tuple(read_toc(storage, number).segments)
    known = former.parts if former is not None and former.generation == folder.name else {}
    parts: dict[str, OpenSegment] = {}
    for segment in segments:
        name = segment.segment_id()
        if name in known:
            segment.adopt(known[name].arrays)
        arrays = arrays_of(storage, segment)
        parts[name] = known.get(name) or OpenSegment(arrays, read_columns(arrays.pack))
    live = np.concatenate([np.zeros(0, dtype=np.bool_), *(live_mask(segment) for segment in segments)])
    fine = join([part.columns for part in parts.values()])
    commit = OpenCommit(folder.name, number, storage, segments, parts, live, fine)
    try:
        _open_reader(commit)
    except DAMAGE as error:
        said = told("%(file)s is corrupt: %(reason)s.", file=folder, reason=str(error))
        raise IndexDamagedError(said, REINDEX) from error
    return commit


def _open_reader(commit: OpenCommit) -> IndexReader:
    fields = schema()
    if not commit.segments:
        return EmptyReader(fields)
    return MultiReader([SegmentReader(commit.storage, fields, segment) for segment in commit.segments])


class GenerationSnapshot:
    """An `index.read_side.Snapshot` over Whoosh's segments. Share it between threads.

    Args:
        commit: What to show.
        alias_version: Number of the alias table's state.
        aliases: The alias table, key to the entity's key.
        gone: Articles that the store has lost since the commit; they count as deleted.
    """

    def __init__(
        self,
        commit: OpenCommit,
        alias_version: int,
        aliases: Mapping[str, str],
        gone: frozenset[str] = frozenset(),
    ) -> None:
        self._gone_version = ""
        numbers = commit.fine.numbers
        self.commit = commit
        self._threads = threading.local()
        self.generation = commit.generation
        self.alias_version = alias_version
        self.aliases = aliases
        self.doc_count = commit.fine.doc_count
        self.gone = gone
        self.live = commit.live
        self.ids: Sequence[str] = ArticleIds(numbers["ids"])
        self.id_numbers: NDArray[np.uint64] = numbers["ids"]
        self.texts = JoinedPostings([part.arrays for part in commit.parts.values()])
        self.published_day: NDArray[np.int32] = numbers["published_day"]
        self.first_seen: NDArray[np.int64] = numbers["first_seen"]
        self.analysis: NDArray[np.uint8] = numbers["analysis"]
        self.published_at: NDArray[np.int64] = numbers["published_at"]
        self._columns = FacetColumns(commit.fine, aliases)
        self.facets: Mapping[str, FacetColumn] = self._columns
        self.about: AboutColumn = commit.fine.about
        if gone:
            missing = np.isin(self.id_numbers, np.array([id_number(id_) for id_ in gone], dtype=np.uint64))
            self.live = commit.live & ~missing
            lost = np.flatnonzero(commit.live & missing)
            if len(lost):
                self._gone_version = f".{blake2b(lost.tobytes(), digest_size=8).hexdigest()}"
        self.version = self._version()

    def _version(self) -> str:
        return f"{self.generation}.{self.commit.number}.{self.alias_version}{self._gone_version}"

    def under(self, alias_version: int, aliases: Mapping[str, str]) -> "GenerationSnapshot":
        """Give the same documents under another alias table, sharing all that it does not change."""
        other = copy(self)
        other.alias_version, other.aliases = alias_version, aliases
        other._columns = FacetColumns(self.commit.fine, aliases, self._columns)
        other.facets, other.version = other._columns, other._version()
        return other

    @cached_property
    def story(self) -> NDArray[np.uint32]:
        """Ordinal of each document's story."""
        found = np.unique(self.commit.fine.numbers["story"], return_inverse=True)[1]
        return found.astype(np.uint32)

    @property
    def fine(self) -> FineColumns:
        """The columns before merges."""
        return self.commit.fine

    def match(self, query: Any) -> tuple[NDArray[np.uint32], NDArray[np.float32]]:
        """Evaluate a Whoosh query over the text fields.

        Returns:
            Live matching documents, ascending, and their BM25F scores (B 0.75, K1 1.2) in the same order.

        Raises:
            IndexDamagedError: A posting that was needed is corrupt.
        """
        docs: list[int] = []
        scores: list[float] = []
        try:
            searcher = self._searcher()
            for leaf, offset in searcher.leaf_searchers():
                matcher = query.matcher(leaf, leaf.context())
                while matcher.is_active():
                    docs.append(matcher.id() + offset)
                    scores.append(matcher.score())
                    matcher.next()
        except POSTING_DAMAGE as error:
            said = told("The index %(name)s is corrupt: %(reason)s.", name=self.generation, reason=str(error))
            raise IndexDamagedError(said, REINDEX) from error
        found = np.array(docs, dtype=np.uint32)
        alive = self.live[found]
        return found[alive], np.array(scores, dtype=np.float32)[alive]

    def expand(self, field: str, prefix: str, limit: int) -> list[str]:
        """Give up to ``limit`` indexed terms of a text field that begin with ``prefix``, in order.

        Terms are stems; those that only deleted articles had are among them until a merge.
        """
        found = self._searcher().reader().expand_prefix(field, prefix.encode("utf-8", "surrogatepass"))
        return [term.decode("utf-8") for term in islice(found, limit)]

    def doc_number(self, article_id: str) -> int | None:
        """Give the live document of an article, or None."""
        try:
            wanted = id_number(article_id)
        except ValueError:
            return None
        ids, docs = self._by_id
        at = int(np.searchsorted(ids, wanted)) if wanted < 2**64 else len(ids)
        return int(docs[at]) if at < len(ids) and ids[at] == wanted else None

    @cached_property
    def _by_id(self) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
        docs = np.flatnonzero(self.live)
        ids: NDArray[np.uint64] = self.commit.fine.numbers["ids"][docs]
        order = np.argsort(ids)
        return ids[order], docs[order]

    def _searcher(self) -> Searcher:
        """Give this thread's searcher: one that threads share gives wrong counts."""
        searcher: Searcher | None = getattr(self._threads, "searcher", None)
        if searcher is None:
            searcher = Searcher(_open_reader(self.commit), weighting=BM25F())
            self._threads.searcher = searcher
        return searcher
