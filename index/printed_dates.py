"""Read a date as people print it, without inventing what is not there."""

import re
from datetime import datetime

from dateutil import parser

from index.article import Moment

_DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 2, 2, 1, 1, 1, 1))
"""Fields on which two readings with different defaults disagree were not printed."""

_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2, "MESZ": 2,
    "EET": 2, "SAST": 2, "EEST": 3, "MSK": 3, "EAT": 3, "PKT": 5, "IST": 5.5, "SGT": 8, "HKT": 8, "AWST": 8,
    "KST": 9, "JST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "NST": -3.5, "BRT": -3, "ART": -3,
    "AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
    "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10,
}  # fmt: skip
"""Zones as papers print them (RFC 2822 and the IANA database's abbreviations). Where several zones share
one, that of the most English-language papers: IST is India's, CST and AST are North America's."""
_FROM_GREENWICH = re.compile(r"\b(?:GMT|UTC)\s*(?=[+-]\d)", re.IGNORECASE)
"""``GMT+3`` is printed for three hours before Greenwich; POSIX and dateutil mean the opposite."""
_OFFSETS = {name: round(hours * 3600) for name, hours in _HOURS.items()}


def _offset(name: str | None, seconds: int | None) -> int | None:
    """Give a printed zone's offset in seconds; a name that is not known leaves the clock without zone."""
    return seconds if seconds is not None else _OFFSETS.get((name or "").upper())


def parse_printed(printed: str, origin: str = "import") -> Moment | None:
    """Give the day (and clock, where printed) of a date such as ``26-FEB-1987 15:01:01.79``.

    ISO 8601 is tried first. A text without year, month or day gives None: a day is never invented.
    Numbers alone are read as month first when both orders are possible, as `dateutil` does.
    """
    try:
        return Moment.parse(printed, origin)
    except ValueError:
        pass
    try:
        plain = _FROM_GREENWICH.sub("", printed)
        first, second = (parser.parse(plain, default=default, tzinfos=_offset) for default in _DEFAULTS)
    except (ValueError, OverflowError, TypeError):
        return None
    if first.date() != second.date():
        return None
    if (first.hour, first.minute) != (second.hour, second.minute):
        return Moment(day=first.date(), origin=origin)
    offset = first.utcoffset()
    return Moment(
        day=first.date(),
        clock=first.replace(tzinfo=None),
        offset_min=None if offset is None else round(offset.total_seconds() / 60),
        origin=origin,
    )
