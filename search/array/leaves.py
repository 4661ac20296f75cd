"""Words, phrases and patterns as Whoosh queries of one field."""

from typing import Any

from whoosh.matching.wrappers import WrappingMatcher
from whoosh.query.compound import Or as EitherQuery
from whoosh.query.positional import Phrase as PhraseQuery
from whoosh.query.qcore import Query as WhooshQuery
from whoosh.query.terms import FuzzyTerm, Prefix, Regex, Term

from index.analysis import terms
from search.patterns import is_prefix, literal_start, pattern_expression, stems_of_prefix
from search.query import Fuzzy, Pattern, Phrase, Text


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
    if not is_prefix(text):
        return Regex(field, f"{pattern_expression(text)}$", boost=boost, constantscore=True)
    starred = Prefix(field, literal_start(text), boost=boost, constantscore=True)
    stems = [Term(field, stem, boost=boost) for stem in sorted(stems_of_prefix(text[:-1]))]
    return EitherQuery([starred, *stems]) if stems else starred


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
