"""Arithmetic of said dates: intervals with a granularity, resolved against a day. Pure.

News looks back: where a day, a weekday or a month may lie behind or ahead, the past is meant unless
the sentence looks ahead.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from index.annotate.outlook import Outlook
from index.article import Granularity

LOOK_AHEAD_DAYS = 45
"""A coming day nearer than this needs no word of the future to compete with the past one."""
LOOK_AHEAD_MONTHS = 2
"""The same for a month: "in December", said in November of no past event, is the coming one."""
_AHEAD_COST = 8
_BEHIND_COST = 4
MIN_YEAR, MAX_YEAR = 1000, 2200


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from ``start`` to ``end``, both inclusive, and how finely they were said."""

    start: date
    end: date
    granularity: Granularity


def of_day(day: date) -> Interval:
    """Give the interval of one day."""
    return Interval(day, day, "day")


def of_month(year: int, month: int) -> Interval:
    """Give the interval of a month; months beyond 1 to 12 carry into other years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return Interval(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")


def of_year(year: int) -> Interval:
    """Give the interval of a year."""
    return Interval(date(year, 1, 1), date(year, 12, 31), "year")


def span(first: date, last: date) -> Interval:
    """Give a range of days."""
    return Interval(min(first, last), max(first, last), "range")


def of_quarter(year: int, quarter: int) -> Interval:
    """Give a quarter; quarters beyond 1 to 4 carry into other years."""
    first = of_month(year, 3 * quarter - 2)
    return span(first.start, of_month(first.start.year, first.start.month + 2).end)


def of_half(year: int, half: int) -> Interval:
    """Give the first or second half of a year."""
    return span(date(year, 6 * half - 5, 1), of_month(year, 6 * half).end)


def of_week(day: date) -> Interval:
    """Give the week, Monday to Sunday, that holds the day."""
    monday = day - timedelta(days=day.weekday())
    return span(monday, monday + timedelta(days=6))


def of_decade(year: int) -> Interval:
    """Give the ten years that hold the year."""
    first = year - year % 10
    return span(date(first, 1, 1), date(first + 9, 12, 31))


def of_century(year: int) -> Interval:
    """Give the hundred years that share the year's first two figures."""
    first = year - year % 100
    return span(date(max(first, 1), 1, 1), date(first + 99, 12, 31))


_SEASON_MONTHS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


def of_season(year: int, season: str) -> Interval:
    """Give a northern season by its months; winter begins in December of the year."""
    first = _SEASON_MONTHS[season]
    return span(of_month(year, first).start, of_month(year, first + 2).end)


def shifted_month(day: date, months: int) -> Interval:
    """Give the month that lies so many months after that of the day."""
    return of_month(day.year, day.month + months)


def nearest_day(
    base: date, month: int, day: int, *, outlook: Outlook = 0, weekday: int | None = None
) -> date | None:
    """Choose the year of a month and day: a said weekday decides, else the nearest by `distance`.

    Returns:
        None when no such day exists near ``base`` (30 February).
    """
    found: list[tuple[int, date]] = []
    reach = 6 if weekday is not None else 1
    for year in range(base.year - reach, base.year + reach + 1):
        try:
            candidate = date(year, month, day)
        except ValueError:
            continue
        if weekday is None or candidate.weekday() == weekday:
            found.append((distance((candidate - base).days, outlook), candidate))
    if not found and weekday is not None:
        return nearest_day(base, month, day, outlook=outlook)
    return min(found)[1] if found else None


def distance(days: int, outlook: Outlook) -> int:
    """Weigh days from the publication: those against the outlook count several times."""
    if days <= 0:
        return -days * (_BEHIND_COST if outlook > 0 else 1)
    return days * (_AHEAD_COST if outlook < 0 or (outlook == 0 and days > LOOK_AHEAD_DAYS) else 1)


def month_year(base: date, month: int, *, outlook: Outlook = 0) -> int:
    """Choose the year of a month said without one: the past, unless it is near ahead or looked ahead to."""
    ahead = outlook > 0 or (outlook == 0 and (month - base.month) % 12 <= LOOK_AHEAD_MONTHS)
    if ahead:
        return base.year if month >= base.month else base.year + 1
    return base.year if month <= base.month else base.year - 1


def weekday_day(base: date, weekday: int, word: str, *, ahead: bool = False) -> date:
    """Resolve a weekday; ``word`` is what stands before it ("last", "next", "this") or empty."""
    back = (base.weekday() - weekday) % 7
    if word in ("last", "past", "previous"):
        return base - timedelta(days=back or 7)
    if word in ("next", "coming", "following"):
        return base + timedelta(days=(7 - back) % 7 or 7)
    if word == "this" or ahead:
        return base + timedelta(days=(7 - back) % 7)
    return base - timedelta(days=back)
