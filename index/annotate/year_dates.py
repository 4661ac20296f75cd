"""Readers of years, decades and ranges of years: what tells a year from a number."""

import re
from datetime import date

from index.annotate import intervals
from index.annotate.reading import MONTHS, NUMBERS, YEAR, Reading


def read_decade(reading: Reading, match: re.Match[str]) -> None:
    """Read "the 1990s" and "the 1800s"."""
    year = int(match.group()[:4])
    found = intervals.of_century(year) if year % 100 == 0 and year < 2000 else intervals.of_decade(year)
    reading.take(match.start(), match.end(), found)


_SHORT_CUE = re.compile(
    r"\b(?:the|early|late|mid|in|since|of|until|before|after|by|from|to|and)[\s-]$", re.IGNORECASE
)


def read_short_year(reading: Reading, match: re.Match[str]) -> None:
    """Read "the '80s" and "since '82"."""
    if reading.before(_SHORT_CUE, match.start(), 8) is None:
        return
    short = int(match.group()[1:3])
    year = short + (2000 if short <= 20 else 1900)
    if not match.group().endswith("s"):
        reading.take(match.start(), match.end(), intervals.of_year(year))
    elif short % 10 == 0:
        reading.take(match.start(), match.end(), intervals.of_decade(year))


_SPOKEN_CUE = re.compile(
    rf"\b(?:in|year|since|until|by|of|from|to|and|late|early|before|after|{'|'.join(MONTHS)})\s$",
    re.IGNORECASE,
)


def read_spoken_year(reading: Reading, match: re.Match[str]) -> None:
    """Read "nineteen ninety-one" and "the year two thousand", as broadcasts are written down."""
    year = 1900 + NUMBERS[match["tens"].lower()] if match["tens"] else 2000
    ones = match["ones"] or match["more"]
    if match["thousands"] and reading.before(_SPOKEN_CUE, match.start(), 12) is None:
        return
    reading.take(match.start(), match.end(), intervals.of_year(year + (NUMBERS[ones.lower()] if ones else 0)))


_CUED_YEAR = re.compile(
    r"(?:\b(?:in|of|since|until|till|by|from|during|before|after|between|and|to|late|early|mid|the|for|year|than|spring|"
    r"summer|fall|autumn|winter|through|election|fiscal|end|calendar|circa|ca\.|about|around|as|with|vs|mid-|fy|FY|©|"
    r"season|or|versus|its|his|her|last|on|a|s|that|next|january|full-year|ending|ended)[\s-]+(?:late\s|early\s|mid-)?|[(,;]\s?|\d{4}\s?[-–/]\s?|[-–]\s)$",
    re.IGNORECASE,
)
_NOT_A_YEAR_LEFT = re.compile(
    r"[\d$£€#/.:_@+*=&]$|\d,$|(?<!\bmi)(?<![A-Z]{2})[A-Za-z][-–]$|\b(?:No|[Rr]oom|[Pp]age|[Gg]ate|[Bb]us|[Hh]ighway|Route|[Ff]light|[Rr]oute|Model|Type|Unit|Box|Area|Windows|Boeing|"
    r"Airbus|Studio|Channel|Section|Article|Apartment|RS|BMW|Mark|Level|Peugeot|over|than|nearly|almost|least|some|"
    r"approximately|exactly|roughly|another|only|just|up to|total of|more than|fewer than|less than)\.?\s$"
)
_NOT_A_YEAR_RIGHT = re.compile(
    r"\s?(?:%|years?\b|-year|percent\b|per\scent\b|pct\b|people\b|million\b|billion\b|troops\b|miles?\b|km\b|kilomet|met(?:re|er)s?\b|feet\b|"
    r"foot\b|dlrs\b|dollars?\b|euros?\b|pounds?\b|tonnes?\b|tons?\b|hours?\b|GMT\b|EST\b|EDT\b|PST\b|UTC\b|BST\b|CET\b|"
    r"local\stime|of\sthe(?:m|se|ir)?\b|other\b|more\b|(?:men|women|children)\b(?!['’]s)|lbs?\b|kg\b|rpm\b|cc\b|MHz|yen\b|"
    r"rupees\b|rubles\b|roubles\b|francs\b|square\b|acres\b|hectares\b|barrels\b|shares\b|votes\b|points\b|seats\b|"
    r"jobs\b|homes\b|houses\b|deaths\b|cases\b|civilians\b|soldiers\b|workers\b|employees\b|students\b|refugees\b|"
    r"members\b|yards\b|calories\b|pages\b|words\b|copies\b|units\b|cars\b|vehicles\b|(?:Street|Avenue|Road|Drive|Lane|"
    r"Boulevard|Ave|Blvd|St|Rd|Dr|Main|North|South|East|West|N|S|E|W|NE|NW|SE|SW)\b)|[.,]\d|:\d|-\d{1,2}\b(?!-)|[A-Za-z/]"
)
_MODEL_RIGHT = re.compile(
    r"\s(?:Audi|BMW|Buick|Cadillac|Chevrolet|Chevy|Chrysler|Dodge|Ferrari|Fiat|Ford|GMC|Honda|Hyundai|Jaguar|Jeep|Kia|Lexus|"
    r"Lincoln|Mazda|Mercedes|Mercury|Mitsubishi|Nissan|Oldsmobile|Plymouth|Pontiac|Porsche|Range\sRover|Saab|Subaru|Suzuki|"
    r"Tesla|Toyota|Volkswagen|Volvo)\b"
)
"""A make behind a year: the car is of that year's model, nothing happened then."""
_NAMED_LEFT = re.compile(r"(?<![.!?:] )(?<!^)\b(?![A-Z]{3,}\s)[A-Z][\w&.-]*\s$")
_EVENT_LEFT = re.compile(
    r"\b(?:Cup|Games|Olympics|Paralympics|Expo|Euro|Act|Law|Championships?|Festival|Awards?|Prix|Open|Tour|Summit|"
    r"Conference|Convention|Code|Edition|Autumn|Winter|Spring|Summer|Fall|Easter|Christmas|Eve|Day|Week|Year|Quarter|Half|AD)\s$"
)
_PLURAL_RIGHT = re.compile(r"\s[a-z]+s\b")
_YEAR_RANGE = re.compile(rf"\s?(?:[-–/]|\bto\b|\band\b|\bthrough\b)\s?(?P<to>{YEAR}|\d\d)\b(?![\d.,:-]\d|%)")
YEARS_AHEAD = 40
"""Farthest year ahead of the publication that a bare figure may mean."""


def read_year(reading: Reading, match: re.Match[str]) -> None:
    """Read a year, or two as a range, unless what stands beside makes it a number."""
    start, end = match.span()
    year = int(match.group())
    if _NOT_A_YEAR_LEFT.search(reading.text, max(0, start - 14), start):
        return
    to = _YEAR_RANGE.match(reading.text, end)
    if to is None and _NOT_A_YEAR_RIGHT.match(reading.text, end):
        return
    latest = (reading.base.year if reading.base else 2060) + YEARS_AHEAD
    cued = _CUED_YEAR.search(reading.text, max(0, start - 16), start) is not None
    if not (1900 if not cued else 1400) <= year <= min(latest, intervals.MAX_YEAR):
        return
    if _MODEL_RIGHT.match(reading.text, end):
        return
    if (
        not cued
        and not _EVENT_LEFT.search(reading.text, max(0, start - 24), start)
        and (
            _PLURAL_RIGHT.match(reading.text, end)
            or not _stands_free(reading.text, start)
            or _is_name_of_figure(reading.text, start)
        )
    ):
        return
    reading.take(start, end, intervals.of_year(year))
    if to is not None:
        _take_year_range(reading, start, to, year)


def _is_name_of_figure(text: str, start: int) -> bool:
    """Whether a capitalised word before a bare figure makes one name with it: "Fox 2000"."""
    return _NAMED_LEFT.search(text, max(0, start - 24), start) is not None


def _stands_free(text: str, start: int) -> bool:
    before = text[max(0, start - 1) : start]
    return before in ("", " ", "\n", "(", "'", "’", '"', "“")


def _take_year_range(reading: Reading, start: int, to: re.Match[str], year: int) -> None:
    last = int(to["to"])
    if last < 100:
        last += year - year % 100
        if to.group().strip()[0] not in "-–/":
            return
    if not year < last <= year + 100:
        return
    reading.take(to.start("to"), to.end("to"), intervals.of_year(last))
    joined = to.group().strip()[0]
    if joined != "a" or reading.text[max(0, start - 8) : start].lower().endswith("between "):
        reading.take(start, to.end(), intervals.span(date(year, 1, 1), date(last, 12, 31)))
