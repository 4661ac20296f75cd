"""Walking a page's tree without building lists of what is never looked at, and what stands in its links."""

import itertools
from collections.abc import Iterator

from lxml.html import HtmlElement


def following(element: HtmlElement, most: int) -> Iterator[HtmlElement]:
    """Give the first ``most`` elements behind an element, in the page's order, those inside it left out."""
    return itertools.islice(_following(element), most)


def _following(element: HtmlElement) -> Iterator[HtmlElement]:
    holder: HtmlElement | None = element
    while holder is not None:
        for sibling in holder.itersiblings():
            yield from sibling.iter("*")
        holder = holder.getparent()


def linked_chars(element: HtmlElement) -> int:
    """Count the characters in the links of an element."""
    return sum(len("".join(link.itertext())) for link in element.iter("a"))
