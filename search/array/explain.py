"""Why one document matches, and what its score is made of: each part of the query evaluated by itself."""

from collections.abc import Iterator

import numpy as np

from index.joined_postings import select
from search.array.evaluate import Evaluator
from search.array.hits import Hits
from search.array.leaves import fields_of, single_term
from search.array.view import Mask, View
from search.explanation import Clause, TermScore
from search.query import And, Boost, Node, Not, Or, Phrase, Same, Saved, Text, Word, to_text

Parts = tuple[tuple[Node, float], ...]


class Explainer:
    """Explains one document.

    Args:
        view: What is searched.
        evaluator: Evaluates parts of the query.
        within: Documents that the search's filters leave, and the document.
        doc: The document.
    """

    def __init__(self, view: View, evaluator: Evaluator, within: Mask, doc: int) -> None:
        self._view, self._evaluator, self._within, self._doc = view, evaluator, within, doc

    def clause(self, node: Node, factor: float = 1.0) -> Clause:
        """Explain a part of the query; its score is multiplied by ``factor``, the weights around it."""
        matches, score = self._ask(node)
        parts = _parts(node)
        terms = tuple(self._terms(node, factor)) if isinstance(node, Word | Phrase) and matches else ()
        return Clause(
            text=to_text(node),
            matches=matches,
            score=score * factor,
            terms=terms,
            clauses=tuple(self.clause(child, factor * weight) for child, weight in parts),
        )

    def _ask(self, node: Node) -> tuple[bool, float]:
        found = self._evaluator.matches(node, self._within)
        if not isinstance(found, Hits):
            return bool(found[self._doc]), 0.0
        at = int(np.searchsorted(found.docs, self._doc))
        there = at < len(found.docs) and int(found.docs[at]) == self._doc
        return there, float(found.scores[at]) if there else 0.0

    def _terms(self, node: Text, factor: float) -> Iterator[TermScore]:
        """Take a word apart by field; of a phrase the parts are its words, where it stands."""
        texts = self._view.snapshot.texts
        for read in single_term(node, self._view) or ():
            for field, boost in fields_of(node).items():
                postings = texts.postings(field, read.terms[0])
                at = -1 if postings is None else int(np.searchsorted(postings.docs, self._doc))
                if postings is None or at >= len(postings.docs) or int(postings.docs[at]) != self._doc:
                    continue
                if read.docs is not None and not read.docs[self._doc]:
                    continue
                documents = _documents(self._view, node, field)
                weight = boost * factor * texts.idf(documents)
                rows = np.array([at])
                yield TermScore(
                    field=field,
                    term=read.terms[0],
                    occurrences=len(texts.positions(field, read.terms[0], rows).positions),
                    documents=documents,
                    idf=texts.idf(documents),
                    length=texts.length(field, self._doc),
                    average_length=texts.average_length(field),
                    boost=boost * factor,
                    score=float(texts.scores(field, select(postings, rows), weight)[0]),
                )


def _documents(view: View, node: Text, field: str) -> int:
    found = (read.postings(view, field) for read in single_term(node, view) or ())
    return sum(len(postings.docs) for postings in found if postings is not None)


def _parts(node: Node) -> Parts:
    match node:
        case And(children) | Or(children) | Same(children):
            return tuple((child, 1.0) for child in children)
        case Boost(child, factor):
            return ((child, factor),)
        case Not(child):
            return ((child, 0.0),)
        case Saved(_, child) if child is not None:
            return ((child, 1.0),)
    return ()
