"""What becomes of one answer: links into the frontier, the page into its file and on to the parent.

The order is what keeps every page: links are committed before the page that led to them is archived, and a
page is archived before the parent hears of it.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urljoin

from index.crawl.answers import next_interval, page_of, retry_after_s, visit_of
from index.crawl.archiving import Archiver
from index.crawl.discovery import MAX_DEPTH, Discovery, discover
from index.crawl.frontier import Frontier
from index.crawl.frontier_thread import FrontierThread
from index.crawl.guard import Guard
from index.crawl.leases import Leased
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
from index.urls import source_of, tidy_url
from index.warc import WarcArchive, header

BLOCKED_RETRY_S = 86_400.0
MAX_DOUBLINGS = 10
"""Of the rest of a host that says again and again that it is busy."""
MAX_SEEN = 50_000
"""Bodies remembered to see that many addresses give the same one: a wall, or a page that says "not found"."""
MAX_KNOWN = 100_000
"""Articles remembered to be in the frontier already, so that it need not be told of each link to them."""
ADD_CHUNK = 500
"""Links added in one transaction, about 50 ms; other callers have their turn between two."""
LONG_BYTES = 300_000
"""Bodies from here on are read in a thread: a sitemap of 50 MB takes seconds."""

BUSY = frozenset({429, 503})
BLOCKED = frozenset({401, 402, 403, 451})
FINAL_ERRORS = frozenset({"too-large", "private-address", "bad-scheme", "bad-url"})
"""Errors that another try would meet again."""


class Outbox(Protocol):
    """Where messages go; waits while the receiver is behind."""

    async def __call__(self, message: Message) -> None:
        """Hand over one message, in order."""
        ...


class Receiver:
    """Deals with the answers of one run.

    Args:
        job: What is to be fetched.
        frontier: Learns of links and visits.
        guard: What redirects may lead to.
        send: Takes what is found.
        archiver: Keeps what is fetched.
    """

    def __init__(
        self, job: FetchJob, frontier: FrontierThread, guard: Guard, send: Outbox, archiver: Archiver
    ) -> None:
        self._job, self._frontier, self._guard = job, frontier, guard
        self._send, self._archiver = send, archiver
        self._sites = {site.root: site for site in job.sites}
        self._seen: dict[tuple[str, str], str] = {}
        self._known: set[str] = set()
        self._busy: Counter[str] = Counter()

    async def add(self, root: str, depth: int, links: Iterable[Link]) -> int:
        """Note what was found; gives how many articles are new."""
        site, found = self._sites[root], 0
        if site.max_depth is not None and depth > site.max_depth:
            return 0
        told = [link for link in links if self._is_news(link) and site.wants(link.url, link.kind)]
        for start in range(0, len(told), ADD_CHUNK):
            chunk = told[start : start + ADD_CHUNK]
            found += await self._frontier.do(
                Frontier.add,
                chunk,
                root=root,
                depth=depth,
                run_start=self._job.run_start,
                pause_s=site.pause_s,
            )
            self._remember(chunk)
        if found:
            await self._send(Counted(root, "found", found))
        return found

    def _is_news(self, link: Link) -> bool:
        return link.url not in self._known or link.listed or link.modified is not None

    def _remember(self, links: Iterable[Link]) -> None:
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        self._known.update(link.url for link in links if link.kind == "article")

    async def receive(self, item: Leased, answer: Answer) -> bool:
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
            await self.exclude(item, answer.error)
        else:
            await self._fail(item, answer)
        return False

    async def _take(self, item: Leased, answer: Answer) -> bool:
        digest = WarcArchive.digest(answer.body)
        if item.kind == "article" and item.digest == digest:
            await self._unchanged(item, answer)
            return False
        found = await self._read(item, answer)
        # Links first: once the page is done, nothing would look for them again.
        new = await self.add(item.root, item.depth + 1, found.links)
        return await self._keep(item, answer, found, digest, has_new=bool(new))

    async def _read(self, item: Leased, answer: Answer) -> Discovery:
        def read() -> Discovery:
            return discover(
                answer.body, url=item.url, content_type=header(answer.headers, "content-type") or "",
                robots_tags=[value for name, value in answer.headers if name.lower() == "x-robots-tag"],
                kind=item.kind, depth=item.depth, root=item.root, now=datetime.now(UTC),
            )  # fmt: skip

        return read() if len(answer.body) < LONG_BYTES else await asyncio.to_thread(read)

    async def _keep(
        self, item: Leased, answer: Answer, found: Discovery, digest: str, *, has_new: bool
    ) -> bool:
        if found.is_article and found.directives.noindex:
            await self.exclude(item, "noindex")
            return False
        if found.is_article and found.is_missing:
            await self.exclude(item, "soft-404")
            return False
        if found.is_article and (other := self._same_bytes(item, digest)) != item.key:
            await self._frontier.do(Frontier.exclude, item.key, "duplicate", target=other)
            await self.drop(item, "duplicate", again=False, detail=other)
            return False
        visit = visit_of(
            item,
            answer,
            digest,
            archived=not found.directives.noarchive,
            interval_s=next_interval(item, self._sites[item.root].pause_s, has_new=has_new),
        )
        if found.is_article and item.digest != digest:
            page = await self._archiver.keep(page_of(item, answer, found.directives, visit.at), digest)
            await self._send(PageArrived(item.root, page, visit))
            return True
        if item.kind == "article" and found.form == "other":
            await self.exclude(item, "not-html")
            return False
        if item.digest == digest:
            await self._archiver.keep_revisit(item, answer)
        elif not found.directives.noarchive:
            await self._archiver.keep_list(item.url, answer)
        await self._frontier.do(Frontier.finish, [visit])
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
        pause_s = self._sites[item.root].pause_s
        visit = visit_of(
            item,
            answer,
            item.digest,
            archived=False,
            interval_s=next_interval(item, pause_s, has_new=False),
        )
        await self._frontier.do(Frontier.finish, [visit])
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
            await self.exclude(item, refusal, location)
        elif item.hops >= MAX_REDIRECTS or item.depth >= MAX_DEPTH:
            await self.exclude(item, "redirect-loop", target)
        elif not in_site(target, item.root):
            await self.exclude(item, "off-site", target)
        elif await self._frontier.do(Frontier.redirect, item, target, self._job.run_start) == "loop":
            await self.exclude(item, "redirect-loop", target)

    async def exclude(self, item: Leased, reason: str, detail: str = "") -> None:
        """Give an address up, by a named reason."""
        await self._frontier.do(Frontier.exclude, item.key, reason)
        await self.drop(item, reason, again=False, detail=detail)

    async def _fail(self, item: Leased, answer: Answer) -> None:
        now = time.time()
        retry_at = self._retry_at(item, answer, now)
        if answer.status in BUSY and retry_at is not None:
            host = source_of(item.url)
            # Who goes on saying so is asked half as often each time.
            longer = 2 ** min(self._busy[host], MAX_DOUBLINGS)
            self._busy[host] += 1
            await self._frontier.do(Frontier.rest_host, host, now + (retry_at - now) * longer)
        reason = answer.error or f"http-{answer.status}"
        await self._frontier.do(Frontier.fail, item.key, reason, retry_at)
        await self.drop(item, reason, again=retry_at is not None, detail=answer.detail)

    def _retry_at(self, item: Leased, answer: Answer, now: float) -> float | None:
        waits = self._job.patience.retry_s
        if answer.status in BLOCKED:
            return now + BLOCKED_RETRY_S if item.attempts < 2 else None
        temporary = answer.error or answer.status >= 500 or answer.status in (408, 425, 429)
        # What is too busy for us now is no reason to give an address up.
        if not temporary or (item.attempts >= len(waits) and answer.status not in BUSY):
            return None
        return now + max(waits[min(item.attempts, len(waits) - 1)], retry_after_s(answer, now))

    async def drop(self, item: Leased, reason: str, *, again: bool, detail: str = "") -> None:
        """Tell that an address gave no page."""
        await self._send(Dropped(item.root, item.url, item.kind, reason, again, detail))
