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

_BEFORE = date.min.isoformat()
"""Stands for all days before those that are told apart."""
_TALLIES = """
SELECT source, CASE WHEN day = '' OR day >= :since THEN day ELSE :before END AS told, name, sum(count)
FROM tallies GROUP BY source, told, name
"""
"""Years of days come as one row for each source and name: SQLite adds up in less than half of the time."""


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
        names = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'tallies'").fetchall()
        # A frontier of an earlier version has none; the next crawl makes the table.
        since = _iso(now.astimezone(UTC).date(), REACH_DAYS)
        rows = database.execute(_TALLIES, {"since": since, "before": _BEFORE}).fetchall() if names else []
    by_source: dict[str, dict[str, Counter[str]]] = {}
    for source, day, name, count in rows:
        by_source.setdefault(source, {}).setdefault(day, Counter())[name] += count
    return [_history(name, by_source[name], now) for name in sorted(by_source)]


def _history(name: str, days: dict[str, Counter[str]], now: datetime) -> SourceHistory:
    last = days.pop("", Counter())["last_success"]
    last_success = datetime.fromtimestamp(last, UTC) if last else None
    total = sum(days.values(), Counter[str]())
    today = now.astimezone(UTC).date()
    yesterday, average, weekday = _volume(days, today)
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


def _volume(days: dict[str, Counter[str]], today: date) -> tuple[int, float | None, float | None]:
    """Give the new articles of the last whole day, and two averages of what was before, since the first day.

    The first is over all days of the four weeks before, the second over the same weekday of each.
    """
    first = date.fromisoformat(min(days)) if days else today
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
