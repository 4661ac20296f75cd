"""The standfirst of a page: the paragraph between the headline and the text, which extraction often loses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement

from index.clean.boilerplate import kind_of, normalised
from index.clean.class_names import NAMES, hyphenated
from index.clean.elements import following, linked_chars
from index.clean.structured import plain
from index.clean.word_lists import any_of

LEAD = NAMES["lead"]
NEVER = NAMES["no-lead"]
BYLINE = re.compile(rf"\W*(?:{any_of('by')}|reported by)\s+[A-ZÀ-Þ]", re.IGNORECASE)
LEAD_CHARS = (40, 900)
"""Shorter ones are kickers, longer ones whole texts."""
SAME_CHARS = 60
"""A paragraph that agrees with the description in so many characters is the description."""
MAX_ELEMENTS = 120
"""Elements looked at behind the headline; standfirsts stand close to it."""
DECK_LANGUAGES = ("en",)
"""Of the standfirsts outside a header that extraction left out, 1 in 7 is text in English gold (three sets of
four), and 30 in 31 in other languages."""
STOPS = (".", "!", "?", "…", "”", "“", "«", "»", '"', "。", "।")
"""How sentences end."""
MIN_WORDS = 3
"""A shorter heading that a title ends with may be the name of a section."""
MAX_LEVELS = 3
MAX_CHILDREN = 12
_BLOCKS = ("p", "div", "script", "style", "time")
_TAGS = ("p", "h2", "h3", "h4", "div", "span", "section", "strong")


@dataclass(frozen=True, slots=True)
class Lead:
    """A standfirst, and whether it stands in one header with the headline."""

    text: str
    in_header: bool


def find_leads(tree: HtmlElement, title: str, description: str) -> list[Lead]:
    """Give the standfirsts that stand behind the headline, in order.

    They are told by the name of their class, by standing in one header with the headline, or by being what
    the page gives as its description.
    """
    wanted, said = normalised(title), normalised(description)
    found: list[Lead] = []
    for heading in tree.iter("h1", "h2"):
        words = normalised(" ".join(heading.itertext())[:1000])
        is_printed = wanted in words or (heading.tag == "h1" and _is_end(words, wanted))
        if not (wanted and is_printed):
            continue
        for element in _behind(heading):
            lead = _lead(element, heading, wanted, said)
            if lead and all(lead.text not in other.text for other in found):
                found.append(lead)
        if found or heading.tag == "h1":
            break
    return found


def _is_end(words: str, title: str) -> bool:
    """Whether a heading is a title without its kicker."""
    return len(words.split()) >= MIN_WORDS and title.endswith(f" {words}")


def _behind(heading: HtmlElement) -> Iterator[HtmlElement]:
    for element in following(heading, MAX_ELEMENTS):
        if element.tag == "h1":
            return
        if element.tag in _TAGS and len(element) <= MAX_CHILDREN:
            yield element


def _lead(element: HtmlElement, heading: HtmlElement, title: str, description: str) -> Lead | None:
    if any(one is not element for one in element.iter(*_BLOCKS)):
        return None
    text = plain(" ".join(element.itertext()))
    low, high = LEAD_CHARS
    if not low <= len(text) <= high:
        return None
    if next(element.iterancestors("a", "figure", "aside", "nav", "script"), None) is not None:
        return None
    words = normalised(text)
    if words in title or title in words or BYLINE.match(text):
        return None
    if linked_chars(element) > 0.5 * len(text):
        return None
    names = _names(element)
    if NEVER.search(names):
        return None
    in_header = _in_header(element, heading)
    is_lead = in_header or _is_description(words, description) or LEAD.search(names)
    return Lead(text, in_header) if is_lead and not kind_of(text) else None


def _is_description(words: str, description: str) -> bool:
    if len(description) < SAME_CHARS:
        return False
    return words == description or words.endswith(description) or words.startswith(description[:SAME_CHARS])


def _names(element: HtmlElement) -> str:
    found = []
    for _ in range(MAX_LEVELS):
        found += [element.get("class") or "", element.get("itemprop") or "", element.get("data-testid") or ""]
        parent = element.getparent()
        if parent is None or parent.tag in ("article", "main", "body") or len(parent) > MAX_CHILDREN:
            break
        element = parent
    return hyphenated(" ".join(found))[:600]


def _in_header(element: HtmlElement, heading: HtmlElement) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in ("header", "hgroup") and heading in parent.iter("h1", "h2")


def with_leads(text: str, leads: list[Lead], language: str | None) -> tuple[str, str | None]:
    """Put the first standfirst that a text does not hold in front of it, or keep it apart.

    The papers of most languages open their text with it, and say there what the text does not say again. In
    English it is a deck, a second headline of the editor's about the text, unless the page itself puts it in
    the article's header.

    Returns:
        The text, and the deck that is no part of it.
    """
    body = normalised(text)
    missing = [lead for lead in leads if not _is_held(lead, body)]
    if not missing or missing[0] is not leads[0]:
        return text, None
    lead = missing[0]
    if language in DECK_LANGUAGES:
        if not lead.in_header:
            return text, lead.text
    else:
        # A line without a stop is a second headline where sentences stand behind it.
        lead = next((other for other in missing if other.text.endswith(STOPS)), lead)
    return (f"{lead.text}\n{text}" if text else text), None


def _is_held(lead: Lead, body: str) -> bool:
    words = normalised(lead.text)
    return words in body or words[:SAME_CHARS] in body[:3000]
