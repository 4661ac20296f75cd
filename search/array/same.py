"""Which sentences of some documents say something: told from the index alone, for SAME.

A sentence is one number: the place of its document among those looked at, then its own number in the article
(`index.sentences.sentence_number`). What is said together is the intersection of such numbers.
"""

from collections.abc import Mapping
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from index.aliases import entity_of
from index.codec.ragged import offsets_of, ragged
from index.sentences import sentence_number
from search.array.days import day_number
from search.array.hits import Docs, places
from search.array.leaves import fields_of
from search.array.readings import Reading, readings
from search.array.view import Mask, View
from search.query import And, Boost, Dates, Node, Or, Phrase, Same, Value, Word

Sentences = NDArray[np.int64]
"""Sentences, ascending, each once."""

_NOTHING = np.zeros(0, dtype=np.int64)


def is_indexed(node: Node) -> bool:
    """Whether the index alone can tell a tree's sentences: words, phrases, names, days, joins of them."""
    match node:
        case And(children) | Or(children) | Same(children):
            return all(map(is_indexed, children))
        case Boost(child, _):
            return is_indexed(child)
        case Phrase():
            return not node.slop
        case Value(facet):
            return facet in ("person", "place", "country")
    return isinstance(node, Word | Dates)


def said_together(node: Same, view: View, candidates: Mask, aliases: Mapping[str, str]) -> Mask:
    """Give those of the candidates that have a sentence with everything that ``node`` joins.

    Args:
        node: A tree that `is_indexed`.
        view: The index.
        candidates: Documents to look at.
        aliases: The alias table.
    """
    docs = np.flatnonzero(candidates)
    found = _Finder(view, docs, aliases).sentences(node)
    kept: Mask = np.zeros(view.doc_count, dtype=np.bool_)
    kept[docs[found >> 32]] = True
    return kept


class _Finder:
    """Finds the sentences of some documents, ascending."""

    def __init__(self, view: View, docs: Docs, aliases: Mapping[str, str]) -> None:
        self._view, self._docs, self._aliases = view, docs, aliases

    def sentences(self, node: Node) -> Sentences:
        """Give the sentences that say a node."""
        match node:
            case And(children) | Same(children):
                return reduce(_shared, (self.sentences(child) for child in children))
            case Or(children):
                return np.unique(np.concatenate([self.sentences(child) for child in children]))
            case Boost(child, _):
                return self.sentences(child)
            case Value():
                return self._named(node)
            case Dates():
                return self._dated(node)
            case Word() | Phrase():
                return self._said(node)
        raise TypeError(node)

    def _said(self, node: Word | Phrase) -> Sentences:
        parts = [
            self._side_by_side(read, field)
            for read in readings(node.text, self._view)
            for field in fields_of(node)
        ]
        return np.unique(np.concatenate([_NOTHING, *parts]))

    def _side_by_side(self, read: Reading, field: str) -> Sentences:
        """Give the sentences of a field in which terms stand in a row."""
        rows, firsts = self._occurrences(read, field, 0)
        for at in range(1, len(read.terms)):
            other, positions = self._occurrences(read, field, at)
            rows, firsts = _unkey(_shared(_key(rows, firsts + at), _key(other, positions)))
            firsts = firsts - at
        numbers = self._numbers(rows, firsts, field)
        if len(read.terms) > 1:
            whole = numbers == self._numbers(rows, firsts + len(read.terms) - 1, field)
            rows, numbers = rows[whole], numbers[whole]
        return _key(rows, numbers + sentence_number(field, 0))

    def _occurrences(self, read: Reading, field: str, at: int) -> tuple[Docs, Docs]:
        """Give document (its place) and position of each occurrence of a reading's term, in order."""
        texts, term = self._view.snapshot.texts, read.terms[at]
        found = texts.postings(field, term)
        if found is None:
            return _NOTHING, _NOTHING
        here, there = places(self._docs, found.docs, self._view.doc_count)
        if read.docs is not None:
            own = read.docs[self._docs[here]]
            here, there = here[own], there[own]
        stands = texts.positions(field, term, there)
        return np.repeat(here, np.diff(stands.offsets)), stands.positions.astype(np.int64)

    def _numbers(self, rows: Docs, positions: Docs, field: str) -> NDArray[np.int64]:
        """Give the number of the sentence of a field that each position is in."""
        if field == "title" or not len(rows):
            return np.zeros(len(rows), dtype=np.int64)
        offsets, starts = self._view.sentences(field)
        places_of, which = np.unique(rows, return_inverse=True)
        first = offsets[self._docs[places_of]]
        counts = offsets[self._docs[places_of] + 1] - first
        begins = _key(np.repeat(np.arange(len(places_of)), counts), starts[ragged(first, counts)])
        at = np.searchsorted(begins, _key(which, positions), side="right") - 1
        numbers: NDArray[np.int64] = at - offsets_of(counts)[which]
        return numbers

    def _named(self, node: Value) -> Sentences:
        """Give the sentences that name an entity, or a place of a country."""
        fine, wanted = self._view.snapshot.fine, set(self._view.keys_meant(node.facet, node.text))
        name = "place" if node.facet == "country" else node.facet
        column = fine.facets[name]
        if node.facet == "country":
            meant = np.array([country in wanted for country in fine.countries], dtype=np.bool_)
        else:
            meant = np.array(
                [entity_of(key, self._aliases) in wanted for key in column.values], dtype=np.bool_
            )
        rows, entries = self._entries(column.offsets)
        kept = meant[column.ordinals[entries]] if len(meant) else np.zeros(len(entries), dtype=np.bool_)
        return self._mentions(name, rows[kept], entries[kept])

    def _dated(self, node: Dates) -> Sentences:
        """Give the sentences that speak of days within an interval."""
        about = self._view.snapshot.about
        rows, entries = self._entries(about.offsets)
        kept = np.ones(len(entries), dtype=np.bool_)
        if node.start is not None:
            kept &= about.start[entries] >= day_number(node.start)
        if node.end is not None:
            kept &= about.end[entries] <= day_number(node.end)
        return self._mentions("about", rows[kept], entries[kept])

    def _entries(self, offsets: NDArray[np.int64]) -> tuple[Docs, Docs]:
        """Give document (its place) and number of each entry of a column."""
        first = offsets[self._docs]
        counts = offsets[self._docs + 1] - first
        return np.repeat(np.arange(len(self._docs)), counts), ragged(first, counts)

    def _mentions(self, name: str, rows: Docs, entries: Docs) -> Sentences:
        column = self._view.snapshot.fine.sentences[name]
        first = column.offsets[entries]
        counts = column.offsets[entries + 1] - first
        return np.unique(_key(np.repeat(rows, counts), column.numbers[ragged(first, counts)]))


def _key(rows: Docs, numbers: NDArray[np.integer]) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = rows.astype(np.int64) << 32 | numbers.astype(np.int64)
    return keys


def _unkey(keys: NDArray[np.int64]) -> tuple[Docs, Docs]:
    return keys >> 32, keys & 0xFFFFFFFF


def _shared(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.intersect1d(one, other)
    return found
