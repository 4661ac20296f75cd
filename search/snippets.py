"""The best passage of an article for a query: text plus ranges, never markup."""

from bisect import bisect_left
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from index.languages import DEFAULT
from index.sentences import sentence_at, sentence_ranges
from search.highlight import Highlighter, Occurrence, merged
from search.results import Range, Snippet

MAX_CHARS = 260
"""Longest passage: about three lines of a results page."""

ELLIPSIS = "…"

LONGEST_TRIM = 30
"""Characters given up at a cut end to stop between words; a longer word is cut."""


class _Passage(NamedTuple):
    """A range of the text to show, and the sentences that it is of."""

    start: int
    end: int
    sentences: Range
    inside: list[Occurrence]

    @property
    def worth(self) -> tuple[int, int, int]:
        """Distinct words of the query, then the closer together the better, then occurrences."""
        distinct = {number for _, _, number in self.inside}
        spread = self.inside[-1].end - self.inside[0].start if len(distinct) > 1 else 0
        return len(distinct), -spread, len(self.inside)


def best_snippet(
    text: str, highlighter: Highlighter, max_chars: int = MAX_CHARS, analysis: str = DEFAULT
) -> Snippet:
    """Choose the passage that shows the most of the query.

    Args:
        text: The article's text, paragraphs joined by newlines.
        highlighter: Of the query.
        max_chars: Longest passage, in characters.
        analysis: How the article's texts are analysed.

    Returns:
        Whole sentences where they fit, else a cut with ellipses; the opening of the text when nothing of
        the query occurs. Ties go to the earliest passage.
    """
    found = highlighter.occurrences(text, "body", analysis)
    sentences = sentence_ranges(text)
    if not sentences:
        return Snippet("")
    if not found:
        return _cut(text, _passage(sentences, 0, [], max_chars), max_chars)
    starts = sorted({sentence_at(sentences, item.start) for item in found})
    passages = (_passage(sentences, start, found, max_chars) for start in starts)
    return _cut(text, max(passages, key=_worth), max_chars)


def _passage(sentences: list[Range], first: int, found: list[Occurrence], max_chars: int) -> _Passage:
    """Take a sentence and as many of the following ones as fit."""
    start, end = sentences[first]
    for _, following in islice(sentences, first + 1, None):
        if following - start > max_chars:
            break
        end = following
    whole = (start, end)
    here = found[bisect_left(found, (start,)) : bisect_left(found, (end,))]
    inside = [item for item in here if item.end <= end]
    if end - start > max_chars and inside:
        start, end = _window(start, end, inside, max_chars)
        inside = [item for item in inside if start <= item.start and item.end <= end]
    return _Passage(start, end, whole, inside)


_worth = attrgetter("worth")


def _window(start: int, end: int, inside: list[Occurrence], max_chars: int) -> Range:
    """Give the part of a long sentence that holds the most distinct words of the query."""
    reach = max_chars // 2

    def distinct(item: Occurrence) -> int:
        return len({other.number for other in inside if item.start <= other.start < item.start + reach})

    best = max(inside, key=lambda item: (distinct(item), -item.start))
    left = max(start, min(best.start - max_chars // 4, end - max_chars))
    return left, min(end, left + max_chars)


def _cut(text: str, passage: _Passage, max_chars: int) -> Snippet:
    """Trim a passage to whole words, with an ellipsis at each end that is not a sentence's."""
    start, end = passage.start, min(passage.end, passage.start + max_chars)
    cut_left, cut_right = start > passage.sentences[0], end < passage.sentences[1]
    if cut_left:
        start = _word_start(text, start)
    if cut_right:
        end = _word_end(text, start, end)
    head, tail = ELLIPSIS if cut_left else "", ELLIPSIS if cut_right else ""
    shift = len(head) - start
    inside = (
        (item.start + shift, item.end + shift)
        for item in passage.inside
        if start <= item.start and item.end <= end
    )
    return Snippet(f"{head}{text[start:end]}{tail}".replace("\n", " "), merged(inside))


def _word_start(text: str, at: int) -> int:
    """Give where the next word begins, if it is near; ``at`` itself between words."""
    space = text.find(" ", at - 1, at + LONGEST_TRIM)
    return space + 1 if space >= 0 else at


def _word_end(text: str, start: int, at: int) -> int:
    space = text.rfind(" ", max(start + 1, at - LONGEST_TRIM), at + 1)
    return space if space > 0 else at
