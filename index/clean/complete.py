"""Paragraphs that extraction left out although they stand where the others of the article stand.

Pages that cut an article in chunks (for advertisements, galleries, a paywall's fold) lose all chunks but one.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from index.clean.boilerplate import kind_of, normalised
from index.clean.class_names import NAMES
from index.clean.elements import linked_chars
from index.clean.structured import plain

MIN_CHARS = 80
"""A shorter paragraph may be a caption or a button."""
MIN_MATCHED = 3
"""So many extracted paragraphs must stand in containers of one kind before others of that kind are taken."""
MAX_LINKED = 0.4
SAME_CHARS = 40
"""Paragraphs that begin or end with the same so many characters are one."""

SHORT_CHARS = (10, 120)
"""Short paragraphs and subheadings are taken between two extracted paragraphs that are their siblings."""
SUBHEADING = NAMES["subheading"]

Signature = tuple[str, str]


def complete(text: str, tree: HtmlElement) -> str:
    """Put back paragraphs and subheadings of ``tree`` that stand where the extracted ones stand."""
    lines = text.split("\n")
    places = {normalised(line): at for at, line in enumerate(lines)}
    blocks = [Block(element, plain("".join(element.itertext()))) for element in _blocks(tree)]
    at = [places.get(block.words) for block in blocks]
    matched = [block for block, place in zip(blocks, at, strict=True) if place is not None]
    kinds = Counter(_kind(block.element) for block in matched if block.element.tag == "p")
    articles = {_article(block.element) for block in matched}
    flat = normalised(text)
    fits = [
        kinds[_kind(block.element)] >= MIN_MATCHED and _article(block.element) in articles for block in blocks
    ]
    taken = [
        place is not None or (fit and _is_prose(block))
        for block, place, fit in zip(blocks, at, fits, strict=True)
    ]
    added: list[tuple[int, str]] = []
    before = -1
    for number, (block, place) in enumerate(zip(blocks, at, strict=True)):
        if place is not None:
            before = place
        elif before < 0 or not fits[number] or not (taken[number] or _is_between(blocks, taken, number)):
            continue
        elif not _is_known(block.words, flat):
            added.append((before, block.said))
    for position, said in reversed(added):
        lines.insert(position + 1, said)
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or subheading of a page and its words."""

    element: HtmlElement
    said: str

    @property
    def words(self) -> str:
        """The words folded for comparing."""
        return normalised(self.said)


def _blocks(tree: HtmlElement) -> Iterator[HtmlElement]:
    for element in tree.iter("p", "h2", "h3", "h4", "div"):
        if element.tag != "div" or (len(element) <= 1 and SUBHEADING.search(element.get("class") or "")):
            yield element


def _is_between(blocks: list[Block], taken: list[bool], number: int) -> bool:
    """Whether a short block stands between two paragraphs of the text, in one container with them."""
    block, holder = blocks[number], blocks[number].element.getparent()
    if (
        not SHORT_CHARS[0] <= len(block.said) <= SHORT_CHARS[1]
        or kind_of(block.said)
        or linked_chars(block.element)
    ):
        return False
    if not (0 < number < len(blocks) - 1 and taken[number - 1] and taken[number + 1]):
        return False
    return all(blocks[near].element.getparent() is holder for near in (number - 1, number + 1))


def _is_known(words: str, text: str) -> bool:
    """Whether a text holds a paragraph, perhaps without the notes and labels of links that stand in it."""
    return words[:SAME_CHARS] in text or words[-SAME_CHARS:] in text


def _kind(element: HtmlElement) -> Signature:
    parent = element.getparent()
    return ("", "") if parent is None else (str(parent.tag), parent.get("class") or "")


def _article(element: HtmlElement) -> HtmlElement | None:
    return next(element.iterancestors("article"), None)


def _is_prose(block: Block) -> bool:
    if block.element.tag != "p" or len(block.said) < MIN_CHARS:
        return False
    return linked_chars(block.element) <= MAX_LINKED * len(block.said)
