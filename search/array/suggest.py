"""Suggestions over a view: words, persons, places and sources that may be meant by what is typed."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice, product
from threading import Lock
from typing import Protocol

import numpy as np

from index.aliases import entity_of
from index.analysis import terms
from index.article import Entity
from index.entity_words import NamedKey, name_words
from index.rows import Texts
from search.array.leaves import fields_of
from search.array.lexicon import Lexicon
from search.array.name_lexicon import NameLexicon
from search.array.readings import readings
from search.array.surfaces import Surfaces
from search.array.view import View
from search.patterns import stems_of_prefix
from search.query import Word
from search.suggestions import KINDS, Suggestion, SuggestionKind, Typed, last_word

HELD_NAMES = 20_000
"""Names held in memory; the others are looked up in the store when these do not suffice."""
HELD_S = 60.0
"""A commit makes the names be read again, at most so often."""
STORE_CHARS = 3
"""Characters before the store is asked: with fewer, too much begins so."""
CANDIDATES = 40
MISTYPED = 10
"""A word that would begin so but for an error is offered when so many times as frequent as those that do."""
NEAR = 3
"""Words that are offered in spite of an error."""


class Names(Protocol):
    """Where articles and names are read: the store's read side."""

    def texts(self, ids: Iterable[str]) -> Mapping[str, Texts]:
        """Give the texts of the articles that exist, keyed by id."""
        ...

    def entities(self, keys: Iterable[str]) -> Mapping[str, Entity]:
        """Give the entities that are known."""
        ...

    def most_used(self, limit: int) -> list[NamedKey]:
        """Give the persons and places that most articles hold, those first."""
        ...

    def renamed(self) -> list[NamedKey]:
        """Give those that people gave a name, with that name."""
        ...

    def keys_starting(self, words: Sequence[str], prefix: str, limit: int) -> list[NamedKey]:
        """Give those whose name holds some words and one that begins so; most articles first."""
        ...


class Suggester:
    """Completes what is typed. Share it between threads.

    Args:
        names: The store's read side.
    """

    def __init__(self, names: Names) -> None:
        self.lexicon = Lexicon()
        self.surfaces = Surfaces(names.texts)
        self._names = names
        self._held: tuple[str, float, NameLexicon] | None = None
        self._lock = Lock()

    def suggest(
        self, view: View, text: str, *, kinds: tuple[SuggestionKind, ...] = KINDS, limit: int = 8
    ) -> list[Suggestion]:
        """Give what may be meant by the end of a text, up to ``limit`` of each kind, most articles first.

        What begins as typed comes before what would without a typing error.
        """
        typed = last_word(text, kinds)
        if typed is None:
            return []
        found: list[Suggestion] = []
        for kind in typed.kinds:
            found += {"word": self._words, "source": self._sources}.get(kind, self._entities)(
                view, typed, kind, limit
            )
        return found

    def _words(self, view: View, typed: Typed, _kind: SuggestionKind, limit: int) -> list[Suggestion]:
        prefix = "".join(name_words(typed.word))
        texts = view.snapshot.texts
        found = dict(self.lexicon.starting(texts, prefix, CANDIDATES))
        stems = {stem for analysis in view.analyses for stem in stems_of_prefix(prefix, analysis)}
        found |= {stem: count for stem in stems if (count := texts.doc_frequency("body", stem))}
        best = sorted(found, key=lambda stem: (-found[stem], stem))[: 2 * limit]
        if len(best) < limit:
            least = MISTYPED * max(found.values(), default=0)
            near = self.lexicon.starting_near(texts, prefix, limit)
            best += [stem for stem, count in near if stem not in found and count >= least][:NEAR]
        words: dict[str, str] = {}
        for word in self.surfaces.of(view, best, prefix=prefix).values():
            # Languages stem one word in several ways.
            words.setdefault(" ".join(term.text for term in terms(word)), word)
        return [
            Suggestion("word", word, count, f"{typed.before}{word}")
            for word in words.values()
            if (count := count_word(view, word))
        ][:limit]

    def _sources(self, view: View, typed: Typed, _kind: SuggestionKind, limit: int) -> list[Suggestion]:
        words, totals = name_words(typed.word), view.totals("source", every=False)
        found = [
            Suggestion("source", key, int(totals[at]), typed.before.rstrip(), key)
            for key, names in view.names("source").items()
            if any(_starts(words, name) for name in names)
            and (at := view.ordinal("source", key)) is not None
            and totals[at]
        ]
        return sorted(found, key=lambda item: (-item.count, item.text))[:limit]

    def _entities(self, view: View, typed: Typed, kind: SuggestionKind, limit: int) -> list[Suggestion]:
        totals, aliases = view.totals(kind, every=False), view.snapshot.aliases
        found: dict[str, tuple[int, str]] = {}
        sources = (self._held_names, self._stored_names, self._near_names)
        for source, (before, words) in product(sources, typed.names()):
            for item in source(view, words):
                key = entity_of(item.key, aliases) if item.kind == kind else ""
                at = view.ordinal(kind, key) if key else None
                if at is not None and totals[at]:
                    found.setdefault(key, (int(totals[at]), before))
            if found:
                break
        best = sorted(found, key=lambda key: (-found[key][0], key))[:limit]
        names = self._names.entities(best)
        return [Suggestion(kind, names[key].name if key in names else key, *found[key], key) for key in best]

    def _held_names(self, view: View, words: Sequence[str]) -> Iterator[NamedKey]:
        # The names held are some seconds old; one that was given just now is offered at once.
        given = (item for item in self._names.renamed() if _starts(words, set(name_words(item.name))))
        return islice(chain(given, self._lexicon(view).starting(words)), CANDIDATES)

    def _stored_names(self, _view: View, words: Sequence[str]) -> Iterable[NamedKey]:
        if len(words[-1]) < STORE_CHARS:
            return ()
        return self._names.keys_starting(words[:-1], words[-1], CANDIDATES)

    def _near_names(self, view: View, words: Sequence[str]) -> Iterator[NamedKey]:
        return islice(self._lexicon(view).starting_near(words), CANDIDATES)

    def _lexicon(self, view: View) -> NameLexicon:
        version, now = view.snapshot.version, time.monotonic()
        with self._lock:
            held = self._held
            if held is None or (held[0] != version and now - held[1] > HELD_S):
                held = self._held = version, now, NameLexicon(self._names.most_used(HELD_NAMES))
            return held[2]


def _starts(words: Sequence[str], name: set[str]) -> bool:
    *whole, prefix = words or [""]
    return name.issuperset(whole) and any(word.startswith(prefix) for word in name)


def count_word(view: View, word: str) -> int:
    """Give the number of living articles that a word finds."""

    def count() -> int:
        marks = np.zeros(view.doc_count, dtype=np.bool_)
        for read in readings(word, view):
            for field in fields_of(Word(word)):
                postings = read.postings(view, field) if len(read.terms) == 1 else None
                if postings is not None:
                    marks[postings.docs] = True
        return int(np.count_nonzero(marks if view.whole else marks & view.snapshot.live))

    return view.remembered(("articles with", word), count)
