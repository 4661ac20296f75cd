"""Whether the rules of sites still fit, and how the articles of a site hold up over time."""

import difflib
import itertools
import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, select

from index.clean.page import clean_html
from index.clean.sites import Rules, SiteRules, SiteTest
from index.errors import InputError
from index.settings import Settings
from index.store import Store, open_store
from index.tables import articles, drops, pages
from index.urls import source_of

FEW = 5
"""Months with fewer pages are not compared with others."""
FALL = 0.5
"""A month in which a measure falls below so much of the months before is drift."""
MONTH = len("2022-11")
MAX_NAMED = 5
"""Sources that are named when the one asked for is not there."""


@dataclass(frozen=True, slots=True)
class Month:
    """The pages of one site that came in one month: how many, how long, how complete.

    Attributes:
        month: When they were fetched, ``YYYY-MM``; when first seen, for articles that came without a page.
        articles: Their number.
        chars: Median length of the text; 0 in a month without articles.
        dated: Share with a date of publication, 0 to 1; likewise the others.
        dropped: Pages that gave no article.
        drift: What fell by half against the months before: ``text``, ``dates``, ``articles`` (the share of
            pages that give one).
    """

    month: str
    articles: int
    chars: int
    dated: float
    authors: float
    sections: float
    dropped: int = 0
    drift: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        """Pages that gave an article or none."""
        return self.articles + self.dropped


def site_months(store: Store, source: str) -> list[Month]:
    """Measure a site's articles by the month in which their pages were fetched, oldest first."""
    columns = articles.c
    came = func.coalesce(pages.c.fetched_at, columns.first_seen)
    query = select(
        came.label("came"), func.length(columns.text).label("chars"), columns.published, columns.authors,
        columns.section,
    ).outerjoin(pages, pages.c.id == columns.page_id).where(columns.source == source)  # fmt: skip
    without = select(pages.c.fetched_at).where(pages.c.source == source, pages.c.dropped.is_not(None))
    by_month: defaultdict[str, list[Any]] = defaultdict(list)
    with store.read() as connection:
        for row in connection.execute(query):
            by_month[row.came[:MONTH]].append(row)
        dropped = Counter(at[:MONTH] for at in connection.scalars(without))
    found: list[Month] = []
    for month in sorted(by_month.keys() | dropped.keys()):
        one = _measured(month, by_month[month], dropped[month])
        found.append(replace(one, drift=tuple(_drift(one, found))))
    return found


def _measured(month: str, rows: Sequence[Any], dropped: int) -> Month:
    count = len(rows) or 1
    return Month(
        month, len(rows), int(statistics.median(row.chars for row in rows)) if rows else 0,
        sum(row.published is not None for row in rows) / count,
        sum(bool(row.authors) for row in rows) / count,
        sum(bool(row.section) for row in rows) / count, dropped,
    )  # fmt: skip


def _drift(month: Month, before: Sequence[Month]) -> Iterator[str]:
    usual = [one for one in before if one.articles >= FEW]
    if not usual or month.pages < FEW:
        return
    if month.articles >= FEW:
        if month.chars < FALL * statistics.median(one.chars for one in usual):
            yield "text"
        if month.dated < FALL * statistics.median(one.dated for one in usual):
            yield "dates"
    if month.articles / month.pages < FALL * statistics.median(one.articles / one.pages for one in usual):
        yield "articles"


def unknown_source(store: Store, name: str) -> InputError:
    """Say that the archive has nothing of a source, and which ones it has."""
    known = [one.name for one in store.source_status()]
    alike = difflib.get_close_matches(source_of(name) or name.strip().lower(), known, n=1)
    named = f"It has {', '.join(known)}." if known else "It is empty."
    if len(known) > MAX_NAMED:
        named = "`dateline status` names the sources."
    return InputError(
        f"The archive has nothing of {name!r}.", f"Did you mean {alike[0]}?" if alike else named
    )


def print_report(settings: Settings, source: str, *, as_json: bool) -> None:
    """Print a site's months, what was dropped, and a warning where it drifts.

    Raises:
        InputError: The archive has nothing of that site.
    """
    store = open_store(settings.store_path)
    try:
        months = site_months(store, source)
        with store.read() as connection:
            query = (
                select(drops.c.reason, func.count()).where(drops.c.source == source).group_by(drops.c.reason)
            )
            dropped = {str(reason): int(count) for reason, count in connection.execute(query)}
        if not months and not dropped:
            raise unknown_source(store, source)
    finally:
        store.close()
    if as_json:
        click.echo(
            json.dumps({"source": source, "months": [asdict(one) for one in months], "dropped": dropped})
        )
        return
    _print_months(months)
    for reason, count in sorted(dropped.items()):
        click.echo(f"dropped ({reason}): {count:,}")
    for one in months[-1:]:
        if one.drift:
            _warn(source, one, months)


def _print_months(months: Sequence[Month]) -> None:
    names = f"{'articles':>9}{'no article':>12}{'chars':>8}{'dated':>7}{'authors':>9}{'section':>9}"
    click.echo(f"{'month':<9}{names}")
    for one in months:
        shares = f"{one.dated:>7.0%}{one.authors:>9.0%}{one.sections:>9.0%}" if one.articles else ""
        line = f"{one.month:<9}{one.articles:>9,}{one.dropped:>12,}{one.chars:>8,}{shares}"
        click.echo(line + (f"  fell by half: {', '.join(one.drift)}" if one.drift else ""))


def _warn(source: str, month: Month, months: Sequence[Month]) -> None:
    fallen = itertools.takewhile(lambda one: set(one.drift) & set(month.drift), reversed(months))
    since = list(fallen)[-1].month
    click.echo(
        f"Warning: {source} drifts: {' and '.join(month.drift)} fell by half since {since}. Has the site "
        f"changed? Compare a page of {since} with one before it; where its markup changed, say in "
        f"sites/{source}.toml what is the article, then run `dateline reclean --source {source}` "
        "(docs/cleaning.md).",
        err=True,
    )


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
    if not tests:
        click.echo(f"Nothing tried: no file in {folder} has a [[test]] (docs/cleaning.md).", err=True)
    if failed:
        raise InputError(f"{len(failed):,} expectations are not met.", "Correct the rules or the tests.")
