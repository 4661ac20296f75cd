"""Readers of months, days of the month, weekdays, parts of a day and feasts."""

import re
from datetime import date, timedelta

from index.annotate import intervals
from index.annotate.reading import (
    DAY,
    MONTH,
    SHORT_WEEKDAY,
    UNIT_AFTER,
    WEEKDAY,
    WEEKDAYS,
    YEAR,
    Reading,
    month_number,
)


def read_iso(reading: Reading, match: re.Match[str]) -> None:
    """Read 2022-11-11."""
    reading.take(match.start(), match.end(), intervals.of_day(date.fromisoformat(match.group())))


def read_slash(reading: Reading, match: re.Match[str]) -> None:
    """Read 11/12/2022, 11.12.2022 and 2022/11/12."""
    one, two, three = (int(part) for part in re.split(r"[/.]", match.group()))
    if one > 99:
        year, month, day = one, two, three
    else:
        year = three if three > 99 else three + (2000 if three < 50 else 1900)
        month, day = (two, one) if reading.day_first or "." in match.group() else (one, two)
        if month > 12:
            month, day = day, month
    if "." in match.group() and three < 100 and one < 1000:
        return  # 1.2.34 is as often a version
    reading.take(match.start(), match.end(), intervals.of_day(date(year, month, day)))


_DAY_BEFORE_MONTH = re.compile(
    rf"(?:(?P<wd>{WEEKDAY}|{SHORT_WEEKDAY}),?\s)?(?:the\s)?(?<![\d.,$£€:/-])(?P<d>{DAY})(?:\sof)?[\s-]$"
)
_WEEKDAY_BEFORE_MONTH = re.compile(rf"(?P<wd>{WEEKDAY}|{SHORT_WEEKDAY}),?\s$")
_DAY_AFTER_MONTH = re.compile(
    rf"\.?\s(?P<d>{DAY})(?![\d:/]|[.,]\d|{UNIT_AFTER})"
    rf"(?:(?:\s?[-–]\s?|\s(?:to|and|through)\s)(?P<to>{DAY})(?![\d:]|[.,]\d|\s[A-Z]))?(?:,?\s(?P<y>{YEAR})\b(?![.,:]\d))?"
)
_YEAR_AFTER_MONTH = re.compile(
    rf"[,.]?[\s-](?:of\s)?(?P<y>{YEAR})\b(?![.,:]\d)|\s['’](?P<yy>\d\d)\b|,?\s(?:of\s)?(?P<rel>last|this|next)\syear\b"
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
_DOUBTFUL_MONTHS = frozenset({"march", "may", "mar", "jun", "april", "june", "august", "jan", "dec", "sep"})


def read_month(reading: Reading, match: re.Match[str]) -> None:
    """Read a month with the day or year beside it, or alone."""
    month = month_number(match.group())
    start, end = match.span()
    after = _DAY_AFTER_MONTH.match(reading.text, end)
    if after is not None:
        _read_month_day(reading, match, after, month)
        return
    before = reading.before(_DAY_BEFORE_MONTH, start)
    year = _YEAR_AFTER_MONTH.match(reading.text, end)
    said = _year_said(year, reading)
    if before is not None:
        day = int(re.sub(r"\D", "", before["d"]))
        end = year.end() if year else end
        _take_day(
            reading,
            before.start("wd") if before["wd"] else before.start("d"),
            end,
            said,
            month,
            day,
            before["wd"],
        )
    elif year is not None and said is not None:
        reading.take(start, year.end(), intervals.of_month(said, month))
    else:
        _read_bare_month(reading, match, month)


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


def _read_month_day(reading: Reading, match: re.Match[str], after: re.Match[str], month: int) -> None:
    weekday = reading.before(_WEEKDAY_BEFORE_MONTH, match.start())
    start = weekday.start() if weekday else match.start()
    said = _year_said(after, reading)
    day = int(re.sub(r"\D", "", after["d"]))
    stop = after.end() if after["y"] or after["to"] else after.end("d")
    first = _take_day(reading, start, stop, said, month, day, weekday["wd"] if weekday else None)
    if after["to"] and first is not None:
        last = date(first.year, month, int(re.sub(r"\D", "", after["to"])))
        if last > first:
            reading.take(start, after.end("to"), intervals.span(first, last))


def _take_day(
    reading: Reading, start: int, end: int, year: int | None, month: int, day: int, weekday: str | None
) -> date | None:
    if year is not None:
        found: date | None = date(year, month, day)
    elif reading.base is None:
        return None
    else:
        number = next(
            (at for at, name in enumerate(WEEKDAYS) if weekday and name[:3] == weekday.lower()[:3]), None
        )
        since = reading.text[max(0, start - 6) : start].lower().endswith("since ")
        ahead = reading.looks_ahead(start, end) and not since
        found = intervals.nearest_day(reading.base, month, day, ahead=ahead, weekday=number)
    if found is not None:
        reading.take(start, end, intervals.of_day(found))
    return found


_BETWEEN = re.compile(r"\b(?:between|from)\s(?:early\s|late\s|mid-)?$", re.IGNORECASE)
_OTHER_MONTH = re.compile(rf"\s(?:and|to|through|until)\s(?P<to>{MONTH})(?!\s\d)")


def _read_month_range(reading: Reading, match: re.Match[str], month: int) -> bool:
    """Read "between March and May": both months, and the days from the first to the last."""
    other = _OTHER_MONTH.match(reading.text, match.end())
    if reading.base is None or other is None or not reading.before(_BETWEEN, match.start(), 16):
        return False
    until = month_number(other["to"])
    said = _year_said(_YEAR_AFTER_MONTH.match(reading.text, other.end()), reading)
    year = said or intervals.month_year(reading.base, until)
    last = intervals.of_month(year, until)
    first = intervals.of_month(year - 1 if month > until else year, month)
    reading.take(match.start(), match.end(), first)
    reading.take(other.start("to"), other.end(), last)
    reading.take(match.start(), other.end(), intervals.span(first.start, last.end))
    return True


def _read_bare_month(reading: Reading, match: re.Match[str], month: int) -> None:
    if reading.base is None or _read_month_range(reading, match, month):
        return
    cue = reading.before(_MONTH_CUE, match.start(), 14)
    word = cue["word"].lower() if cue else ""
    low = match.group().lower().rstrip(".")
    if word in ("a", "the", "its", "his", "their"):
        word = "in" if reading.text[match.end() : match.end() + 2].strip().islower() else ""
    if not word and (low in _DOUBTFUL_MONTHS or _NOT_A_MONTH.match(reading.text, match.end())):
        return
    if low in ("may", "march") and word in ("and", "to", "for", "before", "after", "of", "on", "this"):
        return
    if _NOT_A_MONTH.match(reading.text, match.end()) and low in _DOUBTFUL_MONTHS and word != "in":
        return
    year = reading.base.year
    if word == "last" and month >= reading.base.month:
        year -= 1
    elif word not in ("last", "this"):
        ahead = word in ("next", "until", "by", "coming") or reading.looks_ahead(match.start(), match.end())
        year = intervals.month_year(reading.base, month, ahead=ahead)
    reading.take(match.start(), match.end(), intervals.of_month(year, month))


_REL_WORD = re.compile(r"\b(?P<word>last|next|this|past|coming|previous|following)\s$", re.IGNORECASE)
_DATE_FOLLOWS = re.compile(rf",?\s(?:the\s)?(?:{DAY}\s(?:of\s)?)?{MONTH}")
_NOT_A_WEEKDAY = re.compile(
    r"\s(?:Times|Night\sLive|Night\sFootball|Herald|Mirror|Telegraph|Express|Mail|Post)\b"
)
_PART_OF_DAY = re.compile(r"\s(?:morning|afternoon|evening|night)\b")


def read_weekday(reading: Reading, match: re.Match[str]) -> None:
    """Read "Friday", "last Friday", "Friday night"."""
    if not reading.published or reading.base is None or _NOT_A_WEEKDAY.match(reading.text, match.end()):
        return
    if _DATE_FOLLOWS.match(reading.text, match.end()):
        return
    relative = reading.before(_REL_WORD, match.start(), 12)
    number = WEEKDAYS.index(match.group().lower())
    ahead = reading.looks_ahead(match.start(), match.end())
    word = relative["word"].lower() if relative else ""
    day = intervals.weekday_day(reading.base, number, word, ahead=ahead)
    part = _PART_OF_DAY.match(reading.text, match.end())
    start = relative.start() if relative else match.start()
    reading.take(start, part.end() if part else match.end(), intervals.of_day(day))


_SHIFTS = {"today": 0, "tonight": 0, "overnight": 0, "yesterday": -1, "tomorrow": 1}
_DAY_BEYOND = re.compile(r"\bday\s(?P<side>before|after)\s$", re.IGNORECASE)


def read_now(reading: Reading, match: re.Match[str]) -> None:
    """Read "yesterday" and "the day before yesterday"."""
    word = match.group().lower()
    if not reading.published or reading.base is None or word == "overnight":
        return
    if match.group() == "Today" and reading.text[max(0, match.start() - 4) : match.start()] == "USA ":
        return
    shift = _SHIFTS[word]
    beyond = reading.before(_DAY_BEYOND, match.start(), 12)
    if beyond and shift:
        shift *= 2
    start = beyond.start() if beyond else match.start()
    reading.take(start, match.end(), intervals.of_day(reading.base + timedelta(days=shift)))


_THIS_PART = re.compile(r"\b(?P<word>this|last)\s$", re.IGNORECASE)


def read_part(reading: Reading, match: re.Match[str]) -> None:
    """Read "this morning" and "last night"."""
    said = reading.before(_THIS_PART, match.start(), 6)
    if said is None or not reading.published or reading.base is None:
        return
    back = 1 if said["word"].lower() == "last" else 0
    reading.take(said.start(), match.end(), intervals.of_day(reading.base - timedelta(days=back)))


_FEASTS = {
    "christmas eve": (12, 24), "christmas": (12, 25), "christmas day": (12, 25), "boxing day": (12, 26),
    "new years eve": (12, 31), "new years day": (1, 1), "valentines day": (2, 14), "halloween": (10, 31),
    "fourth of july": (7, 4), "may day": (5, 1), "all saints day": (11, 1),
}  # fmt: skip


def read_feast(reading: Reading, match: re.Match[str]) -> None:
    """Read feasts with a fixed day."""
    name = " ".join(re.sub(r"['’]", "", match.group()).lower().split()).replace("new year ", "new years ")
    if reading.base is None or name not in _FEASTS:
        return
    month, day = _FEASTS[name]
    year = _YEAR_AFTER_MONTH.match(reading.text, match.end())
    end = year.end() if year else match.end()
    _take_day(reading, match.start(), end, _year_said(year, reading), month, day, None)
