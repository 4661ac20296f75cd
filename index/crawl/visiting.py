"""Visiting what is due: leases, robots, pauses, answers. Knows no Scrapy; it is given a `Fetch`.

One worker per host, one request at a time. A worker pauses after each answer for the longest of our own
delay, what robots.txt asks, and what the answer took (so that a slow site is asked less often).
"""

import asyncio
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

from index.crawl.answers import conditions, limit
from index.crawl.archiving import Archiver
from index.crawl.frontier import Frontier
from index.crawl.frontier_thread import FrontierThread
from index.crawl.guard import Guard
from index.crawl.leases import Leased
from index.crawl.links import Link, in_site
from index.crawl.messages import Answer, FetchJob
from index.crawl.receiving import BUSY, Outbox, Receiver
from index.crawl.robots import GUESSED_SITEMAP, Robots
from index.crawl.robots_cache import Fetch, RobotsCache
from index.crawl.sitemaps import MAX_BYTES as MAX_SITEMAP_BYTES
from index.urls import source_of, tidy_url

MAX_HOSTS = 32
"""Hosts visited at once."""
LEASE_BATCH = 20
MAX_ADAPTIVE_PAUSE_S = 10.0
POLL_S = 0.2


class Visitor:
    """One run of visits.

    Args:
        job: What to do.
        frontier: Knows what is due.
        fetch: Fetches.
        send: Takes what is found.
        archiver: Keeps what is fetched.
    """

    def __init__(
        self, job: FetchJob, frontier: FrontierThread, fetch: Fetch, send: Outbox, archiver: Archiver
    ) -> None:
        self._job, self._frontier, self._fetch = job, frontier, fetch
        self._guard = Guard((*job.allow, *job.hosts.values()))
        self._receiver = Receiver(job, frontier, self._guard, send, archiver)
        self._robots = RobotsCache(frontier, fetch, self._guard)
        self._looked_up: set[tuple[str, str]] = set()
        self._sites = {site.root: site for site in job.sites}
        self._left = limit(job.max_pages)
        self._left_of = {site.root: limit(site.max_pages) for site in job.sites}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._resting: set[str] = set()

    @property
    def is_full(self) -> bool:
        """Whether the page limit is reached."""
        return self._left <= 0

    @property
    def was_limited(self) -> bool:
        """Whether a page limit, of the run or of one site, left something undone."""
        return self.is_full or len(self._open_roots()) < len(self._sites)

    def _open_roots(self) -> list[str]:
        return [root for root, left in self._left_of.items() if left > 0]

    async def run(self) -> None:
        """Visit until nothing is due, or only what is not worth waiting for.

        Raises:
            DatelineError: The frontier or the archive cannot be written.
        """
        try:
            await self._visit_what_is_due()
        finally:
            for task in self._workers.values():
                task.cancel()
            await asyncio.gather(*self._workers.values(), return_exceptions=True)

    async def _visit_what_is_due(self) -> None:
        while True:
            if not self.is_full:
                await self._start_workers()
            if self._workers:
                await asyncio.wait(
                    self._workers.values(), timeout=POLL_S, return_when=asyncio.FIRST_COMPLETED
                )
                self._reap()
            elif self.is_full or await self._is_over():
                return
            else:
                await asyncio.sleep(POLL_S)

    async def _start_workers(self) -> None:
        while len(self._workers) < MAX_HOSTS:
            busy = (*self._workers, *self._resting)
            host = await self._frontier.do(
                Frontier.own_host, self._job.owner, self._open_roots(), time.time(), busy
            )
            if host is None:
                return
            self._workers[host] = asyncio.create_task(self._work(host))

    def _reap(self) -> None:
        for host in [host for host, task in self._workers.items() if task.done()]:
            self._workers.pop(host).result()

    async def _is_over(self) -> bool:
        due = await self._frontier.do(
            Frontier.next_due, self._job.owner, self._open_roots(), tuple(self._resting)
        )
        return due is None or due > time.time() + self._job.patience.max_wait_s

    async def _work(self, host: str) -> None:
        try:
            while not self.is_full:
                items = await self._frontier.do(
                    Frontier.lease, self._job.owner, host, self._open_roots(), time.time(), self._batch_size()
                )
                if not items or not await self._visit_all(items):
                    return
        finally:
            await self._frontier.do(Frontier.release_host, self._job.owner, host)

    def _batch_size(self) -> int:
        # A lease must outlast its batch also at the longest pause.
        slowest_s = max(site.delay_s for site in self._sites.values())
        return max(1, min(LEASE_BATCH, int(400 / max(slowest_s, 1.0))))

    async def _visit_all(self, items: Sequence[Leased]) -> bool:
        """Visit in order; False when the host is to rest, the others then go back."""
        for position, item in enumerate(items):
            if self.is_full or not await self._visit(item):
                await self._frontier.do(Frontier.unlease, [other.key for other in items[position:]])
                return False
        return True

    async def _visit(self, item: Leased) -> bool:
        if item.kind == "article" and self._left_of[item.root] <= 0:
            await self._frontier.do(Frontier.unlease, [item.key])
            return True
        refusal = self._guard.refusal(item.url)
        if not refusal and not self._sites[item.root].wants(item.url, item.kind):
            refusal = "pattern"
        if refusal:
            await self._receiver.exclude(item, refusal)
            return True
        robots, told = await self._robots_of(item)
        if told.error == "private-address":
            await self._receiver.exclude(item, told.error)
            return True
        if not robots.reachable:
            await self._rest(item, told)
            return False
        if not robots.allows(item.url):
            await self._receiver.exclude(item, "robots")
            return True
        counted = item.kind == "article"
        self._spend(item.root, counted)
        answer = await self._fetch(item.url, conditions(item), self._max_bytes(item))
        kept = await self._receiver.receive(item, answer)
        self._spend(item.root, kept - counted)  # what a list was thought to be may be an article
        await self._pause(item.root, answer.latency_s, robots.delay_s)
        return answer.status not in BUSY

    def _spend(self, root: str, pages: int) -> None:
        self._left -= pages
        self._left_of[root] -= pages

    def _max_bytes(self, item: Leased) -> int:
        return MAX_SITEMAP_BYTES if item.kind == "sitemap" else self._job.max_page_bytes

    async def _pause(self, root: str, latency_s: float, asked_s: float) -> None:
        delay_s = max(self._sites[root].delay_s, asked_s)
        if delay_s > 0:
            await asyncio.sleep(max(delay_s, min(latency_s, MAX_ADAPTIVE_PAUSE_S)))

    async def _robots_of(self, item: Leased) -> tuple[Robots, Answer]:
        """Give the rules for an address, and the answer they were read from."""
        parts = urlsplit(item.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        found = await self._robots.known(origin)
        if found is None:
            found = await self._robots.ask(origin)
            await self._pause(item.root, found.answer.latency_s, found.robots.delay_s)
        if (origin, item.root) not in self._looked_up:
            self._looked_up.add((origin, item.root))
            await self._add_sitemaps(item, found.robots, origin)
        return found.robots, found.answer

    async def _add_sitemaps(self, item: Leased, robots: Robots, origin: str) -> None:
        if not self._sites[item.root].whole or source_of(origin) != item.root or not robots.reachable:
            return
        named = robots.sitemaps or (origin + GUESSED_SITEMAP,)
        links = [Link(url=tidy_url(url), kind="sitemap") for url in named if in_site(url, item.root)]
        await self._receiver.add(item.root, 1, links)

    async def _rest(self, item: Leased, told: Answer) -> None:
        """Leave a host alone for this run, as its robots.txt cannot be read; its addresses wait."""
        self._resting.add(source_of(item.url))
        detail = told.detail or f"robots.txt: {told.status}"
        await self._receiver.drop(item, told.error or "robots-unreachable", again=True, detail=detail)
