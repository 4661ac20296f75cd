"""Where a query's words stand in a text: exact, by the same analysis that the index uses."""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from whoosh.support.levenshtein import distance

from index.analysis import Term, terms
from search.patterns import pattern_matcher
from search.query import Fuzzy, Node, Pattern, Phrase, Word, text_nodes
from search.results import Range

Matcher = Callable[[str], bool]
"""Whether a term of the text is meant."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Terms that must follow each other, with up to ``slop`` others between; one for a plain word."""

    matchers: tuple[Matcher, ...]
    slop: int
    field: str | None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A highlighted range, and which of the query's words and phrases it answers."""

    start: int
    end: int
    number: int


class Highlighter:
    """Finds the words and phrases of one query in texts.

    Args:
        tree: The query; what stands under NOT is not highlighted.
    """

    def __init__(self, tree: Node) -> None:
        found = (_sequence(node) for node in text_nodes(tree))
        self.sequences = [sequence for sequence in found if sequence.matchers]

    def occurrences(self, text: str, field: str) -> list[Occurrence]:
        """Give every occurrence in a text of one field, by position; they may overlap."""
        wanted = [item for item in enumerate(self.sequences) if item[1].field in (None, field)]
        if not wanted:
            return []
        words = list(terms(text))
        found = [
            Occurrence(words[first].start, words[last].end, number)
            for number, sequence in wanted
            for first, last in _places(words, sequence)
        ]
        return sorted(found, key=lambda item: (item.start, item.end, item.number))

    def ranges(self, text: str, field: str) -> tuple[Range, ...]:
        """Give the ranges to highlight, sorted and disjoint."""
        return merged((item.start, item.end) for item in self.occurrences(text, field))


def merged(ranges: Iterator[Range]) -> tuple[Range, ...]:
    """Join overlapping ranges of a sorted stream."""
    found: list[Range] = []
    for start, end in ranges:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _places(words: list[Term], sequence: Sequence) -> Iterator[Range]:
    """Yield first and last index of each occurrence of a sequence."""
    first, *rest = sequence.matchers
    starts = [at for at, word in enumerate(words) if first(word.text)]
    if not rest:
        yield from ((at, at) for at in starts)
        return
    positions = [[at for at, word in enumerate(words) if matcher(word.text)] for matcher in rest]
    for start in starts:
        last: int | None = start
        for found in positions:
            last = _next(found, last, sequence.slop) if last is not None else None
        if last is not None:
            yield start, last


def _next(found: list[int], after: int, slop: int) -> int | None:
    at = bisect_left(found, after + 1)
    return found[at] if at < len(found) and found[at] - after - 1 <= slop else None


def _sequence(node: Word | Phrase | Pattern | Fuzzy) -> Sequence:
    match node:
        case Word(text, field):
            return Sequence(tuple(_equals(term.text) for term in terms(text)), 0, field)
        case Phrase(text, slop, field):
            return Sequence(tuple(_equals(term.text) for term in terms(text)), slop, field)
        case Pattern(text, field):
            return Sequence((pattern_matcher(text),), 0, field)
        case Fuzzy(text, limit, field):
            return Sequence(tuple(_near(term.text, limit) for term in terms(text)), 0, field)


def _equals(wanted: str) -> Matcher:
    return lambda term: term == wanted


def _near(wanted: str, limit: int) -> Matcher:
    @cache
    def near(term: str) -> bool:
        # The first letter is right, as the engine asks too.
        return term[:1] == wanted[:1] and distance(term, wanted, limit=limit) <= limit  # type: ignore[no-untyped-call]

    return near
