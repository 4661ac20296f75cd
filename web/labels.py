"""How days, moments, numbers and names are put into words, in the reader's language."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache, reduce
from zoneinfo import ZoneInfo

from index.article import Moment
from search import names
from search.results import FacetValue
from search.state import SearchState
from web.languages import ENGLISH, gettext, language, msg, msgs, ngettext

CODED = frozenset({"country", "lang", "type"})
"""Facets whose keys are codes; the names of all others are data."""

COUNTED = {
    "article": (msg("No articles"), msgs("%(number)s article", "%(number)s articles")),
    "story": (msg("No stories"), msgs("%(number)s story", "%(number)s stories")),
    "source": (msg("No sources"), msgs("%(number)s source", "%(number)s sources")),
    "correction": (
        msg("No corrections yet"), msgs("%(number)s correction", "%(number)s corrections")
    ),
    "saved search": (
        msg("No saved searches yet"), msgs("%(number)s saved search", "%(number)s saved searches")
    ),
}  # fmt: skip
"""What is counted on pages, beside values of facets (`web.facet_words`)."""

ORIGINS = {
    "json-ld": msg("from the page's JSON-LD"), "meta": msg("from the page's metadata"),
    "microdata": msg("from the page's microdata"), "url": msg("from the page's address"),
    "dateline": msg("from the dateline"), "text": msg("from the text of the page"),
    "feed": msg("from the feed"), "sitemap": msg("from the sitemap"),
    "import": msg("from the imported record"), "fetch": msg("from the day it was fetched"),
    "site-rule": msg("from a rule for this site"),
}  # fmt: skip
"""Where a date came from."""

PLACE_KINDS = {
    "country": msg("country"), "region": msg("region"), "city": msg("city"), "water": msg("water"),
    "area": msg("area"), "landmark": msg("landmark"),
}  # fmt: skip

ARTICLE_KINDS = {
    "news": msg("news"), "opinion": msg("opinion"), "live": msg("live"), "gallery": msg("gallery"),
    "video": msg("video"),
}  # fmt: skip

UNITS = {"year": msg("%(title)s by year"), "month": msg("%(title)s by month"), "day": msg("%(title)s by day")}
UNIT_HEADINGS = {"year": msg("Year"), "month": msg("Month"), "day": msg("Day")}
"""Buckets of a chart, in its caption and over its table."""

MARKS = {
    "person": msg("Person: %(name)s"), "place": msg("Place: %(name)s"), "date": msg("Date: %(name)s"),
}  # fmt: skip
"""What is marked in a text, for its hover text."""

_moment = lru_cache(maxsize=4_096)(Moment.parse)
"""A page says of the same days again what the page before said."""

_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def count(number: int, what: str) -> str:
    """Give a number with its noun: ``No articles``, ``1 article``, ``2,310 articles``."""
    none, forms = COUNTED[what]
    return ngettext(*forms, number) if number else gettext(none)


def hits(number: int, state: SearchState) -> str:
    """Give a number of what a search counts: stories where copies are grouped, articles otherwise."""
    return count(number, "story" if state.copies == "group" else "article")


def number(value: int) -> str:
    """Give a whole number with its thousands parted."""
    return language().formats.number(value)


def share(part: float) -> str:
    """Give a part of a whole in per cent."""
    return language().formats.share(part)


def day(value: date) -> str:
    """Give a day as ``11 November 2022``."""
    return language().formats.day(value)


def span(text: str) -> str:
    """Give ``2022``, ``2022-11`` or ``2022-11-11`` in words; other text as it is."""
    if len(text) < len("2022-11"):
        return text
    formats = language().formats
    try:
        if len(text) == len("2022-11"):
            return formats.month(int(text[:4]), _month(text))
        return formats.day(date.fromisoformat(text)) if len(text) == len("2022-11-11") else text
    except ValueError:
        return text


def spans(first: str, last: str) -> str:
    """Give two such spans as a range, one that is both by itself."""
    return span(first) if first == last else f"{span(first)} – {span(last)}"


def tick(text: str) -> str:
    """Give ``2022``, ``2022-11`` or ``2022-11-11`` as short as an axis wants it."""
    formats = language().formats
    try:
        if len(text) == len("2022-11"):
            return formats.short_month(int(text[:4]), _month(text))
        return formats.short_day(date.fromisoformat(text))
    except ValueError:
        return text


def _month(text: str) -> int:
    return date.fromisoformat(f"{text}-01").month


def by_unit(granularity: str, title: str) -> str:
    """Give the caption of a chart: what it counts, by year, month or day; markup stays markup."""
    caption = gettext(UNITS[granularity])
    return type(title)(caption) % {"title": title}


def unit_heading(granularity: str) -> str:
    """Give the heading of a column of years, months or days."""
    return gettext(UNIT_HEADINGS[granularity])


def printed(text: str | None) -> str:
    """Give the printed moment of an article in words, its day when the clock is not known."""
    if not text:
        return gettext("undated")
    try:
        return day(_moment(text, "import").day)
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
    came = gettext(ORIGINS[value.origin]) if value.origin in ORIGINS else value.origin
    if value.clock is None:
        return gettext("only the day is known; %(came)s", came=came)
    printed = value.isoformat()
    if value.offset_min is None:
        return gettext("printed %(moment)s without a zone; %(came)s", moment=printed, came=came)
    there = f"{_clock(value.instant.astimezone(zone))} {zone.key}"
    return gettext("printed %(moment)s, %(there)s; %(came)s", moment=printed, there=there, came=came)


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
        return gettext("No date of publication was found")
    try:
        return provenance(_moment(published, origin or "import"), zone)
    except ValueError:
        return published


def value_name(facet: str, value: FacetValue) -> str:
    """Give the name of a facet value; an empty one is said to be so."""
    return key_name(facet, value.key, value.name.strip() or value.key) or gettext("without a name")


def key_name(facet: str, key: str, name: str) -> str:
    """Give a value's name in the reader's language: of countries, languages and types; others keep theirs."""
    if facet not in CODED:
        return name
    if facet == "type":
        return gettext(ARTICLE_KINDS[key]) if key in ARTICLE_KINDS else name
    here = language()
    if here.code == ENGLISH:
        return name
    known = here.locale.territories if facet == "country" else here.locale.languages
    return str(known.get(key.partition("-")[0] if facet == "lang" else key, name))


def country_name(code: str) -> str:
    """Name a country by its ISO 3166-1 alpha-2 code."""
    return key_name("country", code, names.country_name(code))


def language_name(code: str) -> str:
    """Name a language by its ISO 639-1 code."""
    return key_name("lang", code, names.language_name(code))


def names_of(facet: str, keys: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """Give the names of selected keys; a key without one stands for itself."""
    return [key_name(facet, key, known.get(key, key)) for key in keys]


def either(some: Iterable[str]) -> str:
    """Join alternatives: ``A or B or C``."""
    return reduce(lambda first, second: gettext("%(first)s or %(second)s", first=first, second=second), some)


def both(some: Iterable[str]) -> str:
    """Join what goes together: ``A and B and C``."""
    return reduce(lambda first, second: gettext("%(first)s and %(second)s", first=first, second=second), some)


def mark_title(kind: str, name: str) -> str:
    """Say what is marked in a text."""
    return gettext(MARKS[kind], name=name)


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
