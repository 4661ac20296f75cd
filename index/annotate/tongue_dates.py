"""Dates said in other languages than English, by the tables of `calendars`."""

import re
from contextlib import suppress
from datetime import date, timedelta

from index.annotate import calendar_dates, intervals
from index.annotate.calendars import Calendar
from index.annotate.intervals import Interval
from index.annotate.month_dates import same_year
from index.annotate.outlook import Outlook
from index.annotate.parts_of_year import season_near
from index.annotate.reading import YEAR, Reading
from index.annotate.relative_dates import moved, stepped

_ISO = re.compile(r"(?<!\w)(?:1[5-9]|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)")
_NUMERIC = re.compile(
    rf"(?<![\w/.$£€-])(?:\d\d?[/.]\d\d?[/.](?:{YEAR}|\d\d)|\d\d?-\d\d?-{YEAR}|{YEAR}/\d\d?/\d\d?)(?![\d/%]|\.\d)"
)
_YEAR = re.compile(rf"{YEAR}(?!\w|[.,:/]\d|-\d\d?\b|\s?[%€$])")
_YEARS = re.compile(
    rf"(?P<from>{YEAR})(?P<joint>\s?[-–—]\s?|\s(?:bis|a|à|al|até|до|по|e|y|et|und|и|і|та)\s)(?P<to>{YEAR})(?!\w|[.,]\d)"
)
_NUMERIC_JOINTS = frozenset("/.-")
_PAIR = re.compile(r"\s(?:e|y|et|und|и|і|та)\s")
_BETWEEN = re.compile(r"(?<!\w)(?:entre|zwischen|tra|fra|між|между)\s(?:il\s)?$")
_NOT_A_YEAR = re.compile(r"[\d$£€#:_@+*=&.,/]$")
_NOUN_BEHIND = re.compile(
    r"\s(?!(?:les|des|las|los|sus|mas|ses|nos|dans|tras|il|la|le|el|en|a)\b)[^\W\d_]{3,}"
)
_EVERY = re.compile(
    r"(?<!\w)(?:cada|los|todos\s\w+|todas\s\w+|chaque|tous\sles|jeden|jeder|ogni|каждый|каждую|каждое|"
    r"кожної|кожного|кожну)\s$"
)
_WORD_BEFORE = re.compile(r"[^\W\d_],?\s$")
_SENTENCE_END = re.compile(r"(?<!\d)[.!?]\s|\n")
_LEFT_REACH, _RIGHT_REACH = 90, 60
_SEASONS = frozenset({"spring", "summer", "autumn", "winter"})


def read_tongue(reading: Reading, original: str, calendar: Calendar) -> None:
    """Read all dates of a text.

    Args:
        reading: Of the text in small letters.
        original: The same text as printed, of the same length: a capital tells a name from a month.
        calendar: Of the language.
    """
    for trigger in calendar.trigger.finditer(reading.text):
        if trigger.start() < reading.taken:
            continue
        kind, value = calendar.words.get(trigger.group(), ("figure", 0))
        with suppress(ValueError, OverflowError):  # 31 June, or a year beyond the calendar
            if kind == "figure":
                _read_figure(reading, trigger, calendar)
            elif kind == "month":
                named = original[trigger.start()].isupper() and not calendar.nouns_are_capitals
                _read_month(reading, trigger, calendar, int(value), named=named)
            elif not reading.published or reading.base is None:
                _read_part_of_year(reading, trigger, calendar, str(value))
            elif kind == "weekday":
                _read_weekday(reading, trigger, calendar, reading.base, int(value))
            elif kind == "now" and not _is_name(original, trigger.start()):
                _read_now(reading, trigger, calendar, reading.base, int(value))
            elif kind == "unit":
                _read_unit(reading, trigger, calendar, reading.base, str(value))


def _is_name(original: str, start: int) -> bool:
    """Whether a capital within a sentence makes it another word: the newspaper Hoy, the German "Morgen"."""
    return (
        original[start].isupper()
        and re.search(r"[^\W\d_],?\s$", original[max(0, start - 4) : start]) is not None
    )


def _outlook(reading: Reading, start: int, end: int, calendar: Calendar) -> Outlook:
    left = max(0, start - _LEFT_REACH)
    for stop in _SENTENCE_END.finditer(reading.text, left, start):
        left = stop.end()
    before = list(calendar.verbs.finditer(reading.text, left, start))
    if before:
        return 1 if before[-1]["ahead"] else -1
    right = _SENTENCE_END.search(reading.text, end, end + _RIGHT_REACH)
    after = calendar.verbs.search(reading.text, end, right.start() if right else end + _RIGHT_REACH)
    return 0 if after is None else 1 if after["ahead"] else -1


def _step(match: re.Match[str] | None) -> int | None:
    """Give -1, 0 or 1 for "last", "this" and "next", None when none was said."""
    if match is None:
        return None
    groups = match.groupdict()
    if groups.get("last") or groups.get("last2"):
        return -1
    return 1 if groups.get("next") or groups.get("next2") else 0 if groups.get("this") else None


def _said(reading: Reading, trigger: re.Match[str], calendar: Calendar) -> tuple[int | None, int, int]:
    """Give the step said before or behind a noun, and the span of both."""
    before = reading.before(calendar.step.before, trigger.start(), 24)
    if before is not None:
        return _step(before), before.start(), trigger.end()
    behind = calendar.step.behind.match(reading.text, trigger.end())
    return _step(behind), trigger.start(), behind.end() if behind is not None else trigger.end()


def _year_said(reading: Reading, match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    if match["y"]:
        return int(match["y"])
    step = _step(match)
    if step is None or reading.base is None or not reading.published:
        return None
    return reading.base.year + step


def _read_month(
    reading: Reading, trigger: re.Match[str], calendar: Calendar, month: int, *, named: bool
) -> None:
    start, end = trigger.span()
    behind = calendar.year.behind.match(reading.text, end) or calendar.step.year_behind.match(
        reading.text, end
    )
    year = _year_said(reading, behind)
    stop = behind.end() if behind is not None and year is not None else end
    day = reading.before(calendar.day.before, start, 48)
    if day is not None:
        _read_day(reading, day, stop, calendar, year, month)
    elif year is not None:
        _take_month(reading, start, stop, calendar, intervals.of_month(year, month))
    elif reading.base is not None and not named:
        _read_bare_month(reading, trigger, calendar, reading.base, month)


def _read_day(
    reading: Reading, day: re.Match[str], stop: int, calendar: Calendar, year: int | None, month: int
) -> None:
    number = _digits(day["d"])
    start = day.start("wd") if day["wd"] else day.start("d")
    if year is not None:
        last: date | None = date(year, month, number)
    elif reading.base is not None:
        weekday = int(calendar.words[day["wd"]][1]) if day["wd"] else None
        step = _step(reading.before(calendar.step.before, start, 24))
        outlook: Outlook = _outlook(reading, day.start("from") if day["from"] else start, stop, calendar)
        outlook = 1 if step == 1 else -1 if step == -1 else outlook
        last = intervals.nearest_day(reading.base, month, number, outlook=outlook, weekday=weekday)
    else:
        return
    if last is None:
        return
    if not day["from"]:
        reading.take(start, stop, intervals.of_day(last))
        return
    first = last.replace(day=_digits(day["from"]))
    reading.take(day.start("from"), day.end("from"), intervals.of_day(first))
    reading.take(day.start("d"), stop, intervals.of_day(last))
    if day["range"] and first < last:
        reading.take(day.start("from"), stop, intervals.span(first, last))


def _digits(word: str) -> int:
    return int(re.sub(r"\D", "", word))


def _read_bare_month(
    reading: Reading, trigger: re.Match[str], calendar: Calendar, base: date, month: int
) -> None:
    step, start, end = _said(reading, trigger, calendar)
    if step is None and reading.before(calendar.cue, trigger.start(), 20) is None:
        return
    if step == -1:
        year = base.year - (1 if month >= base.month else 0)
    elif step == 1:
        year = base.year + (1 if month <= base.month else 0)
    elif step == 0:
        year = base.year
    else:
        outlook = _outlook(reading, start, end, calendar)
        year = intervals.month_year(base, month, outlook=outlook)
    _take_month(reading, start, end, calendar, intervals.of_month(year, month))


def _take_month(reading: Reading, start: int, end: int, calendar: Calendar, found: Interval) -> None:
    """Take a month, and the range from the one said right before ("between March and May")."""
    if reading.found and reading.found[-1][2].granularity == "month":
        opened, closed, first = reading.found[-1]
        between = calendar.day.pairs.fullmatch(reading.text, closed, start) and _BETWEEN.search(
            reading.text, max(0, opened - 12), opened
        )
        if between or calendar.day.ranges.fullmatch(reading.text, closed, start):
            if not re.search(r"\d{4}", reading.text[opened:closed]):
                first = same_year(first, found)
                reading.found[-1] = opened, closed, first
            reading.take(opened, end, intervals.span(first.start, found.end))
    reading.take(start, end, found)


def _read_weekday(
    reading: Reading, trigger: re.Match[str], calendar: Calendar, base: date, weekday: int
) -> None:
    if calendar.day.follows.match(reading.text, trigger.end()) or reading.before(_EVERY, trigger.start(), 16):
        return
    step, start, end = _said(reading, trigger, calendar)
    word = {-1: "last", 1: "next", 0: "this", None: ""}[step]
    ahead = step is None and _outlook(reading, start, end, calendar) > 0
    reading.take(start, end, intervals.of_day(intervals.weekday_day(base, weekday, word, ahead=ahead)))


def _read_now(reading: Reading, trigger: re.Match[str], calendar: Calendar, base: date, shift: int) -> None:
    if calendar.not_now.search(reading.text, max(0, trigger.start() - 16), trigger.start()):
        if _step(reading.before(calendar.step.before, trigger.start(), 16)) != 0:
            return
        shift = 0  # "esta mañana"
    reading.take(trigger.start(), trigger.end(), intervals.of_day(base + timedelta(days=shift)))


def _read_unit(reading: Reading, trigger: re.Match[str], calendar: Calendar, base: date, unit: str) -> None:
    if _read_part_of_year(reading, trigger, calendar, unit) or _read_counted(
        reading, trigger, calendar, base, unit.removesuffix("s"), plural=unit.endswith("s")
    ):
        return
    step, start, end = _said(reading, trigger, calendar)
    if step is None:
        return
    if unit in _SEASONS:
        found: Interval | None = season_near(base, unit, step)
    elif unit == "part":
        found = intervals.of_day(base + timedelta(days=min(step, 0)))
    else:
        found = stepped(base, unit, step)
    if found is not None:
        reading.take(start, end, found)


def _read_part_of_year(reading: Reading, trigger: re.Match[str], calendar: Calendar, unit: str) -> bool:
    """Read "the third quarter of 2022", "summer 2019"; a quarter without a year is the last such one."""
    if unit not in ("quarter", "half") and unit not in _SEASONS:
        return False
    behind = calendar.step.year_behind.match(reading.text, trigger.end())
    year = _year_said(reading, behind)
    end = behind.end() if behind is not None and year is not None else trigger.end()
    if unit in _SEASONS:
        if year is None:
            return False
        reading.take(trigger.start(), end, intervals.of_season(year, unit))
        return True
    said = reading.before(calendar.count.ordinal, trigger.start(), 20)
    number = calendar.ordinals[said["n"]] if said is not None else 0
    if year is None and unit == "quarter" and reading.published and reading.base is not None:
        year = reading.base.year - (1 if number > (reading.base.month - 1) // 3 + 1 else 0)
    if said is None or year is None or (unit == "half" and number > 2):
        return False
    found = intervals.of_half(year, number) if unit == "half" else intervals.of_quarter(year, number)
    reading.take(said.start("n"), end, found)
    return True


def _read_counted(
    reading: Reading, trigger: re.Match[str], calendar: Calendar, base: date, unit: str, *, plural: bool
) -> bool:
    """Read "two weeks ago", "in three days" and, from the last day said, "three days later"."""
    if unit not in ("day", "week", "month", "year", "decade"):
        return False
    start, end = trigger.span()
    ago = reading.before(calendar.count.ago, start, 36)
    ago_behind = calendar.count.ago_behind.match(reading.text, end)
    later = calendar.count.later_behind.match(reading.text, end)
    hence = reading.before(calendar.count.hence, start, 28)
    counted = reading.before(calendar.count.counted, start, 16)
    number = _number(calendar, (ago or counted or {"n": None})["n"])
    if ago is not None:
        found, start = moved(base, unit, -number), ago.start()
    elif ago_behind is not None and (counted is not None or not plural):
        start, end = counted.start() if counted is not None else start, ago_behind.end()
        found = moved(base, unit, -number)
    elif later is not None and counted is not None and reading.anchor is not None:
        found, start, end = moved(reading.anchor, unit, number), counted.start(), later.end()
    elif hence is not None and _outlook(reading, hence.start(), end, calendar) > 0:
        found, start = moved(base, unit, _number(calendar, hence["n"])), hence.start()
    else:
        return False
    reading.take(start, end, found)
    return True


def _number(calendar: Calendar, word: str | None) -> int:
    if not word:
        return 1
    return int(word) if word.isdigit() else calendar.numbers[word]


def _read_figure(reading: Reading, trigger: re.Match[str], calendar: Calendar) -> None:
    start, end, figure = trigger.start(), trigger.end(), trigger.group()
    if reading.text[end : end + 1] in _NUMERIC_JOINTS:
        for pattern, read in ((_ISO, calendar_dates.read_iso), (_NUMERIC, calendar_dates.read_slash)):
            match = pattern.match(reading.text, start)
            if match is not None:
                read(reading, match)
                return
    if figure.endswith("0") and len(figure) in (2, 4):
        decade = calendar.year.decade.search(reading.text, max(reading.taken, start - 20), end + 12)
        if decade is not None and decade.start("tens") == start:
            tens = int(decade["tens"])
            year = tens if tens > 99 else tens + (2000 if tens <= 20 else 1900)
            reading.take(start, max(decade.end(), end), intervals.of_decade(year))
            return
    if len(figure) == len("2022"):
        _read_year(reading, start, calendar)


def _read_year(reading: Reading, start: int, calendar: Calendar) -> None:
    match = _YEARS.match(reading.text, start) or _YEAR.match(reading.text, start)
    if match is None or _NOT_A_YEAR.search(reading.text, max(0, start - 1), start):
        return
    end = match.end()
    strong = reading.before(calendar.year.strong, start, 20) or calendar.year.marked.match(reading.text, end)
    weak = reading.before(calendar.year.weak, start, 8) and (
        match.re is _YEARS or not _NOUN_BEHIND.match(reading.text, end)
    )
    if not strong and not weak:
        return
    if match.re is _YEAR:
        reading.take(start, end, intervals.of_year(int(match.group())))
        return
    first, last = intervals.of_year(int(match["from"])), intervals.of_year(int(match["to"]))
    reading.take(start, match.end("from"), first)
    reading.take(match.start("to"), end, last)
    single = _PAIR.fullmatch(match["joint"]) and not _BETWEEN.search(reading.text, max(0, start - 12), start)
    if first.start < last.start and not single:
        reading.take(start, end, intervals.span(first.start, last.end))
