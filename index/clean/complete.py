"""Paragraphs that extraction left out although they stand where the others of the article stand.

Pages that cut an article in chunks (for advertisements, galleries, a paywall's fold) lose all chunks but one.
"""

from collections import Counter

from lxml.html import HtmlElement

from index.clean.boilerplate import normalised
from index.clean.structured import plain

MIN_CHARS = 80
"""A shorter paragraph may be a caption or a button."""
MIN_MATCHED = 3
"""So many extracted paragraphs must stand in containers of one kind before others of that kind are taken."""
MAX_LINKED = 0.4

Signature = tuple[str, str]


def complete(text: str, tree: HtmlElement) -> str:
    """Put back paragraphs of ``tree`` whose containers are of the kind that holds the extracted ones."""
    lines = text.split("\n")
    places = {normalised(line): at for at, line in enumerate(lines)}
    paragraphs = [(element, plain("".join(element.itertext()))) for element in tree.iter("p")]
    matched = [element for element, said in paragraphs if normalised(said) in places]
    kinds = Counter(map(_kind, matched))
    articles = {_article(element) for element in matched}
    added: list[tuple[int, str]] = []
    flat = normalised(text)
    at = -1
    for element, said in paragraphs:
        words = normalised(said)
        if words in places:
            at = places[words]
        elif (
            at >= 0
            and kinds[_kind(element)] >= MIN_MATCHED
            and _article(element) in articles
            and _is_prose(element, said)
            and words not in flat
        ):
            added.append((at, said))
    for position, said in reversed(added):
        lines.insert(position + 1, said)
    return "\n".join(lines)


def _kind(element: HtmlElement) -> Signature:
    parent = element.getparent()
    return ("", "") if parent is None else (str(parent.tag), parent.get("class") or "")


def _article(element: HtmlElement) -> HtmlElement | None:
    return next(element.iterancestors("article"), None)


def _is_prose(element: HtmlElement, said: str) -> bool:
    linked = sum(len("".join(link.itertext())) for link in element.iter("a"))
    return len(said) >= MIN_CHARS and linked <= MAX_LINKED * len(said)
