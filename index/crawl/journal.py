"""What became of each source's addresses, day by day, and whether that is as usual. Read side.

The crawler counts into the frontier's table ``tallies``; here it is read without holding a crawl up.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from index.store import storage_errors

Alarm = Literal["volume", "empty", "failing", "silent"]

WINDOW_DAYS = 28
"""Days before the last whole one that make the average: four of each weekday."""
REACH_DAYS = WINDOW_DAYS + 2
"""How far back from today days are told apart: what is before counts into the totals alone."""
MIN_AVERAGE = 3.0
"""New articles a day below which no fall is told: chance alone empties a day of such a source."""
LOW = 0.3
"""Share of the usual number below which a source's last whole day is an alarm."""
MIN_WEEKS = 2
"""Weeks of which the same weekday must be known to be what is usual: papers print less on Sundays."""
MIN_PAGES = 5
EMPTY_SHARE = 0.5
"""Share of pages without text, of two days, from which on its text is said to be gone."""
FAILING_SHARE = 0.5
SILENT_DAYS = 2.0

EMPTY = frozenset({"empty", "no-text"})
"""Reasons of the cleaner that mean: a page came, and no text was in it."""
_NOT_WANTED = EMPTY | {"robots", "noindex", "pattern", "off-site", "duplicate", "not-html", "soft-404"}
_DROPPED, _POSTPONED = "dropped:", "postponed:"

_TOTALS = "SELECT source, name, count FROM totals"
_ADDED_UP = "SELECT source, name, sum(count) FROM tallies WHERE day <> '' GROUP BY source, name"
"""The same of a frontier that an earlier version wrote; the next crawl makes its table."""
_FIRST_DAY = "SELECT min(day) FROM tallies WHERE source = ? AND day > ''"
_RECENT = """
SELECT day, name, count FROM tallies WHERE source = :source AND day = ''
UNION ALL SELECT day, name, count FROM tallies WHERE source = :source AND day >= :since
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHistory:
    """A source over all its runs.

    Attributes:
        name: The site.
        found: Articles found.
        fetched: Pages that arrived.
        new: Articles stored for the first time.
        changed: Articles that got a revision.
        unchanged: Visits that found nothing changed.
        dropped: Given up, by reason; pages without an article among them.
        postponed: Failures that were to be tried again, by reason.
        error_rate: Failures among all visits of the last two days; None without visits.
        last_success: When something was read last; None for never.
        new_last_day: Articles new on the last whole day (UTC).
        new_per_day: Their average over the 28 days before, or what of them there is; None for none.
        new_same_weekday: Their average over the same weekday of the four weeks before, or what of them there
            is; None with fewer than two.
        alarms: ``volume`` (far fewer new articles than usual on that weekday), ``empty`` (pages without
            text), ``failing`` (most visits fail), ``silent`` (nothing could be read for two days).
    """

    name: str
    found: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    dropped: dict[str, int]
    postponed: dict[str, int]
    error_rate: float | None = None
    last_success: datetime | None = None
    new_last_day: int = 0
    new_per_day: float | None = None
    new_same_weekday: float | None = None
    alarms: tuple[Alarm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tallies:
    """What is counted of a source: in all, its first day, and by day of late; last success under ``""``."""

    total: Counter[str]
    first: str
    days: dict[str, Counter[str]]


def read_journal(path: Path, now: datetime) -> list[SourceHistory]:
    """Give the history of every source that was ever crawled, in order of name; none without a frontier.

    Raises:
        StoreError: The frontier is damaged or cannot be read.
    """
    if not path.is_file():
        return []
    with (
        storage_errors(path),
        closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as database,
    ):
        database.execute("BEGIN")  # all that is read is of one moment
        found = _read_tallies(database, _iso(now.astimezone(UTC).date(), REACH_DAYS))
    return [_history(name, found[name], now) for name in sorted(found)]


def _read_tallies(database: sqlite3.Connection, since: str) -> dict[str, _Tallies]:
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
    if "tallies" not in tables:  # by an earlier version; the next crawl makes the table
        return {}
    totals: dict[str, Counter[str]] = {}
    for source, name, count in database.execute(_TOTALS if "totals" in tables else _ADDED_UP):
        totals.setdefault(source, Counter())[name] = count
    return {source: _tallies_of(database, source, total, since) for source, total in totals.items()}


def _tallies_of(database: sqlite3.Connection, source: str, total: Counter[str], since: str) -> _Tallies:
    days: dict[str, Counter[str]] = {}
    for day, name, count in database.execute(_RECENT, {"source": source, "since": since}):
        days.setdefault(day, Counter())[name] = count
    (first,) = database.execute(_FIRST_DAY, (source,)).fetchone()
    return _Tallies(total=total, first=first, days=days)


def _history(name: str, found: _Tallies, now: datetime) -> SourceHistory:
    total, days = found.total, found.days
    last = days.get("", Counter())["last_success"]
    last_success = datetime.fromtimestamp(last, UTC) if last else None
    today = now.astimezone(UTC).date()
    yesterday, average, weekday = _volume(days, date.fromisoformat(found.first), today)
    recent = sum((days.get(_iso(today, back), Counter()) for back in (0, 1)), Counter[str]())
    failed, visits = _visits(recent)
    usual = average if weekday is None else weekday
    return SourceHistory(
        name=name, found=total["found"], fetched=total["fetched"], new=total["new"], changed=total["changed"],
        unchanged=total["unchanged"],
        dropped=_reasons(total, _DROPPED), postponed=_reasons(total, _POSTPONED),
        error_rate=failed / visits if visits else None, last_success=last_success, new_last_day=yesterday,
        new_per_day=average, new_same_weekday=weekday,
        alarms=tuple(_alarms(recent, yesterday, usual, last_success, now)),
    )  # fmt: skip


def _volume(
    days: dict[str, Counter[str]], first: date, today: date
) -> tuple[int, float | None, float | None]:
    """Give the new articles of the last whole day, and two averages of what was before, since the first day.

    The first is over all days of the four weeks before, the second over the same weekday of each.
    """
    reach = min(WINDOW_DAYS, (today - first).days - 1)
    new = {back: days.get(_iso(today, back), Counter())["new"] for back in range(1, reach + 2)}
    yesterday = days.get(_iso(today, 1), Counter())["new"]
    all_days = [new[back] for back in range(2, reach + 2)]
    same_weekday = [new[back] for back in range(8, reach + 2, 7)]
    return yesterday, _mean(all_days, 1), _mean(same_weekday, MIN_WEEKS)


def _mean(numbers: list[int], least: int) -> float | None:
    return sum(numbers) / len(numbers) if len(numbers) >= least else None


def _iso(today: date, back: int) -> str:
    return (today - timedelta(days=back)).isoformat()


def _visits(counts: Counter[str]) -> tuple[int, int]:
    """Give how many visits failed and how many there were; what was not wanted is neither."""
    failed = sum(
        count
        for name, count in counts.items()
        if name.startswith((_DROPPED, _POSTPONED)) and _is_failure(name.partition(":")[2])
    )
    return failed, failed + counts["fetched"] + counts["unchanged"] + counts["lists"]


def _is_failure(reason: str) -> bool:
    return reason not in (
        "robots",
        "noindex",
        "pattern",
        "off-site",
        "duplicate",
        "not-html",
        "soft-404",
        *EMPTY,
    )


def _reasons(counts: Counter[str], prefix: str) -> dict[str, int]:
    return {
        name.removeprefix(prefix): count for name, count in sorted(counts.items()) if name.startswith(prefix)
    }


def _alarms(
    recent: Counter[str],
    yesterday: int,
    usual: float | None,
    last_success: datetime | None,
    now: datetime,
) -> Iterable[Alarm]:
    if usual is not None and usual >= MIN_AVERAGE and yesterday < LOW * usual:
        yield "volume"
    empty = sum(recent[f"{_DROPPED}{reason}"] for reason in EMPTY)
    if empty >= MIN_PAGES and empty > EMPTY_SHARE * recent["fetched"]:
        yield "empty"
    failed, visits = _visits(recent)
    if visits >= MIN_PAGES and failed > FAILING_SHARE * visits:
        yield "failing"
    if last_success is None or now - last_success > timedelta(days=SILENT_DAYS):
        yield "silent"
