"""Elements gone through in the page's order, some taken out of the page together."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement


class Found:
    """Elements of a tree, of which some are taken: the ones in these are then passed over.

    Args:
        elements: In the order of the page, so that an element comes before what is in it.
    """

    def __init__(self, elements: Iterable[HtmlElement]) -> None:
        self._elements = list(elements)
        self._gone: set[HtmlElement] = set()
        self._taken: dict[HtmlElement, bool] = {}

    def __iter__(self) -> Iterator[HtmlElement]:
        return (element for element in self._elements if element not in self._gone)

    def __len__(self) -> int:
        return len(self._elements)

    def take(self, element: HtmlElement) -> None:
        """Take an element out, with all that is in it."""
        self._taken[element] = self.has_words_before(element)
        self._gone.update(element.iter())

    def has_words_before(self, element: HtmlElement) -> bool:
        """Whether words stand right before an element, taken ones left out."""
        before = element.getprevious()
        if before is None:
            return has_words(element.getparent().text)
        return has_words(before.tail) or self._taken.get(before, False)

    def remove(self) -> None:
        """Remove what was taken; the text behind each stays."""
        by_parent: defaultdict[HtmlElement, set[HtmlElement]] = defaultdict(set)
        for element in self._taken:
            by_parent[element.getparent()].add(element)
        for parent, children in by_parent.items():
            remove_children(parent, children)


def has_words(text: str | None) -> bool:
    """Whether a text is more than white space and a mark."""
    return bool(text) and len(str(text).strip()) > 1


def remove_children(parent: HtmlElement, children: set[HtmlElement], *, keeps_words: bool = False) -> None:
    """Remove children of an element; the text behind them stays, and if wished their own words.

    Texts that meet are set once for all children in a row: libxml2 copies a text whole whenever something is
    added to it.
    """
    before, words = None, [parent.text or ""]
    for child in [*parent, None]:
        if child in children:
            words += ["".join(child.itertext()) if keeps_words else "", child.tail or ""]
            parent.remove(child)
            continue
        if len(words) > 1:
            put_text(parent, before, "".join(words))
        before, words = child, [child.tail or ""] if child is not None else []


def put_text(parent: HtmlElement, before: HtmlElement | None, text: str) -> None:
    """Set the text behind a child, or before all children."""
    if before is None:
        parent.text = text or None
    else:
        before.tail = text or None
