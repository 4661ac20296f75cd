"""What elements hold: characters, links and items, each element of a tree looked at once.

Nested lists ask for the same text at every level; summed up from the inside out it is read once.
"""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from index.clean.structured import plain

LINKED_SHARE = 0.3
"""A teaser has more of its text in links than that."""


@dataclass(slots=True)
class Weight:
    """What an element holds.

    Attributes:
        chars: Characters of its text, white space folded.
        in_links: Characters in links.
        opens: Whether its text begins with white space; ``closes`` whether it ends with it.
        linked: Characters in links that lead away.
        links: Number of links; ``link`` is the last of them.
        has_items: Whether a list's item stands in it; ``nested`` whether one stands in another.
    """

    chars: int = 0
    opens: bool = False
    closes: bool = False
    in_links: int = 0
    linked: int = 0
    links: int = 0
    link: HtmlElement | None = None
    has_items: bool = False
    nested: bool = False

    @property
    def is_linked(self) -> bool:
        """Whether a good part of it is a link."""
        return self.in_links > LINKED_SHARE * self.chars

    def add_text(self, text: str | None) -> None:
        """Set a piece of text behind what is there."""
        if text:
            self._add(len(plain(text)), text[0].isspace(), text[-1].isspace())

    def add_child(self, child: HtmlElement, weight: "Weight") -> None:
        """Set a child and the text behind it behind what is there."""
        self._add(weight.chars, weight.opens, weight.closes)
        self.in_links += weight.in_links
        self.linked += weight.linked
        if weight.link is not None:
            self.links, self.link = self.links + weight.links, weight.link
        is_item = child.tag == "li"
        self.nested = self.nested or weight.nested or (is_item and weight.has_items)
        self.has_items = self.has_items or is_item or weight.has_items
        self.add_text(child.tail)

    def _add(self, chars: int, opens: bool, closes: bool) -> None:
        spaced = self.closes or opens
        if not self.chars:
            self.opens, self.chars = self.opens or opens, chars
        elif chars:
            self.chars += chars + spaced
        self.closes = closes if chars else spaced


class Weights:
    """The weights of a tree's elements, found when they are first asked for; ask for outer elements first."""

    def __init__(self) -> None:
        self._known: dict[HtmlElement, Weight] = {}

    def of(self, element: HtmlElement) -> Weight:
        """Give what an element holds; what is inside it is then known too."""
        if element not in self._known:
            for one in reversed(list(element.iter())):
                self._known[one] = self._weigh(one)
        return self._known[element]

    def _weigh(self, element: HtmlElement) -> Weight:
        weight = Weight()
        weight.add_text(element.text)
        for child in element:
            weight.add_child(child, self._known[child])
        if element.tag == "a":
            weight.links, weight.link = weight.links + 1, weight.link if weight.links else element
            weight.in_links += weight.chars
            if leads_away(element):
                weight.linked += weight.chars
        return weight


def leads_away(link: HtmlElement) -> bool:
    """Whether a link leads to another page."""
    target = link.get("href") or ""
    return bool(target) and not target.startswith("#")


def holders_of(elements: Iterable[HtmlElement]) -> set[HtmlElement]:
    """Give all elements in which one of these stands."""
    holders: set[HtmlElement] = set()
    for element in elements:
        holder = element.getparent()
        while holder is not None and holder not in holders:
            holders.add(holder)
            holder = holder.getparent()
    return holders


def held_by_all(tree: HtmlElement, weights: Mapping[HtmlElement, int]) -> dict[HtmlElement, int]:
    """Sum up for every element what is given for the paragraphs of a tree that stand in it."""
    levels: dict[HtmlElement, int] = {}
    held: Counter[HtmlElement] = Counter()
    for paragraph in tree.iter("p"):
        held[paragraph] += weights.get(paragraph, 0)
        above = list(itertools.takewhile(lambda one: one not in levels, _upwards(paragraph)))
        top = above[-1].getparent() if above else None
        first = levels[top] + 1 if top is not None else 0
        levels.update((one, first + at) for at, one in enumerate(reversed(above)))
    for element in sorted(levels, key=levels.__getitem__, reverse=True):
        if (parent := element.getparent()) is not None:
            held[parent] += held[element]
    return held


def _upwards(element: HtmlElement) -> Iterator[HtmlElement]:
    yield element
    yield from element.iterancestors()
