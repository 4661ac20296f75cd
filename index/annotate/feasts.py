"""Readers of feasts: fixed days of the calendar, Easter and what hangs on it, days such as Thanksgiving."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from dateutil.easter import easter

from index.annotate import intervals
from index.annotate.reading import YEAR, Reading

_MONDAY, _THURSDAY = 0, 3


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


def _nth(weekday: int, month: int, count: int, year: int) -> date:
    """Give the count-th weekday of a month; -1 is the last."""
    if count < 0:
        last = intervals.of_month(year, month).end
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


_FEASTS: dict[str, Callable[[int], date]] = {
    "christmas eve": _fixed(12, 24), "christmas": _fixed(12, 25), "christmas day": _fixed(12, 25),
    "boxing day": _fixed(12, 26), "new years eve": _fixed(12, 31),
    "new years day": _fixed(1, 1),
    "epiphany": _fixed(1, 6), "groundhog day": _fixed(2, 2), "valentines day": _fixed(2, 14),
    "international womens day": _fixed(3, 8), "st patricks day": _fixed(3, 17),
    "april fools day": _fixed(4, 1),
    "may day": _fixed(5, 1), "fourth of july": _fixed(7, 4), "bastille day": _fixed(7, 14),
    "halloween": _fixed(10, 31), "all saints day": _fixed(11, 1), "all souls day": _fixed(11, 2),
    "bonfire night": _fixed(11, 5), "guy fawkes night": _fixed(11, 5), "veterans day": _fixed(11, 11),
    "armistice day": _fixed(11, 11), "easter": _from_easter(0), "easter sunday": _from_easter(0),
    "easter monday": _from_easter(1), "good friday": _from_easter(-2), "maundy thursday": _from_easter(-3),
    "holy saturday": _from_easter(-1), "palm sunday": _from_easter(-7), "ash wednesday": _from_easter(-46),
    "shrove tuesday": _from_easter(-47), "mardi gras": _from_easter(-47), "ascension day": _from_easter(39),
    "whit monday": _from_easter(50), "pentecost": _from_easter(49),
    "thanksgiving": partial(_nth, _THURSDAY, 11, 4), "thanksgiving day": partial(_nth, _THURSDAY, 11, 4),
    "martin luther king day": partial(_nth, _MONDAY, 1, 3), "presidents day": partial(_nth, _MONDAY, 2, 3),
    "memorial day": partial(_nth, _MONDAY, 5, -1), "labor day": partial(_nth, _MONDAY, 9, 1),
    "columbus day": partial(_nth, _MONDAY, 10, 2),
}  # fmt: skip
"""Each feast by its folded name, as printed in English; the movable ones of the United States are theirs."""
_BARE = frozenset({"christmas", "easter", "thanksgiving", "halloween", "epiphany", "pentecost", "mardi gras"})
"""Names that are as often an adjective or a season; they need a word such as "on" before them."""
_CUE = re.compile(
    r"\b(?:on|by|before|after|until|till|since|at|for|this|last|next|over|past|around|of|and)\s$",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(
    r"-|['’]s?\b|\s(?!(?:and|or|in|at|on|with|when|as|the|by|to|for|but|after|before|because|he|she|they|it|we|"
    r"a|an|will|was|is|this|last|next)\b)\w"
)
"""What stands behind a bare name that is used as an adjective: "Easter eggs", "Christmas shopping"."""
_PROPER = re.compile(r"\s(?!Mass\b|I\b|Sunday|Monday)[A-Z]\w+")
"""A name goes on: "Good Friday Agreement", "Easter Rising"."""
_YEAR = re.compile(rf",?\s(?:of\s|in\s)?(?P<y>{YEAR})\b")
_NAME = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]{0,9})?(?:\s[^\W\d_]{1,15}(?:['’.][^\W\d_]{0,9})?){0,3}")
_MARKS = re.compile(r"['’.]")
FIRST_WORDS = frozenset(re.sub(r"s$", "", name.split()[0]) if " " in name else name for name in _FEASTS) | {
    "christmas", "veterans", "presidents", "mardi", "columbus"
}  # fmt: skip
"""What the names begin with, as a run of letters: "valentine" of "Valentine's Day"."""


def read_feast(reading: Reading, match: re.Match[str]) -> bool:
    """Read a feast whose name begins at the match; False when there is none."""
    said = _NAME.match(reading.text, match.start())
    if said is None or reading.base is None:
        return False
    words = said.group().split()
    for count in range(len(words), 0, -1):
        name = _MARKS.sub("", " ".join(words[:count])).lower()
        if name in _FEASTS:
            end = match.start() + len(_leading(said.group(), count))
            return _take(reading, match.start(), end, name)
    return False


def _leading(text: str, count: int) -> str:
    found = re.match(rf"(?:\S+\s){{{count - 1}}}[^\W\d_]+(?:['’][^\W\d_]+)?", text)
    return found.group() if found else text


def _take(reading: Reading, start: int, end: int, name: str) -> bool:
    year = _YEAR.match(reading.text, end)
    if year is not None:
        reading.take(start, year.end(), intervals.of_day(_FEASTS[name](int(year["y"]))))
        return True
    if _PROPER.match(reading.text, end):
        reading.taken = end  # nor is its Friday a day
        return True
    cue = reading.before(_CUE, start, 8)
    if name in _BARE and (cue is None or _ADJECTIVE.match(reading.text, end)):
        return False
    base = reading.base
    assert base is not None
    days = [_FEASTS[name](base.year + step) for step in (-1, 0, 1)]
    outlook = reading.outlook(start, end)
    if cue is not None and cue.group().lower().startswith(("last", "next")):
        behind = cue.group().lower().startswith("last")
        day = max(day for day in days if day < base) if behind else min(day for day in days if day > base)
    else:
        day = min(days, key=lambda day: (intervals.distance((day - base).days, outlook), day))
    reading.take(start, end, intervals.of_day(day))
    return True
