"""Where the sentences of a text are: for snippets, and for SAME."""

import re
from bisect import bisect_right

from index.sentence_marks import CLOSING, OPENING, SPACE, STOPS
from search.results import Range

# A border is a line's end, or a stop before an opening; that it begins with one set makes it fast to find.
_SENTENCE_END = re.compile(rf"[\n{STOPS}](?:(?<=\n)|{CLOSING}{SPACE}+(?={OPENING}))")


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
    return max(bisect_right(sentences, position, key=lambda item: item[0]) - 1, 0)
