"""How days, moments, numbers and facets are put into words for readers."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from index.article import Moment
from search.results import FacetValue

FACET_TITLES = {
    "person": "Persons", "place": "Places", "country": "Countries", "source": "Sources",
    "lang": "Languages", "section": "Sections", "author": "Authors", "tag": "Tags", "type": "Types",
}  # fmt: skip
"""Facets in the order of the page, with their headings."""

FACET_NOUNS = {
    "person": "person", "place": "place", "country": "country", "source": "source", "lang": "language",
    "section": "section", "author": "author", "tag": "tag", "type": "type",
}  # fmt: skip

ORIGINS = {
    "json-ld": "the page's JSON-LD", "meta": "the page's metadata", "microdata": "the page's microdata",
    "url": "the page's address", "dateline": "the dateline", "text": "the text of the page",
    "feed": "the feed", "sitemap": "the sitemap", "import": "the imported record",
    "fetch": "the day it was fetched", "site-rule": "a rule for this site",
}  # fmt: skip
"""Where a date came from, in words."""

_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def count(number: int, noun: str, plural: str = "") -> str:
    """Give a number with its noun: ``No articles``, ``1 article``, ``2,310 articles``."""
    if number == 0:
        return f"No {plural or noun + 's'}"
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def share(part: float) -> str:
    """Give a part of a whole in per cent, with two digits that say something: ``3.4 %``."""
    percent = 100 * part
    return (
        f"{percent:.0f} %"
        if percent >= 10 or not percent
        else f"{percent:.1f} %"
        if percent >= 1
        else f"{percent:.2g} %"
    )


def day(value: date) -> str:
    """Give a day as ``11 November 2022``."""
    return f"{value.day} {value:%B} {value.year}"


def span(text: str) -> str:
    """Give ``2022``, ``2022-11`` or ``2022-11-11`` in words; other text as it is."""
    try:
        if len(text) == len("2022-11"):
            return f"{date.fromisoformat(text + '-01'):%B} {int(text[:4])}"
        return day(date.fromisoformat(text)) if len(text) == len("2022-11-11") else text
    except ValueError:
        return text


def tick(text: str) -> str:
    """Give ``2022``, ``2022-11`` or ``2022-11-11`` as short as an axis wants it."""
    try:
        if len(text) == len("2022-11"):
            return f"{date.fromisoformat(text + '-01'):%b} {int(text[:4])}"
        value = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{value.day} {value:%b} {value.year}"


def printed(text: str | None) -> str:
    """Give the printed moment of an article in words, its day when the clock is not known."""
    if not text:
        return "undated"
    try:
        return day(Moment.parse(text, "import").day)
    except ValueError:
        return text


def moment(value: Moment) -> str:
    """Give a moment in words, never more precise than it was printed."""
    if value.clock is None:
        return day(value.day)
    clock = f"{day(value.day)}, {value.clock:%H:%M}"
    return clock if value.offset_min is None else f"{clock} {_offset(value.offset_min)}"


def provenance(value: Moment, zone: ZoneInfo) -> str:
    """Say what is known of a moment: the exact instant, its zone, and where it came from."""
    came = f"from {ORIGINS.get(value.origin, value.origin)}"
    if value.clock is None:
        return f"only the day is known; {came}"
    if value.offset_min is None:
        return f"printed {value.isoformat()} without a zone; {came}"
    there = value.instant.astimezone(zone)
    return f"printed {value.isoformat()}, {_clock(there)} {zone.key}; {came}"


def instant(value: datetime, zone: ZoneInfo) -> str:
    """Give an instant in a zone as ``11 November 2022, 09:05``."""
    return _clock(value.astimezone(zone))


def stored_instant(text: str | None, zone: ZoneInfo) -> str:
    """Give an instant as the store writes it (ISO 8601; UTC when no offset is there) in words."""
    if not text:
        return ""
    value = datetime.fromisoformat(text)
    return instant(value if value.tzinfo else value.replace(tzinfo=UTC), zone)


def hover(published: str | None, origin: str | None, zone: ZoneInfo) -> str:
    """Say the exact moment and where it came from, for the title of a date in a list."""
    if not published:
        return "No date of publication was found"
    try:
        return provenance(Moment.parse(published, origin or "import"), zone)
    except ValueError:
        return published


def value_name(facet: str, value: FacetValue) -> str:
    """Give the name of a facet value; an empty one is said to be so."""
    return value.name.strip() or value.key or f"unnamed {FACET_NOUNS.get(facet, 'value')}"


def xml_text(text: str) -> str:
    """Leave out the characters that XML 1.0 cannot hold, whatever their escape."""
    return _NO_XML.sub("", text)


def _clock(value: datetime) -> str:
    return f"{day(value.date())}, {value:%H:%M}"


def _offset(minutes: int) -> str:
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    tail = f":{rest:02}" if rest else ""
    return f"UTC{'+' if minutes > 0 else '−'}{hours}{tail}"
