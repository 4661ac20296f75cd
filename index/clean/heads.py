"""What stands at the head of a text and is not its text: the headline once more, the byline, the date."""

import itertools
import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from index.clean.boilerplate import is_printed_date, kind_of, normalised
from index.clean.class_names import NAMES
from index.clean.structured import plain
from index.clean.word_lists import WORDS, any_of

HEAD_LINES = 5
"""Lines looked at; a headline, a standfirst, a byline and a date stand in them."""
MAX_OPENING = 2
"""Lines of text that may stand before a headline: a standfirst; further down it is a subheading."""
TAIL_LINES = 2
MAX_HEADINGS = 40
MAX_CHARS = 300
SECOND = NAMES["second-headline"]
SHARED_WORDS = 0.5
"""A heading that shares as much of its words and of the title's is the title in another wording."""
_BYLINE = re.compile(rf"^(?:{any_of('by')}|text)\b:?\s+(?P<names>.{{4,80}})$", re.IGNORECASE)
_NAME = re.compile(r"(?:[^\W\d_a-zà-ÿ]|[dDlO]['’])[\w.'’-]*$")
_PARTICLES = frozenset(WORDS["name-particles"])


def headlines_of(tree: HtmlElement, title: str) -> frozenset[str]:
    """Give the folded headings of a page that are its headline, in whatever wording."""
    words = frozenset(normalised(title).split())
    found = set()
    for heading in itertools.islice(tree.iter("h1", "h2", "h3"), MAX_HEADINGS):
        said = folded(plain("".join(heading.itertext())[:1000]))
        other = frozenset(normalised(" ".join(heading.itertext())[:1000]).split())
        alike = len(words & other) >= SHARED_WORDS * max(len(words), len(other), 2)
        if said and (heading.tag == "h1" or alike):
            found.add(said)
    return frozenset(found)


def decks_of(tree: HtmlElement) -> frozenset[str]:
    """Give the folded second headlines of a page."""
    headings = itertools.islice(tree.iter("h2", "h3", "h4"), MAX_HEADINGS)
    decks = (heading for heading in headings if SECOND.search(heading.get("class") or ""))
    return frozenset(folded(plain("".join(deck.itertext())[:1000])) for deck in decks) - {""}


def without_head(text: str, title: str, headlines: frozenset[str], authors: Iterable[str]) -> str:
    """Take headlines, bylines and dates out of a text's first lines, bylines out of its last.

    Args:
        text: Paragraphs joined by newlines.
        title: The headline.
        headlines: The page's headings that repeat it, folded (`headlines_of`).
        authors: Names of the page's authors.
    """
    lines = text.split("\n")
    names = frozenset(word for name in authors for word in normalised(name).split())
    said = folded(title)
    last = len(lines) - TAIL_LINES
    kept: list[str] = []
    before = 0
    for at, line in enumerate(lines):
        if len(line) <= MAX_CHARS and (at < HEAD_LINES or at >= last):
            opens = before < MAX_OPENING and _is_headline(line, said, headlines)
            if opens or (at < HEAD_LINES and is_printed_date(line)) or _is_byline(line, names):
                continue
        before += before < MAX_OPENING and bool(folded(line)) and kind_of(line) is None
        kept.append(line)
    return "\n".join(kept)


def _is_headline(line: str, title: str, headlines: frozenset[str]) -> bool:
    words = folded(line)
    if words in headlines:
        return True
    if not words or not title:
        return False
    with_kicker = words.endswith(title) and len(words) < 2 * len(title)
    without_kicker = title.endswith(words) and len(words) > len(title) / 2
    return with_kicker or without_kicker


def _is_byline(line: str, names: frozenset[str]) -> bool:
    """Whether a line says who wrote the article and nothing else."""
    words = normalised(line).split()
    own = [word for word in words if word not in names]
    if len(own) < len(words) and _PARTICLES.issuperset(own):
        return True
    found = _BYLINE.match(line)
    if not found or line.rstrip().endswith((".", "!", "?", ":", "…")):
        return False
    parts = re.split(r"[\s,]+", found["names"].strip())
    capital = [part for part in parts if part.lower() not in _PARTICLES]
    return 1 < len(capital) <= 6 and all(_NAME.match(part) for part in capital)


def folded(text: str) -> str:
    """Fold a heading for comparing; spaces between its parts are not always printed."""
    return normalised(text).replace(" ", "")
