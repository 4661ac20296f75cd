"""The robots.txt of each origin: asked for once an hour, kept in the frontier between runs."""

import time
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urljoin

from index.crawl.frontier import Frontier
from index.crawl.frontier_thread import FrontierThread
from index.crawl.guard import Guard
from index.crawl.messages import MAX_REDIRECTS, REDIRECTS, Answer
from index.crawl.robots import MAX_BYTES, Robots, read_robots
from index.warc import header

FRESH_S = 3_600.0
"""How long rules hold before they are read again; RFC 9309 allows a day."""


class Fetch(Protocol):
    """Fetches one address; follows no redirect; never raises for what a site does."""

    async def __call__(self, url: str, headers: dict[str, str], max_bytes: int) -> Answer:
        """Give the answer, its body decoded and at most ``max_bytes`` long."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """The rules of an origin, the answer that they were read from, and until when they hold (epoch)."""

    robots: Robots
    answer: Answer
    until: float


class RobotsCache:
    """Rules by origin (``https://paper.example``), for one run.

    Args:
        frontier: Keeps them between runs.
        fetch: Fetches.
        guard: What may be reached.
    """

    def __init__(self, frontier: FrontierThread, fetch: Fetch, guard: Guard) -> None:
        self._frontier, self._fetch, self._guard = frontier, fetch, guard
        self._known: dict[str, Known] = {}

    async def known(self, origin: str) -> Known | None:
        """Give rules that still hold, without asking the site."""
        now = time.time()
        found = self._known.get(origin)
        if found is None:
            kept = await self._frontier.do(Frontier.robots, origin, now - FRESH_S)
            if kept is not None:
                at, status, body = kept
                found = Known(read_robots(status, body), Answer(status=status, body=body), at + FRESH_S)
        if found is None or found.until <= now:
            return None
        self._known[origin] = found
        return found

    async def ask(self, origin: str) -> Known:
        """Ask the site for its rules. While it cannot say, nothing is kept beyond this run."""
        answer = await self._follow(f"{origin}/robots.txt")
        now = time.time()
        found = self._known[origin] = Known(read_robots(answer.status, answer.body), answer, now + FRESH_S)
        if found.robots.reachable:
            body = answer.body[:MAX_BYTES]
            await self._frontier.do(Frontier.put_robots, origin, now, answer.status, body)
        return found

    async def _follow(self, url: str) -> Answer:
        for _ in range(MAX_REDIRECTS):
            answer = await self._fetch(url, {}, MAX_BYTES)
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
