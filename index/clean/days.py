"""When a page was published: what its data say, checked against the days that it prints.

The day of an article is the local day that was printed. Many sites give the instant in UTC in their data and
the local time beside the headline, or the local day in the address: then the local one is taken.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from htmldate import find_date
from htmldate.extractors import try_date_expr
from lxml.html import HtmlElement

from index.article import Moment
from index.clean.elements import following
from index.clean.headings import with_words
from index.clean.structured import Structured, plain
from index.clean.word_lists import WORDS, any_of
from index.printed_dates import parse_printed

EARLIEST = date(1980, 1, 1)
"""Pages claim earlier dates by mistake (the epoch, templates) far more often than rightly."""

NEAR_ELEMENTS = 80
"""A date stands so close behind its headline; dates further down are of comments and other articles."""
NEAR_LINES = 40
"""The same for dates in other elements; further down they are of lists of articles."""
ABOVE_ELEMENTS = 6
MAX_LINE_CHARS = 80
"""A line with a date, an author and a place is no longer; a sentence that names a day often is."""
MAX_LINE_PARTS = 12
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
MAX_TIMES = 60
MAX_MARKED = 3
"""Elements that the page marks as the day of publication; each costs a parser of dates in all languages."""
MAX_OFFSET_MIN = 14 * 60
_DOTTED = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b")
_MODIFIED = re.compile(any_of("modified"), re.IGNORECASE)
_CJK_DAY = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_URL_MONTH = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])/(?!\d{1,2}/)")
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_URL_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[/_-](\d{1,2})[/_-](\d{1,2})(?!\d)")


def published(
    tree: HtmlElement, found: Structured, url: str | None, title: str = "", today: date | None = None
) -> Moment | None:
    """Give when a page was published, or None; the origin says which part of the page told it."""
    said = _said(found, today)
    if said:
        return _localised(said, tree, found, url)
    offered = _meta_moment(found, "meta-published-perhaps", today)
    near = _beside_headline(tree, title, today)
    if near:
        return offered if offered and offered.day == near.day and offered.clock else near
    searched = _searched(tree, url, today)
    if searched is None:
        return offered
    # A clock time that agrees with the day is worth keeping.
    return offered if offered and offered.day == searched.day else searched


def modified(found: Structured) -> Moment | None:
    """Give when a page says that it was changed, or None."""
    return _moment(found.text("dateModified"), "json-ld") or _meta_moment(found, "meta-modified")


def is_plausible(day: date, today: date | None = None) -> bool:
    """Whether a day can be one of publication: not before `EARLIEST`, not after tomorrow."""
    return EARLIEST <= day <= (today or datetime.now(UTC).date()) + timedelta(days=1)


def _said(found: Structured, today: date | None) -> Moment | None:
    """Give what the page's data surely say: JSON-LD, meta elements, microdata."""
    surely = _moment(found.text("datePublished"), "json-ld", today)
    if surely := surely or _meta_moment(found, "meta-published", today):
        return surely
    micro = (_moment(value, "microdata", today) for value in found.microdata.get("datePublished", ()))
    likely = next((moment for moment in micro if moment), None)
    return likely or _moment(found.text("dateCreated"), "json-ld", today)


def _moment(printed: object, origin: str, today: date | None = None) -> Moment | None:
    if not isinstance(printed, str) or not re.search(r"\d{4}|\d{1,2}[./]\d", printed):
        return None
    # Dots between numbers are always day first; a parser of American dates would take 10.12. for October.
    text = _DOTTED.sub(
        lambda found: f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}", printed.strip()[:60]
    )
    moment = parse_printed(text, origin)
    return moment if moment and is_plausible(moment.day, today) else None


def _meta_moment(found: Structured, names: str, today: date | None = None) -> Moment | None:
    """Give the first moment that the meta elements of a list say."""
    moments = (_moment(found.first_meta(name), "meta", today) for name in WORDS[names])
    return next((moment for moment in moments if moment), None)


def _localised(said: Moment, tree: HtmlElement, found: Structured, url: str | None) -> Moment:
    """Give the local time of a moment that is said in UTC, or its local day, where the page prints it."""
    if said.clock is None or said.offset_min != 0:
        return said
    for other in _printed_times(tree, found):
        if other.clock is None or other.offset_min == 0:
            continue
        if other.offset_min is not None:
            if abs((other.instant - said.instant).total_seconds()) < 60:
                return replace(other, origin=said.origin)
            continue
        ahead = (other.clock - said.clock).total_seconds() / 60
        if abs(ahead) <= MAX_OFFSET_MIN and ahead and ahead % 15 == 0:
            return replace(other, offset_min=round(ahead), origin=said.origin)
    named = url_day(url)
    if named and _is_beside(said.clock, named):
        return Moment(day=named, origin="url")
    marked = tree.xpath("//*[@itemprop='datePublished' and not(@datetime) and not(@content)]")[:MAX_MARKED]
    printed = (_of_line(element, None, extensive=True) for element in marked)
    clock = said.clock
    return next((moment for moment in printed if moment and _is_beside(clock, moment.day)), said)


def _is_beside(clock: datetime, day: date) -> bool:
    """Whether some zone of the world has ``day`` when UTC has ``clock``, on the day before or after."""
    return day != clock.date() and any((clock + timedelta(hours=hours)).date() == day for hours in (-12, 14))


def _printed_times(tree: HtmlElement, found: Structured) -> Iterator[Moment]:
    printed = [value for name in WORDS["meta-local-time"] for value in found.meta.get(name, ())]
    printed += found.microdata.get("datePublished", [])
    printed += [element.get("datetime") or "" for element in itertools.islice(tree.iter("time"), MAX_TIMES)]
    for value in printed:
        if moment := _moment(value, "meta"):
            yield moment


def url_day(url: str | None) -> date | None:
    """Give the day that an address names in full, year first, or None."""
    match = _URL_DAY.search((url or "")[:1000])
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _beside_headline(tree: HtmlElement, title: str, today: date | None) -> Moment | None:
    """Give the first date in a `time` element or a short line close by the headline."""
    for heading in with_words(tree, title):
        near = itertools.chain(_above(heading), following(heading, NEAR_ELEMENTS))
        for at, element in enumerate(near):
            if element.tag == "time":
                moment = _of_time(element, today)
            elif at < NEAR_LINES and element.find(".//time") is None:  # one inside comes next, with the clock
                moment = _of_line(element, today)
            else:
                continue
            if moment:
                return moment
    return None


def _above(heading: HtmlElement) -> list[HtmlElement]:
    """Give the element right above a heading and what is in it first; a page's header prints today's date."""
    above = heading.getprevious()
    is_line = above is not None and above.tag not in ("header", "nav")
    return list(itertools.islice(above.iter("*"), ABOVE_ELEMENTS)) if is_line else []


def _of_time(element: HtmlElement, today: date | None) -> Moment | None:
    around = element.getparent()
    words = f"{element.get('class')} {element.get('itemprop')} {plain(' '.join(element.itertext()))[:80]} "
    words += (around.text or "")[-40:] if around is not None else ""
    if _MODIFIED.search(words):
        return None
    said = (element.get("datetime"), plain("".join(element.itertext())))
    moments = (_moment(value, "text", today) for value in said)
    moment, line = next((moment for moment in moments if moment), None), _of_line(element, today)
    return line if moment is None or (line and _is_corrected(moment, line, said[0] or "")) else moment


def _is_corrected(moment: Moment, line: Moment, said: str) -> bool:
    """Whether the words of a `time` element tell its day: numbers may be meant as 1-11-2022 or as UTC."""
    if not _ISO.match(said):
        return line.day != moment.day
    return moment.clock is not None and moment.offset_min == 0 and _is_beside(moment.clock, line.day)


def _of_line(element: HtmlElement, today: date | None, *, extensive: bool = False) -> Moment | None:
    """Give the day of an element of few words: a date, perhaps with a name, a place or a label before it."""
    parts = itertools.islice(element.itertext(), MAX_LINE_PARTS)
    line = plain(" ".join(part[: 2 * MAX_LINE_CHARS] for part in parts))
    if len(line) > MAX_LINE_CHARS or not _YEAR.search(line) or _MODIFIED.search(line):
        return None
    latest = datetime.combine(today or datetime.now(UTC).date(), datetime.min.time()) + timedelta(days=1)
    earliest = datetime.combine(EARLIEST, datetime.min.time())
    if cjk := _CJK_DAY.search(line):
        line = "-".join(cjk.groups())
    try:
        found = try_date_expr(line, "%Y-%m-%d", extensive, earliest, latest)
    except (ValueError, OverflowError):  # a library's parser over hostile text, as in `_searched`
        return None
    return Moment(day=date.fromisoformat(found), origin="text") if found else None


def _searched(tree: HtmlElement, url: str | None, today: date | None) -> Moment | None:
    """Give the day that is found in the whole page; where the address names a month, one in that month."""
    day = _found_day(tree, url, EARLIEST, None)
    month = _URL_MONTH.search((url or "")[:1000])
    if month and (day is None or (day.year, day.month) != (int(month[1]), int(month[2]))):
        first = date(int(month[1]), int(month[2]), 1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        day = _found_day(tree, None, first, last) or day
    if day is None or not is_plausible(day, today):
        return None
    return Moment(day=day, origin="url" if url_day(url) == day else "text")


def _found_day(tree: HtmlElement, url: str | None, earliest: date, latest: date | None) -> date | None:
    last = latest.isoformat() if latest else None
    try:
        found = find_date(tree, original_date=True, url=url, min_date=earliest.isoformat(), max_date=last)
    except Exception:  # a library's parser over hostile text; the page simply has no date then
        return None
    return date.fromisoformat(found) if found else None
