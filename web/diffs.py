"""What changed between two texts of one article, by paragraphs and then by words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

MAX_WORDS = 2_000
"""Longer paragraphs are shown as replaced whole: comparing words takes time in their product."""
MAX_STEPS = 20_000_000
"""Work of one comparison, about a second, by what it may be at worst: texts that repeat a few lines or words
take time in the third power of their length. What goes beyond is shown as replaced whole."""
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
    return list(_Comparison().lines(old.split("\n"), new.split("\n")))


class _Comparison:
    """One comparison, which ends looking for what stayed when it has worked enough."""

    def __init__(self) -> None:
        self._left = MAX_STEPS

    def lines(self, before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
        """Compare two lists of paragraphs."""
        start = _common(before, after)
        end = _common(before[start:][::-1], after[start:][::-1])
        yield from _same(before[:start])
        yield from self._middle(before[start : len(before) - end], after[start : len(after) - end])
        yield from _same(before[len(before) - end :])

    def _middle(self, before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
        if not self._may_compare(before, after):
            yield from self._changed(before, after)
            return
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag == "equal":
                yield from _same(before[i1:i2])
            else:
                yield from self._changed(before[i1:i2], after[j1:j2])

    def _changed(self, before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
        paired = min(len(before), len(after))
        for old, new in zip(before[:paired], after[:paired], strict=True):
            yield from self._compare_words(old, new)
        yield from (Line((Part("removed", text),)) for text in before[paired:])
        yield from (Line((Part("added", text),)) for text in after[paired:])

    def _compare_words(self, old: str, new: str) -> Iterator[Line]:
        one, other = _WORDS.findall(old), _WORDS.findall(new)
        few = max(len(one), len(other)) <= MAX_WORDS
        yield from _by_words(old, new, one, other, alike=few and self._may_compare(one, other))

    def _may_compare(self, one: Sequence[str], other: Sequence[str]) -> bool:
        """Whether there is time for what these may take; takes it off what is left."""
        here, there = (Counter(item for item in some if not item.isspace()) for some in (one, other))
        pairs = sum(count * there[item] for item, count in here.items())
        steps = (pairs + len(one)) * min(len(one), len(other))
        if steps > self._left:
            return False
        self._left -= steps
        return True


_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the items that both begin with."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _same(texts: Sequence[str]) -> Iterator[Line]:
    return (Line((Part("same", text),)) for text in texts)


def _by_words(old: str, new: str, one: list[str], other: list[str], *, alike: bool) -> Iterator[Line]:
    """Give a paragraph with what changed in it, or removed and added whole when it is not alike."""
    matcher = SequenceMatcher(lambda word: word.isspace(), one, other, autojunk=False)
    if not alike or matcher.ratio() < MIN_RATIO:
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
