"""What the archive holds and how its sources do: the answer of ``dateline status`` and of the API."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import click

from index.crawl.journal import SourceHistory, read_journal
from index.errors import DatelineError
from index.settings import Settings
from index.store import SourceStatus, Store
from index.wording import counted

ALARMS = {
    "volume": "far fewer new articles than usual",
    "empty": "pages come without text",
    "failing": "most visits fail",
    "silent": "nothing could be read for two days",
}
"""What each alarm says."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """The living generation and how many articles it holds."""

    generation: str
    articles: int


def read_status(settings: Settings, store: Store, indexed: Callable[[], Indexed]) -> dict[str, Any]:
    """Give the answer of ``dateline status --json`` (its schema is `index/schemas/status.schema.json`).

    ``indexed`` tells what is in the index; that it cannot be read is said on stderr.
    """
    found: Indexed | None = None
    try:
        found = indexed()
    except DatelineError as error:
        click.echo(f"Note: {error}", err=True)
    return {
        "articles": store.count_articles(),
        "pages": store.count_pages(),
        "indexed": found.articles if found else 0,
        "generation": found.generation if found else None,
        "dropped": store.drop_counts(),
        "sources": source_rows(
            store.source_status(), read_journal(settings.frontier_path, datetime.now(UTC))
        ),
    }


def read_indexed(settings: Settings, store: Store) -> Indexed:
    """Open the index to count its articles; what is open already need not be. Raises the index's errors."""
    from index.reader import GenerationReader

    reader = GenerationReader(settings.index_dir, store)
    try:
        snapshot = reader.snapshot()
        return Indexed(snapshot.generation, int(snapshot.live.sum()))
    finally:
        reader.close()


def source_rows(stored: list[SourceStatus], crawled: list[SourceHistory]) -> list[dict[str, Any]]:
    """Join what is stored of each source with what was crawled of it, in order of name.

    A source that was never crawled has no ``crawl``; one that gave no article has none stored.
    """
    articles = {item.name: item for item in stored}
    histories = {item.name: item for item in crawled}
    return [_row(name, articles.get(name), histories.get(name)) for name in sorted(articles | histories)]


def _row(name: str, stored: SourceStatus | None, history: SourceHistory | None) -> dict[str, Any]:
    last = stored.last_success if stored else None
    row: dict[str, Any] = {"name": name, "articles": stored.articles if stored else 0, "last_success": last}
    if history is None:
        return row
    crawl = asdict(history)
    del crawl["name"]
    read = history.last_success.isoformat() if history.last_success else None
    crawl["last_success"] = read
    return row | {"last_success": max(filter(None, (last, read)), default=None), "crawl": crawl}


def source_lines(row: dict[str, Any]) -> list[str]:
    """Give a source in words, then a line for each alarm."""
    lines = [
        f"{row['name']}: {counted(row['articles'], 'article')}, last success {row['last_success'] or 'never'}"
    ]
    crawl = row.get("crawl")
    if not crawl:
        return lines
    parts = [f"{crawl[name]:,} {name}" for name in ("found", "fetched", "new", "changed", "unchanged")]
    parts += [f"{count:,} dropped ({reason})" for reason, count in crawl["dropped"].items()]
    parts += [f"{count:,} failed ({reason})" for reason, count in crawl["postponed"].items()]
    if crawl["new_per_day"] is not None:
        parts.append(f"{crawl['new_last_day']:,} new yesterday, {crawl['new_per_day']:.1f} a day before")
    if crawl["new_same_weekday"] is not None:
        parts[-1] += f", {crawl['new_same_weekday']:.1f} on that weekday"
    lines.append(f"  {', '.join(parts)}")
    lines += [f"  ALARM {name}: {ALARMS[name]}" for name in crawl["alarms"]]
    return lines
