"""Take out of a page what is never the article, before extraction sees it; captions give their credits."""

import re
from collections import Counter
from functools import lru_cache
from typing import Literal

from lxml.html import HtmlElement

from index.clean.class_names import NAMES, hyphenated
from index.clean.found import Found, has_words
from index.clean.structured import plain
from index.clean.weighing import Weights, held_by_all, holders_of, leads_away
from index.clean.word_lists import any_of

REMOVED_TAGS = (
    "figcaption", "aside", "nav", "footer", "form", "button", "dialog", "script", "style", "template",
    "noscript", "video", "audio", "svg", "select",
)  # fmt: skip
"""Elements that hold captions, navigation or controls."""
INLINE_TAGS = ("a", "span", "em", "strong", "b", "i", "u", "mark")
GUARDED_TAGS = ("aside", "form")
"""Some sites wrap the whole article in these: kept when they hold much of the page's text."""
KEPT_TAGS = ("html", "body", "main", "h1")
JUNK = NAMES["junk"]
SURE_JUNK = NAMES["sure-junk"]
TEASER = NAMES["teaser"]
MAX_SHARE = 0.15
"""Largest share of the page's paragraph text that one block taken for junk may hold."""
MAX_TOTAL_SHARE = 0.3
MAX_SURE_SHARE = 0.6
LISTED_SHARE = 0.5
"""The same for a list whose every item is a link, often with its topic in front of it."""
LINKED_SHARE = 0.8
"""A list or paragraph with this share of its text in links leads elsewhere."""
MAX_LINKED_CHARS = 220
"""A longer paragraph in one link is the text of a page that links all of it."""
MIN_OWN_CHARS = 250
"""An article with less text of its own is a frame around others, such as the entries of a live blog."""
MIN_BESIDE_TEASERS = 60
MIN_CRUMBS = 2
MAX_CRUMB_CHARS = 40
LAYOUT_CELL_CHARS = 600
"""A table with a cell as long as this is no table of data."""
_CREDIT = re.compile(rf"(?:©|\(c\)\s|{any_of('caption-credits')})\s*\S.{{1,100}}$", re.IGNORECASE)


def prune(tree: HtmlElement) -> tuple[list[str], list[str]]:
    """Remove boilerplate elements from a tree.

    Each pass goes through the tree once, from the outside in, and takes out at its end what it found: what is
    in a found element is not looked at again.

    Returns:
        Credits and whole captions that were removed.
    """
    weights = {element: sum(map(len, element.itertext())) for element in tree.iter("p")}
    total = sum(weights.values()) or 1
    captions = _remove_tags(tree, weights, total)
    captions += _remove_junk(tree, weights, total)
    _remove_link_lists(tree)
    _remove_nested_articles(tree)
    _unwrap_layout_tables(tree)
    credits = [found[0].strip() for caption in captions if (found := _CREDIT.search(caption))]
    return list(dict.fromkeys(credits)), captions


def _remove_tags(tree: HtmlElement, weights: dict[HtmlElement, int], total: int) -> list[str]:
    captions = []
    held = held_by_all(tree, weights)
    found = Found(tree.iter(*REMOVED_TAGS))
    for element in found:
        if element.getparent() is None:
            continue
        if element.tag in GUARDED_TAGS and held.get(element, 0) > 0.4 * total:
            continue
        if element.tag == "figcaption":
            captions.append(plain(" ".join(element.itertext())))
        found.take(element)
    found.remove()
    return captions


def _remove_junk(tree: HtmlElement, weights: dict[HtmlElement, int], total: int) -> list[str]:
    captions = []
    removed = 0
    held, linked = held_by_all(tree, weights), Weights()
    headed = holders_of(tree.iter("h1"))
    found = Found(tree.xpath("//*[@class or @id]"))
    for element in found:
        kind = "none" if element.tag in KEPT_TAGS else _junk_kind(_names(element))
        if kind == "none" or element in headed or (kind == "teaser" and not linked.of(element).is_linked):
            continue
        if element.tag in INLINE_TAGS and _is_within_words(element, found):
            continue
        sure, size = kind == "sure", held.get(element, 0)
        if size > (MAX_SURE_SHARE if sure else MAX_SHARE) * total:
            continue
        if not sure and removed + size > MAX_TOTAL_SHARE * total:
            continue
        removed += 0 if sure else size
        if "caption" in (names := _names(element).lower()) or "credit" in names:
            captions.append(plain(" ".join(element.itertext())))
        found.take(element)
    found.remove()
    return captions


Junk = Literal["none", "teaser", "junk", "sure"]


@lru_cache(maxsize=20_000)
def _junk_kind(names: str) -> Junk:
    """Tell what an element's names say of it, the surest first."""
    kinds = set(map(_kind_of, names.split()))
    return (
        "sure"
        if "sure" in kinds
        else "junk"
        if "junk" in kinds
        else "teaser"
        if "teaser" in kinds
        else "none"
    )


@lru_cache(maxsize=50_000)
def _kind_of(name: str) -> Junk:
    """Tell what one name says; the same names stand on most elements of a page, and of a site's pages."""
    name += " " + hyphenated(name)
    if SURE_JUNK.search(name):
        return "sure"
    return "junk" if JUNK.search(name) else "teaser" if TEASER.search(name) else "none"


def _names(element: HtmlElement) -> str:
    names = f"{(element.get('class') or '')[:500]} {(element.get('id') or '')[:100]}"
    return f"{names} {element.tag}" if "-" in str(element.tag) else names


def _is_within_words(element: HtmlElement, found: Found) -> bool:
    """Whether an element stands within a sentence: a word that links to its topic is still a word of it."""
    holder = element.getparent()
    if holder is None or holder.tag not in ("p", "li", *INLINE_TAGS):
        return False
    return found.has_words_before(element) or has_words(element.tail)


def _remove_link_lists(tree: HtmlElement) -> None:
    """Remove lists and short paragraphs that are nothing but links: they lead to other articles."""
    weights, holders = Weights(), holders_of(tree.iter("a"))
    found = Found(tree.iter("h1", "ul", "ol", "p", "h2", "h3", "h4", "h5"))
    is_above = next(tree.iter("h1"), None) is not None
    for element in found:
        if element.tag == "h1":
            is_above = False
            continue
        is_list = element.tag in ("ul", "ol")
        inside = not is_list and _is_inside_link(element)
        if not inside and element not in holders:
            continue
        weight = weights.of(element)
        share = LISTED_SHARE if is_list and _is_linked_throughout(element, weights) else LINKED_SHARE
        linked = inside or (weight.linked and weight.linked >= share * weight.chars)
        linked = linked or (is_list and is_above and _are_crumbs(element, weights))
        if linked and (is_list or weight.chars <= MAX_LINKED_CHARS):
            found.take(element)
    found.remove()


def _is_inside_link(element: HtmlElement) -> bool:
    link = next(element.iterancestors("a"), None)
    return link is not None and leads_away(link)


def _are_crumbs(items: HtmlElement, weights: Weights) -> bool:
    """Whether a list is of short links that lead away, but for the last: the page's own name."""
    if len(items) <= MIN_CRUMBS:
        return False
    *links, last = map(weights.of, items)
    return not last.links and all(0 < one.linked == one.chars <= MAX_CRUMB_CHARS for one in links)


def _is_linked_throughout(items: HtmlElement, weights: Weights) -> bool:
    """Whether every item of a list ends with its one link, perhaps with a topic before it."""
    if len(items) < 2 or weights.of(items).nested:
        return False
    links = (weight.link for item in items if (weight := weights.of(item)).links == 1)
    ending = [
        link for link in links if link is not None and leads_away(link) and not (link.tail or "").strip()
    ]
    return len(ending) == len(items)


def _remove_nested_articles(tree: HtmlElement) -> None:
    """Remove articles inside an article that has text of its own: by the HTML standard comments and teasers.

    A teaser is told by its headline, which links to its article: it goes however short the article around it
    is. So do all that stand in a frame of their own behind the article with the headline.
    """
    found = Found(tree.iter("article"))
    own: Counter[HtmlElement | None] = Counter()
    for paragraph in tree.iter("p") if found else ():
        own[_article_of(paragraph)] += len(plain("".join(paragraph.itertext())))
    main = next((_article_of(h1) for h1 in tree.iter("h1") if own[_article_of(h1)] >= MIN_OWN_CHARS), None)
    for inner in found:
        outer = _article_of(inner)
        if main is not None and outer is not None and _is_apart(outer, main):
            found.take(inner)
            continue
        least = MIN_BESIDE_TEASERS if _has_linked_headline(inner) else MIN_OWN_CHARS
        if outer is not None and own[outer] >= least:
            found.take(inner)
    found.remove()


def _is_apart(frame: HtmlElement, main: HtmlElement) -> bool:
    """Whether neither of two articles stands in the other."""
    return frame is not main and frame not in main.iterancestors() and main not in frame.iterancestors()


def _article_of(element: HtmlElement) -> HtmlElement | None:
    return next(element.iterancestors("article"), None)


def _has_linked_headline(article: HtmlElement) -> bool:
    heading = next(article.iter("h1", "h2", "h3", "h4"), None)
    if heading is None:
        return False
    return _is_inside_link(heading) or any(leads_away(link) for link in heading.iter("a"))


def _unwrap_layout_tables(tree: HtmlElement) -> None:
    """Make plain blocks of tables that lay a page out, so that their cells are not read as data."""
    weights = Weights()
    for table in list(tree.iter("table")):
        weights.of(table)
        if any(weights.of(cell).chars >= LAYOUT_CELL_CHARS for cell in table.iter("td")):
            for element in [table, *table.iter("tbody", "tr", "td", "th")]:
                element.tag = "div"
