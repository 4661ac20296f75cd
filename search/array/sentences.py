"""Which articles say several things in one sentence: read from the store, remembered for the snapshot."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.aliases import entity_of
from index.article import FoundEntity, StoredArticle
from index.batching import batched
from index.languages import analysis_of
from index.sentences import SentenceNumbers
from search.array.view import Mask, View
from search.highlight import Highlighter
from search.query import And, Boost, Dates, Node, Or, Same, Value

MAX_ARTICLES = 20_000
"""Articles read for one SAME; 1,000 take about 0.4 s."""
BATCH = 200
UNKNOWN, NO, YES = 0, 1, 2


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
        return bool(self._sentences(self._node, _Read(stored, texts, SentenceNumbers(texts))))

    def _sentences(self, node: Node, read: "_Read") -> set[int]:
        """Give the number of each sentence that holds a node."""
        match node:
            case And(children) | Same(children):
                return set.intersection(*(self._sentences(child, read) for child in children))
            case Or(children):
                return set().union(*(self._sentences(child, read) for child in children))
            case Boost(child, _):
                return self._sentences(child, read)
            case Value():
                spans = [span for item in self._entities(node, read.stored) for span in item.mentions]
                return set(read.numbers.of(spans))
            case Dates(_, first, last):
                spans = [
                    span
                    for item in read.stored.annotations.dates
                    if (first is None or first <= item.start) and (last is None or item.end <= last)
                    for span in item.mentions
                ]
                return set(read.numbers.of(spans))
        return self._said(node, read)

    def _said(self, node: Node, read: "_Read") -> set[int]:
        if node not in self._highlighters:
            self._highlighters[node] = Highlighter(node)
        found, analysis = self._highlighters[node], analysis_of(read.stored.article.clean.language)
        sentences = set()
        for field, text in read.texts.items():
            for item in found.occurrences(text, field, analysis):
                numbers = read.numbers.touched(field, item.start, item.end)
                if len(numbers) == 1:  # what goes over a border is not said in one sentence
                    sentences.add(numbers[0])
        return sentences

    def _entities(self, node: Value, stored: StoredArticle) -> list[FoundEntity]:
        if node not in self._keys:
            self._keys[node] = set(self._view.keys_meant(node.facet, node.text))
        keys, found = self._keys[node], stored.annotations
        if node.facet == "country":
            return [item for item in found.places if item.entity.country in keys]
        items = found.persons if node.facet == "person" else found.places
        return [item for item in items if entity_of(item.entity.key, self._aliases) in keys]


@dataclass(frozen=True, slots=True)
class _Read:
    """An article with its texts and the numbers of its sentences."""

    stored: StoredArticle
    texts: dict[str, str]
    numbers: SentenceNumbers
