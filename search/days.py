"""Dates as the query language writes them: days, months, years, ranges, spans back from today."""

import re
from datetime import UTC, date, datetime, timedelta

from search.state import parse_day

Days = tuple[date | None, date | None]
"""First and last day, inclusive; None is open."""

_UNIT_DAYS = {"day": 1, "week": 7}
_LAST = re.compile(r"last\s+(?:(\d{1,4})\s+)?(day|week|month|year)s?", re.IGNORECASE)
_ISO_SPAN = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?", re.IGNORECASE)


def utc_today() -> date:
    """Give the day it is in UTC."""
    return datetime.now(UTC).date()


def parse_days(text: str, today: date) -> Days | None:
    """Read ``2022``, ``2022-11``, ``2022-11-11``, ``2022-11..2023-01`` (either end may be open),
    ``2022-11-01/2022-11-30``, ``today``, ``yesterday``, ``last 7 days``, ``P1W``.

    A span back from today ends today and holds today: ``last 7 days`` is today and the six days before.

    Returns:
        The first and last day, or None when the text is none of these or ends before it begins.
    """
    text = text.strip()
    if ".." in text or "/" in text:
        first, _, last = text.partition(".." if ".." in text else "/")
        return _range(first.strip(), last.strip())
    lower = text.lower()
    if lower in ("today", "yesterday"):
        day = today - timedelta(days=lower == "yesterday")
        return day, day
    return parse_day(text) or _last(lower, today) or _span(text, today)


def _range(first: str, last: str) -> Days | None:
    low, high = parse_day(first), parse_day(last)
    if (first and not low) or (last and not high) or not (first or last):
        return None
    start, end = low[0] if low else None, high[1] if high else None
    return None if start and end and start > end else (start, end)


def _last(lower: str, today: date) -> Days | None:
    match = _LAST.fullmatch(lower)
    if not match:
        return None
    number, unit = int(match[1] or 1), match[2]
    if unit in _UNIT_DAYS:
        return _back(today, days=number * _UNIT_DAYS[unit])
    return _back(today, months=number * (12 if unit == "year" else 1))


def _span(text: str, today: date) -> Days | None:
    match = _ISO_SPAN.fullmatch(text)
    if not match or not any(match.groups()):
        return None
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return _back(today, days=weeks * 7 + days, months=years * 12 + months)


def _back(today: date, *, days: int = 0, months: int = 0) -> Days | None:
    if not days and not months:
        return None
    whole = today.year * 12 + today.month - 1 - months
    try:
        first_of_month = date(whole // 12, whole % 12 + 1, 1)
        following = (first_of_month + timedelta(days=32)).replace(day=1)
        length = (following - first_of_month).days
        start = first_of_month.replace(day=min(today.day, length)) - timedelta(days=days - 1)
    except (ValueError, OverflowError):
        return date.min, today
    return start, today
