"""Visiting what is due: leases, robots, pauses, answers. Knows no Scrapy; it is given a `Fetch`.

One worker per host, one request at a time. A worker pauses after each answer for the longest of our own
delay, what robots.txt asks, and what the answer took (so that a slow site is asked less often).
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from index.crawl.answers import conditions, limit, next_interval, page_of, retry_after_s, visit_of
from index.crawl.archiving import Archiver
from index.crawl.discovery import MAX_DEPTH, Discovery, discover
from index.crawl.frontier import Frontier, Leased
from index.crawl.guard import Guard
from index.crawl.links import Link, in_site
from index.crawl.messages import (
    MAX_REDIRECTS,
    REDIRECTS,
    Answer,
    Counted,
    Dropped,
    FetchJob,
    Message,
    PageArrived,
)
from index.crawl.robots import GUESSED_SITEMAP, Robots
from index.crawl.robots_cache import Fetch, RobotsCache
from index.crawl.sitemaps import MAX_BYTES as MAX_SITEMAP_BYTES
from index.urls import source_of, tidy_url
from index.warc import WarcArchive, header

MAX_HOSTS = 32
"""Hosts visited at once."""
LEASE_BATCH = 20
BLOCKED_RETRY_S = 86_400.0
MAX_ADAPTIVE_PAUSE_S = 10.0
POLL_S = 0.2
ADD_CHUNK = 500
"""Links added in one transaction, about 50 ms; the loop breathes between two."""

MAX_DOUBLINGS = 10
"""Of the rest of a host that says again and again that it is busy."""
MAX_SEEN = 50_000
"""Bodies remembered to see that many addresses give the same one: a wall, or a page that says "not found"."""

BUSY = frozenset({429, 503})
BLOCKED = frozenset({401, 402, 403, 451})
FINAL_ERRORS = frozenset({"too-large", "private-address", "bad-scheme", "bad-url"})
"""Errors that another try would meet again."""


class Outbox(Protocol):
    """Where messages go; waits while the receiver is behind."""

    async def __call__(self, message: Message) -> None:
        """Hand over one message, in order."""
        ...


class Visitor:
    """One run of visits.

    Args:
        job: What to do.
        frontier: Open, for this thread alone.
        fetch: Fetches.
        send: Takes what is found.
        archiver: Keeps what is fetched.
    """

    def __init__(
        self, job: FetchJob, frontier: Frontier, fetch: Fetch, send: Outbox, archiver: Archiver
    ) -> None:
        self._job, self._frontier, self._fetch, self._send = job, frontier, fetch, send
        self._archiver = archiver
        self._guard = Guard((*job.allow, *job.hosts.values()))
        self._robots = RobotsCache(frontier, fetch, self._guard)
        self._looked_up: set[tuple[str, str]] = set()
        self._sites = {site.root: site for site in job.sites}
        self._left = limit(job.max_pages)
        self._left_of = {site.root: limit(site.max_pages) for site in job.sites}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._resting: set[str] = set()
        self._seen: dict[tuple[str, str], str] = {}
        self._busy: Counter[str] = Counter()

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
        """Visit until nothing is due, or only what is not worth waiting for."""
        while True:
            if not self.is_full:
                self._start_workers()
            if self._workers:
                await asyncio.wait(
                    self._workers.values(), timeout=POLL_S, return_when=asyncio.FIRST_COMPLETED
                )
                self._reap()
            elif self.is_full or self._is_over():
                return
            else:
                await asyncio.sleep(POLL_S)

    def _start_workers(self) -> None:
        while len(self._workers) < MAX_HOSTS:
            busy = (*self._workers, *self._resting)
            host = self._frontier.own_host(self._job.owner, self._open_roots(), time.time(), busy)
            if host is None:
                return
            self._workers[host] = asyncio.create_task(self._work(host))

    def _reap(self) -> None:
        for host in [host for host, task in self._workers.items() if task.done()]:
            self._workers.pop(host).result()

    def _is_over(self) -> bool:
        due = self._frontier.next_due(self._job.owner, self._open_roots(), self._resting)
        return due is None or due > time.time() + self._job.patience.max_wait_s

    async def _work(self, host: str) -> None:
        try:
            while not self.is_full:
                items = self._frontier.lease(
                    self._job.owner, host, self._open_roots(), time.time(), self._batch_size()
                )
                if not items or not await self._visit_all(items):
                    return
        finally:
            self._frontier.release_host(self._job.owner, host)

    def _batch_size(self) -> int:
        # A lease must outlast its batch also at the longest pause.
        slowest_s = max(site.delay_s for site in self._sites.values())
        return max(1, min(LEASE_BATCH, int(400 / max(slowest_s, 1.0))))

    async def _visit_all(self, items: Sequence[Leased]) -> bool:
        """Visit in order; False when the host is to rest, the others then go back."""
        for position, item in enumerate(items):
            if self.is_full or not await self._visit(item):
                self._frontier.unlease([other.key for other in items[position:]])
                return False
        return True

    async def _visit(self, item: Leased) -> bool:
        if item.kind == "article" and self._left_of[item.root] <= 0:
            self._frontier.unlease([item.key])
            return True
        refusal = self._guard.refusal(item.url)
        if not refusal and not self._sites[item.root].wants(item.url, item.kind):
            refusal = "pattern"
        if refusal:
            await self._exclude(item, refusal)
            return True
        robots, told = await self._robots_of(item)
        if told.error == "private-address":
            await self._exclude(item, told.error)
            return True
        if not robots.reachable:
            await self._rest(item, told)
            return False
        if not robots.allows(item.url):
            await self._exclude(item, "robots")
            return True
        counted = item.kind == "article"
        self._spend(item.root, counted)
        answer = await self._fetch(item.url, conditions(item), self._max_bytes(item))
        kept = await self._handle(item, answer)
        self._spend(item.root, -(counted and not kept))
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
        found = self._robots.known(origin)
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
        await self._add(item.root, 1, links)

    async def _add(self, root: str, depth: int, links: Iterable[Link]) -> int:
        """Note what was found; gives how many articles are new."""
        site, found = self._sites[root], 0
        if site.max_depth is not None and depth > site.max_depth:
            return 0
        links = [link for link in links if site.wants(link.url, link.kind)]
        for start in range(0, len(links), ADD_CHUNK):
            found += self._frontier.add(
                links[start : start + ADD_CHUNK],
                root=root,
                depth=depth,
                run_start=self._job.run_start,
                pause_s=site.pause_s,
            )
            await asyncio.sleep(0)
        if found:
            await self._send(Counted(root, "found", found))
        return found

    async def _handle(self, item: Leased, answer: Answer) -> bool:
        """Deal with an answer; True when it gave a page."""
        if answer.status not in BUSY:
            self._busy.pop(source_of(item.url), None)
        if answer.status == 200:
            return await self._take(item, answer)
        if answer.status == 304:
            await self._unchanged(item, answer)
        elif answer.status in REDIRECTS:
            await self._redirect(item, answer)
        elif answer.error in FINAL_ERRORS:
            await self._exclude(item, answer.error)
        else:
            await self._fail(item, answer)
        return False

    async def _take(self, item: Leased, answer: Answer) -> bool:
        digest = WarcArchive.digest(answer.body)
        if item.kind == "article" and item.digest == digest:
            await self._unchanged(item, answer)
            return False
        found = discover(
            answer.body, url=item.url, content_type=header(answer.headers, "content-type") or "",
            robots_tags=[value for name, value in answer.headers if name.lower() == "x-robots-tag"],
            kind=item.kind, depth=item.depth, root=item.root, now=datetime.now(UTC),
        )  # fmt: skip
        # Links first: once the page is done, nothing would look for them again.
        new = await self._add(item.root, item.depth + 1, found.links)
        return await self._keep(item, answer, found, digest, has_new=bool(new))

    async def _keep(
        self, item: Leased, answer: Answer, found: Discovery, digest: str, *, has_new: bool
    ) -> bool:
        if found.is_article and found.directives.noindex:
            await self._exclude(item, "noindex")
            return False
        if found.is_article and found.is_missing:
            await self._exclude(item, "soft-404")
            return False
        if found.is_article and (other := self._same_bytes(item, digest)) != item.key:
            self._frontier.exclude(item.key, "duplicate", target=other)
            await self._drop(item, "duplicate", again=False, detail=other)
            return False
        visit = visit_of(
            item,
            answer,
            digest,
            archived=not found.directives.noarchive,
            interval_s=next_interval(item, self._sites[item.root].pause_s, has_new=has_new),
        )
        if found.is_article:
            page = await self._archiver.keep(page_of(item, answer, found.directives, visit.at))
            await self._send(PageArrived(item.root, page, visit))
            return True
        if item.kind == "article" and found.form == "other":
            await self._exclude(item, "not-html")
            return False
        if item.digest == digest:
            await self._archiver.keep_revisit(item, answer)
        elif not found.directives.noarchive:
            await self._archiver.keep_list(item.url, answer)
        self._frontier.finish([visit])
        await self._send(Counted(item.root, "lists"))
        return False

    def _same_bytes(self, item: Leased, digest: str) -> str:
        """Give the address on this host that first gave these bytes in this run; it may be the item's own."""
        if len(self._seen) >= MAX_SEEN:
            self._seen.clear()
        return self._seen.setdefault((source_of(item.url), digest), item.key)

    async def _unchanged(self, item: Leased, answer: Answer) -> None:
        if item.digest:
            self._same_bytes(item, item.digest)
        await self._archiver.keep_revisit(item, answer)
        self._frontier.finish(
            [
                visit_of(
                    item,
                    answer,
                    item.digest,
                    archived=False,
                    interval_s=next_interval(item, self._sites[item.root].pause_s, has_new=False),
                )
            ]
        )
        await self._send(Counted(item.root, "unchanged" if item.kind == "article" else "lists"))

    async def _redirect(self, item: Leased, answer: Answer) -> None:
        await self._archiver.keep_list(item.url, answer)
        location = header(answer.headers, "location") or ""
        try:
            target = tidy_url(urljoin(item.url, location))
        except ValueError:
            target = ""
        refusal = self._guard.refusal(target) if target else "bad-url"
        if refusal:
            await self._exclude(item, refusal, location)
        elif item.hops >= MAX_REDIRECTS or item.depth >= MAX_DEPTH:
            await self._exclude(item, "redirect-loop", target)
        elif not in_site(target, item.root):
            await self._exclude(item, "off-site", target)
        elif self._frontier.redirect(item, target, self._job.run_start) == "loop":
            await self._exclude(item, "redirect-loop", target)

    async def _exclude(self, item: Leased, reason: str, detail: str = "") -> None:
        self._frontier.exclude(item.key, reason)
        await self._drop(item, reason, again=False, detail=detail)

    async def _fail(self, item: Leased, answer: Answer) -> None:
        now = time.time()
        retry_at = self._retry_at(item, answer, now)
        if answer.status in BUSY and retry_at is not None:
            host = source_of(item.url)
            # Who goes on saying so is asked half as often each time.
            longer = 2 ** min(self._busy[host], MAX_DOUBLINGS)
            self._busy[host] += 1
            self._frontier.rest_host(host, now + (retry_at - now) * longer)
        reason = answer.error or f"http-{answer.status}"
        self._frontier.fail(item.key, reason, retry_at)
        await self._drop(item, reason, again=retry_at is not None, detail=answer.detail)

    def _retry_at(self, item: Leased, answer: Answer, now: float) -> float | None:
        waits = self._job.patience.retry_s
        if answer.status in BLOCKED:
            return now + BLOCKED_RETRY_S if item.attempts < 2 else None
        temporary = answer.error or answer.status >= 500 or answer.status in (408, 425, 429)
        # What is too busy for us now is no reason to give an address up.
        if not temporary or (item.attempts >= len(waits) and answer.status not in BUSY):
            return None
        return now + max(waits[min(item.attempts, len(waits) - 1)], retry_after_s(answer, now))

    async def _rest(self, item: Leased, told: Answer) -> None:
        """Leave a host alone for this run, as its robots.txt cannot be read; its addresses wait."""
        self._resting.add(source_of(item.url))
        detail = told.detail or f"robots.txt: {told.status}"
        await self._drop(item, told.error or "robots-unreachable", again=True, detail=detail)

    async def _drop(self, item: Leased, reason: str, *, again: bool, detail: str = "") -> None:
        await self._send(Dropped(item.root, item.url, item.kind, reason, again, detail))
