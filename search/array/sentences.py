"""Which articles say several things in one sentence: read from the store, remembered for the snapshot."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.article import FoundEntity, Span, StoredArticle
from index.batching import batched
from index.entity_columns import entity_of
from index.languages import analysis_of
from search.array.days import day_number
from search.array.view import Mask, View
from search.highlight import Highlighter
from search.query import And, Boost, Dates, Node, Or, Same, Value
from search.results import Range
from search.sentences import sentence_at, sentence_ranges

MAX_ARTICLES = 20_000
"""Articles read for one SAME; 1,000 take about 0.4 s."""
BATCH = 200
UNKNOWN, NO, YES = 0, 1, 2

Place = tuple[str, int, int]
"""Field, first and one past the last code point of an occurrence."""


@dataclass(frozen=True, slots=True)
class SentenceReader:
    """Where sentences are read.

    Attributes:
        articles: Gives stored articles by id.
        aliases: Gives the alias table.
        tick: Called between batches; raises when the time is over.
    """

    articles: Callable[[Iterable[str]], Mapping[str, StoredArticle]]
    aliases: Callable[[], Mapping[str, str]]
    tick: Callable[[], None]


def sentence_mask(node: Same, view: View, candidates: Mask, reader: SentenceReader) -> Mask:
    """Give those of the candidates that have a sentence with everything that ``node`` joins."""
    known: NDArray[np.uint8] = view.cached(
        ("same", node), lambda: np.full(view.doc_count, UNKNOWN, dtype=np.uint8)
    )
    unread = np.flatnonzero(candidates & (known == UNKNOWN)).tolist()
    if unread:
        places = _Places(node, view, reader.aliases())
        for batch in batched(unread, BATCH):
            reader.tick()
            ids = {view.snapshot.ids[doc]: doc for doc in batch}
            found = reader.articles(ids)
            for id_, doc in ids.items():
                known[doc] = YES if id_ in found and places.in_one_sentence(found[id_]) else NO
    return np.asarray(candidates & (known == YES))


class _Places:
    """Finds the sentences of articles in which the operands of one SAME stand."""

    def __init__(self, node: Same, view: View, aliases: Mapping[str, str]) -> None:
        self._node = node
        self._view = view
        self._aliases = aliases
        self._highlighters: dict[Node, Highlighter] = {}
        self._keys: dict[Value, set[str]] = {}

    def in_one_sentence(self, stored: StoredArticle) -> bool:
        clean = stored.article.clean
        texts = {"title": clean.title, "description": clean.description, "body": clean.text}
        ranges = {"title": [(0, len(clean.title))], "description": sentence_ranges(clean.description)}
        ranges["body"] = sentence_ranges(clean.text)
        return bool(self._sentences(self._node, stored, texts, ranges))

    def _sentences(
        self, node: Node, stored: StoredArticle, texts: dict[str, str], ranges: dict[str, list[Range]]
    ) -> set[tuple[str, int]]:
        """Give the field and number of each sentence that holds a node."""
        match node:
            case And(children) | Same(children):
                return set.intersection(
                    *(self._sentences(child, stored, texts, ranges) for child in children)
                )
            case Or(children):
                return set().union(*(self._sentences(child, stored, texts, ranges) for child in children))
            case Boost(child, _):
                return self._sentences(child, stored, texts, ranges)
        found = set()
        for field, start, end in self._leaf(node, stored, texts):
            if ranges[field]:
                number = sentence_at(ranges[field], start)
                if end <= ranges[field][number][1]:
                    found.add((field, number))
        return found

    def _leaf(self, node: Node, stored: StoredArticle, texts: dict[str, str]) -> list[Place]:
        if isinstance(node, Value):
            return [_place(span) for item in self._entities(node, stored) for span in item.mentions]
        if isinstance(node, Dates):
            return [
                _place(span)
                for item in stored.annotations.dates
                if (node.start is None or day_number(node.start) <= day_number(item.start))
                and (node.end is None or day_number(item.end) <= day_number(node.end))
                for span in item.mentions
            ]
        if node not in self._highlighters:
            self._highlighters[node] = Highlighter(node)
        found, analysis = self._highlighters[node], analysis_of(stored.article.clean.language)
        return [
            (field, item.start, item.end)
            for field, text in texts.items()
            for item in found.occurrences(text, field, analysis)
        ]

    def _entities(self, node: Value, stored: StoredArticle) -> list[FoundEntity]:
        if node not in self._keys:
            self._keys[node] = set(self._view.keys_meant(node.facet, node.text))
        keys, found = self._keys[node], stored.annotations
        if node.facet == "country":
            return [item for item in found.places if item.entity.country in keys]
        items = found.persons if node.facet == "person" else found.places
        return [item for item in items if entity_of(item.entity.key, self._aliases) in keys]


def _place(span: Span) -> Place:
    return "body" if span.field == "text" else span.field, span.start, span.end
