"""Readers of numeric dates, weekdays and parts of a day."""

import re
from datetime import date, timedelta

from index.annotate import intervals
from index.annotate.month_dates import ATTACKS_DAY
from index.annotate.reading import (
    DAY,
    MONTH,
    WEEKDAY,
    WEEKDAYS,
    Reading,
    day_number,
)


def read_iso(reading: Reading, match: re.Match[str]) -> None:
    """Read 2022-11-11."""
    reading.take(match.start(), match.end(), intervals.of_day(date.fromisoformat(match.group())))


def read_slash(reading: Reading, match: re.Match[str]) -> None:
    """Read 11/12/2022, 11.12.2022, 11-12-2022 and 2022/11/12."""
    one, two, three = (int(part) for part in re.split(r"[/.-]", match.group()))
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


_OF_MONTH = re.compile(r"\sof\s(?P<word>this|last|next|the\ssame|that)\smonth\b")


def read_day_of_month(reading: Reading, match: re.Match[str]) -> bool:
    """Read "the 11th of this month" and "the 11th of that month"."""
    of_month = _OF_MONTH.match(reading.text, match.end())
    if of_month is None or reading.base is None:
        return False
    step = {"last": -1, "next": 1}.get(of_month["word"], 0)
    base = (reading.anchor or reading.base) if of_month["word"] in ("that", "the same") else reading.base
    month = intervals.shifted_month(base, step)
    day = month.start.replace(day=day_number(match.group()))
    reading.take(match.start(), of_month.end(), intervals.of_day(day))
    return True


def read_september_11(reading: Reading, match: re.Match[str]) -> None:
    """Read "9/11", the day of the attacks on New York; before them it means nothing."""
    if reading.base is None or reading.base > ATTACKS_DAY:
        reading.take(match.start(), match.end(), intervals.of_day(ATTACKS_DAY))


_REL_WORD = re.compile(
    r"\b(?P<the>the\s)?(?P<word>last|next|this\scoming|this\spast|this|past|coming|previous|following|each|every)\s$",
    re.IGNORECASE,
)
_REL_WORDS = frozenset({"last", "next", "this", "past", "coming", "previous", "following", "each", "every"})
_DATE_FOLLOWS = re.compile(rf",?\s(?:the\s)?(?:{DAY}\s(?:of\s)?)?{MONTH}")
_NOT_A_WEEKDAY = re.compile(
    rf"\s(?:Times|Night\sLive|Night\sFootball|Herald|Mirror|Telegraph|Express|Mail|Post)\b"
    rf"|\s(?:and\s(?:{WEEKDAY})\s)?(?:mornings|afternoons|evenings|nights)\b|\s(?:through|to)\s(?:{WEEKDAY})"
)
_SPAN_OF_WEEK = re.compile(rf"\b(?:{WEEKDAY})\s(?:through|to)\s$")
_ON_A = re.compile(r"\b[Oo]n\sa\s$")
"""Any such day is meant."""
_PART_OF_DAY = re.compile(r"\s(?:morning|afternoon|evening|night)\b")


def read_weekday(reading: Reading, match: re.Match[str]) -> None:
    """Read "Friday", "last Friday", "the following Friday", "Friday night"."""
    if not reading.published or reading.base is None or _NOT_A_WEEKDAY.match(reading.text, match.end()):
        return
    if _DATE_FOLLOWS.match(reading.text, match.end()):
        return
    before = reading.word_before(match.start())
    if before in ("through", "to") and reading.before(_SPAN_OF_WEEK, match.start(), 24):
        return
    relative = reading.before(_REL_WORD, match.start(), 18) if before in _REL_WORDS else None
    word = relative["word"].lower().split()[-1] if relative else ""
    if word in ("each", "every") or (before == "a" and reading.before(_ON_A, match.start(), 6)):
        return
    base = reading.base
    if relative is not None and relative["the"] and word in ("next", "previous", "following"):
        base = reading.anchor or base
    number = WEEKDAYS.index(match.group().lower())
    ahead = not word and reading.outlook(match.start(), match.end()) > 0
    day = intervals.weekday_day(base, number, word, ahead=ahead)
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
