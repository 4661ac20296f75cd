"""A query tree evaluated over a view: which documents match, and how well.

Text leaves are asked of the snapshot as Whoosh queries, everything else is a mask over columns; the tree
combines them as arrays. Scores of several leaves add up; what has no text scores 0.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from whoosh.query.compound import Or as EitherQuery
from whoosh.query.positional import Phrase as PhraseQuery
from whoosh.query.qcore import Query as WhooshQuery
from whoosh.query.terms import FuzzyTerm, Prefix, Regex, Term

from index.analysis import terms
from index.columns import UNDATED
from search.array.view import Mask, View
from search.highlight import pattern_expression, whole_word
from search.query import All, And, Dates, Fuzzy, Node, Not, Or, Pattern, Phrase, Story, Text, Value
from search.ranking import FIELD_BOOSTS

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Matches:
    """Matching documents as a mask, and the score of every document (0 where it does not match)."""

    mask: Mask
    scores: NDArray[np.float32]


def evaluate(node: Node, view: View, every: bool) -> Matches:
    """Evaluate a tree; deleted documents never match.

    Args:
        node: The tree.
        view: What to search.
        every: Whether every mention counts for ``person:`` and ``place:``.
    """
    found = _evaluate(node, view, every)
    return Matches(found.mask & view.snapshot.live, found.scores)


def _evaluate(node: Node, view: View, every: bool) -> Matches:
    match node:
        case And(children):
            return _all_of([_evaluate(child, view, every) for child in children])
        case Or(children):
            return _any_of([_evaluate(child, view, every) for child in children])
        case Not(child):
            return _unscored(~_evaluate(child, view, every).mask)
        case All():
            return _unscored(np.ones(view.doc_count, dtype=np.bool_))
        case Dates("published", start, end):
            return _unscored(published_mask(view, start, end))
        case Dates(_, start, end):
            return _unscored(about_masks(view, start, end)[0])
        case Value(facet, text):
            return _unscored(view.named_mask(facet, text, every))
        case Story(id_):
            return _unscored(story_mask(view, id_))
    return _text(node, view)


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
    for field, boost in FIELD_BOOSTS.items():
        if node.field in (None, field) and (asked := leaf_query(node, field, boost)) is not None:
            docs, found = view.snapshot.match(asked)
            mask[docs] = True
            scores[docs] += found
    return Matches(mask, scores)


def leaf_query(node: Text, field: str, boost: float = 1.0) -> WhooshQuery | None:
    """Give the Whoosh query of a leaf in one field, or None when nothing of it is searchable."""
    if isinstance(node, Pattern):
        return _pattern_query(node.text, field, boost)
    words = [term.text for term in terms(node.text)]
    if not words:
        return None
    if isinstance(node, Fuzzy) and len(words) == 1:
        return FuzzyTerm(field, words[0], boost=boost, maxdist=node.distance, prefixlength=1)
    if len(words) == 1:
        return Term(field, words[0], boost=boost)
    slop = node.slop if isinstance(node, Phrase) else 0
    return PhraseQuery(field, words, slop=slop + 1, boost=boost)


def _pattern_query(text: str, field: str, boost: float) -> WhooshQuery:
    prefix = text.partition("*")[0]
    folded = pattern_expression(prefix).replace("\\", "")
    if text.index("*") < len(text) - 1:
        return Regex(field, f"{pattern_expression(text)}$", boost=boost, constantscore=True)
    starred = Prefix(field, folded, boost=boost, constantscore=True)
    exact = whole_word(text)
    if exact is None or exact.startswith(folded):
        return starred
    return EitherQuery([starred, Term(field, exact, boost=boost)])


def day_number(day: date) -> int:
    """Give the days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def published_mask(view: View, start: date | None, end: date | None) -> Mask:
    """Documents whose printed day is from ``start`` to ``end``, inclusive; None is open."""

    def make() -> Mask:
        days = view.snapshot.published_day
        mask: Mask = days != UNDATED
        if start:
            mask &= days >= day_number(start)
        if end:
            mask &= days <= day_number(end)
        return mask

    return view.cached(("published", start, end), make)


def about_masks(view: View, start: date | None, end: date | None) -> tuple[Mask, Mask]:
    """Documents that talk about the asked days, and those that do so only in a coarser way.

    The first have an interval inside ``start`` to ``end``; the second have none, but one that overlaps.
    """

    def make() -> tuple[Mask, Mask]:
        about = view.snapshot.about
        low = day_number(start) if start else np.iinfo(np.int32).min
        high = day_number(end) if end else np.iinfo(np.int32).max
        docs = np.repeat(np.arange(view.doc_count), np.diff(about.offsets))
        inside = np.zeros(view.doc_count, dtype=np.bool_)
        inside[docs[(about.start >= low) & (about.end <= high)]] = True
        overlapping = np.zeros(view.doc_count, dtype=np.bool_)
        overlapping[docs[(about.start <= high) & (about.end >= low)]] = True
        return inside, overlapping & ~inside

    return view.cached(("about", start, end), make)


def story_mask(view: View, article_or_story: str) -> Mask:
    """Documents of the story that an article belongs to."""
    number = view.snapshot.doc_number(article_or_story)
    if number is None:
        return np.zeros(view.doc_count, dtype=np.bool_)
    return np.asarray(view.snapshot.story == view.snapshot.story[number], dtype=np.bool_)
