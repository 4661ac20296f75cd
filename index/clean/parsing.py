"""A page's text to its tree: parsed once, damage mended that would swallow the article, limits of size."""

import re

import lxml.html
from lxml.etree import TreeBuilder, XPath
from lxml.html import HtmlElement, HTMLParser

from index.clean.decode import strip_forbidden

MAX_ELEMENTS = 40_000
"""Elements of a page; the largest news pages have 15,000."""
MAX_TREE_CHARS = 2_000_000
"""Characters of a page's text, scripts and styles apart; the largest news pages have 0.4 million."""
MAX_SCRIPT_CHARS = 4_000_000
"""A longer script holds no article, and is not searched for one."""
MAX_DEPTH = 50
"""Elements above each other; a block nested deeper is set beside what it stood in. News pages have 42.

Extraction reads the text of an element anew for each one around it: what stands ten times deeper costs ten
times as much."""
MAX_INSIDE = 16
"""Elements above each other within the deepest block: words in a link in a cell, or unclosed tags."""
PIECE_BYTES = 16_384
MAX_STEPS = 500_000_000
"""End tags times open elements of a page that is nested deep: some seconds in libxml2."""
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_TOO_DEEP = "ERR_RESOURCE_LIMIT"
"""What libxml2 says when it leaves out the rest of a page that is nested more than 256 deep."""
_is_deep = XPath(f"boolean({'/*' * (MAX_DEPTH + 2)})")
_HOLDERS = frozenset(("p", "div", "section", "article", "table", "ul", "ol", "h1", "h2"))
"""Blocks: each can stand beside what holds it without a change of meaning."""
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
"""Names of elements; lxml takes no others from Python."""


class TooComplexError(Exception):
    """A page is no article's: see the reason ``too-complex``."""


def parse(text: str) -> HtmlElement | None:
    """Parse a page once; an unclosed comment, or thousands of unclosed tags, do not swallow what follows.

    Raises:
        TooComplexError: It is nested so deep that to read it all would take too long.
    """
    text = _DECLARATION.sub("", text, count=1)
    if "<!--" in text[-2_000_000:] and text.rfind("<!--") > text.rfind("-->"):
        at = text.rfind("<!--")
        text = text[:at] + text[at + 4 :] if text.count("<", at + 4) > 3 else text[:at]
    # A str is handed over as UTF-8 bytes: lxml refuses a str with an encoding declared inside.
    data = text.encode("utf-8", "ignore")
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = lxml.html.document_fromstring(data, parser=parser)
    if any(entry.type_name == _TOO_DEEP for entry in parser.error_log) or _is_deep(tree):
        tree = _flat(data)
    for script in tree.iter("script"):
        if len(script.text or "") > MAX_SCRIPT_CHARS:
            script.text = None
    return tree if isinstance(tree, HtmlElement) else None


def _flat(data: bytes) -> HtmlElement:
    """Parse a page that is nested deep; bit by bit, since each end tag is sought among all open elements."""
    flat = _Flat()
    parser = HTMLParser(encoding="utf-8", target=flat)
    steps = 0
    for at in range(0, len(data), PIECE_BYTES):
        piece = data[at : at + PIECE_BYTES]
        parser.feed(piece)
        steps += piece.count(b"</") * flat.depth
        if flat.elements > MAX_ELEMENTS or steps > MAX_STEPS:
            raise TooComplexError
    return parser.close()


class _Flat:
    """Builds a tree of what the parser meets, in which blocks nested too deep stand side by side.

    The parser calls it for each tag and text, however deep; from a tree of its own, libxml2 leaves out the
    rest of a page that is nested more than 256 deep. Texts stay in their order.

    Attributes:
        elements: How many elements began.
    """

    def __init__(self) -> None:
        self.elements = 0
        self._builder = TreeBuilder(parser=lxml.html.html_parser)
        self._opened: list[int] = []
        """Numbers of the elements that the page has not closed."""
        self._built: list[tuple[int, str]] = []
        """Those of them that are open in the tree, with their tags."""

    @property
    def depth(self) -> int:
        """Number of elements that the page has not closed."""
        return len(self._opened)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take a tag that opens an element."""
        self.elements += 1
        self._opened.append(self.elements)
        is_deep = len(self._built) >= MAX_DEPTH and tag in _HOLDERS
        if is_deep or len(self._built) >= MAX_DEPTH + MAX_INSIDE:
            while len(self._built) > MAX_DEPTH:
                self._builder.end(self._built.pop()[1])
        tag = tag if _NAME.fullmatch(tag) else "span"
        kept = {name: strip_forbidden(value) for name, value in attributes.items()}
        self._builder.start(tag, kept)
        self._built.append((self.elements, tag))

    def end(self, _tag: str) -> None:
        """Take the end of the element that was opened last."""
        number = self._opened.pop()
        if self._built and self._built[-1][0] == number:
            self._builder.end(self._built.pop()[1])

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if self._built:
            self._builder.data(strip_forbidden(text))

    def close(self) -> HtmlElement:
        """Give the root of the tree."""
        while self._built:
            self._builder.end(self._built.pop()[1])
        return self._builder.close()


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
