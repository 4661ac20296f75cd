"""The command `dateline crawl`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from index.errors import InputError

if TYPE_CHECKING:
    from index.crawl.running import CrawlReport, SourceReport
    from index.ingest import IngestReport


@click.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option("--max", "max_pages", type=click.IntRange(1), help="Fetch at most so many articles.")
@click.option(
    "--allow", multiple=True, metavar="HOST:PORT", help="A private address that may be reached; repeatable."
)
@click.option("--refresh", is_flag=True, help="Fetch everything known of these sites again.")
@click.option("--no-index", is_flag=True, help="Store only; `dateline index` makes it searchable later.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_obj
def crawl(
    home: Path | None,
    urls: tuple[str, ...],
    max_pages: int | None,
    allow: tuple[str, ...],
    refresh: bool,
    no_index: bool,
    as_json: bool,
) -> None:
    """Fetch articles from newspapers: home pages, sections, feeds, sitemaps or single articles.

    Pages are archived, cleaned, searched for persons, places and dates, stored and indexed. robots.txt is
    obeyed, one request at a time goes to a host. Run it again to fetch what is new or was left unfinished;
    finished articles are fetched again only while they are young. Nothing is ever deleted.

    Example: dateline crawl https://www.paper.example/ --max 200
    """
    from index.cli import opened
    from index.crawl.ingesting import IngestSink
    from index.crawl.running import crawl as run_crawl
    from index.crawl.running import user_agent
    from index.ingest import Ingest, finish
    from index.progress import Progress

    with opened(home, create=True) as (settings, store):
        if not settings.contact:
            click.echo(f"Visiting as {user_agent(settings)}; set `contact` to say who you are.", err=True)
        with Progress("crawling", max_pages) as progress, Ingest(settings, store) as ingest:
            report = run_crawl(
                settings, store, urls, sink=IngestSink(ingest, settings.max_page_bytes),
                max_pages=max_pages, allow=allow, refresh=refresh, on_progress=progress.advance,
            )  # fmt: skip
        if not no_index:
            finish(settings, store, ingest.report)
    _print_report(report, ingest.report, as_json=as_json)
    _require_success(report)


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
    parts = [f"{source.found:,} found", f"{source.fetched:,} fetched", f"{source.unchanged:,} unchanged"]
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
        "name": source.name, "found": source.found, "fetched": source.fetched,
        "unchanged": source.unchanged, "lists": source.lists, "waiting": source.waiting,
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
