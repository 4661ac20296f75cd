"""How other languages than English say dates: the tables of `data/calendars.toml`, made into patterns.

A language is one table. ``months``, ``weekdays``, ``units`` and ``now`` are words; ``last``, ``next`` and
``this`` patterns of what stands before a noun, ``last_after`` and ``next_after`` behind it; ``cue`` what
lets a month stand alone, ``year_strong`` and ``year_weak`` what makes a figure a year (the weak only where
no noun follows); ``ahead`` and ``back`` are verbs and words of the future and the past.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from index.annotate.any_word import any_word
from index.annotate.reading import YEAR

_NOTHING = r"(?!)"


Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class DayPatterns:
    """What stands around a day's number, and between two days."""

    before: Pattern
    follows: Pattern
    pairs: Pattern
    ranges: Pattern


@dataclass(frozen=True, slots=True)
class StepPatterns:
    """What says "last", "next" and "this": in front of a noun, behind it, or as the year of a month."""

    before: Pattern
    behind: Pattern
    year_behind: Pattern


@dataclass(frozen=True, slots=True)
class CountPatterns:
    """What counts units from now, before the unit and behind it, and which part of a year is meant."""

    ago: Pattern
    counted: Pattern
    hence: Pattern
    ago_behind: Pattern
    later_behind: Pattern
    ordinal: Pattern


@dataclass(frozen=True, slots=True)
class YearPatterns:
    """What makes a figure a year: the weak only where no noun follows."""

    behind: Pattern
    decade: Pattern
    strong: Pattern
    weak: Pattern
    marked: Pattern


@dataclass(frozen=True, slots=True)
class Calendar:
    """One language's words and patterns; all of them read text in small letters.

    Attributes:
        words: What each word may carry: ("month", 11), ("weekday", 0), ("now", -1) or ("unit", "week").
        trigger: Matches such words, and figures.
        numbers: Values of counting words.
        ordinals: Values of "first" to "fourth".
        nouns_are_capitals: Whether a capital says nothing of a name (German).
        not_now: Stands before a word for now that means no day.
        cue: Stands before a month alone.
        verbs: Verbs and words of the future (``ahead``) and the past (``back``).
    """

    words: dict[str, tuple[str, int | str]]
    trigger: Pattern
    numbers: dict[str, int]
    ordinals: dict[str, int]
    nouns_are_capitals: bool
    not_now: Pattern
    cue: Pattern
    verbs: Pattern
    day: DayPatterns
    step: StepPatterns
    count: CountPatterns
    year: YearPatterns


@cache
def calendar_of(language: str | None) -> Calendar | None:
    """Give the calendar of a language (ISO 639-1), or None for English and those without one."""
    row = _tables().get(language or "")
    return _calendar(row, nouns_are_capitals=language == "de") if row is not None else None


@cache
def _tables() -> dict[str, dict[str, Any]]:
    text = files("index.annotate").joinpath("data/calendars.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _words(row: dict[str, Any]) -> dict[str, tuple[str, int | str]]:
    words: dict[str, tuple[str, int | str]] = {
        word: ("unit", unit) for unit, forms in row["units"].items() for word in forms.split()
    }
    for shift, *forms in map(str.split, row["now"]):
        words |= dict.fromkeys(forms, ("now", int(shift)))
    for number, forms in enumerate(row["weekdays"]):
        words |= dict.fromkeys(forms.split(), ("weekday", number))
    for number, forms in enumerate(row["months"], 1):
        words |= dict.fromkeys(forms.split(), ("month", number))
    return words


def _valued(groups: list[str]) -> dict[str, int]:
    return {word: value for value, forms in enumerate(groups, 1) for word in re.split(r"[ |]", forms)}


def _any(pattern: str) -> str:
    return f"(?:{pattern})" if pattern else _NOTHING


def _calendar(row: dict[str, Any], *, nouns_are_capitals: bool) -> Calendar:
    words = _words(row)
    numbers, ordinals = _valued(row["numbers"].split()), _valued(row["ordinals"])
    return Calendar(
        words=words,
        trigger=re.compile(rf"\b(?:{any_word(words)}(?!\w)|\d+)"),
        numbers=numbers,
        ordinals=ordinals,
        nouns_are_capitals=nouns_are_capitals,
        not_now=re.compile(rf"(?<!\w){_any(row['not_now'])}"),
        cue=re.compile(rf"(?<!\w)(?:{row['cue']})(?:\s|(?<=['’-]))$"),
        verbs=re.compile(rf"(?<!\w)(?:(?P<ahead>{row['ahead']})|(?P<back>{row['back']}))(?!\w)"),
        day=_day_patterns(row, _of_kind(words, "weekday"), _of_kind(words, "month")),
        step=_step_patterns(row, any_word(word for word, (_, unit) in words.items() if unit == "year")),
        count=_count_patterns(row, any_word(numbers), any_word(ordinals)),
        year=_year_patterns(row),
    )


def _of_kind(words: dict[str, tuple[str, int | str]], wanted: str) -> str:
    return any_word(word for word, (kind, _) in words.items() if kind == wanted)


def _day_patterns(row: dict[str, Any], weekday: str, month: str) -> DayPatterns:
    day = rf"\d{{1,2}}(?:{row['day_mark']})?"
    return DayPatterns(
        before=re.compile(
            rf"(?:(?P<wd>(?<!\w){weekday}){row['weekday_joint']})?"
            rf"(?:(?<![\w.,$€:/-])(?P<from>{day})(?:(?P<range>{row['day_range']})|{row['day_pair']}))?"
            rf"(?<![\d.,$€:/])(?P<d>{day}){row['month_joint']}$"
        ),
        follows=re.compile(rf"{row['weekday_joint']}{day}{row['month_joint']}{month}"),
        pairs=re.compile(rf"(?:{row['day_pair']})"),
        ranges=re.compile(rf"(?:{row['day_range']})"),
    )


def _step_patterns(row: dict[str, Any], years: str) -> StepPatterns:
    said = rf"(?:(?P<last>{_any(row['last'])})|(?P<next>{_any(row['next'])})|(?P<this>{row['this']}))"
    behind = rf"\s(?:(?P<last2>{_any(row['last_after'])})|(?P<next2>{_any(row['next_after'])}))(?!\w)"
    of = r"\s(?:de\s|del\s|du\s|des\s|d['’]|do\s|dello\s|della\s|de\sl['’]|dell['’]|von\s|in\s)?"
    return StepPatterns(
        before=re.compile(rf"(?<!\w){said}(?:\s|(?<=['’]))$"),
        behind=re.compile(behind),
        year_behind=re.compile(
            rf"{of}(?:{said}\s?(?:{years})|(?:{years}){behind})(?!\w)|{of}(?:{years}\s)?(?P<y>{YEAR})\b"
        ),
    )


def _count_patterns(row: dict[str, Any], numbers: str, ordinals: str) -> CountPatterns:
    number = rf"\d{{1,3}}|{numbers}"
    return CountPatterns(
        ago=re.compile(rf"(?<!\w){_any(row['ago_before'])}\s(?:\w+\s)?(?P<n>{number})\s$"),
        counted=re.compile(rf"(?<!\w)(?P<n>{number})\s$"),
        hence=re.compile(rf"(?<!\w){_any(row['hence_before'])}\s(?:(?P<n>{number})\s)?$"),
        ago_behind=re.compile(rf"\s{_any(row['ago_after'])}(?!\w)"),
        later_behind=re.compile(rf"\s{_any(row['later_after'])}(?!\w)"),
        ordinal=re.compile(rf"(?<!\w)(?P<n>{ordinals})\s$"),
    )


def _year_patterns(row: dict[str, Any]) -> YearPatterns:
    after = _any(row.get("year_after", ""))
    return YearPatterns(
        behind=re.compile(rf"(?:{row['year_joint']})(?P<y>{YEAR})(?!\d|[.,]\d)(?:\s{after}(?!\w))?"),
        decade=re.compile(row["decade"]),
        strong=re.compile(rf"(?<!\w)(?:{row['year_strong']})(?:\s|(?<=['’-]))$|[(]$|\d{{4}}\s?[-–—/]\s?$"),
        weak=re.compile(rf"(?<!\w){_any(row['year_weak'])}\s$"),
        marked=re.compile(rf"(?:-(?:го|м|му|й))?\s{after}(?!\w)|[)]|\s?[-–—]\s?{YEAR}[)]"),
    )
