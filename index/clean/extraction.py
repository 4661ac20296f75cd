"""The text of a pruned page: trafilatura's first, then what else the page offers when that is too little."""

from collections.abc import Callable
from typing import Any

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from index.clean.complete import complete
from index.clean.decode import strip_forbidden
from index.clean.markup import find_scripted, text_of_markup, without_strangers

SHORT_TEXT_CHARS = 250
"""Below this, other ways of extraction are tried."""
MIN_BODY_CHARS = 400
"""A shorter articleBody in the data of a page is its description."""
MAX_TEXT_CHARS = 1_500_000
"""A longer text is none of an article, and is not looked at further."""
SHARES = (0.5, 2.0)
"""trafilatura's own rules are believed when their text is between these shares of a page's paragraphs: it
lost none then and took no menus for text. Else it compares itself with others, in half as much time again."""


def extract(
    tree: HtmlElement, untouched: Callable[[], HtmlElement | None], body: str | None, url: str | None
) -> str:
    """Extract the text: of the pruned page, else of the untouched one, else what its data hold.

    Args:
        tree: The pruned page.
        untouched: Parses the page once more, before pruning; it is called for few pages.
        body: The JSON-LD's articleBody.
        url: The page's address.
    """
    text = _extraction(tree, url)
    if len(text) > MAX_TEXT_CHARS:
        return text
    text = complete(text, tree) if text else text
    whole = untouched() if len(text) < SHORT_TEXT_CHARS else None
    if whole is not None:
        other = _extraction(whole, url)
        text = other if len(other) > 1.5 * len(text) else text
    text = _with_data(text, body)
    if len(text) < SHORT_TEXT_CHARS and whole is not None and (scripted := find_scripted(whole)):
        other = text_of_markup(scripted)
        text = other if len(other) > 2 * len(text) else text
    return strip_forbidden(text)


def _with_data(text: str, body: str | None) -> str:
    """Hold a text against what the page's data give as the article's."""
    said = text_of_markup(body) if body and len(body) > MIN_BODY_CHARS else ""
    if said and len(text) < 0.5 * len(said):
        return said
    return without_strangers(text, said) if said else text


def _extraction(tree: HtmlElement, url: str | None) -> str:
    text = _run(tree, url, fast=True)
    paragraphs = sum(sum(map(len, element.itertext())) for element in tree.iter("p"))
    low, high = (share * paragraphs for share in SHARES)
    if len(text) >= SHORT_TEXT_CHARS and low <= len(text) <= high:
        return text
    return _run(tree, url, fast=False)


def _run(tree: HtmlElement, url: str | None, *, fast: bool) -> str:
    options: dict[str, Any] = {"include_comments": False, "with_metadata": False, "fast": fast}
    document = bare_extraction(tree, url=url, **options)
    return str(getattr(document, "text", None) or "")
