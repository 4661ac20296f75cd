"""Take out of a page what is never the article, before extraction sees it; captions give their credits."""

import re

from lxml.html import HtmlElement

from index.clean.structured import plain

REMOVED_TAGS = (
    "figcaption",
    "aside",
    "nav",
    "footer",
    "form",
    "button",
    "dialog",
    "script",
    "style",
    "template",
    "noscript",
)
"""Elements that hold captions, navigation or controls."""
GUARDED_TAGS = ("aside", "form")
"""Some sites wrap the whole article in these: kept when they hold much of the page's text."""
BLOCKS = ("div", "section", "ul", "ol", "p", "span", "figure", "header")
JUNK = re.compile(
    r"(?:^|[\s_-])(?:newsletter|related|recommend(?:ed|ations?)?|promo|share|sharing|social|cookie|consent|"
    r"advert|ads?|teaser|paywall|most-?read|read-?more|more-?on|outbrain|taboola|breadcrumbs?|comments?|"
    r"caption|credit|copyright|sign-?up|subscribe|subscription|byline|author-?(?:bio|box|info)|tags?|topics|"
    r"inline-?link|embed|kicker|linkbox|also-?read|app-?promo|modal|popup|skip)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Words in class names and ids of boilerplate. Source: class names of the publishers' pages that were read."""
MAX_SHARE = 0.15
"""Largest share of the page's paragraph text that one block taken for junk may hold."""
MAX_TOTAL_SHARE = 0.3
_CREDIT = re.compile(
    r"(?:©|\(c\)\s|photo(?:graph)?(?: by)?:|foto:|crédit\w*:|credit:|picture:|image:)\s*\S.{1,100}$",
    re.IGNORECASE,
)


def prune(tree: HtmlElement) -> tuple[list[str], list[str]]:
    """Remove boilerplate elements from a tree.

    Returns:
        Credits and whole captions that were removed.
    """
    weights = _paragraph_chars(tree)
    total = sum(weights.values()) or 1
    captions: list[str] = []
    for element in list(tree.iter(*REMOVED_TAGS)):
        if element.getparent() is None or not _attached(element, tree):
            continue
        if element.tag in GUARDED_TAGS and _held(element, weights) > 0.4 * total:
            continue
        if element.tag == "figcaption":
            captions.append(plain(" ".join(element.itertext())))
        _remove(element)
    removed = 0
    for element in list(tree.iter(*BLOCKS)):
        names = f"{(element.get('class') or '')[:500]} {(element.get('id') or '')[:100]}"
        if not names.strip() or not JUNK.search(names) or not _attached(element, tree):
            continue
        held = _held(element, weights)
        if (
            held > MAX_SHARE * total
            or removed + held > MAX_TOTAL_SHARE * total
            or element.find(".//h1") is not None
        ):
            continue
        removed += held
        if "caption" in names.lower() or "credit" in names.lower():
            captions.append(plain(" ".join(element.itertext())))
        _remove(element)
    credits = [found[0].strip() for caption in captions if (found := _CREDIT.search(caption))]
    return list(dict.fromkeys(credits)), captions


def _paragraph_chars(tree: HtmlElement) -> dict[HtmlElement, int]:
    return {element: sum(map(len, element.itertext())) for element in tree.iter("p")}


def _held(element: HtmlElement, weights: dict[HtmlElement, int]) -> int:
    inside = sum(weights.get(paragraph, 0) for paragraph in element.iter("p"))
    return inside or (sum(map(len, element.itertext())) if element.tag == "p" else 0)


def _attached(element: HtmlElement, tree: HtmlElement) -> bool:
    """Whether an element is still in the tree: what holds it may have been removed."""
    while (parent := element.getparent()) is not None:
        element = parent
    return element is tree


def _remove(element: HtmlElement) -> None:
    element.drop_tree()
