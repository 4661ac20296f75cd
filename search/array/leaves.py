"""Words, phrases and patterns over the postings of the text fields.

Words, phrases without gaps and prefixes are read as arrays. What arrays do not know (gaps in phrases, stars
inside, edits) is asked of Whoosh's own matchers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh.matching.wrappers import WrappingMatcher
from whoosh.query.positional import Phrase as PhraseQuery
from whoosh.query.qcore import Query as WhooshQuery
from whoosh.query.terms import FuzzyTerm, Regex, Term

from index.codec.field import Postings
from index.joined_postings import JoinedPostings, select
from search.array.hits import NOTHING, Docs, Hits, Scores, narrowed, places, union
from search.array.readings import Reading, readings, term_readings
from search.array.view import View
from search.patterns import is_prefix, literal_start, pattern_expression, stems_of_prefix
from search.query import Fuzzy, Pattern, Phrase, Text, Word
from search.ranking import FIELD_BOOSTS


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A term in one field: its postings, and what their scores are multiplied by."""

    field: str
    postings: Postings
    weight: float


class TermLeaf:
    """One term in some fields; its list is made only when it is asked for.

    Args:
        view: Where to search.
        read: Readings of one term each.
        fields: The fields, with their boosts.
    """

    def __init__(self, view: View, read: tuple[Reading, ...], fields: dict[str, float]) -> None:
        self._texts, self._doc_count = view.snapshot.texts, view.doc_count
        self._parts = list(_field_terms(view, read, fields))
        self.size = sum(len(part.postings.docs) for part in self._parts)

    def hits(self) -> Hits:
        """Give all documents with the term."""
        parts = [
            Hits(
                part.postings.docs.astype(np.int64),
                self._texts.scores(part.field, part.postings, part.weight),
            )
            for part in self._parts
        ]
        return union(parts, self._doc_count)

    def among(self, docs: Docs) -> tuple[Docs, Scores]:
        """Give which of ascending documents have the term, by their places, and its scores."""
        present = np.zeros(len(docs), dtype=np.bool_)
        scores = np.zeros(len(docs))
        for part in self._parts:
            here, there = places(docs, part.postings.docs, self._doc_count)
            present[here] = True
            scores[here] += self._texts.scores(part.field, select(part.postings, there), part.weight)
        kept = np.flatnonzero(present)
        return kept, scores[kept]


def _field_terms(view: View, read: tuple[Reading, ...], fields: dict[str, float]) -> Iterator[FieldTerm]:
    for field, boost in fields.items():
        found = [postings for one in read if (postings := one.postings(view, field)) is not None]
        if found:
            weight = boost * view.snapshot.texts.idf(sum(len(postings.docs) for postings in found))
            yield from (FieldTerm(field, postings, weight) for postings in found)


def fields_of(node: Text) -> dict[str, float]:
    """Give the fields that a leaf is searched in, with their boosts."""
    return {name: boost for name, boost in FIELD_BOOSTS.items() if node.field in (None, name)}


def single_term(node: Text, view: View) -> tuple[Reading, ...] | None:
    """Give the readings of a leaf that is nothing but one term."""
    if isinstance(node, Pattern | Fuzzy):
        return None
    read = readings(node.text, view)
    return read if read and len(read[0].terms) == 1 else None


def text_hits(node: Text, view: View) -> Hits:
    """Give what a leaf matches in its fields; scores of several fields add up."""
    term = single_term(node, view)
    if term is not None:
        return TermLeaf(view, term, fields_of(node)).hits()
    parts = [_field_hits(node, view, field, boost) for field, boost in fields_of(node).items()]
    return union(parts, view.doc_count)


def _field_hits(node: Text, view: View, field: str, boost: float) -> Hits:
    if isinstance(node, Pattern) and is_prefix(node.text):
        return _prefix_hits(node.text, view, field, boost)
    if not isinstance(node, Pattern | Fuzzy) and not (isinstance(node, Phrase) and node.slop):
        return _phrase_hits(readings(node.text, view), view, field, boost)
    parts = []
    for asked, read in leaf_queries(node, view, field, boost):
        docs, scores = view.snapshot.match(asked)
        kept = read.kept(docs)
        parts.append(Hits(docs[kept].astype(np.int64), scores[kept].astype(np.float64)))
    return union(parts, view.doc_count)


def _prefix_hits(pattern: str, view: View, field: str, boost: float) -> Hits:
    """Documents with a term that begins so score the boost; those with a stem of such a word its score."""
    marks = np.zeros(view.doc_count, dtype=np.bool_)
    for docs in view.snapshot.texts.prefix_docs(field, literal_start(pattern)):
        marks[docs] = True
    starred = np.flatnonzero(marks)
    read = term_readings(lambda analysis: stems_of_prefix(pattern[:-1], analysis), view)
    stems = [TermLeaf(view, stem, {field: boost}).hits() for stem in read]
    return union([Hits(starred, np.full(len(starred), boost)), *stems], view.doc_count)


def _phrase_hits(read: tuple[Reading, ...], view: View, field: str, boost: float) -> Hits:
    """Documents with words side by side, scored as all words are."""
    if len(read) == 1:
        return _side_hits(read[0].terms, view, field, boost, None)
    counts = [
        sum(len(found.docs) for one in read if (found := one.postings(view, field, at)) is not None)
        for at in range(len(read[0].terms) if read else 0)
    ]
    parts = [(one, _side_hits(one.terms, view, field, boost, counts)) for one in read]
    return union(
        [hits if one.docs is None else narrowed(hits, one.docs) for one, hits in parts], view.doc_count
    )


def _side_hits(
    words: tuple[str, ...], view: View, field: str, boost: float, frequencies: list[int] | None
) -> Hits:
    """Find words side by side; the postings of each are read once.

    Args:
        words: The terms.
        view: Where to search.
        field: The field.
        boost: What scores are multiplied by.
        frequencies: In how many documents each word is, where other terms are the same word.
    """
    texts = view.snapshot.texts
    known: dict[str, Postings] = {}
    for word in words:
        if word not in known:
            found = texts.postings(field, word)
            if found is None:
                return NOTHING
            known[word] = found
    rows = _common_rows(known, view.doc_count)
    docs = next(found.docs[rows[word]] for word, found in known.items())
    kept = _side_by_side(words, rows, field, texts, len(docs))
    scores = np.zeros(len(kept))
    for at, word in enumerate(words):
        found = select(known[word], rows[word][kept])
        frequency = frequencies[at] if frequencies else len(known[word].docs)
        scores += texts.scores(field, found, boost * texts.idf(frequency))
    return Hits(docs[kept].astype(np.int64), scores)


def _common_rows(known: dict[str, Postings], doc_count: int) -> dict[str, Docs]:
    """Give for each word which of its postings are of documents that have all words."""
    rarest, *others = sorted(known, key=lambda word: len(known[word].docs))
    rows = {rarest: np.arange(len(known[rarest].docs))}
    docs = known[rarest].docs
    for word in others:
        here, there = places(docs, known[word].docs, doc_count)
        docs = docs[here]
        rows = {other: found[here] for other, found in rows.items()} | {word: there}
    return rows


def _side_by_side(
    words: tuple[str, ...], rows: dict[str, Docs], field: str, texts: JoinedPostings, count: int
) -> Docs:
    """Give which of the common documents have the words in adjoining positions, in their order."""
    stands = {word: texts.positions(field, word, found) for word, found in rows.items()}
    most = max((int(it.positions.max(initial=0)) for it in stands.values()), default=0)
    span = most + len(words) + 1
    current: Docs | None = None
    for word in sorted(rows, key=lambda word: len(stands[word].positions)):
        found = stands[word]
        doc = np.repeat(np.arange(count), np.diff(found.offsets))
        own = doc * span + found.positions
        for at in (at for at, other in enumerate(words) if other == word):
            # The phrase's first position, if this is its word number ``at``; shifted to stay positive.
            starts = own + (len(words) - at)
            current = starts if current is None else _in_both(current, starts)
    assert current is not None
    docs: Docs = (current - len(words)) // span
    return docs[np.diff(docs, prepend=-1) > 0]


def _in_both(one: Docs, other: Docs) -> Docs:
    if not len(one) or not len(other):
        return NOTHING.docs
    at = np.minimum(np.searchsorted(other, one), len(other) - 1)
    found: Docs = one[other[at] == one]
    return found


def leaf_queries(
    node: Text, view: View, field: str, boost: float = 1.0
) -> Iterator[tuple[WhooshQuery, Reading]]:
    """Yield the Whoosh queries of a leaf in one field, and in which documents each one counts."""
    if isinstance(node, Pattern):
        expression = f"{pattern_expression(node.text)}$"
        yield Regex(field, expression, boost=boost, constantscore=True), Reading((), None)
        return
    for read in readings(node.text, view):
        yield _whoosh_query(node, list(read.terms), field, boost), read


def _whoosh_query(node: Word | Phrase | Fuzzy, words: list[str], field: str, boost: float) -> WhooshQuery:
    if isinstance(node, Fuzzy) and len(words) == 1:
        return FuzzyTerm(field, words[0], boost=boost, maxdist=node.distance, prefixlength=1)
    if len(words) == 1:
        return Term(field, words[0], boost=boost)
    slop = node.slop if isinstance(node, Phrase) else 0
    return PhraseQuery(field, words, slop=slop + 1, boost=boost)


class Occurrences(WhooshQuery):
    """What another query matches, scored by how often: for ``repeat3:``."""

    def __init__(self, counted: WhooshQuery) -> None:
        self._counted = counted

    def matcher(self, searcher: Any, context: Any = None) -> "_Counting":
        """Give the other query's matcher with the number of occurrences as score."""
        return _Counting(self._counted.matcher(searcher, context))  # type: ignore[no-untyped-call]


class _Counting(WrappingMatcher):
    def score(self) -> float:
        return float(len(self.child.spans()))
