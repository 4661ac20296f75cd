"""What became of an address: each stage between the crawl and the index says what it knows. Read side."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, select

from index.article import article_id
from index.store import Store
from index.tables import article_aliases, articles, drops, pages
from index.urls import canonical_url, source_of

Stage = Literal["crawl", "page", "clean", "article"]

MAX_DROPS = 5


@dataclass(frozen=True, slots=True)
class Step:
    """What one stage knows of an address.

    Attributes:
        stage: ``crawl`` (the frontier), ``page`` (what was fetched or imported), ``clean`` (what was made
            of it), ``article`` (the store).
        passed: Whether it went on from here.
        message: What happened, in a sentence.
        reason: The named reason where it was lost; empty otherwise.
    """

    stage: Stage
    passed: bool
    message: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """The way of one address through the archive.

    Attributes:
        asked: What was asked for: an address, or an article's id.
        url: The address as it is compared: without tracking parameters, ``www.``; empty for an id.
        article: Id of the article that it became, or None.
        steps: The stages that know it, in the order of the way.
    """

    asked: str
    url: str
    article: str | None
    steps: tuple[Step, ...]

    @property
    def lost(self) -> Step | None:
        """The stage that lost it, or None."""
        return next((step for step in reversed(self.steps) if not step.passed), None)


def trace(store: Store, frontier: Path, asked: str) -> Trace:
    """Follow an address, or an article's id, through the stages.

    Args:
        store: The article store.
        frontier: The crawl frontier's file, which need not exist.
        asked: What somebody misses.
    """
    url = canonical_url(asked) if "://" in asked else ""
    steps = [_crawl(frontier, url)] if url else []
    with store.read() as connection:
        found = _article_id(connection, asked, url)
        steps += _pages(connection, asked, url, found) if url or not found else []
        steps += _drops(connection, asked, url) if not found else []
        if found:
            steps.append(Step("article", True, f"The store holds it as article {found}."))
        else:
            steps.append(Step("article", False, "The store holds no article of it.", "unknown"))
    return Trace(asked, url, found, tuple(step for step in steps if step is not None))


def _article_id(connection: Connection, asked: str, url: str) -> str | None:
    ids = [asked.lower(), article_id(source_of(url), url)] if url else [asked.lower()]
    columns = articles.c
    query = select(columns.id).where(columns.id.in_(ids) | columns.url.in_([asked, url] if url else []))
    found = connection.scalar(query.order_by(columns.id))
    if found is None:
        alias = article_aliases.c
        found = connection.scalar(select(alias.article_id).where(alias.alias.in_(ids)))
    return str(found) if found else None


def _crawl(frontier: Path, url: str) -> Step | None:
    """Ask the frontier, read-only, so that a crawl that runs is not disturbed."""
    if not frontier.is_file():
        return None
    with closing(sqlite3.connect(f"file:{frontier}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        try:
            row = connection.execute("SELECT * FROM urls WHERE key = ?", (url,)).fetchone()
        except sqlite3.DatabaseError as error:
            return Step("crawl", False, f"The crawl frontier cannot be read: {error}.", "damaged")
    if row is None:
        return Step("crawl", False, "No crawl has come across this address.", "not-found-by-crawl")
    return _frontier_step(row)


def _frontier_step(row: sqlite3.Row) -> Step:
    state, reason = str(row["state"]), str(row["reason"] or "")
    visited = _day(row["visited_at"])
    if state == "waiting":
        return Step("crawl", False, f"It was found by the crawl of {row['root']} and waits.", "waiting")
    if state == "done" and reason == "redirect":
        return Step("crawl", False, f"It redirects elsewhere (visited {visited}).", "redirect")
    if state == "done":
        return Step("crawl", True, f"It was fetched as {row['kind']} on {visited}.")
    again = f"; it is tried again on {_day(row['next_visit'])}" if row["next_visit"] is not None else ""
    verb = "is left out" if state == "excluded" else "could not be fetched"
    return Step("crawl", False, f"It {verb} ({reason}){again}.", reason or state)


def _day(seconds: float | None) -> str:
    if seconds is None:
        return "an unknown day"
    return datetime.fromtimestamp(seconds, UTC).isoformat(sep=" ", timespec="minutes")


def _pages(connection: Connection, asked: str, url: str, found: str | None) -> list[Step]:
    columns = pages.c
    wanted = list({asked, url} - {""})
    query = select(pages).where(columns.url.in_(wanted) | columns.final_url.in_(wanted))
    if found:
        query = select(pages).where((columns.article_id == found) | columns.url.in_(wanted))
    row = connection.execute(query.order_by(columns.fetched_at.desc(), columns.id.desc())).first()
    if row is None:
        return []
    place = f"is in {row.warc_file}" if row.warc_file else "was not archived, as it asks (noarchive)"
    steps = [Step("page", True, f"Its page of {row.fetched_at} (status {row.status}) {place}.")]
    if row.cleaner_version is None:
        steps.append(Step("clean", False, "The page was not cleaned yet.", "waiting"))
    elif row.dropped:
        steps.append(Step("clean", False, f"The page gave no article ({row.dropped}).", row.dropped))
    else:
        steps.append(Step("clean", True, f"It was cleaned by version {row.cleaner_version}."))
    return steps


def _drops(connection: Connection, asked: str, url: str) -> list[Step]:
    columns = drops.c
    query = select(drops).where(columns.ref.in_(list({asked, url} - {""}))).limit(MAX_DROPS)
    return [
        Step("clean", False, f"It was dropped on {row.at} ({row.reason}).", row.reason)
        for row in connection.execute(query)
    ]
