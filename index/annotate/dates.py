"""Find what days, months, years and ranges a text talks about, resolved against its publication.

A cheap pattern finds the words that can carry a date; each kind of word has a reader that looks left
and right of it. Nothing is invented: what depends on the publication day stays unread without one,
unless a full date in the text (a caption's) tells the year. Times of day, ages, scores, money and
model numbers are not dates.
"""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date

from index.annotate import calendar_dates, relative_dates, year_dates
from index.annotate.intervals import Interval
from index.annotate.reading import DAY, MONTH, WEEKDAY, YEAR, Reading, month_number

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_FIGURES = (
    ("iso", re.compile(r"(?<!\w)(?:1[5-9]|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")),
    (
        "slash",
        re.compile(
            rf"(?<![\w/.$£€-])(?:\d\d?[/.]\d\d?[/.](?:{YEAR}|\d\d)|{YEAR}/\d\d?/\d\d?)(?![\d/%]|\.\d)"
        ),
    ),
    ("decade", re.compile(r"(?<!\w)(?:1[0-9]\d0|20\d0)['’]?s\b")),
    ("year", re.compile(rf"(?<!\w){YEAR}\b")),
)
_SHORT_DECADE = re.compile(r"['’]\d0s\b")
_FEAST = re.compile(
    r"(?:Christmas(?:\s(?:Day|Eve))?|New\sYear['’]?s?\s(?:Day|Eve)|Valentine['’]?s\sDay|Halloween|"
    r"Fourth\sof\sJuly|Boxing\sDay|May\sDay|All\sSaints['’]?\sDay)\b"
)
_QUARTER = re.compile(r"Q[1-4]\b")
_MONTH_WORD = re.compile(MONTH)
_WORD = re.compile(r"[^\W\d_]+")
_UNITS = (
    "day days week weeks weekend fortnight month months quarter quarters year years decade decades century "
    "centuries spring summer autumn fall winter halves half"
)


def _word_kinds() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """Give what each word may carry, with the pattern that must match where it stands; first wins."""
    kinds: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {}
    for kind, low in (
        ("now", "today yesterday tomorrow tonight"), ("part", "morning afternoon evening night"),
        ("unit", _UNITS),
    ):  # fmt: skip
        kinds |= dict.fromkeys([*low.split(), *low.title().split(), *low.upper().split()], ((kind, _WORD),))
    kinds |= dict.fromkeys(WEEKDAY.split("|"), (("weekday", _WORD),))
    months = re.findall(r"[A-Z][a-z]+", MONTH)
    kinds |= dict.fromkeys(months, (("month", _MONTH_WORD),))
    kinds |= dict.fromkeys(
        ["Christmas", "New", "Valentine", "Halloween", "Fourth", "Boxing", "All"], (("feast", _FEAST),)
    )
    return kinds | {"May": (("feast", _FEAST), ("month", _MONTH_WORD)), "Q": (("q", _QUARTER),)}


_WORD_KINDS = _word_kinds()
_DIGITS = frozenset("0123456789")

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
    for token in _TOKEN.finditer(text):
        word = token.group()
        if (word in _WORD_KINDS or word[0] in _DIGITS) and token.start() >= reading.taken:
            _read_token(reading, token)
    return reading.found


def _read_token(reading: Reading, token: re.Match[str]) -> None:
    """Hand a word or figure that can carry a date to the reader of its kind."""
    start = token.start()
    found: tuple[tuple[str, re.Pattern[str]], ...] = _WORD_KINDS.get(token.group(), ())
    if not found:
        if reading.text[start - 1 : start] in ("'", "’"):
            found, start = (("short", _SHORT_DECADE),), start - 1
        else:
            found = _FIGURES
    for kind, pattern in found:
        match = pattern.match(reading.text, start)
        if match is not None:
            with suppress(ValueError, OverflowError):  # 31 June, or a year beyond the calendar
                _READERS[kind](reading, match)
            return


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
