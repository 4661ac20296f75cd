"""Whether the rules of sites still fit, and how the articles of a site hold up over time."""

import json
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select

from index.clean.page import clean_html
from index.clean.sites import Rules, SiteRules, SiteTest
from index.errors import InputError
from index.settings import Settings
from index.store import Store, open_store
from index.tables import articles, drops

FEW = 5
"""Months with fewer articles are not compared with others."""
FALL = 0.5
"""A month whose text length or share of dates falls below so much of the months before is drift."""
MONTH = len("2022-11")


@dataclass(frozen=True, slots=True)
class Month:
    """The articles of one site that came in one month: how many, how long, how complete.

    Attributes:
        month: When they were first seen, ``YYYY-MM``.
        articles: Their number.
        chars: Median length of the text.
        dated: Share with a date of publication, 0 to 1; likewise the others.
        drift: What fell by half against the months before: ``text``, ``dates``.
    """

    month: str
    articles: int
    chars: int
    dated: float
    authors: float
    sections: float
    drift: tuple[str, ...] = ()


def site_months(store: Store, source: str) -> list[Month]:
    """Measure a site's articles by the month in which they came in, oldest first."""
    columns = articles.c
    query = select(
        columns.first_seen, func.length(columns.text).label("chars"), columns.published, columns.authors,
        columns.section,
    ).where(columns.source == source)  # fmt: skip
    by_month: defaultdict[str, list[Any]] = defaultdict(list)
    with store.read() as connection:
        for row in connection.execute(query):
            by_month[row.first_seen[:MONTH]].append(row)
    found: list[Month] = []
    for month in sorted(by_month):
        found.append(_measured(month, by_month[month], found))
    return found


def _measured(month: str, rows: Sequence[Any], before: list[Month]) -> Month:
    count = len(rows)
    chars = int(statistics.median(row.chars for row in rows))
    dated = sum(row.published is not None for row in rows) / count
    usual = [one for one in before if one.articles >= FEW]
    drift: list[str] = []
    if usual and count >= FEW:
        if chars < FALL * statistics.median(one.chars for one in usual):
            drift.append("text")
        if dated < FALL * statistics.median(one.dated for one in usual):
            drift.append("dates")
    return Month(
        month, count, chars, dated, sum(bool(row.authors) for row in rows) / count,
        sum(bool(row.section) for row in rows) / count, tuple(drift),
    )  # fmt: skip


def print_report(settings: Settings, source: str, *, as_json: bool) -> None:
    """Print a site's months, what was dropped, and a warning where it drifts.

    Raises:
        InputError: The archive has nothing of that site.
    """
    store = open_store(settings.store_path)
    months = site_months(store, source)
    with store.read() as connection:
        query = select(drops.c.reason, func.count()).where(drops.c.source == source).group_by(drops.c.reason)
        dropped = {str(reason): int(count) for reason, count in connection.execute(query)}
    store.close()
    if not months and not dropped:
        raise InputError(f"The archive has nothing of {source!r}.", "`dateline status` names the sources.")
    if as_json:
        click.echo(
            json.dumps({"source": source, "months": [asdict(one) for one in months], "dropped": dropped})
        )
        return
    click.echo(f"{'month':<9}{'articles':>9}{'chars':>8}{'dated':>7}{'authors':>9}{'section':>9}")
    for one in months:
        shares = f"{one.dated:>7.0%}{one.authors:>9.0%}{one.sections:>9.0%}"
        line = f"{one.month:<9}{one.articles:>9,}{one.chars:>8,}{shares}"
        click.echo(line + (f"  fell by half: {', '.join(one.drift)}" if one.drift else ""))
    for reason, count in sorted(dropped.items()):
        click.echo(f"dropped ({reason}): {count:,}")
    if months and months[-1].drift:
        told = " and ".join(months[-1].drift)
        click.echo(f"Warning: {source} drifts: {told} fell by half. Has the site changed?", err=True)


def failures(folder: Path, rules: SiteRules) -> Iterator[str]:
    """Clean the pages of a site's tests, and yield what is not as the tests say."""
    for number, test in enumerate(rules.test, 1):
        result = clean_html((folder / test.page).read_bytes(), url=test.url or None, rules=rules)
        where = f"{rules.domain}, test {number} ({test.page})"
        if result.article is None:
            yield f"{where}: no article ({result.dropped})"
            continue
        got = result.article
        day = got.published.isoformat() if got.published else ""
        for name, wanted, given, good in (
            ("title", test.title, got.title, got.title == test.title),
            ("published", test.published, day, day.startswith(test.published)),
            ("authors", test.authors, got.authors, got.authors == test.authors),
            ("starts", test.starts, got.text[:60], got.text.startswith(test.starts)),
            ("ends", test.ends, got.text[-60:], got.text.endswith(test.ends)),
            ("without", test.without, "the text", test.without not in got.text),
        ):
            if wanted and not good:
                yield f"{where}: {name} should be {wanted!r}, and {given!r} came out"


def print_checks(folder: Path, rules: Rules) -> None:
    """Try all rules on their own pages.

    Raises:
        InputError: A test failed.
    """
    failed = [line for one in rules.values() for line in failures(folder, one)]
    for line in failed:
        click.echo(line)
    tests: list[SiteTest] = [test for one in rules.values() for test in one.test]
    click.echo(f"{len(rules):,} sites with rules, {len(tests):,} tests, {len(failed):,} failures")
    if failed:
        raise InputError(f"{len(failed):,} expectations are not met.", "Mend the rules, or the tests.")
