"""Where sentences begin and end, told from the chunks of a text alone: the rule of index and search. Pure.

A sentence ends with a line, or with a chunk that ends in a stop, perhaps behind closing quotes, when the
next chunk begins with a capital, a digit or an opening quote. Abbreviations are not known: "Mr. Smith" parts.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Mapping

from index.analysis import SPACES_IN_NUMBERS, chunks
from index.article import Span

ENDS, BEGINS, BREAK = 1, 2, 4
"""Bits of a chunk's mark: may end a sentence, may begin one, is the border of two lines."""

LINE = "\n"
"""The chunk between two lines; it has no terms."""

STOPS = ".!?…"
CLOSING = r"[\"'”’»)\]]*"
OPENING = r"[\"'“‘«(\[]?[^\Wa-z_]"
SPACE = rf"[^\S{SPACES_IN_NUMBERS}]"

Range = tuple[int, int]
"""Half-open range of code points."""

# A border is a line's end, or a stop before an opening; that it begins with one set makes it fast to find.
_SENTENCE_END = re.compile(rf"[\n{STOPS}](?:(?<=\n)|{CLOSING}{SPACE}+(?={OPENING}))")
_ENDS = re.compile(rf"[{STOPS}]{CLOSING}\Z")
_BEGINS = re.compile(OPENING)


def marks_of(chunk: str) -> int:
    """Give a chunk's mark."""
    if chunk == LINE:
        return BREAK
    return ENDS * bool(_ENDS.search(chunk)) | BEGINS * bool(_BEGINS.match(chunk))


def lines_of_chunks(text: str) -> list[str]:
    """Give the chunks of a text, with `LINE` between its lines."""
    if LINE not in text:
        return chunks(text)
    first, *others = text.split(LINE)
    found = chunks(first)
    for line in others:
        found.append(LINE)
        found += chunks(line)
    return found


def sentence_ranges(text: str) -> list[Range]:
    """Give the range of each sentence, without the space around it."""
    found, start = [], 0
    for match in [*_SENTENCE_END.finditer(text), None]:
        end = match.end() if match else len(text)
        inner = text[start:end]
        bare = inner.strip()
        if bare:
            lead = start + len(inner) - len(inner.lstrip())
            found.append((lead, lead + len(bare)))
        start = end
    return found


def sentence_at(sentences: list[Range], position: int) -> int:
    """Give the number of the sentence that a position is in, or behind; 0 before the first."""
    return max(bisect_right(sentences, (position, sys.maxsize)) - 1, 0)


FIELDS = ("title", "description", "body")
"""Text fields in the order of `sentence_number`."""


def sentence_number(field: str, number: int) -> int:
    """Give the number of a field's sentence among those of an article; a title is one sentence."""
    return FIELDS.index(field) << 24 | number


class SentenceNumbers:
    """Tells the sentences of an article in which mentions stand.

    Args:
        texts: The text of each of `FIELDS`.
    """

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._ranges: dict[str, list[Range]] = {}

    def of(self, spans: Iterable[Span]) -> tuple[int, ...]:
        """Give the numbers of the sentences that some mentions touch, sorted.

        A border within a name ("St. Petersburg") is none to its reader: such a mention is of both sentences.
        """
        found: set[int] = set()
        for span in spans:
            found.update(self.touched("body" if span.field == "text" else span.field, span.start, span.end))
        return tuple(sorted(found))

    def touched(self, field: str, start: int, end: int) -> range:
        """Give the numbers of the sentences of a field that a range of its text touches."""
        if field == "title":
            first = last = 0
        else:
            if field not in self._ranges:
                self._ranges[field] = sentence_ranges(self._texts[field])
            first, last = (sentence_at(self._ranges[field], at) for at in (start, end - 1))
        return range(sentence_number(field, first), sentence_number(field, last) + 1)
