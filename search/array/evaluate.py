"""A query tree evaluated over a view: which documents match, and how well.

Text leaves are lists of documents with scores, everything else is a mask over columns; a conjunction begins
with its rarest part and looks the others up. Scores of several leaves add up; what has no text scores 0.
"""

from dataclasses import dataclass, field

import numpy as np

from index.wording import told, told_of
from search.array.days import about_masks, published_mask
from search.array.hits import Found, Hits, as_hits, as_mask, both, narrowed, union
from search.array.leaves import Occurrences, TermLeaf, fields_of, leaf_queries, single_term, text_hits
from search.array.same import is_indexed, said_together
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
    Phrase,
    Repeat,
    Same,
    Saved,
    Story,
    Value,
    Without,
    Word,
)


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

    def matches(self, node: Node, within: Mask) -> Found:
        """Evaluate a tree; deleted documents may be among what is found.

        Args:
            node: The tree, expanded.
            within: Documents that other filters leave; SAME reads no others, so that outside of them the
                answer may be wrong.
        """
        match node:
            case And(children):
                return self._all_of(children, within)
            case Or(children):
                return self._any_of(children, within)
            case Not(child):
                return ~as_mask(self.matches(child, within), self.view.doc_count)
            case Boost(child, factor):
                found = self.matches(child, within)
                return Hits(found.docs, found.scores * factor) if isinstance(found, Hits) else found
            case Same():
                return self._same(node, within)
            case Saved(_, child) if child is not None:
                return self.matches(child, within)
            case Repeat():
                return self._repeat(node)
            case All() | Value() | Without() | Dates() | Story() | Saved():
                return self._filter(node)
        self.reader.tick()
        return text_hits(node, self.view)

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

    def _all_of(self, children: tuple[Node, ...], within: Mask) -> Found:
        """Evaluate from the rarest on; SAME last, as it reads what the others leave."""
        leaves: list[TermLeaf] = []
        hits: list[Hits] = []
        masks: list[Mask] = []
        sames: list[Same] = []
        for child in children:
            if isinstance(child, Same):
                sames.append(child)
            elif (leaf := self._term_leaf(child)) is not None:
                leaves.append(leaf)
            else:
                found = self.matches(child, within)
                if isinstance(found, Hits):
                    hits.append(found)
                else:
                    masks.append(found)
        result = self._joined(sorted(leaves, key=lambda leaf: leaf.size), hits, masks)
        for same in sames:
            before = as_mask(result, self.view.doc_count)
            found = self._same(same, within & before)
            result = both(as_hits(result), as_hits(found), self.view.doc_count)
        return result

    def _term_leaf(self, node: Node) -> TermLeaf | None:
        if not isinstance(node, Word | Phrase):
            return None
        term = single_term(node, self.view)
        return None if term is None else TermLeaf(self.view, term, fields_of(node))

    def _joined(self, leaves: list[TermLeaf], hits: list[Hits], masks: list[Mask]) -> Found:
        hits = sorted(hits, key=lambda found: len(found.docs))
        if not leaves and not hits:
            every: Mask = np.logical_and.reduce([np.ones(self.view.doc_count, dtype=np.bool_), *masks])
            return every
        if hits and (not leaves or len(hits[0].docs) <= leaves[0].size):
            result, hits = hits[0], hits[1:]
        else:
            self.reader.tick()
            result, leaves = leaves[0].hits(), leaves[1:]
        for mask in masks:
            result = narrowed(result, mask)
        for found in hits:
            result = both(result, found, self.view.doc_count)
        for leaf in leaves:
            self.reader.tick()
            kept, scores = leaf.among(result.docs)
            result = Hits(result.docs[kept], result.scores[kept] + scores)
        return result

    def _any_of(self, children: tuple[Node, ...], within: Mask) -> Found:
        found = [self.matches(child, within) for child in children]
        masks = [it for it in found if not isinstance(it, Hits)]
        hits = union([it for it in found if isinstance(it, Hits)], self.view.doc_count)
        if not masks:
            return hits
        mask: Mask = np.logical_or.reduce(masks)
        if not len(hits.docs):
            return mask
        return union([hits, as_hits(mask)], self.view.doc_count)

    def _same(self, node: Same, within: Mask) -> Found:
        every = Evaluator(self.view, True, self.reader, self.diagnostics)
        together = every._all_of(node.children, within)
        candidates = as_mask(together, self.view.doc_count) & within & self.view.snapshot.live
        if is_indexed(node):
            self.reader.tick()
            kept = said_together(node, self.view, candidates, self.reader.aliases())
            return narrowed(as_hits(together), kept)
        count = int(np.count_nonzero(candidates))
        if count > MAX_ARTICLES:
            message = told_of(
                "What SAME joins stands together in %(number)s article; the sentences of up to %(most)s are "
                "read, so that this is searched as AND.",
                "What SAME joins stands together in %(number)s articles; the sentences of up to %(most)s are "
                "read, so that this is searched as AND.",
                count,
                most=MAX_ARTICLES,
            )
            hint = told("Narrow the search by a date or another word.")
            self.diagnostics.append(Diagnostic("too-broad", 0, 0, message, hint))
            return together
        return narrowed(as_hits(together), sentence_mask(node, self.view, candidates, self.reader))

    def _repeat(self, node: Repeat) -> Found:
        self.reader.tick()
        times = np.zeros(self.view.doc_count, dtype=np.int64)
        term = single_term(node.child, self.view)
        for name in fields_of(node.child):
            if term is not None:
                for postings in filter(None, (read.postings(self.view, name) for read in term)):
                    times[postings.docs] += postings.weights().astype(np.int64)
                continue
            for asked, read in leaf_queries(node.child, self.view, name):
                docs, counts = self.view.snapshot.match(Occurrences(asked))
                kept = read.kept(docs)
                times[docs[kept]] += counts[kept].astype(np.int64)
        return narrowed(text_hits(node.child, self.view), times >= node.times)


def story_mask(view: View, article_or_story: str) -> Mask:
    """Documents of the story that an article belongs to."""
    number = view.snapshot.doc_number(article_or_story)
    if number is None:
        return np.zeros(view.doc_count, dtype=np.bool_)
    return np.asarray(view.snapshot.story == view.snapshot.story[number], dtype=np.bool_)
