"""Visiting what is due: leases, robots, pauses, answers. Knows no Scrapy; it is given a `Fetch`.

One worker per host, one request at a time. A worker pauses after each answer for the longest of our own
delay, what robots.txt asks, and what the answer took (so that a slow site is asked less often).
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import urljoin, urlsplit

from index.crawl.archiving import Archiver
from index.crawl.discovery import MAX_DEPTH, Discovery, discover
from index.crawl.frontier import Frontier, Leased, Visit
from index.crawl.guard import Guard
from index.crawl.links import Directives, Link, in_site
from index.crawl.messages import Answer, Counted, Dropped, FetchedPage, FetchJob, Message, PageArrived
from index.crawl.robots import GUESSED_SITEMAP, Robots, read_robots
from index.crawl.robots import MAX_BYTES as MAX_ROBOTS_BYTES
from index.crawl.sitemaps import MAX_BYTES as MAX_SITEMAP_BYTES
from index.urls import source_of, tidy_url
from index.warc import WarcArchive, header

MAX_HOSTS = 32
"""Hosts visited at once."""
LEASE_BATCH = 20
MAX_REDIRECTS = 10
"""Redirects followed from one address, as browsers and RFC 9309 do (20 and 5)."""
BLOCKED_RETRY_S = 86_400.0
MAX_RETRY_AFTER_S = 86_400.0
MAX_ADAPTIVE_PAUSE_S = 10.0
POLL_S = 0.2
ADD_CHUNK = 500
"""Links added in one transaction, about 50 ms; the loop breathes between two."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 503})
BLOCKED = frozenset({401, 402, 403, 451})
FINAL_ERRORS = frozenset({"too-large", "private-address", "bad-scheme", "bad-url"})
"""Errors that another try would meet again."""


class Fetch(Protocol):
    """Fetches one address; follows no redirect; never raises for what a site does."""

    async def __call__(self, url: str, headers: dict[str, str], max_bytes: int) -> Answer:
        """Give the answer, its body decoded and at most ``max_bytes`` long."""
        ...


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
        self._robots: dict[str, tuple[Robots, Answer]] = {}
        self._left = float("inf") if job.max_pages is None else job.max_pages
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._resting: set[str] = set()

    @property
    def is_full(self) -> bool:
        """Whether the page limit is reached."""
        return self._left <= 0

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
            host = self._frontier.own_host(self._job.owner, self._job.roots, time.time(), busy)
            if host is None:
                return
            self._workers[host] = asyncio.create_task(self._work(host))

    def _reap(self) -> None:
        for host in [host for host, task in self._workers.items() if task.done()]:
            self._workers.pop(host).result()

    def _is_over(self) -> bool:
        due = self._frontier.next_due(self._job.owner, self._job.roots, self._resting)
        return due is None or due > time.time() + self._job.patience.max_wait_s

    async def _work(self, host: str) -> None:
        try:
            while not self.is_full:
                items = self._frontier.lease(
                    self._job.owner, host, self._job.roots, time.time(), self._batch_size()
                )
                if not items or not await self._visit_all(items):
                    return
        finally:
            self._frontier.release_host(self._job.owner, host)

    def _batch_size(self) -> int:
        # A lease must outlast its batch also at the longest pause.
        return max(1, min(LEASE_BATCH, int(400 / max(self._job.delay_s, 1.0))))

    async def _visit_all(self, items: Sequence[Leased]) -> bool:
        """Visit in order; False when the host is to rest, the others then go back."""
        for position, item in enumerate(items):
            if self.is_full or not await self._visit(item):
                self._frontier.unlease([other.key for other in items[position:]])
                return False
        return True

    async def _visit(self, item: Leased) -> bool:
        refusal = self._guard.refusal(item.url)
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
        self._left -= item.kind == "article"
        answer = await self._fetch(item.url, _conditions(item), self._max_bytes(item))
        kept = await self._handle(item, answer)
        self._left += item.kind == "article" and not kept
        await self._pause(answer.latency_s, robots.delay_s)
        return answer.status not in BUSY

    def _max_bytes(self, item: Leased) -> int:
        return MAX_SITEMAP_BYTES if item.kind == "sitemap" else self._job.max_page_bytes

    async def _pause(self, latency_s: float, asked_s: float) -> None:
        delay_s = max(self._job.delay_s, asked_s)
        if delay_s > 0:
            await asyncio.sleep(max(delay_s, min(latency_s, MAX_ADAPTIVE_PAUSE_S)))

    async def _robots_of(self, item: Leased) -> tuple[Robots, Answer]:
        """Give the rules for an address, and the answer they were read from; asked once a run."""
        parts = urlsplit(item.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            answer = await self._fetch_robots(f"{origin}/robots.txt")
            robots = read_robots(answer.status, answer.body)
            self._robots[origin] = robots, answer
            await self._pause(answer.latency_s, robots.delay_s)
            await self._add_sitemaps(item, robots, origin)
        return self._robots[origin]

    async def _fetch_robots(self, url: str) -> Answer:
        for _ in range(MAX_REDIRECTS):
            answer = await self._fetch(url, {}, MAX_ROBOTS_BYTES)
            location = header(answer.headers, "location")
            if answer.status not in REDIRECTS or not location:
                return answer
            try:
                url = urljoin(url, location)
            except ValueError:
                break
            if self._guard.refusal(url):
                break
        # RFC 9309: too many redirects count as no file.
        return Answer(status=404)

    async def _add_sitemaps(self, item: Leased, robots: Robots, origin: str) -> None:
        if item.root not in self._job.whole or source_of(origin) != item.root or not robots.reachable:
            return
        named = robots.sitemaps or (origin + GUESSED_SITEMAP,)
        links = [Link(url=tidy_url(url), kind="sitemap") for url in named if in_site(url, item.root)]
        await self._add(item.root, 1, links)

    async def _add(self, root: str, depth: int, links: Sequence[Link]) -> None:
        found = 0
        for start in range(0, len(links), ADD_CHUNK):
            found += self._frontier.add(
                links[start : start + ADD_CHUNK], root=root, depth=depth, run_start=self._job.run_start
            )
            await asyncio.sleep(0)
        if found:
            await self._send(Counted(root, "found", found))

    async def _handle(self, item: Leased, answer: Answer) -> bool:
        """Deal with an answer; True when it gave a page."""
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
        await self._add(item.root, item.depth + 1, found.links)
        return await self._keep(item, answer, found, digest)

    async def _keep(self, item: Leased, answer: Answer, found: Discovery, digest: str) -> bool:
        if found.is_article and found.directives.noindex:
            await self._exclude(item, "noindex")
            return False
        visit = _visit_of(item, answer, digest, archived=not found.directives.noarchive)
        if found.is_article:
            page = await self._archiver.keep(_page_of(item, answer, found.directives, visit.at))
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

    async def _unchanged(self, item: Leased, answer: Answer) -> None:
        await self._archiver.keep_revisit(item, answer)
        self._frontier.finish([_visit_of(item, answer, item.digest, archived=False)])
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
            self._frontier.rest_host(source_of(item.url), retry_at)
        reason = answer.error or f"http-{answer.status}"
        self._frontier.fail(item.key, reason, retry_at)
        await self._drop(item, reason, again=retry_at is not None, detail=answer.detail)

    def _retry_at(self, item: Leased, answer: Answer, now: float) -> float | None:
        waits = self._job.patience.retry_s
        if answer.status in BLOCKED:
            return now + BLOCKED_RETRY_S if item.attempts < 2 else None
        temporary = answer.error or answer.status >= 500 or answer.status in (408, 425, 429)
        if not temporary or item.attempts >= len(waits):
            return None
        return now + max(waits[item.attempts], retry_after_s(answer, now))

    async def _rest(self, item: Leased, told: Answer) -> None:
        """Leave a host alone for this run, as its robots.txt cannot be read; its addresses wait."""
        self._resting.add(source_of(item.url))
        detail = told.detail or f"robots.txt: {told.status}"
        await self._drop(item, told.error or "robots-unreachable", again=True, detail=detail)

    async def _drop(self, item: Leased, reason: str, *, again: bool, detail: str = "") -> None:
        await self._send(Dropped(item.root, item.url, item.kind, reason, again, detail))


def _conditions(item: Leased) -> dict[str, str]:
    """Ask for news only; not of pages whose links must be read again."""
    if item.kind not in ("article", "feed"):
        return {}
    asked = {"If-None-Match": item.etag, "If-Modified-Since": item.last_modified}
    return {name: value for name, value in asked.items() if value}


def _visit_of(item: Leased, answer: Answer, digest: str | None, *, archived: bool) -> Visit:
    return Visit(
        key=item.key,
        kind=item.kind,
        at=time.time(),
        etag=header(answer.headers, "etag"),
        last_modified=header(answer.headers, "last-modified"),
        digest=digest,
        archived=archived and item.digest != digest,
    )


def _page_of(item: Leased, answer: Answer, asked: Directives, at: float) -> FetchedPage:
    return FetchedPage(
        url=item.asked, final_url=item.url, status=answer.status,
        content_type=header(answer.headers, "content-type"), headers=answer.headers, body=answer.body,
        fetched_at=datetime.fromtimestamp(at, UTC), source=source_of(item.url),
        may_archive=not asked.noarchive,
    )  # fmt: skip


def retry_after_s(answer: Answer, now: float) -> float:
    """Read Retry-After as seconds from ``now``, at most a day; 0 when there is none."""
    printed = (header(answer.headers, "retry-after") or "").strip()
    if printed.isascii() and printed.isdigit():
        return min(float(printed), MAX_RETRY_AFTER_S)
    try:
        moment = parsedate_to_datetime(printed)
        return min(max(moment.timestamp() - now, 0.0), MAX_RETRY_AFTER_S)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
