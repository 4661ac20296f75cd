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


@dataclass(frozen=True, slots=True)
class Calendar:
    """One language's words and patterns; all of them read text in small letters.

    Attributes:
        words: What each word may carry: ("month", 11), ("weekday", 0), ("now", -1) or ("unit", "week").
        trigger: Matches such words, and figures.
        numbers: Values of counting words.
        ordinals: Values of "first" to "fourth".
        nouns_are_capitals: Whether a capital says nothing of a name (German).
    """

    words: dict[str, tuple[str, int | str]]
    trigger: re.Pattern[str]
    numbers: dict[str, int]
    ordinals: dict[str, int]
    nouns_are_capitals: bool
    not_now: re.Pattern[str]
    day_before: re.Pattern[str]
    day_follows: re.Pattern[str]
    year_behind: re.Pattern[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    year_said_behind: re.Pattern[str]
    cue: re.Pattern[str]
    pairs: re.Pattern[str]
    ranges: re.Pattern[str]
    ago: re.Pattern[str]
    counted: re.Pattern[str]
    hence: re.Pattern[str]
    ago_behind: re.Pattern[str]
    later_behind: re.Pattern[str]
    ordinal: re.Pattern[str]
    decade: re.Pattern[str]
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    year_marked: re.Pattern[str]
    verbs: re.Pattern[str]


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
    number = rf"\d{{1,3}}|{any_word(numbers)}"
    weekday = any_word(word for word, (kind, _) in words.items() if kind == "weekday")
    month = any_word(word for word, (kind, _) in words.items() if kind == "month")
    years = any_word(word for word, (_, unit) in words.items() if unit == "year")
    day = rf"\d{{1,2}}(?:{row['day_mark']})?"
    said = rf"(?:(?P<last>{_any(row['last'])})|(?P<next>{_any(row['next'])})|(?P<this>{row['this']}))"
    behind = rf"\s(?:(?P<last2>{_any(row['last_after'])})|(?P<next2>{_any(row['next_after'])}))(?!\w)"
    of = r"\s(?:de\s|del\s|du\s|des\s|d['’]|do\s|dello\s|della\s|de\sl['’]|dell['’]|von\s|in\s)?"
    year_after = _any(row.get("year_after", ""))
    pattern = re.compile
    return Calendar(
        words=words,
        trigger=pattern(rf"\b(?:{any_word(words)}(?!\w)|\d+)"),
        numbers=numbers,
        ordinals=ordinals,
        nouns_are_capitals=nouns_are_capitals,
        not_now=pattern(rf"(?<!\w){_any(row['not_now'])}"),
        day_before=pattern(
            rf"(?:(?P<wd>(?<!\w){weekday}){row['weekday_joint']})?"
            rf"(?:(?<![\w.,$€:/-])(?P<from>{day})(?:(?P<range>{row['day_range']})|{row['day_pair']}))?"
            rf"(?<![\d.,$€:/])(?P<d>{day}){row['month_joint']}$"
        ),
        day_follows=pattern(rf"{row['weekday_joint']}{day}{row['month_joint']}{month}"),
        year_behind=pattern(rf"(?:{row['year_joint']})(?P<y>{YEAR})(?!\d|[.,]\d)(?:\s{year_after}(?!\w))?"),
        before=pattern(rf"(?<!\w){said}(?:\s|(?<=['’]))$"),
        behind=pattern(behind),
        year_said_behind=pattern(
            rf"{of}(?:{said}\s?(?:{years})|(?:{years}){behind})(?!\w)|{of}(?:{years}\s)?(?P<y>{YEAR})\b"
        ),
        cue=pattern(rf"(?<!\w)(?:{row['cue']})(?:\s|(?<=['’-]))$"),
        pairs=pattern(rf"(?:{row['day_pair']})"),
        ranges=pattern(rf"(?:{row['day_range']})"),
        ago=pattern(rf"(?<!\w){_any(row['ago_before'])}\s(?:\w+\s)?(?P<n>{number})\s$"),
        counted=pattern(rf"(?<!\w)(?P<n>{number})\s$"),
        hence=pattern(rf"(?<!\w){_any(row['hence_before'])}\s(?:(?P<n>{number})\s)?$"),
        ago_behind=pattern(rf"\s{_any(row['ago_after'])}(?!\w)"),
        later_behind=pattern(rf"\s{_any(row['later_after'])}(?!\w)"),
        ordinal=pattern(rf"(?<!\w)(?P<n>{any_word(ordinals)})\s$"),
        decade=pattern(row["decade"]),
        strong=pattern(rf"(?<!\w)(?:{row['year_strong']})(?:\s|(?<=['’-]))$|[(]$|\d{{4}}\s?[-–—/]\s?$"),
        weak=pattern(rf"(?<!\w){_any(row['year_weak'])}\s$"),
        year_marked=pattern(
            rf"(?:-(?:го|м|му|й))?\s{_any(row.get('year_after', ''))}(?!\w)|[)]|\s?[-–—]\s?{YEAR}[)]"
        ),
        verbs=pattern(rf"(?<!\w)(?:(?P<ahead>{row['ahead']})|(?P<back>{row['back']}))(?!\w)"),
    )
