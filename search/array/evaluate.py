"""A query tree evaluated over a view: which documents match, and how well.

Text leaves are asked of the snapshot as Whoosh queries, everything else is a mask over columns; the tree
combines them as arrays. Scores of several leaves add up; what has no text scores 0.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from search.array.days import about_masks, published_mask
from search.array.leaves import Occurrences, leaf_query
from search.array.sentences import MAX_ARTICLES, SentenceReader, sentence_mask
from search.array.view import Mask, View
from search.query import (
    All,
    And,
    Boost,
    Dates,
    Diagnostic,
    Node,
    Not,
    Or,
    Repeat,
    Same,
    Saved,
    Story,
    Text,
    Value,
    Without,
)
from search.ranking import FIELD_BOOSTS


@dataclass(frozen=True, slots=True)
class Matches:
    """Matching documents as a mask, and the score of every document (0 where it does not match)."""

    mask: Mask
    scores: NDArray[np.float32]


@dataclass(slots=True)
class Evaluator:
    """Evaluates one tree.

    Attributes:
        view: What to search.
        every: Whether every mention counts for persons, places and countries.
        reader: Where SAME reads sentences.
        diagnostics: What there was to say meanwhile.
    """

    view: View
    every: bool
    reader: SentenceReader
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def matches(self, node: Node, within: Mask) -> Matches:
        """Evaluate a tree; deleted documents never match.

        Args:
            node: The tree, expanded.
            within: Documents that other filters leave; SAME reads no others, so that outside of them the
                answer may be wrong.
        """
        found = self._evaluate(node, within)
        return Matches(found.mask & self.view.snapshot.live, found.scores)

    def _evaluate(self, node: Node, within: Mask) -> Matches:
        match node:
            case And(children):
                return self._all_of(children, within)
            case Or(children):
                return _any_of([self._evaluate(child, within) for child in children])
            case Not(child):
                return _unscored(~self._evaluate(child, within).mask)
            case Boost(child, factor):
                found = self._evaluate(child, within)
                return Matches(found.mask, found.scores * np.float32(factor))
            case Same():
                return self._same(node, within)
            case Saved(_, child) if child is not None:
                return self._evaluate(child, within)
            case Repeat():
                return self._repeat(node)
            case All() | Value() | Without() | Dates() | Story() | Saved():
                return _unscored(self._filter(node))
        self.reader.tick()
        return _text(node, self.view)

    def _filter(self, node: All | Value | Without | Dates | Story | Saved) -> Mask:
        view = self.view
        match node:
            case Dates("published", start, end):
                return published_mask(view, start, end)
            case Dates(_, start, end):
                return about_masks(view, start, end)[0]
            case Value(facet, text, every):
                return view.named_mask(facet, text, self.every or every)
            case Without(facet, every):
                return ~view.has_value(facet, self.every or every)
            case Story(id_):
                return story_mask(view, id_)
        return np.ones(view.doc_count, dtype=np.bool_)

    def _all_of(self, children: tuple[Node, ...], within: Mask) -> Matches:
        """Evaluate SAME last: it reads what the others leave."""
        parts: list[Matches] = []
        for child in sorted(children, key=lambda child: isinstance(child, Same)):
            parts.append(self._evaluate(child, within))
            within = within & parts[-1].mask
        return _all_of(parts)

    def _same(self, node: Same, within: Mask) -> Matches:
        every = Evaluator(self.view, True, self.reader, self.diagnostics)
        together = _all_of([every._evaluate(child, within) for child in node.children])
        candidates = together.mask & within & self.view.snapshot.live
        count = int(np.count_nonzero(candidates))
        if count > MAX_ARTICLES:
            message = (
                f"What SAME joins stands together in {count:,} articles; the sentences of up to "
                f"{MAX_ARTICLES:,} are read, so that this is searched as AND."
            )
            hint = "Narrow the search by a date or another word."
            self.diagnostics.append(Diagnostic("too-broad", 0, 0, message, hint))
            return together
        mask = sentence_mask(node, self.view, candidates, self.reader)
        return Matches(mask, np.where(mask, together.scores, np.float32(0)))

    def _repeat(self, node: Repeat) -> Matches:
        self.reader.tick()
        times = np.zeros(self.view.doc_count, dtype=np.float32)
        for name in FIELD_BOOSTS:
            if node.child.field in (None, name) and (asked := leaf_query(node.child, name)) is not None:
                docs, counts = self.view.snapshot.match(Occurrences(asked))
                times[docs] += counts
        mask = times >= node.times
        scores = _text(node.child, self.view).scores
        return Matches(mask, np.where(mask, scores, np.float32(0)))


def _unscored(mask: Mask) -> Matches:
    return Matches(mask, np.zeros(len(mask), dtype=np.float32))


def _all_of(parts: list[Matches]) -> Matches:
    mask = np.logical_and.reduce([part.mask for part in parts])
    total = np.add.reduce([part.scores for part in parts])
    return Matches(mask, np.where(mask, total, np.float32(0)))


def _any_of(parts: list[Matches]) -> Matches:
    mask = np.logical_or.reduce([part.mask for part in parts])
    return Matches(mask, np.add.reduce([part.scores for part in parts]))


def _text(node: Text, view: View) -> Matches:
    mask = np.zeros(view.doc_count, dtype=np.bool_)
    scores = np.zeros(view.doc_count, dtype=np.float32)
    for name, boost in FIELD_BOOSTS.items():
        if node.field in (None, name) and (asked := leaf_query(node, name, boost)) is not None:
            docs, found = view.snapshot.match(asked)
            mask[docs] = True
            scores[docs] += found
    return Matches(mask, scores)


def story_mask(view: View, article_or_story: str) -> Mask:
    """Documents of the story that an article belongs to."""
    number = view.snapshot.doc_number(article_or_story)
    if number is None:
        return np.zeros(view.doc_count, dtype=np.bool_)
    return np.asarray(view.snapshot.story == view.snapshot.story[number], dtype=np.bool_)
