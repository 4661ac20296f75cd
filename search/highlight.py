"""Where a query's words stand in a text: exact, by the same analysis that the index uses."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sized
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, islice
from operator import itemgetter
from typing import NamedTuple

from whoosh.support.levenshtein import distance

from index.analysis import SPACES, SPACES_IN_NUMBERS, Term, chunks, terms
from index.chunk_terms import LONGEST_MEMO, chunks_with, terms_of_chunks
from index.languages import DEFAULT
from search.patterns import pattern_matcher
from search.query import Fuzzy, Node, Pattern, Phrase, Text, text_nodes
from search.results import Range

Matcher = Callable[[str], bool]
"""Whether a term of the text is meant."""


REMEMBERED = 4_096
"""Chunks whose terms are remembered: those of a query stand in every article that it finds."""
READINGS = 16
"""Queries whose reading is remembered: one comes again with every filter and every further page."""
HELD = 16_384
"""Chunks of which a reading remembers whether they are meant, some 2 MB; then it begins anew."""


def _terms(chunk: str, analysis: str) -> Iterable[Term]:
    return _remembered(chunk, analysis) if len(chunk) <= LONGEST_MEMO else terms(chunk, analysis)


@lru_cache(maxsize=REMEMBERED)
def _remembered(chunk: str, analysis: str) -> tuple[Term, ...]:
    return tuple(terms(chunk, analysis))


@dataclass(frozen=True, slots=True)
class Sequence:
    """Terms that must follow each other, with up to ``slop`` others between; one for a plain word."""

    matchers: tuple[Matcher, ...]
    slop: int
    field: str | None


class Occurrence(NamedTuple):
    """A highlighted range, and which of the query's words and phrases it answers; sorts by position."""

    start: int
    end: int
    number: int


class Highlighter:
    """Finds the words and phrases of one query in texts.

    Args:
        tree: The query; what stands under NOT is not highlighted.
    """

    def __init__(self, tree: Node) -> None:
        self._nodes = tuple(text_nodes(tree))
        self._readings: dict[str, _Reading] = {}

    def _reading(self, analysis: str) -> "_Reading":
        known = self._readings.get(analysis)
        if known is None:
            known = self._readings[analysis] = _reading(self._nodes, analysis)
        return known

    def occurrences(self, text: str, field: str, analysis: str = DEFAULT) -> list[Occurrence]:
        """Give every occurrence in a text of one field, by position; they may overlap.

        Args:
            text: The text.
            field: The name of its field.
            analysis: How the article's texts are analysed (`index.languages.analysis_of`).
        """
        read = self._reading(analysis)
        wanted = [item for item in enumerate(read.sequences) if item[1].field in (None, field)]
        words = read.words(text) if wanted else []
        return sorted(
            Occurrence(first.start, last.end, number)
            for number, sequence in wanted
            for first, last in _places(words, sequence)
        )

    def ranges(self, text: str, field: str, analysis: str = DEFAULT) -> tuple[Range, ...]:
        """Give the ranges to highlight, sorted and disjoint."""
        return merged((start, end) for start, end, _ in self.occurrences(text, field, analysis))


class _Reading:
    """What a query means in texts of one analysis. Threads may share it."""

    def __init__(self, nodes: Iterable[Text], analysis: str) -> None:
        found = (_sequence(node, analysis) for node in nodes)
        self._analysis = analysis
        self.sequences = [sequence for sequence in found if sequence.matchers]
        matchers = [matcher for sequence in self.sequences for matcher in sequence.matchers]
        self._in_a_row = len(matchers) > len(self.sequences)
        self._terms = frozenset(matcher.term for matcher in matchers if isinstance(matcher, _Equals))
        self._holds = None if len(self._terms) == len(set(matchers)) else _Holds(matchers, analysis)

    def words(self, text: str) -> "list[_Word]":
        """Give the words of a text that any part of the query means, with their positions."""
        if self._holds is None:
            parts, wanted = chunks_with(self._terms, text, self._analysis)
            is_meant: Callable[[str], bool] = self._terms.__contains__
        else:
            parts = chunks(text)
            # One call of C looks all chunks up; only those that are meant are worth a loop.
            flags = itemgetter(*parts)(self._holds) if len(parts) > 1 else map(self._holds.__getitem__, parts)
            wanted = list(compress(range(len(parts)), flags))
            is_meant = self._holds.is_meant
        if not wanted:
            return []
        # Only what must stand in a row asks which word of the text one is: any ascending numbers do else.
        before = terms_of_chunks(parts[: wanted[-1]], self._analysis) if self._in_a_row else ()
        positions = _sums(before, wanted) if self._in_a_row else iter(wanted)
        return [
            _Word(position + number, term.text, start + term.start, start + term.end)
            for at, start, position in zip(wanted, _starts(text, parts, wanted), positions, strict=True)
            for number, term in enumerate(_terms(parts[at], self._analysis))
            if is_meant(term.text)
        ]


@lru_cache(maxsize=READINGS)
def _reading(nodes: tuple[Text, ...], analysis: str) -> _Reading:
    return _Reading(nodes, analysis)


def merged(ranges: Iterator[Range]) -> tuple[Range, ...]:
    """Join overlapping ranges of a sorted stream."""
    found: list[Range] = []
    for start, end in ranges:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _sums(parts: Iterable[Sized], wanted: list[int]) -> Iterator[int]:
    """Yield the length of all parts before some of them together."""
    lengths, total, done = map(len, parts), 0, 0
    for number in wanted:
        total += sum(islice(lengths, number - done))
        yield total
        done = number


def _starts(text: str, parts: list[str], wanted: list[int]) -> Iterator[int]:
    """Yield where some of a text's chunks begin; chunks that equal one of them are all among them."""
    end = 0
    for number in wanted:
        chunk = parts[number]
        start = text.index(chunk, end)
        while not _parts(text, start - 1) or not _parts(text, start + len(chunk)):
            # It stands within another chunk first; behind that one it may stand by itself.
            space = SPACES.search(text, start)
            start = text.index(chunk, space.end() if space else len(text))
        yield start
        end = start + len(chunk)


def _parts(text: str, at: int) -> bool:
    """Whether chunks are parted here: by the text's end, or a space that no number has within."""
    if not 0 <= at < len(text):
        return True
    return text[at].isspace() and text[at] not in SPACES_IN_NUMBERS


class _Word(NamedTuple):
    """A word of a text: its position among all words, its term, and where it stands."""

    position: int
    text: str
    start: int
    end: int


class _Holds(dict[str, bool]):
    """Whether a chunk holds a term that any matcher means; remembers what it was asked."""

    def __init__(self, matchers: list[Matcher], analysis: str) -> None:
        super().__init__()
        self._analysis, self._matchers = analysis, matchers

    def is_meant(self, term: str) -> bool:
        """Tell whether any matcher means a term."""
        return any(matcher(term) for matcher in self._matchers)

    def __missing__(self, chunk: str) -> bool:
        [found] = terms_of_chunks([chunk], self._analysis)
        is_held = any(map(self.is_meant, found))
        if len(self) >= HELD:
            self.clear()
        self[chunk] = is_held
        return is_held


def _places(words: list[_Word], sequence: Sequence) -> Iterator[tuple[_Word, _Word]]:
    """Yield first and last word of each occurrence of a sequence."""
    first, *rest = sequence.matchers
    starts = [word for word in words if first(word.text)]
    if not rest:
        yield from ((word, word) for word in starts)
        return
    following = [[word for word in words if matcher(word.text)] for matcher in rest]
    for start in starts:
        last: _Word | None = start
        for found in following:
            last = _next(found, last.position, sequence.slop) if last is not None else None
        if last is not None:
            yield start, last


def _next(found: list[_Word], after: int, slop: int) -> _Word | None:
    at = bisect_left(found, after + 1, key=lambda word: word.position)
    return found[at] if at < len(found) and found[at].position - after - 1 <= slop else None


def _sequence(node: Text, analysis: str) -> Sequence:
    if isinstance(node, Pattern):
        return Sequence((pattern_matcher(node.text, analysis),), 0, node.field)
    words = [term.text for term in terms(node.text, analysis)]
    match node:
        case Phrase(_, slop, field):
            return Sequence(tuple(map(_Equals, words)), slop, field)
        case Fuzzy(_, limit, field):
            return Sequence(tuple(_near(word, limit) for word in words), 0, field)
    return Sequence(tuple(map(_Equals, words)), 0, node.field)


@dataclass(frozen=True, slots=True)
class _Equals:
    term: str

    def __call__(self, term: str) -> bool:
        return term == self.term


def _near(wanted: str, limit: int) -> Matcher:
    @lru_cache(maxsize=REMEMBERED)
    def near(term: str) -> bool:
        # The first letter is right, as the engine asks too.
        return term[:1] == wanted[:1] and distance(term, wanted, limit=limit) <= limit  # type: ignore[no-untyped-call]

    return near
