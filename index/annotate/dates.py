"""Find what days, months, years and ranges a text talks about, resolved against its publication.

A cheap pattern finds the words that can carry a date; each kind of word has a reader that looks left
and right of it. Nothing is invented: what depends on the publication day stays unread without one,
unless a full date in the text (a caption's) tells the year. Times of day, ages, scores, money and
model numbers are not dates.
"""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date

from index.annotate import calendar_dates, relative_dates, year_dates
from index.annotate.intervals import Interval
from index.annotate.reading import DAY, MONTH, WEEKDAY, YEAR, Reading, month_number

_TRIGGER = re.compile(
    rf"""(?P<iso>\b(?:1[5-9]|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d))
    |(?P<slash>(?<![\d/.$£€-])(?:\d\d?[/.]\d\d?[/.](?:{YEAR}|\d\d)|{YEAR}/\d\d?/\d\d?)(?![\d/%]|\.\d))
    |\b(?:(?P<month>{MONTH})
    |(?P<weekday>{WEEKDAY})
    |(?P<now>(?i:today|yesterday|tomorrow|tonight|overnight))
    |(?P<part>(?i:mornings?|afternoon|evening|night))
    |(?P<unit>(?i:days?|weeks?|weekend|fortnight|months?|quarters?|years?|decades?|century|centuries|spring|summer|
        autumn|fall|winter|halves|half))
    |(?P<decade>1[0-9]\d0['’]?s|20\d0['’]?s)
    |(?P<year>{YEAR}))\b
    |(?P<short>['’]\d0s\b)
    |(?P<feast>\b(?:Christmas(?:\s(?:Day|Eve))?|New\sYear['’]?s?\s(?:Day|Eve)|Valentine['’]?s\sDay|Halloween|
        Fourth\sof\sJuly|Independence\sDay|Boxing\sDay|May\sDay|All\sSaints['’]?\sDay)\b)
    |(?P<q>\bQ[1-4]\b)""",
    re.VERBOSE,
)

_FULL_DATE = re.compile(
    rf"\b(?:(?P<m1>{MONTH})\s(?P<d1>{DAY}),?\s(?P<y1>{YEAR})|(?P<d2>{DAY})\s(?P<m2>{MONTH}),?\s(?P<y2>{YEAR})"
    rf"|(?P<y3>{YEAR})-(?P<m3>\d\d)-(?P<d3>\d\d))\b"
)


def find_dates(
    text: str, published: date | None, *, day_first: bool = False
) -> list[tuple[int, int, Interval]]:
    """Give (start, end, interval) of the expressions in order of ``start``; offsets are code points.

    Args:
        text: Plain text.
        published: The day the text was published, or None.
        day_first: Whether 5/6/2022 is the fifth of June.
    """
    base = published or _suggested_day(text)
    reading = Reading(text, base, published is not None, day_first)
    for match in _TRIGGER.finditer(text):
        if match.start() < reading.taken:
            continue
        kind = match.lastgroup or ""
        try:
            _READERS[kind](reading, match)
        except (ValueError, OverflowError):
            continue  # 31 June, or a year that the calendar does not have
    return reading.found


def _suggested_day(text: str) -> date | None:
    """Give the last day of the year that most full dates of the text name."""
    days = []
    for match in _FULL_DATE.finditer(text):
        year, month, day = (
            next(filter(None, match.group(f"{part}1", f"{part}2", f"{part}3"))) for part in "ymd"
        )
        number = int(month) if month.isdigit() else month_number(month)
        try:
            days.append(date(int(year), number, int(re.sub(r"\D", "", day))))
        except ValueError:
            continue
    if not days:
        return None
    years = Counter(day.year for day in days)
    year = max(years, key=lambda year: (years[year], year))
    return max(day for day in days if day.year == year)


_READERS: dict[str, Callable[[Reading, re.Match[str]], None]] = {
    "iso": calendar_dates.read_iso, "slash": calendar_dates.read_slash, "month": calendar_dates.read_month,
    "weekday": calendar_dates.read_weekday, "now": calendar_dates.read_now, "part": calendar_dates.read_part,
    "feast": calendar_dates.read_feast, "unit": relative_dates.read_unit,
    "q": relative_dates.read_quarter_mark,
    "decade": year_dates.read_decade, "short": year_dates.read_short_decade, "year": year_dates.read_year,
}  # fmt: skip
