"""Find what days, months, years and ranges a text talks about, resolved against its publication.

A cheap pattern finds the words that can carry a date; each kind of word has a reader that looks left
and right of it. Nothing is invented: what depends on the publication day stays unread without one,
unless a full date in the text (a caption's) tells the year. Times of day, ages, scores, money and
model numbers are not dates.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from operator import itemgetter

from index.annotate import calendar_dates, feasts, month_dates, parts_of_year, relative_dates, year_dates
from index.annotate.any_word import any_word
from index.annotate.calendars import Calendar, calendar_of
from index.annotate.intervals import Interval
from index.annotate.plain import plain
from index.annotate.reading import (
    DAY,
    MONTH,
    MONTHS,
    WEEKDAYS,
    YEAR,
    Reading,
    day_number,
    month_number,
)
from index.annotate.tongue_dates import read_tongue

_UNITS = (
    "day days week weeks weekend hours month months quarter quarters year years decade decades century "
    "spring summer autumn fall winter half"
)
_MONTH_SHORTS = ("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec")
_MONTH_WORD = re.compile(MONTH)
_WORD = re.compile(r"[^\W\d_]+")
_PART_OF_YEAR = re.compile(r"(?:Q[1-4]|H[12])\b")
_ISO = ("iso", re.compile(r"(?<!\w)(?:1[5-9]|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)"))
_SLASH = (
    "slash",
    re.compile(
        rf"(?<![\w/.$£€-])(?:\d\d?[/.]\d\d?[/.](?:{YEAR}|\d\d)|\d\d?-\d\d?-{YEAR}|{YEAR}/\d\d?/\d\d?)"
        r"(?![\d/%]|\.\d)"
    ),
)
_YEAR_KINDS = (
    ("decade", re.compile(r"(?<!\w)(?:1[0-9]\d0|20\d0)['’]?s\b")),
    ("year", re.compile(rf"(?<!\w){YEAR}\b")),
)
_LONG_FIGURE = {"-": (_ISO, *_YEAR_KINDS), "/": (_SLASH, *_YEAR_KINDS)}
"""The readers of a figure of four places by what stands behind it."""
_SHORT_FIGURE = (
    _SLASH,
    (
        "september_11",
        re.compile(r"(?<![\w/.$£€:-])(?<!Fahrenheit )9/11(?![\d/%]|[.:,]\d|\s(?:inch|of|mile))"),
    ),
    ("day_of_month", re.compile(r"(?<!\w)\d\d?(?:st|nd|rd|th)\b")),
)
_SHORT_YEAR = re.compile(r"['’]\d\d(?:s\b|(?![\d\w]))")
_SPOKEN = re.compile(
    r"(?:nineteen\s(?P<tens>twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[\s-](?P<ones>one|two|three|four|"
    r"five|six|seven|eight|nine))?|(?P<thousands>two\sthousand)(?:\s(?:and\s)?(?P<more>one|two|three|four|five|six|"
    r"seven|eight|nine))?)\b(?![\s-](?:hundred|thousand|percent|people|million|dollars))",
    re.IGNORECASE,
)


def _cases(words: Iterable[str]) -> list[str]:
    return [form for word in words for form in (word, word.capitalize(), word.upper())]


def _word_kinds() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """Give what each word may carry, with the pattern that must match where it stands, in order of trial."""
    kinds: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {}
    for kind, pattern, words in (
        ("now", _WORD, "today yesterday tomorrow tonight"),
        ("part", _WORD, "morning afternoon evening night"),
        ("unit", _WORD, _UNITS), ("spoken", _SPOKEN, "nineteen two"),
    ):  # fmt: skip
        kinds |= dict.fromkeys(_cases(words.split()), ((kind, pattern),))
    kinds |= dict.fromkeys(_cases(WEEKDAYS), (("weekday", _WORD),))
    kinds |= dict.fromkeys(_cases([*MONTHS, *_MONTH_SHORTS]), (("month", _MONTH_WORD),))
    for form in (form for word in feasts.FIRST_WORDS for form in (word.capitalize(), word.upper())):
        kinds[form] = (("feast", _WORD), *kinds.get(form, ()))
    return kinds | dict.fromkeys("QH", (("part_of_year", _PART_OF_YEAR),))


_WORD_KINDS = _word_kinds()
_TRIGGER_WORD = re.compile(rf"\b{any_word(_WORD_KINDS)}(?![^\W\d_])")
_TRIGGER_FIGURE = re.compile(
    r"\d(?<!\w\d)(?:(?:(?<=1)\d|(?<=2)[01])\d\d(?!\d)"
    r"|\d?(?=[/.-]\d\d?[/.-]\d|/11(?!\d)|(?:st|nd|rd|th)\b|s\b|(?<=['’]\d\d)(?!\w)))"
)
"""Years, and figures that something as of a date stands behind: most figures of news are none.

It opens with one class of characters, so that the engine skips to figures quickly."""
_TRIGGER_FORMS = frozenset(word.encode() for word in _WORD_KINDS)
_LETTERS_ALONE = bytes(code if chr(code).isascii() and chr(code).isalpha() else 32 for code in range(256))

_FULL_DATE = re.compile(
    rf"\b(?:(?P<m1>{MONTH})\s(?P<d1>{DAY}),?\s(?P<y1>{YEAR})|(?P<d2>{DAY})\s(?P<m2>{MONTH}),?\s(?P<y2>{YEAR})"
    rf"|(?P<y3>{YEAR})-(?P<m3>\d\d)-(?P<d3>\d\d))\b"
)


def find_dates(
    text: str, published: date | None, *, day_first: bool = False, language: str | None = None
) -> list[tuple[int, int, Interval]]:
    """Give (start, end, interval) of the expressions in order of ``start``; offsets are code points.

    Args:
        text: Plain text.
        published: The day the text was published, or None.
        day_first: Whether 5/6/2022 is the fifth of June.
        language: ISO 639-1 of the text; English when unknown.
    """
    as_read = plain(text)
    calendar = calendar_of(language)
    if calendar is not None:
        found = _find_foreign(as_read.text, published, day_first, calendar)
    else:
        found = _find_english(as_read.text, published, day_first)
    found.sort(key=itemgetter(0, 1))
    if as_read.starts is None:
        return found
    return [(*as_read.given(start, end), interval) for start, end, interval in found]


def _find_english(text: str, published: date | None, day_first: bool) -> list[tuple[int, int, Interval]]:
    base = published or _suggested_day(text)
    reading = Reading(text, base, published is not None, day_first)
    for trigger in _triggers(text):
        if trigger.start() >= reading.taken:
            _read_trigger(reading, trigger)
    return reading.found


def _triggers(text: str) -> list[re.Match[str]]:
    """Give the words and figures that may carry a date, in order.

    Cutting bytes tells which of the words occur at all; looking for these takes a third of the time of a
    pattern of all, which would be tried at the beginning of every word.
    """
    found = {figure.start(): figure for figure in _TRIGGER_FIGURE.finditer(text)}
    runs = text.encode("ascii", "replace").translate(_LETTERS_ALONE).split()
    for word in map(bytes.decode, _TRIGGER_FORMS.intersection(runs)):
        at = text.find(word)
        while at >= 0:
            match = _TRIGGER_WORD.match(text, at)
            if match is not None:
                found[at] = match
            at = text.find(word, at + 1)
    return [found[at] for at in sorted(found)]


def _find_foreign(
    text: str, published: date | None, day_first: bool, calendar: Calendar
) -> list[tuple[int, int, Interval]]:
    low = text.lower()
    if len(low) != len(text):  # a few letters are longer in small
        low = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    low = low.replace("ʼ", "’")  # the letter apostrophe of Ukrainian
    base = published
    if base is None:
        alone = Reading(low, None, published=False, day_first=day_first)
        read_tongue(alone, text, calendar)
        base = _usual_day([at.start for _, _, at in alone.found if at.granularity == "day"])
    reading = Reading(low, base, published is not None, day_first)
    read_tongue(reading, text, calendar)
    return reading.found


def _read_trigger(reading: Reading, trigger: re.Match[str]) -> None:
    """Hand a word or figure that can carry a date to the readers of its kind, until one reads it."""
    start = trigger.start()
    kinds = _WORD_KINDS.get(trigger.group())
    if kinds is None:
        kinds, start = _figure_kinds(reading.text, trigger)
    for kind, pattern in kinds:
        match = pattern.match(reading.text, start)
        if match is not None:
            try:
                if _READERS[kind](reading, match) is not False:
                    return
            except (ValueError, OverflowError):
                return  # 31 June, or a year beyond the calendar


def _figure_kinds(text: str, trigger: re.Match[str]) -> tuple[tuple[tuple[str, re.Pattern[str]], ...], int]:
    start, end = trigger.span()
    if text[start - 1 : start] in ("'", "’"):
        return (("short", _SHORT_YEAR),), start - 1
    if end - start == len("2022"):
        return _LONG_FIGURE.get(text[end : end + 1], _YEAR_KINDS), start
    return _SHORT_FIGURE, start


def _suggested_day(text: str) -> date | None:
    """Give the last day of the year that most full dates of the text name."""
    days = []
    for match in _FULL_DATE.finditer(text):
        year, month, day = (
            next(filter(None, match.group(f"{part}1", f"{part}2", f"{part}3"))) for part in "ymd"
        )
        number = int(month) if month.isdigit() else month_number(month)
        try:
            days.append(date(int(year), number, day_number(day)))
        except ValueError:
            continue
    return _usual_day(days)


def _usual_day(days: list[date]) -> date | None:
    """Give the last day of the year that most of the days lie in."""
    if not days:
        return None
    years = Counter(day.year for day in days)
    year = max(years, key=lambda year: (years[year], year))
    return max(day for day in days if day.year == year)


_READERS: dict[str, Callable[[Reading, re.Match[str]], bool | None]] = {
    "iso": calendar_dates.read_iso, "slash": calendar_dates.read_slash, "month": month_dates.read_month,
    "weekday": calendar_dates.read_weekday, "now": calendar_dates.read_now, "part": calendar_dates.read_part,
    "day_of_month": calendar_dates.read_day_of_month,
    "september_11": calendar_dates.read_september_11, "feast": feasts.read_feast,
    "unit": relative_dates.read_unit, "part_of_year": parts_of_year.read_part_of_year,
    "decade": year_dates.read_decade, "short": year_dates.read_short_year, "year": year_dates.read_year,
    "spoken": year_dates.read_spoken_year,
}  # fmt: skip
