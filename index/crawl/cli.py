"""The command `dateline crawl`."""

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import DatelineError, InputError
from index.urls import check_url

if TYPE_CHECKING:
    from index.crawl.running import CrawlReport, SourceReport
    from index.crawl.sources import Source
    from index.ingest import IngestReport
    from index.settings import Settings


@click.command()
@click.argument("urls", nargs=-1, metavar="[URL]...")
@click.option(
    "--urls",
    "url_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Also fetch the addresses in this file, one a line; # begins a remark.",
)
@click.option("--every", metavar="15m", help="Keep running: begin a run this often (90s, 15m, 6h, 1d).")
@click.option("--max", "max_pages", type=click.IntRange(1), help="Fetch at most this many articles in a run.")
@click.option(
    "--allow", multiple=True, metavar="HOST:PORT", help="A private address that may be reached; repeatable."
)
@click.option("--from", "contact", metavar="CONTACT", help="Mail or web address to give to sites.")
@click.option("--refresh", is_flag=True, help="Fetch everything known of these sites again.")
@click.option("--no-index", is_flag=True, help="Store only; `dateline index` makes it searchable later.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def crawl(
    home: Path | None, /, urls: tuple[str, ...], url_file: Path | None, every: str | None,
    contact: str | None, no_index: bool, as_json: bool, **options: Any,
) -> None:  # fmt: skip
    """Fetch articles from newspapers: home pages, sections, feeds, sitemaps or single articles.

    Without an address, what is due of the configured sources (`dateline sources`) is fetched. Pages are
    archived, cleaned, searched for persons, places and dates, stored and indexed. robots.txt is obeyed, one
    request at a time goes to a host. Run it again to fetch what is new or was left unfinished; finished
    articles are fetched again only while they are young. Nothing is ever deleted.

    Example: dateline crawl https://www.paper.example/ --max 200
    """
    from index.crawl.sources import read_duration

    pause_s = read_duration(every) if every else None
    addresses = (*urls, *(read_addresses(url_file) if url_file else ()))
    if pause_s is None:
        report = _once(home, addresses, contact, no_index=no_index, as_json=as_json, **options)
        if addresses:
            _require_success(report)
        return
    has_run = False
    while True:
        started = time.monotonic()
        try:
            _once(home, addresses, contact, no_index=no_index, as_json=as_json, **options)
            has_run = True
        except DatelineError as error:
            # Whoever begins is told at once; later a reindex, a full disk or a wrong line passes.
            if not has_run:
                raise
            click.echo(f"Error: {error} The next run begins within {every}.", err=True)
        time.sleep(max(0.0, pause_s - (time.monotonic() - started)))


def _once(
    home: Path | None, addresses: tuple[str, ...], contact: str | None, *, no_index: bool, as_json: bool,
    **options: Any,
) -> "CrawlReport":  # fmt: skip
    """Make one run, with the settings and sources as they are now, and print its report."""
    from index.crawl.sources import read_sources
    from index.settings import load_settings

    settings = load_settings(home)
    settings = replace(settings, contact=contact) if contact else settings
    sources = read_sources(settings.home)
    if not addresses and not any(not source.paused for source in sources):
        raise InputError(
            "There is no address and no source.",
            "Give a URL, or add one with `dateline sources add URL`.",
        )
    report, articles = _run(settings, addresses, sources, no_index=no_index, **options)
    _print_report(report, articles, as_json=as_json)
    return report


def read_addresses(path: Path) -> tuple[str, ...]:
    """Read a file of addresses, one a line; empty lines and remarks are passed over.

    Raises:
        InputError: A line is no address, or none is there.
    """
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
        text = line.strip()
        if text and not text.startswith("#"):
            try:
                found.append(check_url(text))
            except InputError as error:
                raise InputError(f"{path} line {number}: {error.message}", error.next_step) from None
    if not found:
        raise InputError(f"{path} holds no address.", "Write one a line.")
    return tuple(found)


def _run(
    settings: "Settings", addresses: tuple[str, ...], sources: "Sequence[Source]", *, no_index: bool,
    max_pages: int | None, **options: Any,
) -> "tuple[CrawlReport, IngestReport]":  # fmt: skip
    from index.crawl.ingesting import IngestSink
    from index.crawl.planning import CrawlOptions, user_agent
    from index.crawl.running import crawl as run_crawl
    from index.ingest import Ingest, finish
    from index.progress import Progress
    from index.store import open_store

    store = open_store(settings.store_path, create=True)
    try:
        if not settings.contact:
            click.echo(f"Visiting as {user_agent(settings)}; set `contact` to say who you are.", err=True)
        with Progress("crawling", max_pages) as progress, Ingest(settings, store) as ingest:
            report = run_crawl(
                settings, store, addresses, sink=IngestSink(ingest, settings.max_page_bytes),
                options=CrawlOptions(sources=sources, max_pages=max_pages, **options),
                on_progress=progress.advance,
            )  # fmt: skip
        if not no_index:
            finish(settings, store, ingest.report)
        return report, ingest.report
    finally:
        store.close()


def _print_report(report: "CrawlReport", articles: "IngestReport", *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_as_json(report, articles), ensure_ascii=False))
        return
    for source in report.sources:
        click.echo(_source_line(source))
        for problem in source.problems[:10]:
            click.echo(f"  {problem}", err=True)
    if report.full:
        click.echo("The page limit was reached; run it again to go on.", err=True)
    for line in articles.lines():
        click.echo(line, err=True)


def _source_line(source: "SourceReport") -> str:
    names = ("found", "fetched", "new", "changed", "unchanged")
    parts = [f"{getattr(source, name):,} {name}" for name in names]
    parts += [f"{count:,} dropped ({reason})" for reason, count in sorted(source.dropped.items())]
    parts += [f"{count:,} postponed ({reason})" for reason, count in sorted(source.postponed.items())]
    if source.waiting:
        parts.append(f"{source.waiting:,} waiting")
    return f"{source.name}: {', '.join(parts)}"


def _as_json(report: "CrawlReport", articles: "IngestReport") -> dict[str, Any]:
    outcomes = {name: articles.outcomes.get(name, 0) for name in ("new", "changed", "unchanged")}
    return {
        "sources": [_source_json(source) for source in report.sources],
        "articles": outcomes | {"dropped": dict(articles.dropped)},
        "full": report.full,
        "seconds": round(report.seconds, 2),
    }


def _source_json(source: "SourceReport") -> dict[str, Any]:
    return {
        "name": source.name, "found": source.found, "fetched": source.fetched, "new": source.new,
        "changed": source.changed, "unchanged": source.unchanged, "lists": source.lists,
        "waiting": source.waiting,
        "dropped": dict(source.dropped), "postponed": dict(source.postponed), "problems": source.problems,
    }  # fmt: skip


def _require_success(report: "CrawlReport") -> None:
    """Say so when a site gave nothing at all, not even a list or an unchanged article."""
    for source in report.sources:
        if source.lists or source.fetched or source.unchanged:
            continue
        reasons = source.problems or [
            f"{reason}: {count:,}" for reason, count in (source.dropped + source.postponed).items()
        ]
        if reasons:
            raise InputError(
                f"Nothing could be fetched from {source.name}: {reasons[0]}.",
                "Private addresses are reached with --allow HOST:PORT only."
                if "private-address" in reasons[0]
                else "Check the address, or run it again later.",
            )
