"""Live blogs: their entries, from the page's data or its markup; the time of each stands before it.

The text itself is extracted as on other pages: the data of a live blog often hold hundreds of entries that
the page no longer shows. Where extraction lost all entries, those that were found are the text.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml.html import HtmlElement

from index.article import Moment
from index.clean.boilerplate import normalised, split_lines
from index.clean.class_names import NAMES
from index.clean.elements import linked_chars
from index.clean.markup import text_of_markup
from index.clean.structured import Structured, plain
from index.printed_dates import parse_printed

LIVE = NAMES["live"]
NEVER = NAMES["no-live"]
MIN_ENTRIES = 2
MAX_ENTRIES = 2_000
MAX_LEVELS = 6
"""An entry's time stands at most so many elements below the entry."""
MIN_CHARS = 20
MIN_INTRO_CHARS = 40
MAX_INTRO = 8
"""More paragraphs before the first entry are no introduction."""
SAME_CHARS = 60
"""Lines that agree in so many characters are one."""
_BLOCKS = ("p", "li", "h2", "h3", "h4", "blockquote")
_ASIDE = ("figcaption", "aside", "nav", "footer", "li", "blockquote")
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:.h]\s?([0-5]\d)(?!\d)(?:\s*([ap])\.?m)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a live blog: when ("2022-11-11 09:05", "09:05"), and its lines, headline first."""

    when: str
    lines: tuple[str, ...]


def live_entries(tree: HtmlElement, found: Structured, url: str | None, day: date | None) -> list[Entry]:
    """Give the entries of a live blog in the page's order; none for other pages.

    Args:
        tree: The untouched page.
        found: Its data.
        url: Its address.
        day: When it was published; the day of entries that print a clock alone, where these run one way.
    """
    said = _said(found.article.get("liveBlogUpdate"))
    if len(said) >= MIN_ENTRIES:
        return said
    sure = "LiveBlog" in str(found.article.get("@type")) or bool(LIVE.search(url or ""))
    marked = _marked(tree, sure)
    clocks = [entry.when for entry in marked if re.fullmatch(r"\d\d:\d\d", entry.when)]
    if day and len(clocks) == len(marked) and clocks in (sorted(clocks), sorted(clocks, reverse=True)):
        return [Entry(f"{day.isoformat()} {entry.when}", entry.lines) for entry in marked]
    return marked


def _said(updates: Any) -> list[Entry]:
    """Read the entries in JSON-LD."""
    entries = []
    for update in updates[:MAX_ENTRIES] if isinstance(updates, list) else []:
        if not isinstance(update, dict):
            continue
        headline, body, when = (update.get(name) for name in ("headline", "articleBody", "datePublished"))
        lines = [plain(headline)] if isinstance(headline, str) else []
        lines += text_of_markup(body).split("\n") if isinstance(body, str) else []
        moment = parse_printed(when.strip()[:60], "json-ld") if isinstance(when, str) else None
        if moment and (kept := tuple(line for raw in lines if (line := " ".join(raw.split())))):
            entries.append(Entry(_printed(moment), kept))
    return entries


def _printed(moment: Moment) -> str:
    return f"{moment.clock:%Y-%m-%d %H:%M}" if moment.clock else moment.day.isoformat()


def _marked(tree: HtmlElement, sure: bool) -> list[Entry]:
    """Read the entries in the markup: elements side by side, of one class, with a time and a paragraph."""
    groups: dict[tuple[HtmlElement, str, str], dict[HtmlElement, HtmlElement]] = defaultdict(dict)
    for time in list(tree.iter("time"))[:MAX_ENTRIES]:
        element = time
        for _ in range(MAX_LEVELS):
            parent = element.getparent()
            if parent is None or element.tag in ("body", "main", "html"):
                break
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            if NEVER.search(names):
                break
            if element.tag in ("article", "div", "li", "section"):
                groups[parent, str(element.tag), _first_class(element)].setdefault(element, time)
            element = parent
    best: list[Entry] = []
    for (parent, _, first), members in groups.items():
        if len(members) < MIN_ENTRIES or len(members) <= len(best):
            continue
        if sure or LIVE.search(first) or _is_live(parent):
            entries = [entry for one, time in members.items() if (entry := _entry(one, time))]
            best = entries if len(entries) >= max(MIN_ENTRIES, len(best) + 1) else best
    return best


def _first_class(element: HtmlElement) -> str:
    return (element.get("class") or " ").split(" ")[0]


def _is_live(element: HtmlElement) -> bool:
    around = [element, *element.iterancestors()][:3]
    return any(LIVE.search(f"{one.get('class') or ''} {one.get('id') or ''}"[:500]) for one in around)


def _entry(element: HtmlElement, time: HtmlElement) -> Entry | None:
    lines = []
    for block in element.iter(*_BLOCKS):
        if block is not time and next(block.iterancestors(*_ASIDE), element) is not element:
            continue
        text = plain("".join(block.itertext()))
        if text and linked_chars(block) <= 0.8 * len(text) and next(block.iter("time"), None) is None:
            lines.append(text)
    when = _when(time)
    return Entry(when, tuple(lines)) if when and sum(map(len, lines)) >= MIN_CHARS else None


def _when(time: HtmlElement) -> str:
    shown = plain("".join(time.itertext()))[:60]
    for printed in (time.get("datetime"), time.get("data-time"), shown):
        moment = parse_printed(printed.strip()[:60], "text") if printed and len(printed) > 7 else None
        if moment and moment.clock:
            return _printed(moment)
    clock = _CLOCK.search(shown)
    if clock is None:
        return ""
    hour = int(clock[1]) % 12 + (12 if clock[3].lower() == "p" else 0) if clock[3] else int(clock[1])
    return f"{hour:02}:{clock[2]}"


def intro_of(tree: HtmlElement, entries: Sequence[Entry]) -> list[str]:
    """Give the paragraphs of a pruned page that stand before the first of its live blog's entries."""
    known = {normalised(line)[:SAME_CHARS] for entry in entries for line in entry.lines}
    found: list[str] = []
    for paragraph in tree.iter("p"):
        text = plain("".join(paragraph.itertext()))
        if normalised(text)[:SAME_CHARS] in known or len(found) > MAX_INTRO:
            break
        inside = next(paragraph.iterancestors(*_ASIDE, "time", "a"), None) is None
        if inside and len(text) >= MIN_INTRO_CHARS and linked_chars(paragraph) <= 0.4 * len(text):
            found.append(text)
    return found if len(found) <= MAX_INTRO else []


def _opened(lines: list[str], opening: Sequence[str], entries: Sequence[Entry]) -> list[str]:
    """Put the lines of the introduction before the first line of an entry, where they do not stand there."""
    starts = [normalised(line)[:SAME_CHARS] for line in lines]
    known = {normalised(line)[:SAME_CHARS] for entry in entries for line in entry.lines}
    first = next((at for at, start in enumerate(starts) if start in known), len(lines))
    said = {normalised(line)[:SAME_CHARS]: line for line in opening}
    missing = [line for start, line in said.items() if start not in starts[:first]]
    rest = [line for start, line in zip(starts[first:], lines[first:], strict=True) if start not in said]
    return [*lines[:first], *missing, *rest]


def with_times(body: str, entries: Sequence[Entry], intro: Sequence[str], title: str) -> str:
    """Set the time of each entry in a line before it; entries that the text does not hold are left out.

    An entry that the page marks up as an item of a list begins without the item's dash. Lines that extraction
    lost of the introduction, or of an entry that it kept, are put back. When the text holds no entry, all are
    put behind it.
    """
    opening, _, _ = split_lines("\n".join(intro), title)
    first_lines = {normalised(entry.lines[0]) for entry in entries}
    lines = [
        line.removeprefix("- ") if normalised(line) in first_lines else line for line in body.split("\n")
    ]
    lines = _opened([line for line in lines if line], opening, entries)
    places: dict[str, int] = {}
    for at, line in enumerate(lines):
        places.setdefault(normalised(line)[:SAME_CHARS], at)
    before: dict[int, list[str]] = {}
    for entry in entries:
        starts = [normalised(line)[:SAME_CHARS] for line in entry.lines[:3]]
        held = [(places[start], at) for at, start in enumerate(starts) if start in places]
        if held and (first := min(held))[0] not in before:
            before[first[0]] = [entry.when, *entry.lines[: first[1]]]
    if before:
        return "\n".join(line for at, own in enumerate(lines) for line in (*before.get(at, ()), own))
    for entry in entries:
        own, _, _ = split_lines("\n".join(entry.lines), title)
        lines += [entry.when, *own] if own else []
    return "\n".join(lines)
