"""Readers of dates said by a unit: "last week", "two years ago", "three days later"."""

import re
from datetime import date, timedelta

from index.annotate import intervals
from index.annotate.intervals import Interval
from index.annotate.parts_of_year import NTH, RELATIVE, SEASONS, STEP, is_title, read_ordinal, read_season
from index.annotate.reading import NUMBER, NUMBERS, ORDINAL, ORDINALS, YEAR, Reading, day_number

_COUNTED = re.compile(
    rf"\b(?P<about>(?:about|almost|nearly|some|around|more\sthan|over|exactly|just)\s)?(?:a\s)?(?P<n>{NUMBER})\s$",
    re.IGNORECASE,
)
_AGO = re.compile(r"['’]?\s?(?P<side>ago|earlier|later|hence)\b|-(?P<ago2>ago)\b", re.IGNORECASE)
_FROM_NOW = re.compile(r"\sfrom\snow\b", re.IGNORECASE)
_OF_THAT_YEAR = re.compile(
    r"\b(?P<word>that|the\ssame|the\sfollowing|the\snext|the\sprevious)\s$", re.IGNORECASE
)
_THAT = re.compile(
    r"\b(?:earlier\s|later\s)?(?P<word>that|(?:the|a|that)\s(?:same|next|following|previous))\s$",
    re.IGNORECASE,
)
_STEP_FROM_SAID = {"that": 0, "same": 0, "next": 1, "following": 1, "previous": -1}
_YEAR_ADJECTIVE = re.compile(r"-(?:earlier|ago)\b")
_LAST_CENTURY = 22


_SINGULAR = {"days": "day", "weeks": "week", "months": "month", "quarters": "quarter", "years": "year",
             "decades": "decade", "hours": "hour"}  # fmt: skip
_PART_OF = re.compile(
    r"\b(?P<cue>since\s)?(?:the\s)?(?P<part>end|start|beginning|middle|rest|remainder|close|course|earlier|later|late|early)\s"
    r"(?P<joint>of|in)\s(?:the\s|this\s)?(?:calendar\s)?$",
    re.IGNORECASE,
)
_WHOLE_YEAR = re.compile(r"\bfor\sthe\s(?:full\s|whole\s|entire\s)?(?:fiscal\s|financial\s)?$", re.IGNORECASE)
_END_OF_IT = re.compile(r"(?:-|\s|['’]s\s)end\b")
_END_CUE = re.compile(r"\b(?P<cue>by|before|until|till|at|since|to|of|from|the|this)\s$", re.IGNORECASE)
_OF_SOMETHING = re.compile(r"\s(?:of|in\s(?:which|review))\b|-(?!end)")


_LEADS = frozenset(
    {"last", "next", "this", "past", "previous", "coming", "current", "following", "same", "prior", "that"}
    | {"the", "of", "in", "calendar", "fiscal", "financial", "full", "whole", "entire", "early", "late"}
    | NUMBERS.keys() | ORDINALS.keys() | NTH.keys()
)  # fmt: skip
_TAIL = re.compile(
    rf"(?:['’]?\s?(?:ago|earlier|later|hence)|\sfrom\snow|-(?:ago|earlier)|(?:-|\s|['’]s\s)end)\b|,?\s(?:of\s)?(?:fiscal\s)?{YEAR}",
    re.IGNORECASE,
)


def _may_be_said(reading: Reading, match: re.Match[str]) -> bool:
    """Whether what stands beside a unit can make a date of it; most units are of durations and ages."""
    word = reading.word_before(match.start())
    return (
        word in _LEADS
        or word[:1].isdigit()
        or word.endswith("-")
        or _TAIL.match(reading.text, match.end()) is not None
    )


def read_unit(reading: Reading, match: re.Match[str]) -> bool:
    """Read an expression around a word such as "week" or "summer"."""
    word = match.group().lower()
    if not _may_be_said(reading, match):
        return False
    if word in SEASONS:
        return read_season(reading, match, word)
    unit = _SINGULAR.get(word, word)
    return (
        _read_against_text(reading, match, unit)
        or (
            reading.published
            and reading.base is not None
            and _read_against_day(reading, match, unit, reading.base)
        )
        or _read_named(reading, match, unit)
    )


def _read_against_text(reading: Reading, match: re.Match[str], unit: str) -> bool:
    """Read what counts from a date said before: "three days later", "the following month", "that year"."""
    after = _AGO.match(reading.text, match.end())
    if after is not None and (after["side"] or "").lower() == "later":
        anchor = _anchor(reading, unit)
        if anchor is not None:
            return _read_counted(reading, match, unit, after, anchor)
    if unit == "year" and _YEAR_ADJECTIVE.match(reading.text, match.end()) is None:
        return _read_that_year(reading, match)
    said = reading.before(_THAT, match.start(), 24)
    if said is None or reading.anchor is None or unit not in ("day", "week", "month"):
        return False
    step = _STEP_FROM_SAID[said["word"].lower().split()[-1]]
    if unit == "day":
        found = intervals.of_day(reading.anchor + timedelta(days=step))
    elif step == 0:
        return False
    else:
        found = moved(reading.anchor, unit, step)
    reading.take(said.start(), match.end(), found)
    return True


def _anchor(reading: Reading, unit: str) -> date | None:
    """Give the day to count from: the last date said if it is as fine as the unit, else the last day."""
    if unit in _FINE_ENOUGH and reading.found:
        last = reading.found[-1][2]
        if last.granularity in _FINE_ENOUGH[unit]:
            return last.start
    return reading.anchor


_FINE_ENOUGH = {
    "year": ("day", "month", "year"),
    "decade": ("day", "month", "year"),
    "month": ("day", "month"),
}


def _read_that_year(reading: Reading, match: re.Match[str]) -> bool:
    said = reading.before(_OF_THAT_YEAR, match.start(), 16)
    if said is None or not reading.found:
        return False
    step = {"following": 1, "next": 1, "previous": -1}.get(said["word"].split()[-1].lower(), 0)
    reading.take(said.start(), match.end(), intervals.of_year(reading.found[-1][2].start.year + step))
    return True


def _read_against_day(reading: Reading, match: re.Match[str], unit: str, base: date) -> bool:
    """Read what counts from the publication: "two weeks ago", "last month", "by the end of the year"."""
    after = _AGO.match(reading.text, match.end())
    if after is not None or _FROM_NOW.match(reading.text, match.end()):
        return _read_counted(reading, match, unit, after, base)
    adjective = _YEAR_ADJECTIVE.match(reading.text, match.end())
    if unit == "year" and adjective is not None:
        reading.take(match.start(), adjective.end(), intervals.of_year(base.year - 1))
        return True
    if _read_stretch(reading, match, unit, base):
        return True
    said = reading.before(RELATIVE, match.start(), 16)
    step = STEP.get(said["word"].lower()) if said is not None else None
    found = stepped(base, unit, step) if step is not None and match.group().lower() == unit else None
    if said is not None and found is not None:
        if not is_title(reading, said.start("word")):
            reading.take(said.start("word"), match.end(), found)
        return True
    return _read_part_of(reading, match, unit, base)


_STRETCH = re.compile(
    rf"(?:\b(?:the|these|those|in|over|during|for|within)\s(?P<word>last|past|next|coming)"
    rf"|\b(?P<opening>Last|Past|Next))\s(?:(?P<n>(?!an?\s){NUMBER})\s)?$",
)
"""A bare "last" may be the verb: "it will last two months"."""
_STRETCH_UNITS = frozenset({"day", "week", "month", "year", "decade"})
_MAX_STRETCH_YEARS = 120


def _read_stretch(reading: Reading, match: re.Match[str], unit: str, base: date) -> bool:
    """Read "the past year" and "the next two weeks": the days up to the publication, or from it."""
    said = reading.before(_STRETCH, match.start(), 36)
    if said is None or unit not in _STRETCH_UNITS:
        return False
    word = (said["word"] or said["opening"]).lower()
    if not said["n"] and word != "past":
        return False
    if not said["n"] and match.group().lower() != unit:
        return False  # "the past weeks" has no beginning
    number = _number(said["n"] or "one")
    ahead = word in ("next", "coming")
    far = _far_day(base, unit, number if ahead else -number)
    if number < 1 or far is None:
        return False
    start = said.start("word") if said["word"] else said.start("opening")
    reading.take(start, match.end(), intervals.span(base, far))
    return True


def _far_day(base: date, unit: str, number: int) -> date | None:
    """Give the day that lies so many units from the base, or None when that is beyond a life."""
    days = {"day": 1, "week": 7}.get(unit)
    if days is not None:
        return base + timedelta(days=days * number)
    months = {"month": 1, "year": 12, "decade": 120}[unit] * number
    if abs(months) > 12 * _MAX_STRETCH_YEARS:
        return None
    month = intervals.shifted_month(base, months)
    return month.start.replace(day=min(base.day, month.end.day))


def _read_part_of(reading: Reading, match: re.Match[str], unit: str, base: date) -> bool:
    """Read "the end of the year", "earlier in the week" and "year-end"."""
    if match.group().lower() != unit or unit not in ("week", "month", "year", "decade", "century"):
        return False
    said = reading.before(_PART_OF, match.start(), 32)
    end = _END_OF_IT.match(reading.text, match.end())
    if end is not None and unit in ("year", "month"):
        cue = reading.before(_END_CUE, match.start(), 8)
        if cue is None:
            return False
        back = cue["cue"].lower() in ("since", "from") and unit == "year"
        found = stepped(base, unit, -1 if back else 0)
        start, stop = match.start(), end.end()
    elif said is not None and not _OF_SOMETHING.match(reading.text, match.end()):
        found, start, stop = stepped(base, unit, 0), said.start("part"), match.end()
    elif unit == "year" and (whole := reading.before(_WHOLE_YEAR, match.start(), 28)) is not None:
        if _OF_SOMETHING.match(reading.text, match.end()):
            return False
        found, start, stop = (
            stepped(base, unit, -1 if base.month <= 3 else 0),
            whole.start() + 4,
            match.end(),
        )
    else:
        return False
    if found is not None:
        reading.take(start, stop, found)
    return found is not None


def _read_named(reading: Reading, match: re.Match[str], unit: str) -> bool:
    if unit == "century":
        return _read_century(reading, match)
    return unit in ("quarter", "half", "month") and read_ordinal(reading, match, unit)


_CENTURY = re.compile(rf"\b(?P<n>\d{{1,2}}(?:st|nd|rd|th)|{ORDINAL})[\s-]$", re.IGNORECASE)


def _read_century(reading: Reading, match: re.Match[str]) -> bool:
    said = reading.before(_CENTURY, match.start(), 16)
    if said is None:
        return False
    number = day_number(said["n"])
    if number > _LAST_CENTURY:
        return False
    reading.take(said.start("n"), match.end(), intervals.of_century(100 * (number - 1)))
    return True


def stepped(base: date, unit: str, step: int) -> Interval | None:
    """Give the last (-1), this (0) or next (1) week, weekend, month, quarter, year, decade or century."""
    if unit == "week":
        return intervals.of_week(base + timedelta(days=7 * step))
    if unit == "weekend":
        saturday = base - timedelta(days=base.weekday()) + timedelta(days=5 + 7 * step)
        return intervals.span(saturday, saturday + timedelta(days=1))
    if unit == "month":
        return intervals.shifted_month(base, step)
    if unit == "quarter":
        return intervals.of_quarter(base.year, (base.month - 1) // 3 + 1 + step)
    if unit == "year":
        return intervals.of_year(base.year + step)
    if unit == "decade":
        return intervals.of_decade(base.year + 10 * step)
    return intervals.of_century(base.year + 100 * step) if unit == "century" else None


def _read_counted(
    reading: Reading, match: re.Match[str], unit: str, after: re.Match[str] | None, base: date
) -> bool:
    counted = reading.before(_COUNTED, match.start(), 36)
    if counted is None or unit not in (*_STRETCH_UNITS, "hour"):
        return False
    number = _number(counted["n"])
    if unit == "hour":
        if number % 24:
            return False
        unit, number = "day", number // 24
    side = "hence" if after is None else (after["side"] or after["ago2"]).lower()
    found = moved(base, unit, number if side in ("later", "hence") else -number)
    reading.take(counted.start("n"), after.end() if after else match.end(), found)
    return True


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS[word.lower()]


def moved(day: date, unit: str, number: int) -> Interval:
    """Give the day, week, month, year or decade that lies so many units from that of the day."""
    if unit == "day":
        return intervals.of_day(day + timedelta(days=number))
    if unit == "week":
        return intervals.of_week(day + timedelta(days=7 * number))
    if unit == "month":
        return intervals.shifted_month(day, number)
    if unit == "year":
        return intervals.of_year(day.year + number)
    return intervals.of_decade(day.year + 10 * number)
