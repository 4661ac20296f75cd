"""The state of reading the dates of one text, and the words that the readers share."""

import re
from dataclasses import dataclass, field
from datetime import date

from index.annotate import intervals
from index.annotate.intervals import Interval

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
    "hundred": 100,
}
NUMBERS = {word: value for value, word in enumerate(_COUNTING)} | _ROUND
NUMBER = r"\d{1,3}|" + "|".join(sorted(NUMBERS, key=len, reverse=True))
_LONG_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
MONTH = rf"(?:{_LONG_MONTH}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
WEEKDAY = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
SHORT_WEEKDAY = r"(?:Mon|Tues|Tue|Wed|Thurs|Thur|Thu|Fri|Sat|Sun)\b\.?"
YEAR = r"(?:1[0-9]\d\d|20\d\d|21\d\d)"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
UNIT_AFTER = (
    r"(?:\s?%|\s*(?:percent|per\scent|mln|million|billion|bln|dlrs|dollars|cents|pct|votes?|points?|pounds|euros|"
    r"yen|marks|francs|a\.m|p\.m|am\b|pm\b|years?\b|people|points))"
)


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

    def take(self, start: int, end: int, interval: Interval) -> None:
        """Note a date; days move the anchor."""
        if not intervals.MIN_YEAR <= interval.start.year <= intervals.MAX_YEAR:
            return
        self.found.append((start, end, interval))
        self.taken = max(self.taken, end)
        if interval.granularity == "day":
            self.anchor = interval.start

    def looks_ahead(self, start: int, end: int) -> bool:
        """Whether the clause speaks of what is to come."""
        left = max(0, start - _CLAUSE_REACH)
        clause = max(self.text.rfind(". ", left, start), self.text.rfind("\n", left, start)) + 1
        if _AHEAD_LEFT.search(self.text, max(clause, left), start):
            return True
        return _AHEAD_RIGHT.match(self.text, end) is not None


_CLAUSE_REACH = 60
"""How far before a date a word of the future is looked for, in characters."""
_AHEAD_LEFT = re.compile(
    r"\b(?:(?:will|due|payable|effective|of record|expires?|resume|redeem|redemption|deadline|be paid|"
    r"upcoming|takes? effect|terminate|be completed|extended to|maturing|scheduled|set to|expected|slated|"
    r"plans?|planned|expects?|to (?:be|begin|start|meet|hold|vote|open|go|decide|take|run|visit|discuss|"
    r"report|leave|arrive|attend|play|face|join|return|appear))\b"
    r"(?!.*\b(?:said|announced|told|reported)\s(?:on\s)?$).{0,45}|(?:until|by|before|next)\s(?:the\send\sof\s)?)$",
    re.IGNORECASE | re.DOTALL,
)
_AHEAD_RIGHT = re.compile(r",?\s(?:\w+\s){0,2}(?:will|is due|is expected|is set|are due|are expected)\b")


def month_number(word: str) -> int:
    """Give 1 to 12 for the English name of a month, short or long."""
    return _MONTH_NUMBERS[word.lower()[:3]]
