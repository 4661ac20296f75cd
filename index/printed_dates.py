"""Read a date as people print it, without inventing what is not there."""

from datetime import UTC, datetime

from dateutil import parser

from index.article import Moment

_DEFAULTS = (datetime(2000, 1, 1), datetime(2004, 2, 2, 1, 1, 1, 1))
"""Fields on which two readings with different defaults disagree were not printed."""


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
        first, second = (parser.parse(printed, default=default) for default in _DEFAULTS)
    except (ValueError, OverflowError, TypeError):
        return None
    if first.date() != second.date():
        return None
    if first.replace(tzinfo=UTC) != second.replace(tzinfo=UTC):
        return Moment(day=first.date(), origin=origin)
    offset = first.utcoffset()
    return Moment(
        day=first.date(),
        clock=first.replace(tzinfo=None),
        offset_min=None if offset is None else round(offset.total_seconds() / 60),
        origin=origin,
    )
