"""Cut a text into paragraphs and pieces by the ranges that are marked in it; templates make the markup."""

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.results import Range


@dataclass(frozen=True, slots=True)
class Mark:
    """A named thing in a text.

    Attributes:
        kind: ``person``, ``place`` or ``date``.
        href: Where to search for it.
        label: What it is, for the hover text.
    """

    start: int
    end: int
    kind: str
    href: str
    label: str


class Run(NamedTuple):
    """Characters that are highlighted, or not; a tuple, as a page has more than a hundred of them."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """Runs that lie in one mark, or in none."""

    runs: tuple[Run, ...]
    mark: Mark | None = None


Paragraph = tuple[Piece, ...]


def runs(text: str, ranges: Sequence[Range], start: int = 0, end: int | None = None) -> tuple[Run, ...]:
    """Cut ``text[start:end]`` where a highlight begins or ends; ``ranges`` are sorted and disjoint."""
    end = len(text) if end is None else end
    found: list[Run] = []
    at = start
    for begin, finish in ranges[_first_touching(ranges, start) :]:
        if begin >= end:
            break
        first, last = max(begin, at), min(finish, end)
        if first > at:
            found.append(Run(text[at:first], hit=False))
        if last > first:
            found.append(Run(text[first:last], hit=True))
            at = last
    return (*found, Run(text[at:end], hit=False)) if at < end else tuple(found)


def paragraphs(text: str, ranges: Sequence[Range] = (), marks: Iterable[Mark] = ()) -> list[Paragraph]:
    """Cut a text at its line ends, marks and highlights; empty paragraphs are left out.

    Marks may come in any order and overlap: the one that begins first wins, then the longer. A mark
    that reaches over the end of a paragraph is left out.
    """
    ordered = sorted(marks, key=lambda mark: (mark.start, -mark.end))
    found: list[Paragraph] = []
    at = used = 0
    for line in text.split("\n"):
        end = at + len(line)
        own: list[Mark] = []
        while used < len(ordered) and ordered[used].start < end:
            own.append(ordered[used])
            used += 1
        if line.strip():
            found.append(tuple(_pieces(text, ranges, own, at, end)))
        at = end + 1
    return found


def _pieces(
    text: str, ranges: Sequence[Range], marks: Iterable[Mark], start: int, end: int
) -> Iterator[Piece]:
    at = start
    for mark in marks:
        if mark.start < at or mark.end > end or mark.end <= mark.start:
            continue
        if mark.start > at:
            yield Piece(runs(text, ranges, at, mark.start))
        yield Piece(runs(text, ranges, mark.start, mark.end), mark)
        at = mark.end
    if at < end:
        yield Piece(runs(text, ranges, at, end))


def _first_touching(ranges: Sequence[Range], start: int) -> int:
    return bisect.bisect_right(ranges, start, key=lambda pair: pair[1])
