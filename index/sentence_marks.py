"""Where sentences begin and end, told from the chunks of a text alone: the rule of index and search. Pure.

A sentence ends with a line, or with a chunk that ends in a stop, perhaps behind closing quotes, when the
next chunk begins with a capital, a digit or an opening quote. Abbreviations are not known: "Mr. Smith" parts.
"""

import re

from index.analysis import SPACES_IN_NUMBERS, chunks

ENDS, BEGINS, BREAK = 1, 2, 4
"""Bits of a chunk's mark: may end a sentence, may begin one, is the border of two lines."""

LINE = "\n"
"""The chunk between two lines; it has no terms."""

STOPS = ".!?…"
CLOSING = r"[\"'”’»)\]]*"
OPENING = r"[\"'“‘«(\[]?[^\Wa-z_]"
SPACE = rf"[^\S{SPACES_IN_NUMBERS}]"

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
