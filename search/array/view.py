"""What is derived from a snapshot once and used by many searches. Shared between threads."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import cached_property
from threading import Lock
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.aliases import entity_of
from index.columns import FACETS, UNDATED
from index.entity_columns import ALIASED, countries_of_places
from index.entity_words import name_words
from index.languages import ANALYSES, DEFAULT
from index.read_side import Snapshot
from search.array.counting import Counting, bucket_numbers
from search.ranking import recency_factors
from search.variants import NameSpellings

Mask = NDArray[np.bool_]
T = TypeVar("T")

CACHED_MASKS = 256
"""Filter masks kept for a snapshot, a byte for each document: 256 MB at a million."""

REMEMBERED = 2_000
"""Small things kept for a snapshot, such as how its languages read a word."""

SPELLINGS = ("spellings",)
"""Key of the spellings of names; those of a former alias table are a start for the next."""
_OF_DOCUMENTS = ("whole", "analyses", "has_about", "story_sizes", "original")
"""Properties that are the same under every alias table."""
_OF_TEXTS = ("analyses", "sentences", "buckets", "about", "published", "recency")
_OF_FACET = ("docs", "counting", "has", "ordinals", "value", "totals", "names")
"""First parts of the keys of what is cached: of the documents alone, and of the facet that comes second."""

NamesOf = Callable[[str, Iterable[str]], dict[str, list[str]]]
"""Facet and keys to all names of each key, for finding values by the words of a name."""


KeysWithWords = Callable[[Sequence[str]], Iterable[str]]
"""Folded words to the keys of persons and places whose name holds them all."""


class View:
    """A snapshot with its derived arrays and cached masks.

    Args:
        snapshot: The generation at one commit.
        names_of: Gives the names under which the values of the other facets are known.
        keys_with_words: Looks persons and places up by the words of their names.
    """

    def __init__(self, snapshot: Snapshot, names_of: NamesOf, keys_with_words: KeysWithWords) -> None:
        self.snapshot = snapshot
        self._names_of = names_of
        self._keys_with_words = keys_with_words
        self._cache: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = Lock()
        self._small: dict[Hashable, object] = {}
        self.inherited: NameSpellings | None = None

    def renewed(self, snapshot: Snapshot) -> "View":
        """Give the view of another snapshot, with what the two have in common."""
        other = View(snapshot, self._names_of, self._keys_with_words)
        mine = self.snapshot
        other.inherited = self._cache.get(SPELLINGS, self.inherited)  # type: ignore[assignment]
        if snapshot.fine is mine.fine and snapshot.live is mine.live:
            unchanged = {name for name in FACETS if snapshot.facets[name] is mine.facets[name]}
            with self._lock:
                kept = [item for item in self._cache.items() if _holds(item[0], unchanged)]
            other._cache.update(kept)
            other._small = dict(self._small)
            other.__dict__ |= {name: self.__dict__[name] for name in _OF_DOCUMENTS if name in self.__dict__}
        return other

    def cached(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what was made for ``key`` before, or make it; the least used is forgotten first."""
        with self._lock:
            if key in self._cache:
                self._cache.move_to_end(key)
                return self._cache[key]  # type: ignore[return-value]
        made = make()
        with self._lock:
            self._cache[key] = made
            while len(self._cache) > CACHED_MASKS:
                self._cache.popitem(last=False)
        return made

    def remembered(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give a small thing that was made for ``key`` before, or make it; two threads may both make it."""
        found = self._small.get(key)
        if found is None:
            if len(self._small) >= REMEMBERED:
                self._small.clear()
            found = self._small[key] = make()
        return found  # type: ignore[return-value]

    @property
    def doc_count(self) -> int:
        """Documents, deleted ones included."""
        return self.snapshot.doc_count

    @cached_property
    def whole(self) -> bool:
        """Whether no document is deleted."""
        return bool(self.snapshot.live.all())

    @cached_property
    def analyses(self) -> tuple[str, ...]:
        """The ways in which documents are analysed; an empty archive has the default one."""
        counts = np.bincount(self.snapshot.analysis, minlength=len(ANALYSES))
        return tuple(ANALYSES[at] for at in np.flatnonzero(counts)) or (DEFAULT,)

    def in_analyses(self, wanted: tuple[str, ...]) -> Mask | None:
        """Give the documents analysed in some of the ways of `analyses`; None stands for all."""
        if len(wanted) == len(self.analyses):
            return None
        codes = [ANALYSES.index(name) for name in wanted]
        return self.cached(("analyses", wanted), lambda: np.isin(self.snapshot.analysis, codes))

    @cached_property
    def has_about(self) -> Mask:
        """Whether each document talks about any day."""
        return np.diff(self.snapshot.about.offsets) > 0

    @cached_property
    def story_sizes(self) -> NDArray[np.int64]:
        """Living articles of each story."""
        return np.bincount(self.snapshot.story[self.snapshot.live])

    def sentences(self, field: str) -> tuple[NDArray[np.int64], NDArray[np.unsignedinteger]]:
        """Give where the sentences of each document's field begin (`JoinedPostings.sentences`)."""
        return self.cached(("sentences", field), lambda: self.snapshot.texts.sentences(field))

    def recency(self, today: int) -> NDArray[np.float64]:
        """Give what each document's score is multiplied by for its age; ``today`` is since 1970-01-01."""
        found = self.snapshot
        return self.cached(
            ("recency", today),
            lambda: recency_factors(found.published_day, found.first_seen, found.live, today),
        )

    @cached_property
    def original(self) -> NDArray[np.int64]:
        """Rank in which documents stand for their story: dated before undated, earliest, then by id."""
        undated = self.snapshot.published_day == UNDATED
        order = np.lexsort((self.snapshot.id_numbers, self.snapshot.published_at, undated))
        rank = np.empty(self.doc_count, dtype=np.int64)
        rank[order] = np.arange(self.doc_count)
        return rank

    def entry_docs(self, facet: str) -> NDArray[np.int64]:
        """Document of each entry of a facet's column."""
        offsets = self.snapshot.facets[facet].offsets
        return self.cached(
            ("docs", facet), lambda: np.repeat(np.arange(self.doc_count, dtype=np.int64), np.diff(offsets))
        )

    @property
    def countries_of_places(self) -> tuple[tuple[str, ...], NDArray[np.int64]]:
        """Give the codes of countries, and the ordinal of that of each place (-1 for none)."""
        found = self.snapshot
        return self.cached(
            ("lands",), lambda: countries_of_places(found.facets["place"], found.fine, found.aliases)
        )

    def counted(self, facet: str, every: bool) -> Mask:
        """Whether each entry counts: salient, or every mention."""
        column = self.snapshot.facets[facet]
        return np.ones(len(column.ordinals), dtype=np.bool_) if every else column.salient

    def counting(self, facet: str, every: bool) -> Counting:
        """Give a facet's entries that count, laid out for counting."""

        def make() -> Counting:
            column = self.snapshot.facets[facet]
            kept, size = self.counted(facet, every), len(column.values)
            if kept.all():
                return Counting(column.offsets, column.ordinals, size)
            before = np.concatenate(([0], np.cumsum(kept)))
            return Counting(before[column.offsets], column.ordinals[kept], size)

        return self.cached(("counting", facet, every), make)

    def buckets(self, granularity: str) -> NDArray[np.int32]:
        """Give the number of each document's bucket of publication, from 1970 on; junk for undated ones."""
        return self.cached(
            ("buckets", granularity), lambda: bucket_numbers(self.snapshot.published_day, granularity)
        )

    def about_buckets(self, granularity: str) -> tuple[Counting, int]:
        """Give the buckets that each document talks about, each once, and the number of the first bucket."""

        def make() -> tuple[Counting, int]:
            about = self.snapshot.about
            first = bucket_numbers(about.start, granularity).astype(np.int64)
            whole = first == bucket_numbers(about.end, granularity)
            docs, first = np.repeat(np.arange(self.doc_count), np.diff(about.offsets))[whole], first[whole]
            low = int(first.min(initial=0))
            width = int(first.max(initial=0)) - low + 1
            pairs = np.unique(docs * width + (first - low))
            counts = np.bincount(pairs // width, minlength=self.doc_count)
            return Counting(np.concatenate(([0], np.cumsum(counts))), pairs % width, width), low

        return self.cached(("about", granularity), make)

    def has_value(self, facet: str, every: bool) -> Mask:
        """Whether each document has a value of a facet."""
        return self.cached(("has", facet, every), lambda: self._mask(facet, self.counted(facet, every)))

    def _mask(self, facet: str, entries: Mask) -> Mask:
        mask = np.zeros(self.doc_count, dtype=np.bool_)
        mask[self.entry_docs(facet)[entries]] = True
        return mask

    def ordinal(self, facet: str, key: str) -> int | None:
        """Place of a key among a facet's values, or None; a key that was merged stands for what it became."""
        if facet in ALIASED:
            key = entity_of(key, self.snapshot.aliases)
        return self._ordinals(facet).get(key)

    def ordinals(self, facet: str, keys: Iterable[str]) -> list[int]:
        """Give the places of those of some keys that are among a facet's values."""
        known, aliases = self._ordinals(facet), self.snapshot.aliases if facet in ALIASED else {}
        places = (known.get(entity_of(key, aliases) if key in aliases else key) for key in keys)
        return [at for at in places if at is not None]

    def _ordinals(self, facet: str) -> dict[str, int]:
        values = self.snapshot.facets[facet].values
        return self.cached(("ordinals", facet), lambda: {key: at for at, key in enumerate(values)})

    def value_mask(self, facet: str, key: str, every: bool) -> Mask:
        """Documents that have one value."""
        return self.cached(("value", facet, key, every), lambda: self._ordinals_mask(facet, (key,), every))

    def _ordinals_mask(self, facet: str, keys: Iterable[str], every: bool) -> Mask:
        wanted = self.ordinals(facet, keys)
        if not wanted:
            return np.zeros(self.doc_count, dtype=np.bool_)
        entries = np.isin(self.snapshot.facets[facet].ordinals, wanted) & self.counted(facet, every)
        return self._mask(facet, entries)

    def named_mask(self, facet: str, text: str, every: bool) -> Mask:
        """Documents with the value whose key is ``text``, else with any value named by all its words."""
        if self.ordinal(facet, text) is not None:
            return self.value_mask(facet, text, every)
        return self.cached(
            ("named", facet, text, every),
            lambda: self._ordinals_mask(facet, self.keys_named(facet, text), every),
        )

    def keys_meant(self, facet: str, text: str) -> list[str]:
        """Give the key that ``text`` is, or else the keys that it names."""
        return [text] if self.ordinal(facet, text) is not None else self.keys_named(facet, text)

    def keys_named(self, facet: str, text: str) -> list[str]:
        """Give the keys of a facet, one of whose names holds every word of ``text``."""
        words = set(name_words(text))
        if facet not in ALIASED:
            return [key for key, names in self.names(facet).items() if any(words <= found for found in names)]
        aliases = self.snapshot.aliases
        meant = {entity_of(key, aliases) for key in self._keys_with_words(sorted(words))}
        return sorted(key for key in meant if self.ordinal(facet, key) is not None)

    def totals(self, facet: str, every: bool) -> NDArray[np.int64]:
        """Give the number of living articles of each value of a facet."""

        def make() -> NDArray[np.int64]:
            column = self.snapshot.facets[facet]
            kept = self.counted(facet, every)
            if not self.whole:
                kept = kept & self.snapshot.live[self.entry_docs(facet)]
            return np.bincount(column.ordinals[kept], minlength=len(column.values))

        return self.cached(("totals", facet, every), make)

    def names(self, facet: str) -> dict[str, list[set[str]]]:
        """Give the folded words of each name of each value of a facet that is no person or place."""

        def make() -> dict[str, list[set[str]]]:
            known = self._names_of(facet, self.snapshot.facets[facet].values)
            return {key: [set(name_words(name)) for name in names] for key, names in known.items()}

        return self.cached(("names", facet), make)


def _holds(key: Hashable, unchanged: set[str]) -> bool:
    """Whether what is cached under a key holds for another alias table, too."""
    assert isinstance(key, tuple)
    return key[0] in _OF_TEXTS or (key[0] in _OF_FACET and key[1] in unchanged)
