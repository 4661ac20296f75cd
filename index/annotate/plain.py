"""Text as it is read, letters composed and figures plain, with the way back to it as given. Pure."""

import re
import unicodedata
from dataclasses import dataclass

_ODD = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\uff01-\uff5e]")
"""Combining marks, soft hyphens, characters without width, marks of direction, full-width forms."""
_FULL_WIDTH = 0xFF01 - 0x21


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without odd characters.

    Attributes:
        text: As it is read.
        starts: Where each character of ``text`` begins in the text given; None when nothing was odd.
        ends: Where it ends there.
    """

    text: str
    starts: list[int] | None
    ends: list[int] | None

    def given(self, start: int, end: int) -> tuple[int, int]:
        """Give the span in the text given of a span of ``text``, which is not empty."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> Plain:
    """Compose letters, drop what has no width, narrow full-width forms; costs little for usual text."""
    if text.isascii() or _ODD.search(text) is None:
        return Plain(text, None, None)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for odd in _ODD.finditer(text):
        here = odd.start()
        pieces.append(text[at:here])
        starts.extend(range(at, here))
        ends.extend(range(at + 1, here + 1))
        at = here + 1
        letter = odd.group()
        if letter >= "\uff01":
            if letter <= "\uff5e":
                pieces.append(chr(ord(letter) - _FULL_WIDTH))
                starts.append(here)
                ends.append(at)
        elif letter <= "\u036f" and letter >= "\u0300" and starts and ends[-1] == here:
            _compose(pieces, letter)
            ends[-1] = at
    pieces.append(text[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    return Plain("".join(pieces), starts, ends)


def _compose(pieces: list[str], mark: str) -> None:
    """Set a mark on the last letter, or drop it where no composed letter exists."""
    while not pieces[-1]:
        pieces.pop()
    composed = unicodedata.normalize("NFC", pieces[-1][-1] + mark)
    if len(composed) == 1:
        pieces[-1] = pieces[-1][:-1] + composed
