"""Readers of dates said by a unit: "last week", "two years ago", "the third quarter", "three days later"."""

import re
from datetime import date, timedelta

from index.annotate import intervals
from index.annotate.intervals import Interval
from index.annotate.reading import NUMBER, NUMBERS, YEAR, Reading

_SEASONS = frozenset({"spring", "summer", "autumn", "fall", "winter"})
_RELATIVE = re.compile(
    r"\b(?:the\s)?(?P<word>last|next|this|past|previous|coming|current|following|same|prior)\s$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b(?P<about>(?:about|almost|nearly|some|around|more\sthan|over|exactly|just)\s)?(?:a\s)?(?P<n>{NUMBER})\s$",
    re.IGNORECASE,
)
_AGO = re.compile(r"['’]?\s?(?P<side>ago|earlier|later|hence)\b|-(?P<ago2>ago)\b", re.IGNORECASE)
_FROM_NOW = re.compile(r"\sfrom\snow\b", re.IGNORECASE)
_ORDINAL = re.compile(r"\b(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th)[\s-]$", re.IGNORECASE)
_OF_YEAR = re.compile(rf",?\s(?:of\s)?(?:fiscal\s)?(?P<y>{YEAR})\b|\sof\s(?P<rel>this|last|next)\syear\b")
_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_STEP = {"last": -1, "past": -1, "previous": -1, "prior": -1, "next": 1, "coming": 1, "this": 0, "current": 0}
_OF_THAT_YEAR = re.compile(
    r"\b(?P<word>that|the\ssame|the\sfollowing|the\snext|the\sprevious)\s$", re.IGNORECASE
)
_YEAR_ADJECTIVE = re.compile(r"-(?:earlier|ago)\b")
_SAME_DAY = re.compile(r"\b(?:the|a)\s(?P<word>next|following|previous|same)\s$", re.IGNORECASE)


def read_unit(reading: Reading, match: re.Match[str]) -> None:
    """Read an expression around a word such as "week" or "summer"."""
    unit = match.group().lower()
    if unit in _SEASONS:
        _read_season(reading, match, unit)
        return
    plural = unit.endswith("s")
    if unit == "year" and _read_other_year(reading, match):
        return
    unit = (
        "century"
        if unit == "centuries"
        else "half"
        if unit == "halves"
        else unit.rstrip("s")
        if plural
        else unit
    )
    after = _AGO.match(reading.text, match.end())
    if after is not None or _FROM_NOW.match(reading.text, match.end()):
        _read_counted(reading, match, unit, after)
        return
    if unit in ("quarter", "half") and _read_ordinal(reading, match, unit):
        return
    if not plural:
        _read_relative(reading, match, unit)


def _read_other_year(reading: Reading, match: re.Match[str]) -> bool:
    """Read "year-earlier" against the publication, "that year" against the last date said."""
    adjective = _YEAR_ADJECTIVE.match(reading.text, match.end())
    if adjective is not None and reading.published and reading.base is not None:
        reading.take(match.start(), adjective.end(), intervals.of_year(reading.base.year - 1))
        return True
    said = reading.before(_OF_THAT_YEAR, match.start(), 16)
    if said is None or not reading.found:
        return False
    step = {"following": 1, "next": 1, "previous": -1}.get(said["word"].split()[-1].lower(), 0)
    reading.take(said.start(), match.end(), intervals.of_year(reading.found[-1][2].start.year + step))
    return True


def _read_relative(reading: Reading, match: re.Match[str], unit: str) -> None:
    said = reading.before(_RELATIVE, match.start(), 16)
    if said is None or reading.base is None or not reading.published:
        return
    word = said["word"].lower()
    if unit == "day":
        _read_next_day(reading, match, word)
        return
    step = _STEP.get(word)
    if step is None or (word == "past" and unit in ("year", "month", "week", "decade", "quarter", "century")):
        return
    found = _stepped(reading.base, unit, step)
    if found is not None:
        reading.take(said.start("word"), match.end(), found)


def _read_next_day(reading: Reading, match: re.Match[str], word: str) -> None:
    said = reading.before(_SAME_DAY, match.start(), 16)
    step = {"next": 1, "following": 1, "previous": -1, "same": 0}.get(word)
    if said is None or step is None or reading.anchor is None:
        return
    reading.take(said.start(), match.end(), intervals.of_day(reading.anchor + timedelta(days=step)))


def _stepped(base: date, unit: str, step: int) -> Interval | None:
    if unit == "week":
        return intervals.of_week(base + timedelta(days=7 * step))
    if unit == "weekend":
        saturday = base - timedelta(days=base.weekday()) + timedelta(days=5 + 7 * step)
        if (step == 0 and base.weekday() < 3) or (step == -1 and base.weekday() >= 5):
            saturday += timedelta(days=0)
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


def _read_counted(reading: Reading, match: re.Match[str], unit: str, after: re.Match[str] | None) -> None:
    counted = reading.before(_COUNTED, match.start(), 36)
    if (
        counted is None
        or reading.base is None
        or unit in ("quarter", "half", "century", "weekend", "fortnight")
    ):
        return
    side = "hence" if after is None else (after["side"] or after["ago2"]).lower()
    word = counted["n"].lower()
    number = int(word) if word.isdigit() else NUMBERS[word]
    end = after.end() if after else match.end()
    later = side in ("later", "hence")
    start_day = reading.anchor if side == "later" else reading.base
    if start_day is None or (not reading.published and start_day is reading.base):
        return
    found = _moved(start_day, unit, number if later else -number)
    reading.take(counted.start("n"), end, found)


def _moved(day: date, unit: str, number: int) -> Interval:
    if unit == "day":
        return intervals.of_day(day + timedelta(days=number))
    if unit == "week":
        return intervals.of_week(day + timedelta(days=7 * number))
    if unit == "month":
        return intervals.shifted_month(day, number)
    if unit == "year":
        return intervals.of_year(day.year + number)
    return intervals.of_decade(day.year + 10 * number)


def _read_ordinal(reading: Reading, match: re.Match[str], unit: str) -> bool:
    ordinal = reading.before(_ORDINAL, match.start(), 8)
    if ordinal is None or reading.base is None or not reading.published:
        return False
    number = _NTH[ordinal["nth"].lower()]
    of_year = _OF_YEAR.match(reading.text, match.end())
    end = of_year.end() if of_year is not None else match.end()
    if unit == "half":
        if of_year is None or number > 2:
            return False
        year = _year_of(reading.base, of_year)
        first = date(year, 6 * number - 5, 1)
        reading.take(ordinal.start(), end, intervals.span(first, intervals.of_month(year, 6 * number).end))
        return True
    if of_year is not None:
        year = _year_of(reading.base, of_year)
    else:
        year = reading.base.year - (1 if number > (reading.base.month - 1) // 3 + 1 else 0)
    reading.take(ordinal.start(), end, intervals.of_quarter(year, number))
    return True


def _year_of(base: date, match: re.Match[str]) -> int:
    return int(match["y"]) if match["y"] else base.year + _STEP[match["rel"]]


def read_quarter_mark(reading: Reading, match: re.Match[str]) -> None:
    """Read "Q3" and "Q3 2022"."""
    of_year = _OF_YEAR.match(reading.text, match.end())
    number = int(match.group()[1])
    if of_year is not None and of_year["y"]:
        reading.take(match.start(), of_year.end(), intervals.of_quarter(int(of_year["y"]), number))
    elif reading.published and reading.base is not None:
        year = reading.base.year - (1 if number > (reading.base.month - 1) // 3 + 1 else 0)
        reading.take(match.start(), match.end(), intervals.of_quarter(year, number))


def _read_season(reading: Reading, match: re.Match[str], season: str) -> None:
    of_year = _OF_YEAR.match(reading.text, match.end())
    if of_year is not None and of_year["y"]:
        reading.take(match.start(), of_year.end(), intervals.of_season(int(of_year["y"]), season))
        return
    said = reading.before(_RELATIVE, match.start(), 16)
    if said is None or reading.base is None or not reading.published:
        return
    step = _STEP.get(said["word"].lower())
    if step is None:
        return
    reading.take(said.start("word"), match.end(), _season_near(reading.base, season, step))


def _season_near(base: date, season: str, step: int) -> Interval:
    """Choose the season: the one under way or next for "this", the last one over for "last"."""
    known = [intervals.of_season(year, season) for year in range(base.year - 2, base.year + 3)]
    if step < 0:
        return max((one for one in known if one.end < base), key=lambda one: one.end)
    if step > 0:
        return min((one for one in known if one.start > base), key=lambda one: one.start)
    return min(known, key=lambda one: max((one.start - base).days, (base - one.end).days, 0))
