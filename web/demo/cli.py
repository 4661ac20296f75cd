"""The `demo` command: the invented newspaper through the real crawler, cleaner, index and front end."""

import json
import shutil
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from index.errors import DatelineError
from index.progress import Progress
from index.settings import Settings
from index.store import Store, open_store
from web.demo.newspaper import HOST, NAME, articles

Ask = Callable[[tuple[tuple[str, str], ...]], dict[str, Any]]
"""Asks a search by its parameters, for the answer of the API."""

FOLDER = Path("dateline-demo-data")
"""The demo's own data folder: it never touches an archive of the user's."""


class DemoFailedError(DatelineError):
    """An expectation of ``dateline demo --check`` was not met."""


@click.command()
@click.option("--check", is_flag=True, help="Do everything in a temporary folder, compare counts, and end.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8470,
    show_default=True,
    help="Port to serve on; when it is taken, a free one.",
)
@click.pass_obj
def demo(home: Path | None, check: bool, port: int) -> None:
    """Crawl, clean, annotate, index and serve an invented newspaper on this machine.

    Nothing leaves the machine. The demo has a data folder of its own (./dateline-demo-data, or --home) that
    is emptied first. With --check, a few searches are compared with what plain reading of the newspaper
    gives, through the engine and over HTTP, and the exit code says whether all counts are right.

    Example: dateline demo --check
    """
    if check:
        with tempfile.TemporaryDirectory(prefix="dateline-demo-") as folder:
            _run_check(Settings(home=Path(folder) / "data"))
        return
    settings = Settings(home=home or FOLDER, port=port)
    _empty(settings.home)
    build(settings)
    _serve(settings)


def _empty(home: Path) -> None:
    """Remove an earlier demo's folder; another archive's is left alone.

    Raises:
        DatelineError: The folder holds something that no demo made.
    """
    marker = home / "demo"
    if home.exists() and any(home.iterdir()) and not marker.exists():
        raise DatelineError(f"{home} is not a demo's folder.", "Name another one with --home.")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    marker.write_text("made by `dateline demo`; it is emptied by the next one\n", encoding="utf-8")


@contextmanager
def _stage(name: str) -> Iterator[None]:
    started = time.monotonic()
    click.echo(f"== {name}", err=True)
    yield
    click.echo(f"   {time.monotonic() - started:.1f} s", err=True)


def build(settings: Settings) -> None:
    """Crawl the newspaper, publish its correction, crawl it again, and index."""
    from web.demo.site import Newspaper, create_site
    from web.serve import BackgroundServer

    newspaper = Newspaper()
    server = BackgroundServer(Settings(home=settings.home, port=0), create_site(newspaper))
    click.echo(f"{NAME}, {len(articles())} invented articles, serves at {server.url} as {HOST}", err=True)
    store = open_store(settings.store_path, create=True)
    try:
        with _stage("first crawl: robots, sitemap, feed, sections, articles"):
            _crawl(settings, store, server.port, refresh=False)
        newspaper.corrected = True
        with _stage("second crawl, after the newspaper corrected an article"):
            _crawl(settings, store, server.port, refresh=True)
        for reason, count in store.drop_counts().items():
            click.echo(f"   dropped, {reason}: {count}", err=True)
    finally:
        store.close()
        server.close()


def _crawl(settings: Settings, store: Store, port: int, *, refresh: bool) -> None:
    from index.crawl.ingesting import IngestSink
    from index.crawl.messages import Patience
    from index.crawl.planning import CrawlOptions
    from index.crawl.running import crawl
    from index.ingest import Ingest, finish

    options = CrawlOptions(
        hosts={HOST: f"127.0.0.1:{port}"}, delay_s=0.0, refresh=refresh,
        patience=Patience(retry_s=(0.2,), max_wait_s=2.0),
    )  # fmt: skip
    with Progress("crawling") as progress, Ingest(settings, store) as ingest:
        report = crawl(
            settings, store, [f"http://{HOST}/"], sink=IngestSink(ingest, settings.max_page_bytes),
            options=options, on_progress=progress.advance,
        )  # fmt: skip
    for source in report.sources:
        click.echo(
            f"   {source.name}: {source.found} found, {source.fetched} fetched, "
            f"{source.unchanged} unchanged, dropped {dict(source.dropped) or 'none'}",
            err=True,
        )
    finish(settings, store, ingest.report)
    for line in ingest.report.lines():
        click.echo(f"   {line}", err=True)


def _serve(settings: Settings) -> None:
    from index.errors import MachineError
    from web.serve import BackgroundServer

    try:
        server = BackgroundServer(settings)
    except MachineError:
        server = BackgroundServer(Settings(home=settings.home, port=0))
    click.echo(f"Search it at {server.url} (Ctrl-C stops)", err=True)
    try:
        threading.Event().wait()
    finally:
        server.close()


def _run_check(settings: Settings) -> None:
    from search.open import opened_archive
    from search.serialise import page_to_json
    from search.state import SearchState
    from web.serve import BackgroundServer

    build(settings)
    wrong = 0
    server = BackgroundServer(Settings(home=settings.home, port=0))
    try:
        with opened_archive(settings) as archive:

            def ask_engine(params: tuple[tuple[str, str], ...]) -> dict[str, Any]:
                state, _ = SearchState.from_params(params)
                return page_to_json(archive.engine.search(state), state)

            def ask_web(params: tuple[tuple[str, str], ...]) -> dict[str, Any]:
                with urllib.request.urlopen(  # noqa: S310  our own server
                    f"{server.url}api/v1/search?{urlencode(params)}"
                ) as answer:
                    found: dict[str, Any] = json.load(answer)
                    return found

            for way, ask in (("engine", ask_engine), ("web", ask_web)):
                wrong += _compare(way, ask)
    finally:
        server.close()
    if wrong:
        raise DemoFailedError(f"{wrong} counts of the demo are wrong.", "See the lines above.")
    click.echo("all counts are right", err=True)


def _compare(way: str, ask: Ask) -> int:
    """Print every expectation with what was found; gives the number of wrong ones."""
    from web.demo.expected import expectations, facet_expectations

    wrong = 0
    for item in expectations():
        wrong += _line(way, item.what, item.total, ask(item.params)["total"])
    for facet in facet_expectations():
        values = ask(facet.params)["facets"][facet.facet]
        found = next((value["count"] for value in values if value["name"] == facet.name), 0)
        wrong += _line(way, f"{facet.what}: {facet.name}", facet.count, found)
    return wrong


def _line(way: str, what: str, expected: int, found: object) -> int:
    right = expected == found
    click.echo(f"{'ok   ' if right else 'WRONG'} {way:<7} {what}: expected {expected}, found {found}")
    return 0 if right else 1
