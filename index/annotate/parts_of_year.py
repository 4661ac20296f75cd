"""Readers of quarters, halves, seasons and runs of months: "the third quarter", "summer 2019"."""

import re
from datetime import date

from index.annotate import intervals
from index.annotate.intervals import Interval
from index.annotate.outlook import Outlook
from index.annotate.reading import NUMBERS, YEAR, Reading

SEASONS = frozenset({"spring", "summer", "autumn", "fall", "winter"})
RELATIVE = re.compile(
    r"\b(?:the\s)?(?P<word>last|next|this|past|previous|coming|current|following|same|prior)\s$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\b(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th)[\s-]$", re.IGNORECASE)
_OF_YEAR = re.compile(rf",?\s(?:of\s)?(?:fiscal\s)?(?P<y>{YEAR})\b|\sof\s(?P<rel>this|last|next)\syear\b")
NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
STEP = {"last": -1, "past": -1, "previous": -1, "prior": -1, "next": 1, "coming": 1, "this": 0, "current": 0}


_WITHIN_SENTENCE = re.compile(r"[^\W\d_]\s$")


def is_title(reading: Reading, start: int) -> bool:
    """Whether a capital within a sentence makes it a name: "Suddenly Last Summer"."""
    return (
        reading.text[start].isupper()
        and reading.text[start + 1].islower()
        and _WITHIN_SENTENCE.search(reading.text, max(0, start - 2), start) is not None
    )


_FIRST_MONTHS = re.compile(r"\bthe\sfirst\s(?P<n>three|six|nine)\s$", re.IGNORECASE)


def read_ordinal(reading: Reading, match: re.Match[str], unit: str) -> bool:
    """Read "the third quarter", "the first half of 2022" and "the first nine months of last year"."""
    said = reading.before(_FIRST_MONTHS if unit == "month" else _ORDINAL, match.start(), 18)
    if said is None:
        return False
    of_year = _OF_YEAR.match(reading.text, match.end())
    end = of_year.end() if of_year is not None else match.end()
    if unit == "month":
        last = NUMBERS[said["n"].lower()]
        year = _said_year(reading, of_year, last)
        found = year and intervals.span(date(year, 1, 1), intervals.of_month(year, last).end)
    else:
        found = _part_of_year(reading, of_year, unit, NTH[said["nth"].lower()])
    if not found:
        return False
    reading.take(said.start(), end, found)
    return True


def _part_of_year(reading: Reading, of_year: re.Match[str] | None, unit: str, number: int) -> Interval | None:
    if unit == "half":
        # "the second half" without a year is as often one of a match
        year = _said_year(reading, of_year, 6 * number) if of_year is not None and number <= 2 else None
        return intervals.of_half(year, number) if year else None
    year = _said_year(reading, of_year, 3 * number - 2)
    return intervals.of_quarter(year, number) if year else None


def _said_year(reading: Reading, match: re.Match[str] | None, month: int) -> int | None:
    """Give the year said behind a part of it, else the one in which its month was last."""
    if match is not None and match["y"]:
        return int(match["y"])
    if reading.base is None or not reading.published:
        return None
    if match is not None:
        return reading.base.year + STEP[match["rel"]]
    return reading.base.year - (1 if month > reading.base.month else 0)


def read_part_of_year(reading: Reading, match: re.Match[str]) -> bool:
    """Read "Q3", "Q3 2022" and "H1 2022"."""
    of_year = _OF_YEAR.match(reading.text, match.end())
    unit = "half" if match.group()[0] == "H" else "quarter"
    found = _part_of_year(reading, of_year, unit, int(match.group()[1]))
    if found is None:
        return False
    reading.take(match.start(), of_year.end() if of_year is not None else match.end(), found)
    return True


_IN_THE = re.compile(
    r"\b(?:in|since|by|until|from|during|through|this)\s(?:the|this|past)\s(?:early\s|late\s)?$",
    re.IGNORECASE,
)


def read_season(reading: Reading, match: re.Match[str], season: str) -> bool:
    """Read "summer 2019", "last winter" and "in the spring"."""
    of_year = _OF_YEAR.match(reading.text, match.end())
    if of_year is not None and of_year["y"]:
        reading.take(match.start(), of_year.end(), intervals.of_season(int(of_year["y"]), season))
        return True
    if reading.base is None or not reading.published:
        return False
    said = reading.before(RELATIVE, match.start(), 16)
    step = STEP.get(said["word"].lower()) if said is not None else None
    if said is not None and step is not None:
        if not is_title(reading, said.start("word")):
            reading.take(said.start("word"), match.end(), season_near(reading.base, season, step))
        return True
    said = reading.before(_IN_THE, match.start(), 24)
    if said is None or re.match(r"\s(?:of|from)\b|-", reading.text[match.end() : match.end() + 6]):
        return False
    outlook = reading.outlook(match.start(), match.end())
    reading.take(match.start(), match.end(), _likely_season(reading.base, season, outlook))
    return True


def _likely_season(base: date, season: str, outlook: Outlook) -> Interval:
    near = [intervals.of_season(base.year + step, season) for step in (-1, 0, 1)]
    return min(near, key=lambda one: intervals.distance((one.start - base).days, outlook))


def season_near(base: date, season: str, step: int) -> Interval:
    """Choose the season: the one under way or next for "this", the last one over for "last"."""
    known = [intervals.of_season(year, season) for year in range(base.year - 2, base.year + 3)]
    if step < 0:
        return max((one for one in known if one.end < base), key=lambda one: one.end)
    if step > 0:
        return min((one for one in known if one.start > base), key=lambda one: one.start)
    return min(known, key=lambda one: max((one.start - base).days, (base - one.end).days, 0))
