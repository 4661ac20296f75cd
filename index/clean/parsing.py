"""A page's text to its tree: parsed once, damage mended that would swallow the article, limits of size."""

import re

import lxml.html
from lxml.html import HtmlElement, HTMLParser

MAX_ELEMENTS = 40_000
"""Elements of a page; the largest news pages have 15,000."""
MAX_TREE_CHARS = 2_000_000
"""Characters of a page's text, scripts and styles apart; the largest news pages have 0.4 million."""
MAX_SCRIPT_CHARS = 4_000_000
"""A longer script holds no article, and is not searched for one."""
MAX_DEPTH = 200
"""Elements above each other; what is nested deeper is set beside what it stood in. News pages have 60."""
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_TOO_DEEP = "ERR_RESOURCE_LIMIT"
"""What libxml2 says when it leaves out the rest of a page that is nested more than 256 deep."""


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
        _flatten(tree)
    for script in tree.iter("script"):
        if len(script.text or "") > MAX_SCRIPT_CHARS:
            script.text = None
    return tree if isinstance(tree, HtmlElement) else None


def _flatten(tree: HtmlElement) -> None:
    """Unwrap elements that are nested too deep, as unclosed tags are: texts then stand side by side."""
    deep = []
    pending = [(tree, 0)]
    while pending:
        element, depth = pending.pop()
        children = list(element)
        if depth > MAX_DEPTH and children and element.tag != "p":
            deep.append(element)
        pending += [(child, depth + 1) for child in children]
    # From the outside in, so that each element moves up once.
    for element in deep:
        _unwrap(element)


def _unwrap(element: HtmlElement) -> None:
    """Set what is in an element in its place, at a cost that its siblings do not raise (as `drop_tag`'s)."""
    parent, before = element.getparent(), element.getprevious()
    _put_text(parent, before, element.text)
    for child in list(element):
        element.addprevious(child)
        before = child
    _put_text(parent, before, element.tail)
    parent.remove(element)


def _put_text(parent: HtmlElement, before: HtmlElement | None, text: str | None) -> None:
    if text and before is None:
        parent.text = (parent.text or "") + text
    elif text and before is not None:
        before.tail = (before.tail or "") + text


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
