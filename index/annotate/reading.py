"""The state of reading the dates of one text, and the words that the readers share."""

import re
from dataclasses import dataclass, field
from datetime import date

from index.annotate import intervals
from index.annotate.intervals import Interval
from index.annotate.outlook import Outlook, outlook

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_NUMBERS = {name[:size]: at for at, name in enumerate(MONTHS, 1) for size in (3, len(name))}
_COUNTING = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_ROUND = {
    "a": 1,
    "an": 1,
    "couple of": 2,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
}
NUMBERS = {word: value for value, word in enumerate(_COUNTING)} | _ROUND
NUMBER = r"\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
_LONG_MONTH = "|".join(name.capitalize() for name in MONTHS)
MONTH = rf"(?i:(?:{_LONG_MONTH})(?![^\W\d_])|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
WEEKDAY = r"(?i:(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)(?![^\W\d_]))"
SHORT_WEEKDAY = r"(?i:(?:Mon|Tues|Tue|Wed|Thurs|Thur|Thu|Fri|Sat|Sun)\b\.?)"
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth", "twentieth", "twenty-first",
)  # fmt: skip
ORDINALS = {word: value for value, word in enumerate(_ORDINALS, 1)}
ORDINAL = "|".join(sorted(ORDINALS, key=len, reverse=True))
YEAR = r"(?:1[0-9]\d\d|20\d\d|21\d\d)"
DAY = rf"(?:(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?|(?i:{ORDINAL})\b)"
UNIT_AFTER = (
    r"(?:\s?%|\s*(?:percent|per\scent|mln|million|billion|bln|dlrs|dollars|cents|pct|votes?|points?|pounds|euros|"
    r"yen|marks|francs|a\.m|p\.m|am\b|pm\b|years?\b|people|points))"
)


_WORD_REACH = 16


@dataclass(slots=True)
class Reading:
    """The state of reading one text: the day to resolve against, and what was read so far.

    Attributes:
        base: The day of publication, or the day that a full date in the text suggests.
        published: Whether ``base`` is the day of publication; else words such as "Friday" stay unread.
        anchor: The last day said, from which "three days later" counts.
    """

    text: str
    base: date | None
    published: bool
    day_first: bool = False
    anchor: date | None = None
    found: list[tuple[int, int, Interval]] = field(default_factory=list)
    taken: int = 0

    def before(self, pattern: re.Pattern[str], start: int, reach: int = 32) -> re.Match[str] | None:
        """Match a pattern that ends right before the offset."""
        return pattern.search(self.text, max(self.taken, start - reach), start)

    def word_before(self, start: int) -> str:
        """Give the last word before the offset in small letters, with its marks; cheaper than a pattern."""
        words = self.text[max(0, start - _WORD_REACH) : start].split()
        return words[-1].lower() if words else ""

    def take(self, start: int, end: int, interval: Interval) -> None:
        """Note a date; days move the anchor."""
        if not intervals.MIN_YEAR <= interval.start.year <= intervals.MAX_YEAR:
            return
        self.found.append((start, end, interval))
        self.taken = max(self.taken, end)
        if interval.granularity == "day":
            self.anchor = interval.start

    def outlook(self, start: int, end: int) -> Outlook:
        """Tell whether the clause of a date looks back (-1) or ahead (1), or neither (0)."""
        return outlook(self.text, start, end)


def day_number(word: str) -> int:
    """Give the number of a day printed as "11", "11th" or "eleventh"."""
    digits = re.sub(r"\D", "", word)
    return int(digits) if digits else ORDINALS[word.lower()]


def month_number(word: str) -> int:
    """Give 1 to 12 for the English name of a month, short or long."""
    return _MONTH_NUMBERS[word.lower()[:3]]
