"""Articles held as a string of markup: in JSON-LD, or in a script that builds the page in the browser.

Such strings are fragments, often escaped twice and never closed properly: Beautiful Soup is made for them.
"""

import html
import json
import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from lxml.html import HtmlElement

from index.clean.boilerplate import normalised
from index.clean.prune import JUNK

DROPPED = ("script", "style", "figure", "figcaption", "aside", "iframe", "noscript", "table")
BLOCKS = ("p", "li", "h2", "h3", "h4", "blockquote")
MIN_STRING_CHARS = 400
MIN_PARAGRAPHS = 3
MAX_SCRIPT_CHARS = 4_000_000
MAX_FRAGMENT_CHARS = 400_000
MIN_KNOWN_CHARS = 15
TRUSTED_SHARE = 0.85
"""Share of the data's text that the extraction must hold for the data to be the whole article."""
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)(?:"|$)', re.DOTALL)
_PARAGRAPH = re.compile(r"<p[\s>]|\\u003cp|&lt;p&gt;", re.IGNORECASE)


def text_of_markup(markup: str) -> str:
    """Give the paragraphs of a fragment of markup, or of a plain text, joined by newlines."""
    markup = html.unescape(markup[:MAX_FRAGMENT_CHARS])
    if "<" not in markup:
        return markup
    soup = BeautifulSoup(markup, "lxml")
    for element in soup.find_all(DROPPED):
        element.decompose()
    for element in soup.find_all(class_=True):
        if (
            isinstance(element, Tag)
            and not element.decomposed
            and JUNK.search(" ".join(element.get_attribute_list("class")))
        ):
            element.decompose()
    blocks = soup.find_all(BLOCKS)
    parts = [
        block.get_text("", strip=False)
        for block in blocks
        if not block.find_parent(["p", "li", "blockquote"])
    ]
    lines = [" ".join(part.split()) for part in parts]
    return "\n".join(line for line in lines if line) if lines else soup.get_text("\n", strip=True)


def find_scripted(tree: HtmlElement) -> str:
    """Give the longest markup of paragraphs that a script of the page holds, or nothing."""
    best = ""
    for script in tree.iter("script"):
        code = (script.text or "")[:MAX_SCRIPT_CHARS]
        if not _PARAGRAPH.search(code):
            continue
        best = max((best, *_fragments(code)), key=len)
    return best


def _fragments(code: str, depth: int = 0) -> Iterator[str]:
    for match in _STRING.finditer(code):
        if len(match[1]) < MIN_STRING_CHARS:
            continue
        try:
            text = json.loads(f'"{match[1]}"', strict=False)
        except ValueError:
            continue
        if '":"' in text and depth < 2:
            yield from _fragments(text, depth + 1)
        elif text.lower().count("<p") >= MIN_PARAGRAPHS:
            yield text


def without_strangers(text: str, body: str) -> str:
    """Cut what stands behind an article's last paragraph, where the page's data hold the whole text.

    Args:
        text: What was extracted.
        body: What the page's data give as the text; trusted when the extraction holds nearly all of it.
    """
    lines, said = text.split("\n"), normalised(body)
    known = [len(words := normalised(line)) > MIN_KNOWN_CHARS and words in said for line in lines]
    covered = sum(len(normalised(line)) for line, is_known in zip(lines, known, strict=True) if is_known)
    if covered < TRUSTED_SHARE * len(said):
        return text
    last = max(at for at, is_known in enumerate(known) if is_known)
    return "\n".join(lines[: last + 1])
