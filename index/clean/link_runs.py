"""Take thousands of links out of a page: a directory is no article, and extraction takes minutes over it.

Extraction reads each link anew for every element around it: many links nested deep cost as much.
"""

from dataclasses import dataclass

from lxml.html import HtmlElement

from index.clean.found import remove_children

MAX_LINKS = 3_000
"""A page with fewer links is left alone; the largest news pages have 2,000."""
MAX_AROUND = 60_000
"""Elements around all links of a page together, some 3 s of extraction; the largest pages that were read have
38,000."""
MIN_DEEP = 1_000
"""Fewer links are never so many elements within others: pages are at most 66 deep."""
MIN_RUN = 100
"""Links in one place that are a directory, when the page has thousands."""
LINKED_SHARE = 0.8
MAX_UNLINKED_CHARS = 200
"""What has more words of its own than this is not nothing but links."""


@dataclass(slots=True)
class _Held:
    """What stands below an element: links, characters in them, and all characters, white space apart."""

    links: int = 0
    linked: int = 0
    chars: int = 0

    @property
    def is_links(self) -> bool:
        """Whether an element is nothing but links."""
        few = self.chars - self.linked <= MAX_UNLINKED_CHARS
        return self.links > 0 and few and self.linked >= LINKED_SHARE * self.chars


def remove_link_runs(tree: HtmlElement) -> None:
    """Remove blocks and rows of a hundred links and more from a page that has thousands.

    Where as many words stand between the links as in them, these are sentences: the links are unwrapped, and
    their words stay. Where extraction would still take long, the links that are left become plain words. It
    takes time in proportion to the elements.
    """
    if sum(1 for _ in tree.iter("a")) > MAX_LINKS:
        _remove_runs(tree)
    links = list(tree.iter("a"))
    if len(links) > MIN_DEEP and sum(sum(1 for _ in link.iterancestors()) for link in links) > MAX_AROUND:
        for link in links:
            link.tag = "span"


def _remove_runs(tree: HtmlElement) -> None:
    held = _held(tree)
    pending = [tree]
    while pending:
        parent = pending.pop()
        runs = [child for child in parent if isinstance(child.tag, str) and held[child].is_links]
        if sum(held[child].links for child in runs) >= MIN_RUN:
            _remove(parent, runs, held)
        pending += [child for child in parent if isinstance(child.tag, str) and not held[child].is_links]


def _held(tree: HtmlElement) -> dict[HtmlElement, _Held]:
    """Count for every element what it holds, the innermost first."""
    held: dict[HtmlElement, _Held] = {}
    for element in reversed(list(tree.iter())):
        own = held.setdefault(element, _Held())
        own.chars += len((element.text or "").strip())
        if element.tag == "a":
            own.links, own.linked = own.links + 1, own.chars
        if (parent := element.getparent()) is not None:
            above = held.setdefault(parent, _Held())
            above.links += own.links
            above.linked += own.linked
            above.chars += own.chars + len((element.tail or "").strip())
    return held


def _remove(parent: HtmlElement, runs: list[HtmlElement], held: dict[HtmlElement, _Held]) -> None:
    between = sum(len((run.tail or "").strip()) for run in runs)
    keeps_words = between >= sum(held[run].linked for run in runs)
    remove_children(parent, set(runs), keeps_words=keeps_words)
