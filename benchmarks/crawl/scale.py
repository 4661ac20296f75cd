"""Many hosts at once: every page once, CPU and memory of the crawler alone, and a store that is held up.

``python -m benchmarks crawl scale --hosts 50 --pages 20000``

Names are resolved by the crawler's own table to a server in this process, which has an address of loopback
for each and whose CPU is not counted. Pages are archived and stored, none is cleaned: what is measured is
what crawling costs beyond cleaning. Beside it stands what Scrapy costs by itself, measured in the same
minutes: the same pages fetched from a list, and by a spider that follows links as its tutorial does.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.crawl.once import REPORT
from benchmarks.crawl.server import LoopbackServer, Reply
from benchmarks.memory import watch
from index.store import open_store
from index.tables import pages

PARAGRAPH = (
    "The harbour office said on Tuesday that the evening ferry would sail an hour later than planned. "
)
PER_SECTION = 20
LOCK_S = 4.0
"""How long the store is held while the crawl runs, and then the frontier."""
BARE_PAGES = 2_000
"""Pages of the measurement of Scrapy by itself, at most."""
MAX_COST_MS = 5.0
MAX_MB = 400.0
MAX_HELD_S = 1.0
"""Longest that the loop may be held up by its own process while a lock of `LOCK_S` is waited for."""


class Town:
    """Newspapers with front page, sections of many pages, feed, sitemap and a forbidden corner each.

    Args:
        hosts: How many.
        articles: Articles of each.
    """

    def __init__(self, hosts: int, articles: int) -> None:
        self.names = [f"www.town{number}.example" for number in range(hosts)]
        self._articles = articles
        nav = "".join(f'<li><a href="/section-{letter}">Section {letter}</a></li>' for letter in "abcdefgh")
        self._head = f"<ul>{nav}</ul><script>{'x' * 4000}</script>"

    def answer(self, host: str, path: str, _headers: Mapping[str, str]) -> Reply:
        """Serve one of its pages, or nothing."""
        plain, _, query = path.partition("?")
        if plain.startswith("/story/"):
            return self._story(host, int(plain.rpartition("-")[2]))
        if plain == "/robots.txt":
            return Reply(
                f"User-agent: *\nDisallow: /closed/\nSitemap: http://{host}/map.xml".encode(),
                kind="text/plain",
            )
        if plain == "/":
            return self._page(
                '<link rel="alternate" type="application/rss+xml" href="/feed"><a href="/world">World</a>'
            )
        if plain == "/world":
            return self._section(int(query.partition("=")[2] or 1))
        if plain in ("/map.xml", "/feed"):
            return self._list(host, plain)
        return Reply(b"gone", 404)

    def _page(self, body: str) -> Reply:
        return Reply(f"<html><body>{self._head}{body}</body></html>".encode())

    def _story(self, host: str, number: int) -> Reply:
        near = [(number * 7 + step) % self._articles for step in range(1, 9)]
        links = "".join(f'<a href="/story/a-ferry-was-late-{other}?utm_source=x">more</a>' for other in near)
        links += f'<a href="/closed/story-{number}">closed</a>'
        return self._page(f"<h1>Ferry {number} of {host}</h1>{f'<p>{PARAGRAPH * 5}</p>' * 14}{links}")

    def _section(self, number: int) -> Reply:
        first = (number - 1) * PER_SECTION
        shown = range(first, min(first + PER_SECTION, self._articles // 2))
        links = "".join(f'<a href="/story/a-ferry-was-late-{other}">{other}</a>' for other in shown)
        more = f'<a rel="next" href="/world?page={number + 1}">next</a>' if shown else ""
        return self._page(links + more)

    def _list(self, host: str, path: str) -> Reply:
        shown = range(self._articles // 2, self._articles) if path == "/map.xml" else range(30)
        urls = [f"http://{host}/story/a-ferry-was-late-{number}" for number in shown]
        if path == "/feed":
            items = "".join(f"<item><link>{url}</link></item>" for url in urls)
            return Reply(f"<rss><channel>{items}</channel></rss>".encode(), kind="application/rss+xml")
        items = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
        return Reply(f"<urlset>{items}</urlset>".encode(), kind="application/xml")


@dataclass(frozen=True, slots=True)
class Measured:
    """What a crawl of the towns took; memory in MB, CPU of all its processes in seconds."""

    pages: int
    stored: int
    requests: int
    twice: int
    forbidden: int
    seconds: float
    cpu_s: float
    peak_mb: float
    held_requests: int
    longest_stall_s: float
    longest_held_s: float
    server_stall_s: float


def run(hosts: int, total: int, folder: Path, lock_s: float = LOCK_S) -> Measured:
    """Crawl all towns in a process of its own, holding the store's write lock for a while."""
    town = Town(hosts, total // hosts)
    with LoopbackServer(town.answer, addresses=hosts) as server:
        told = {
            "home": str(folder), "seeds": [f"http://{name}/" for name in town.names], "delay_s": 0.0,
            "hosts": dict(zip(town.names, server.endpoints, strict=True)),
        }  # fmt: skip
        held = _Holder(server, (folder / "articles.db", folder / "frontier.db"), total // 3, lock_s)
        taken = watch([sys.executable, "-m", "benchmarks.crawl.once", json.dumps(told)])
        held.join()
        asked, server_stall_s = server.asked.copy(), server.stalls.longest_s
    if taken.code:
        raise RuntimeError(f"the crawl failed with code {taken.code}")
    stories = {key: count for key, count in asked.items() if key[1].startswith("/story/")}
    store = open_store(folder / "articles.db")
    with store.read() as connection:
        stored = connection.scalar(select(func.count(pages.c.final_url.distinct()))) or 0
    store.close()
    report = json.loads((folder / REPORT).read_text())
    return Measured(
        pages=hosts * (total // hosts), stored=stored, requests=asked.total(),
        twice=sum(count - 1 for count in stories.values()),
        forbidden=sum(count for (_, path), count in asked.items() if path.startswith("/closed/")),
        seconds=taken.wall_s, cpu_s=report["cpu_s"], peak_mb=taken.peak_mb, held_requests=held.requests,
        longest_stall_s=report["longest_stall_s"], longest_held_s=report["longest_held_s"],
        server_stall_s=server_stall_s,
    )  # fmt: skip


def bare(hosts: int, total: int, *, follow: bool) -> float:
    """Give the CPU seconds per request that Scrapy takes for the same pages by itself."""
    town = Town(hosts, total // hosts)
    with LoopbackServer(town.answer, addresses=hosts) as server:
        homes = [f"http://{endpoint}/" for endpoint in server.endpoints]
        told = {"homes": homes, "pages": 0 if follow else total // hosts}
        taken = watch([sys.executable, "-m", "benchmarks.crawl.bare", json.dumps(told)])
        return taken.cpu_s / server.asked.total()


class _Holder(threading.Thread):
    """Holds the write locks of both stores amid a crawl, in turn, and counts what is fetched meanwhile."""

    def __init__(self, server: LoopbackServer, paths: tuple[Path, Path], after: int, lock_s: float) -> None:
        super().__init__(daemon=True)
        self._server, self._paths, self._after, self._lock_s = server, paths, after, lock_s
        self.requests = 0
        """Made while the first was held; while the frontier is, fetching may run dry."""
        self.start()

    def run(self) -> None:
        """Wait for the moment, hold, let go."""
        while self._server.asked.total() < self._after:
            time.sleep(0.01)
        articles, frontier = self._paths
        before = self._server.asked.total()
        self._hold(articles)
        self.requests = self._server.asked.total() - before
        self._hold(frontier)

    def _hold(self, path: Path) -> None:
        database = sqlite3.connect(path, isolation_level=None, timeout=60)
        database.execute("BEGIN IMMEDIATE")
        time.sleep(self._lock_s)
        database.execute("ROLLBACK")
        database.close()


def main(arguments: list[str]) -> int:
    """Print a table; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks crawl scale")
    parser.add_argument("--hosts", type=int, default=50)
    parser.add_argument("--pages", type=int, default=20_000)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="dateline-scale-") as folder:
        found = run(options.hosts, options.pages, Path(folder))
    rows = [*_rows(found)]
    for what, follow in (("fetching from a list", False), ("following links", True)):
        cost_ms = 1000 * bare(options.hosts, min(options.pages, BARE_PAGES), follow=follow)
        rows.append((f"CPU a request, Scrapy by itself, {what}", f"{cost_ms:.2f} ms", True))
    print("| | | |\n|---|---|---|")
    for name, value, good in rows:
        print(f"| {name} | {value} | {'' if good else 'missed'} |")
    return int(not all(good for *_, good in rows))


def _rows(found: Measured) -> Iterator[tuple[str, str, bool]]:
    cost_ms = 1000 * found.cpu_s / found.pages
    stall_ms, server_ms = 1000 * found.longest_stall_s, 1000 * found.server_stall_s
    yield "pages stored", f"{found.stored:,} of {found.pages:,}", found.stored == found.pages
    yield "fetched twice", f"{found.twice:,}", not found.twice
    yield "forbidden pages fetched", f"{found.forbidden:,}", not found.forbidden
    yield "requests", f"{found.requests:,}", True
    yield "CPU a page, all processes", f"{cost_ms:.2f} ms", cost_ms < MAX_COST_MS
    yield "peak memory, all processes (PSS)", f"{found.peak_mb:.0f} MB", found.peak_mb < MAX_MB
    yield (
        f"requests while the store was held for {LOCK_S:.0f} s",
        f"{found.held_requests:,}",
        found.held_requests > 0,
    )
    yield (
        f"longest stall of the loop, the frontier held for {LOCK_S:.0f} s too",
        f"{stall_ms:.0f} ms",
        stall_ms < 1000 * LOCK_S,
    )
    yield (
        "the same without waiting for a processor",
        f"{1000 * found.longest_held_s:.0f} ms",
        found.longest_held_s < MAX_HELD_S,
    )
    yield "longest stall of the server's loop, which waits for no store", f"{server_ms:.0f} ms", True
    yield "time", f"{found.seconds:.0f} s", True
