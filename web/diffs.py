"""What changed between two texts of one article, by paragraphs and then by words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MAX_WORDS = 2_000
"""Longer paragraphs are shown as replaced whole: comparing words takes time in their product."""
MIN_RATIO = 0.3
"""Paragraphs less alike than this are shown as one removed and one added."""

Change = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Part:
    """Text that stayed, came or went."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph of the comparison; ``unchanged`` ones may be folded away."""

    parts: tuple[Part, ...]

    @property
    def unchanged(self) -> bool:
        """Whether nothing in the paragraph changed."""
        return all(part.change == "same" for part in self.parts)


def compare(old: str, new: str) -> list[Line]:
    """Compare two texts of paragraphs joined by newlines."""
    before, after = old.split("\n"), new.split("\n")
    lines: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line((Part("same", text),)) for text in before[i1:i2]]
        else:
            lines += _changed(before[i1:i2], after[j1:j2])
    return lines


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    paired = min(len(before), len(after))
    for old, new in zip(before[:paired], after[:paired], strict=True):
        yield from _compare_words(old, new)
    yield from (Line((Part("removed", text),)) for text in before[paired:])
    yield from (Line((Part("added", text),)) for text in after[paired:])


def _compare_words(old: str, new: str) -> Iterator[Line]:
    one, other = re.findall(r"\s+|\w+|[^\w\s]", old), re.findall(r"\s+|\w+|[^\w\s]", new)
    matcher = SequenceMatcher(lambda word: word.isspace(), one, other, autojunk=False)
    if max(len(one), len(other)) > MAX_WORDS or matcher.ratio() < MIN_RATIO:
        yield Line((Part("removed", old),))
        yield Line((Part("added", new),))
        return
    parts: list[Part] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            parts.append(Part("same", "".join(one[i1:i2])))
            continue
        gone, come = "".join(one[i1:i2]), "".join(other[j1:j2])
        parts += [Part("removed", gone)] * bool(gone) + [Part("added", come)] * bool(come)
    yield Line(tuple(parts))
