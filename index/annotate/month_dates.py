"""Readers of months: with a day, a year, a weekday beside them, or alone; and what two of them span."""

import re
from datetime import date, timedelta

from index.annotate import intervals
from index.annotate.intervals import Interval
from index.annotate.outlook import Outlook
from index.annotate.reading import (
    DAY,
    MONTH,
    ORDINALS,
    SHORT_WEEKDAY,
    UNIT_AFTER,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    Reading,
    day_number,
    month_number,
)

_DAY_BEFORE_MONTH = re.compile(
    rf"(?:(?P<wd>{WEEKDAY}|{SHORT_WEEKDAY}),?\s)?(?:the\s)?"
    rf"(?:(?<![\w.,$£€:/-])(?P<from>{DAY})(?P<joined>\s?[-–]\s?|\s(?:to|and|until|through|or)\s)(?:the\s)?|(?<![\w.,$£€:/-]))"
    rf"(?P<d>{DAY})(?:\sof)?[\s-]$"
)
_WEEKDAY_BEFORE_MONTH = re.compile(rf"(?P<wd>{WEEKDAY}|{SHORT_WEEKDAY}),?\s$")
_DAY_AFTER_MONTH = re.compile(
    rf"\.?\s(?P<d>{DAY})(?!\d|[:/.,]\d|{UNIT_AFTER})"
    rf"(?:(?P<joined>\s?[-–]\s?|\s(?:to|and|until|through|or)\s)(?P<to>{DAY})(?!\d|[:.,]\d|\s[A-Z]))?(?:,?\s(?P<y>{YEAR})\b(?![.,:]\d))?"
)
_YEAR_AFTER_MONTH = re.compile(
    rf"[,.]?[\s-](?:of\s)?(?P<y>{YEAR})\b(?![.,:]\d)|\s['’](?P<yy>\d\d)\b|,?\s(?:of\s)?(?P<rel>last|this|next)\syear\b"
)
_LOWER_CUE = re.compile(
    rf"\b(?:on|by|until|since|from|before|after|between|of|{WEEKDAY}|{SHORT_WEEKDAY}),?\s$|\d(?:st|nd|rd|th)?\s(?:of\s)?$",
    re.IGNORECASE,
)
_MONTH_CUE = re.compile(
    r"\b(?P<word>in|since|until|by|from|during|before|after|early|late|mid|last|next|this|end of|"
    r"beginning of|middle of|start of|half of|part of|and|to|through|between|for|of|on|previous|following|"
    r"coming|every|each|a|the|its|his|their)[\s-]$",
    re.IGNORECASE,
)
_NOT_A_MONTH = re.compile(
    r"\s(?:said|says|told|has|have|be|not|also|I|he|she|it|they|we|you|well|seem|soon)\b|\s[A-Z][a-z]+\b"
)
_WORD_MONTHS = frozenset({"may", "march", "mar", "jan", "jun", "sep", "dec"})
_DOUBTFUL_MONTHS = frozenset({"march", "may", "mar", "jun", "april", "june", "august", "jan", "dec", "sep"})


def read_month(reading: Reading, match: re.Match[str]) -> None:
    """Read a month with the day or year beside it, or alone."""
    month = month_number(match.group())
    start, end = match.span()
    if _is_lower_word(match) and not reading.before(_LOWER_CUE, start, 16):
        return
    after = _DAY_AFTER_MONTH.match(reading.text, end)
    if after is not None:
        _read_month_day(reading, match, after, month)
        return
    word = reading.word_before(start)
    before = reading.before(_DAY_BEFORE_MONTH, start) if _may_be_day(word) else None
    year = _YEAR_AFTER_MONTH.match(reading.text, end)
    said = _year_said(year, reading)
    if before is not None:
        _read_day_month(reading, match, before, year)
    elif year is not None and said is not None:
        found = intervals.of_month(said, month)
        _join(reading, start, year.end(), found)
        reading.take(start, year.end(), found)
    else:
        _read_bare_month(reading, match, month)


_WEEKDAY_OPENINGS = frozenset(name[:3] for name in WEEKDAYS)


def _may_be_day(word: str) -> bool:
    return word == "of" or word.rstrip("-") in ORDINALS or any(letter.isdigit() for letter in word)


def _is_lower_word(match: re.Match[str]) -> bool:
    """Whether it is a month in small letters that is a word as well ("they may", "the march")."""
    return not match.group()[0].isupper() and match.group().lower().rstrip(".") in _WORD_MONTHS


def _year_said(match: re.Match[str] | None, reading: Reading) -> int | None:
    if match is None:
        return None
    groups = match.groupdict()
    if groups.get("y"):
        return int(groups["y"])
    if groups.get("yy"):
        return int(groups["yy"]) + (2000 if int(groups["yy"]) < 50 else 1900)
    if groups.get("rel") and reading.published and reading.base is not None:
        return reading.base.year + {"last": -1, "this": 0, "next": 1}[groups["rel"]]
    return None


def _read_day_month(
    reading: Reading, match: re.Match[str], before: re.Match[str], year: re.Match[str] | None
) -> None:
    """Read "11 November" with what stands around it: a weekday, an earlier day ("3-5 May"), a year."""
    end = year.end() if year else match.end()
    start = before.start("wd") if before["wd"] else before.start("d")
    month, said = month_number(match.group()), _year_said(year, reading)
    last = _take_day(reading, start, end, said, month, day_number(before["d"]), before["wd"])
    if before["from"] and last is not None:
        first = last.replace(day=day_number(before["from"]))
        reading.take(before.start("from"), before.end("from"), intervals.of_day(first))
        _take_days(reading, before.start("from"), end, first, last, before["joined"])


def _read_month_day(reading: Reading, match: re.Match[str], after: re.Match[str], month: int) -> None:
    """Read "November 11" with what stands around it: a weekday, a later day ("May 3-5"), a year."""
    weekday = None
    if reading.word_before(match.start())[:3] in _WEEKDAY_OPENINGS:
        weekday = reading.before(_WEEKDAY_BEFORE_MONTH, match.start())
    start = weekday.start() if weekday else match.start()
    said = _year_said(after, reading)
    stop = after.end() if after["y"] and not after["to"] else after.end("d")
    first = _take_day(
        reading, start, stop, said, month, day_number(after["d"]), weekday["wd"] if weekday else None
    )
    if after["to"] and first is not None:
        last = first.replace(day=day_number(after["to"]))
        reading.take(after.start("to"), after.end("to"), intervals.of_day(last))
        _take_days(reading, start, after.end(), first, last, after["joined"])


def _take_days(reading: Reading, start: int, end: int, first: date, last: date, joined: str) -> None:
    """Take the days from the first to the last, unless two single ones are meant ("3 and 5 May")."""
    between = reading.text[max(0, start - 8) : start].lower().endswith("between ")
    if last > first and (between or joined.strip().lower() not in ("and", "or")):
        reading.take(start, end, intervals.span(first, last))


_ATTACKS = re.compile(
    r",?\s(?:terrorist\s|terror\s|hijack\w*\s|suicide\s)*(?:attacks?|hijackings?|commission|memorial|tribute|victims|families|hijackers)\b",
    re.IGNORECASE,
)
_OF_THE_ATTACKS = re.compile(r"\battacks?\s(?:of|on)\s$", re.IGNORECASE)
ATTACKS_DAY = date(2001, 9, 11)


def _is_attacks_day(reading: Reading, start: int, end: int) -> bool:
    return bool(
        reading.base
        and reading.base > ATTACKS_DAY
        and (_ATTACKS.match(reading.text, end) or reading.before(_OF_THE_ATTACKS, start, 12))
    )


def _take_day(
    reading: Reading, start: int, end: int, year: int | None, month: int, day: int, weekday: str | None
) -> date | None:
    if year is not None:
        found: date | None = date(year, month, day)
    elif reading.base is None:
        return None
    elif (month, day) == (9, 11) and _is_attacks_day(reading, start, end):
        found = ATTACKS_DAY
    else:
        number = next(
            (at for at, name in enumerate(WEEKDAYS) if weekday and name[:3] == weekday.lower()[:3]), None
        )
        since = reading.text[max(0, start - 6) : start].lower().endswith("since ")
        outlook = -1 if since else reading.outlook(start, end)
        found = intervals.nearest_day(reading.base, month, day, outlook=outlook, weekday=number)
    if found is not None:
        _join(reading, start, end, intervals.of_day(found))
        reading.take(start, end, intervals.of_day(found))
    return found


_JOINS = re.compile(r"\s?(?:[-–]|to|until|till|through|and)\s(?:on\s)?")
_LONGEST_DAYS, _LONGEST_MONTHS = 400, 1200
"""Longest range, in days, that two days or two months joined by "to" make."""


def _join(reading: Reading, start: int, end: int, last: Interval) -> None:
    """Take "from May 3 to June 5" and "from May 2019 to June 2020" whole, when the first was just read."""
    if not reading.found or reading.found[-1][2].granularity != last.granularity:
        return
    opened, closed, first = reading.found[-1]
    joined = _JOINS.fullmatch(reading.text, closed, start)
    if joined is None or (
        "and" in joined.group() and not reading.text[max(0, opened - 8) : opened].lower().endswith("between ")
    ):
        return
    if not re.search(r"\d{4}", reading.text[opened:closed]):
        first = same_year(first, last)
        reading.found[-1] = opened, closed, first
    longest = _LONGEST_DAYS if last.granularity == "day" else _LONGEST_MONTHS
    if first.start < last.start <= first.start + timedelta(days=longest):
        reading.take(opened, end, intervals.span(first.start, last.end))


def same_year(first: Interval, last: Interval) -> Interval:
    """Give the last day or month of the first's name that lies before the other."""
    month, day = first.start.month, first.start.day
    year = last.start.year - (1 if (month, day) > (last.start.month, last.start.day) else 0)
    return (
        intervals.of_month(year, month)
        if first.granularity == "month"
        else intervals.of_day(date(year, month, day))
    )


_OF_A_MONTH = re.compile(
    r"(?:['’]s)?\s(?:\w+\s)?(?:sales|figures|data|results|exports|imports|inflation|earnings|output|shipments|orders)\b"
)
"""What is counted by the month: "March sales rose"."""
_OPENS_RANGE = re.compile(rf"\s?(?:to|and|through|until|or|[-–/])\s?{MONTH}(?!\s\d)")


def _read_bare_month(reading: Reading, match: re.Match[str], month: int) -> None:
    paired = _month_before(reading, match.start())
    cue = reading.before(_MONTH_CUE, match.start(), 14)
    word = cue["word"].lower() if cue else ""
    if word in ("a", "the", "its", "his", "their"):
        word = "in" if reading.text[match.end() : match.end() + 2].strip().islower() else ""
    if reading.base is None or (paired is None and not _is_month(reading, match, word)):
        return
    if paired is not None:
        year = paired.start.year + (month < paired.start.month)
    else:
        year = _bare_year(reading, reading.base, match, word)
    found = intervals.of_month(year, month)
    _join(reading, match.start(), match.end(), found)
    reading.take(match.start(), match.end(), found)


def _is_month(reading: Reading, match: re.Match[str], word: str) -> bool:
    """Whether a month's name without day and year means the month: "in March", not "they march"."""
    low = match.group().lower().rstrip(".")
    if word in ("each", "every") or _is_lower_word(match):
        return False
    if _OF_A_MONTH.match(reading.text, match.end()):
        return True
    goes_on = _NOT_A_MONTH.match(reading.text, match.end()) is not None
    if not word and (low in _DOUBTFUL_MONTHS or goes_on):
        return False
    if low in ("may", "march") and word in ("and", "to", "for", "before", "after", "of", "on", "this"):
        return False
    return not (goes_on and low in _DOUBTFUL_MONTHS and word != "in")


def _bare_year(reading: Reading, base: date, match: re.Match[str], word: str) -> int:
    month = month_number(match.group())
    if word == "last":
        return base.year - (1 if month >= base.month else 0)
    if word == "this":
        return base.year
    outlook = _month_outlook(reading, match.start(), match.end(), word)
    if outlook == 0 and _OPENS_RANGE.match(reading.text, match.end()):
        outlook = -1
    return intervals.month_year(base, month, outlook=outlook)


def _month_before(reading: Reading, start: int) -> Interval | None:
    """Give the month said right before, of which "and February" goes on."""
    if reading.found and reading.found[-1][2].granularity == "month":
        _, closed, before = reading.found[-1]
        if re.fullmatch(r",?\s(?:and|or)\s|\s?[/–-]\s?|\sto\s|\sthrough\s", reading.text[closed:start]):
            return before
    return None


def _month_outlook(reading: Reading, start: int, end: int, word: str) -> Outlook:
    if word in ("next", "until", "coming"):
        return 1
    return -1 if word in ("since", "previous", "every", "each") else reading.outlook(start, end)
