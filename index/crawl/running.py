"""One crawl: starts the fetching process, archives its pages, hands them to a sink, finishes addresses.

The order is what keeps every page: links into the frontier, the page into its WARC file, through the pipe
and the sink into the store, and only then is the address done. A process killed between any two of these
loses no page, and what is archived already is taken from the file by the next run, not fetched again.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, Protocol

from index import page_writer
from index.crawl import fetching
from index.crawl.frontier import Frontier, Visit
from index.crawl.guard import Guard
from index.crawl.messages import (
    Counted,
    Crashed,
    Dropped,
    Ended,
    FetchedPage,
    FetchJob,
    Message,
    PageArrived,
)
from index.crawl.planning import CrawlOptions, Plan, make_plan, seed, user_agent
from index.crawl.redirects import remember_redirects
from index.crawl.robots import GUESSED_SITEMAP
from index.crawl.runs import owned_run
from index.crawl.salvage import salvaged
from index.errors import MachineError
from index.settings import Settings
from index.store import Store
from index.urls import source_of
from index.warc import WarcArchive
from index.wording import English

GO_ON = English("What was fetched is stored; run the same command again to go on.")
FLUSH_PAGES = 48
"""Pages stored at once."""
FLUSH_S = 5.0
"""A page waits no longer than this to be stored."""


class PageSink(Protocol):
    """Takes fetched pages towards the store; called by `crawl` in one thread."""

    def take(self, page: FetchedPage) -> None:
        """Accept a page, archived already; it need not be stored yet."""
        ...

    def flush(self) -> Counter[tuple[str, str]]:
        """Store everything taken so far; on return it is committed.

        Returns:
            What became of pages stored since the last time, counted by site and name: ``new``, ``changed``,
            ``unchanged``, ``dropped:REASON``.
        """
        ...


@dataclass(slots=True)
class SourceReport:
    """What a run did for one site, in addresses of articles.

    ``new`` and ``changed`` are articles stored; ``lists`` the pages that named articles, ``dropped`` what is
    given up and ``postponed`` what will be tried again, by named reason, ``waiting`` what is left for the
    next run.
    """

    name: str
    found: int = 0
    fetched: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    lists: int = 0
    waiting: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    postponed: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CrawlReport:
    """What a run did, by site in the order asked for.

    ``full`` when the page limit ended it; ``longest_stall_s`` is how long fetching was ever held up at once,
    ``longest_held_s`` the same without waiting for a processor.
    """

    sources: tuple[SourceReport, ...]
    full: bool
    seconds: float
    longest_stall_s: float = 0.0
    longest_held_s: float = 0.0

    @property
    def fetched(self) -> int:
        """Articles fetched."""
        return sum(source.fetched for source in self.sources)


def crawl(
    settings: Settings,
    store: Store,
    seeds: Iterable[str],
    *,
    sink: PageSink,
    options: CrawlOptions,
    on_progress: Callable[[int], None] | None = None,
) -> CrawlReport:
    """Fetch what is new or unfinished on some sites; run again, it goes on or refreshes.

    Args:
        settings: Data folder, contact, pause, largest page.
        store: Where drops are noted.
        seeds: Home pages, sections, feeds, sitemaps or articles; a bare host name will do. They are read
            now, whatever was learnt of them.
        sink: Takes the pages.
        options: How to go about it.
        on_progress: Called with the number of articles just fetched.

    Raises:
        InputError: A seed or an allowed endpoint cannot be used.
        MachineError: The fetching process failed; what it fetched before is stored.
    """
    started = time.time()
    plan = make_plan(settings, seeds, options)
    with owned_run() as owner, Frontier(settings.frontier_path) as frontier:
        job = _job(settings, plan, options, owner, started)
        run = _Run(settings, store, frontier, sink, job, on_progress)
        ended = run.work(plan, refresh=options.refresh)
        remember_redirects(settings.frontier_path, store, job.roots)
        run.tally()
    seconds = time.time() - started
    return CrawlReport(
        tuple(run.sources.values()), ended.full, seconds, ended.longest_stall_s, ended.longest_held_s
    )


def _job(settings: Settings, plan: Plan, options: CrawlOptions, owner: str, started: float) -> FetchJob:
    endpoints = (*options.allow, *plan.allow)
    Guard((*endpoints, *options.hosts.values()))
    return FetchJob(
        frontier_path=settings.frontier_path, warc_dir=settings.warc_dir, owner=owner, sites=plan.sites,
        run_start=started, max_pages=options.max_pages, allow=endpoints, hosts=dict(options.hosts),
        user_agent=user_agent(settings), max_page_bytes=settings.max_page_bytes, patience=options.patience,
    )  # fmt: skip


class _Run:
    """The parent's side of one run."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        frontier: Frontier,
        sink: PageSink,
        job: FetchJob,
        on_progress: Callable[[int], None] | None,
    ) -> None:
        self._store, self._frontier, self._sink, self._job = store, frontier, sink, job
        self._archive = WarcArchive(settings.warc_dir)
        self._on_progress = on_progress or (lambda _count: None)
        self._unstored: list[Visit] = []
        self._stored: dict[str, int] = {}
        self._unstored_bytes = 0
        self._tally: Counter[tuple[str, str]] = Counter()
        self._drops: list[Dropped] = []
        self._failing: dict[str, Dropped] = {}
        self._oldest = 0.0
        self.sources = {root: SourceReport(root) for root in job.roots}

    def work(self, plan: Plan, *, refresh: bool) -> Ended:
        """Take in what dead runs left, put the seeds into the frontier, fetch; gives back all leases."""
        try:
            for dead in self._frontier.dead_runs():
                self.salvage(dead)
            self._frontier.recover(self._job.run_start)
            allowed = bool(self._job.allow)
            seed(self._frontier, plan, self._job.run_start, refresh=refresh, allowed=allowed)
            return self._fetch()
        finally:
            self._frontier.release(self._job.owner)

    def _fetch(self) -> Ended:
        """Run the fetching process to its end."""
        # Not fork: the parent may have threads, and the child a reactor.
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=fetching.run, args=(theirs, self._job), daemon=True)
        process.start()
        theirs.close()
        try:
            return self._receive(ours)
        finally:
            with suppress(OSError):
                ours.close()
            process.join(timeout=5)
            if process.is_alive():
                process.kill()
                process.join()
            process.close()

    def _receive(self, connection: "Connection[Any, Any]") -> Ended:
        try:
            while True:
                if connection.poll(FLUSH_S):
                    message: Message = connection.recv()
                    if isinstance(message, Ended):
                        return message
                    self._deal(message)
                if self._is_flush_due():
                    self._flush(connection)
        except (EOFError, ConnectionResetError) as error:
            self._flush(None)
            self.salvage(self._job.owner)
            raise MachineError(
                English("The fetching process died (out of memory, or killed)."), GO_ON
            ) from error
        finally:
            self._flush(None)

    def salvage(self, owner: str) -> None:
        """Store what a run that died had archived and not stored."""
        warc_dir, max_bytes = self._job.warc_dir, self._job.max_page_bytes
        for arrived in salvaged(self._frontier, warc_dir, owner, max_bytes):
            self._keep(arrived)
            if self._is_flush_due():
                self._flush(None)
        self._flush(None)

    def _deal(self, message: Message) -> None:
        if isinstance(message, PageArrived):
            self._keep(message)
        elif isinstance(message, Counted):
            source = self.sources[message.root]
            setattr(source, message.name, getattr(source, message.name) + message.count)
            self._tally[message.root, message.name] += message.count
        elif isinstance(message, Dropped):
            self._note(message)
        elif isinstance(message, Crashed):
            raise MachineError(English(f"Fetching failed: {message.message.removesuffix('.')}."), GO_ON)

    def _keep(self, arrived: PageArrived) -> None:
        page = arrived.page
        assert page.warc is not None
        self._sink.take(page)
        if page.warc.file:
            self._stored[page.warc.file] = page.warc.offset
        if not self._unstored:
            self._oldest = time.monotonic()
        self._tally[arrived.root, "fetched"] += 1
        self._unstored.append(arrived.visit)
        self._unstored_bytes += len(page.body)
        self._failing.pop(page.final_url, None)
        if arrived.root in self.sources:
            # What a killed run of other sites left is taken in as well, but is not of this report.
            self.sources[arrived.root].fetched += 1
        self._on_progress(1)

    def _count(self, outcomes: Counter[tuple[str, str]]) -> None:
        self._tally.update(outcomes)
        for (root, name), count in outcomes.items():
            source = self.sources.get(root)
            if source is not None and name in ("new", "changed"):
                setattr(source, name, getattr(source, name) + count)

    def _note(self, dropped: Dropped) -> None:
        if not _is_guess(dropped):
            self._tally[dropped.root, f"{'postponed' if dropped.again else 'dropped'}:{dropped.reason}"] += 1
        self._failing[dropped.url] = dropped
        if dropped.kind == "article" and not dropped.again:
            self._drops.append(dropped)

    def tally(self) -> None:
        """Count what waits, and what failed last, so that a retry that went well does not count."""
        for source in self.sources.values():
            source.waiting = self._frontier.counts(source.name).get("waiting", 0)
        for dropped in self._failing.values():
            source = self.sources[dropped.root]
            if dropped.kind == "article":
                (source.postponed if dropped.again else source.dropped)[dropped.reason] += 1
            elif not _is_guess(dropped):
                detail = f" ({dropped.detail})" if dropped.detail else ""
                source.problems.append(f"{dropped.url}: {dropped.reason}{detail}")

    def _is_flush_due(self) -> bool:
        waited = self._unstored and time.monotonic() - self._oldest >= FLUSH_S
        return bool(waited) or len(self._unstored) >= FLUSH_PAGES or len(self._drops) >= FLUSH_PAGES

    def _flush(self, connection: "Connection[Any, Any] | None") -> None:
        """Make durable what has come, then tell the frontier and the fetching process."""
        if self._unstored:
            self._archive.sync_files(self._stored)
            self._count(self._sink.flush())
            self._frontier.finish(self._unstored, self._job.owner, self._stored)
            if connection is not None:
                with suppress(OSError):
                    connection.send(self._unstored_bytes)
            self._unstored, self._stored, self._unstored_bytes = [], {}, 0
        self._frontier.count(self._tally, time.time())
        self._tally = Counter()
        if self._drops:
            with self._store.write() as transaction:
                for drop in self._drops:
                    page_writer.put_drop(transaction, drop.url, source_of(drop.url), drop.reason)
            self._drops = []


def _is_guess(dropped: Dropped) -> bool:
    """Whether a sitemap was looked for that nobody named, and is not there: no fault of the site."""
    return dropped.reason == "http-404" and dropped.url.endswith(GUESSED_SITEMAP)
