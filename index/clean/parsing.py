"""A page's text to its tree: parsed once, damage mended that would swallow the article, limits of size."""

import re
from collections.abc import Iterator

import lxml.html
from lxml.etree import XPath
from lxml.html import HtmlElement, HTMLParser

from index.clean.found import put_text

MAX_ELEMENTS = 40_000
"""Elements of a page; the largest news pages have 15,000."""
MAX_TREE_CHARS = 2_000_000
"""Characters of a page's text, scripts and styles apart; the largest news pages have 0.4 million."""
MAX_SCRIPT_CHARS = 4_000_000
"""A longer script holds no article, and is not searched for one."""
MAX_DEPTH = 50
"""Elements above each other; what is nested deeper is set beside what it stood in. News pages have 42.

Extraction reads the text of an element anew for each one around it: what stands ten times deeper costs ten
times as much."""
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_TOO_DEEP = "ERR_RESOURCE_LIMIT"
"""What libxml2 says when it leaves out the rest of a page that is nested more than 256 deep."""
_is_deep = XPath(f"boolean({'/*' * (MAX_DEPTH + 2)})")
_HOLDERS = ("p", "div", "section", "article", "table", "ul", "ol", "h1", "h2")
"""What stands in no paragraph: one that holds such an element was not closed."""


def parse(text: str) -> HtmlElement | None:
    """Parse a page once; an unclosed comment, or hundreds of unclosed tags, do not swallow what follows."""
    text = _DECLARATION.sub("", text, count=1)
    if "<!--" in text[-2_000_000:] and text.rfind("<!--") > text.rfind("-->"):
        at = text.rfind("<!--")
        text = text[:at] + text[at + 4 :] if text.count("<", at + 4) > 3 else text[:at]
    # A str is handed over as UTF-8 bytes: lxml refuses a str with an encoding declared inside.
    data = text.encode("utf-8", "ignore")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = lxml.html.document_fromstring(data, parser=parser)
    if any(entry.type_name == _TOO_DEEP for entry in parser.error_log):
        parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
        tree = lxml.html.document_fromstring(data, parser=parser)
    if _is_deep(tree):
        _flatten(tree)
    for script in tree.iter("script"):
        if len(script.text or "") > MAX_SCRIPT_CHARS:
            script.text = None
    return tree if isinstance(tree, HtmlElement) else None


def _flatten(tree: HtmlElement) -> None:
    """Unwrap elements that are nested too deep, as unclosed tags are: texts then stand side by side.

    Each element that stays is moved once: libxml2 goes through all that is in an element that it moves.
    """
    pending = [(tree, 0)]
    while pending:
        element, depth = pending.pop()
        if depth == MAX_DEPTH:
            _lay_out(element, list(_pieces(element)))
        else:
            pending += [(child, depth + 1) for child in element]


def _pieces(holder: HtmlElement) -> Iterator[str | HtmlElement]:
    """Give the texts, paragraphs and innermost elements of an element in their order."""
    pending = _inside(holder)[::-1]
    while pending:
        piece = pending.pop()
        if isinstance(piece, str) or not len(piece):
            yield piece
        elif _is_paragraph(piece):
            _lay_out(piece, list(_pieces(piece)))
            yield piece
        else:
            pending += _inside(piece)[::-1]


def _inside(element: HtmlElement) -> list[str | HtmlElement]:
    following = (piece for child in element for piece in (child, child.tail))
    return [piece for piece in (element.text, *following) if piece is not None]


def _is_paragraph(element: HtmlElement) -> bool:
    return element.tag == "p" and next(element.iterdescendants(*_HOLDERS), None) is None


def _lay_out(holder: HtmlElement, pieces: list[str | HtmlElement]) -> None:
    """Fill an element with texts and elements side by side. Texts that meet are joined once."""
    for child in list(holder):
        holder.remove(child)
    holder.text = None
    before: HtmlElement | None = None
    words: list[str] = []
    for piece in (*pieces, None):
        if isinstance(piece, str):
            words.append(piece)
            continue
        put_text(holder, before, "".join(words))
        before, words = piece, []
        if piece is not None:
            piece.tail = None
            holder.append(piece)


def too_large(tree: HtmlElement) -> str | None:
    """Give the reason why a tree is larger than any article's, or None."""
    chars = count = 0
    for element in tree.iter():
        count += 1
        if element.tag not in ("script", "style"):
            chars += len(element.text or "")
        chars += len(element.tail or "")
    if count > MAX_ELEMENTS:
        return "too-complex"
    return "too-large" if chars > MAX_TREE_CHARS else None
