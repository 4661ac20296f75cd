"""Who wrote a page: its data first, then the byline that stands beside the headline.

What the data call the author is often the site itself; a person in the byline is then preferred.
"""

import itertools
import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from index.clean.authors import MAX_AUTHORS, split_authors
from index.clean.class_names import NAMES, hyphenated
from index.clean.elements import following
from index.clean.structured import Structured, plain
from index.clean.titles import is_site, site_names
from index.clean.word_lists import WORDS, any_of

BYLINE = NAMES["byline"]
NEVER = NAMES["no-byline"]
PRINTED = re.compile(
    rf"^\W*(?:{any_of('byline-printed')})\b:?"
    r"\s+"
    r"(?P<names>[A-ZÀ-ÞŠŽČŁ][^\d|]{3,80})$"
)
"""A byline that is told by its words alone."""
NEAR_ELEMENTS = 150
MAX_CHARS = 120


def authors_of(tree: HtmlElement, found: Structured, url: str | None) -> tuple[str, ...]:
    """Give the names of a page's authors, in order; agencies and desks when there is no person."""
    names = site_names(found, url)
    fallback: list[str] = []
    for lines in _offers(tree, found):
        people, agencies, others = split_authors(lines)
        if chosen := [name for name in people if not is_site(name, names)]:
            mixed = [name for name in split_authors(lines, keep_order=True)[0] if not is_site(name, names)]
            return tuple(dict.fromkeys(mixed or chosen))[:MAX_AUTHORS]
        fallback = fallback or [*agencies, *others, *people]
    return tuple(dict.fromkeys(fallback))[:MAX_AUTHORS]


def _offers(tree: HtmlElement, found: Structured) -> Iterator[list[str]]:
    yield found.people("author")
    yield found.people("creator")
    for name in WORDS["meta-author"]:
        yield found.meta.get(name, [])
    yield from _beside_headline(tree)


def _beside_headline(tree: HtmlElement) -> Iterator[list[str]]:
    headings = list(itertools.islice(tree.iter("h1"), 3))
    near = [list(following(heading, NEAR_ELEMENTS)) for heading in headings]
    for elements in near:
        for element in elements:
            if _is_byline(element):
                yield [_words(element)]
    for elements in near:
        for element in elements:
            if element.tag in ("p", "div", "span", "address", "li") and (
                match := PRINTED.match(_words(element))
            ):
                yield [match["names"]]
    for path in ("//*[@rel='author']", "//*[@itemprop='author']"):
        for element in tree.xpath(path)[:1]:
            yield [_words(element)]


def _is_byline(element: HtmlElement) -> bool:
    if (element.get("rel") or "") == "author" or (element.get("itemprop") or "") in ("author", "creator"):
        return bool(_words(element))
    if element.tag in ("body", "article", "main", "section", "img", "script", "style", "figcaption"):
        return False
    names = hyphenated(f"{element.get('class') or ''} {element.get('data-testid') or ''}"[:300])
    return bool(names.strip() and BYLINE.search(names) and not NEVER.search(names) and _words(element))


def _words(element: HtmlElement) -> str:
    """Give the text of a short element, or nothing for a longer one."""
    pieces: list[str] = []
    size = 0
    for piece in element.itertext():
        size += len(piece.strip())
        if size > MAX_CHARS:
            return ""
        pieces.append(piece)
    return plain(" | ".join(piece for piece in pieces if piece.strip()))
