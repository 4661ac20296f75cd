"""Where the sentences of a text are: for snippets, and for SAME."""

import re
from bisect import bisect_right

from index.sentence_marks import OPENING, SPACE, STOP
from search.results import Range

_SENTENCE_END = re.compile(rf"{STOP}{SPACE}+(?={OPENING})|\n")


def sentence_ranges(text: str) -> list[Range]:
    """Give the range of each sentence, without the space around it."""
    found, start = [], 0
    for match in [*_SENTENCE_END.finditer(text), None]:
        end = match.end() if match else len(text)
        inner = text[start:end]
        if inner.strip():
            lead = len(inner) - len(inner.lstrip())
            found.append((start + lead, start + len(inner.rstrip())))
        start = end
    return found


def sentence_at(sentences: list[Range], position: int) -> int:
    """Give the number of the sentence that a position is in, or behind; 0 before the first."""
    return max(bisect_right(sentences, position, key=lambda item: item[0]) - 1, 0)
