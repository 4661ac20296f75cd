"""One crawl into every trap at once: what must arrive, what must be dropped and why, and how much was asked.

``python -m benchmarks crawl traps``
"""

import argparse
import ssl
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crawl import rebinding
from benchmarks.crawl.certificates import server_context
from benchmarks.crawl.server import Answer, LoopbackServer, Reply
from benchmarks.crawl.trap_sites import MAX_PAGE_BYTES, MAX_PAGES, TIMEOUT_S, TRAPS, Trap, page, story
from index.crawl.messages import FetchedPage, Patience
from index.crawl.planning import CrawlOptions
from index.crawl.running import CrawlReport, SourceReport, crawl
from index.settings import Settings
from index.store import open_store

HERE = "127.0.0.1"
FRONT = {"/": page("/story/a"), "/story/a": story("a")}
"""Pages of a server that is crawled by its address."""
PATIENCE = Patience(retry_s=(0.05, 0.1), max_wait_s=1.0, timeout_s=TIMEOUT_S)


@dataclass(frozen=True, slots=True)
class Fate:
    """What came of a trap: requests that its site saw, what was reported, and what is wrong with it."""

    trap: Trap
    requests: int
    outcome: str
    wrong: tuple[str, ...]


class _Collected:
    """Keeps the paths of pages, by host; a `running.PageSink`."""

    def __init__(self) -> None:
        self.paths: dict[str, list[str]] = {}

    def take(self, page: FetchedPage) -> None:
        """Accept a page."""
        host, _, path = page.final_url.removeprefix("http://").partition("/")
        self.paths.setdefault(host, []).append(f"/{path}")

    def flush(self) -> Counter[tuple[str, str]]:
        """Nothing is stored."""
        return Counter()


class _Sites:
    """All traps behind one server."""

    def __init__(self, traps: Iterable[Trap]) -> None:
        self.traps = {trap.host: trap for trap in traps}
        self.with_cookies = 0

    def answer(self, host: str, path: str, headers: Mapping[str, str]) -> Reply:
        self.with_cookies += "cookie" in headers
        pages = self.traps[host].pages if host in self.traps else {}
        plain = path.partition("?")[0]
        found = pages.get(plain) or (pages.get("/story") if plain.startswith("/story/") else None)
        if found is None:
            return Reply(b"gone", 404)
        return found if isinstance(found, Reply) else found(path)


def run(folder: Path) -> list[Fate]:
    """Crawl all traps and compare what came of them."""
    sites, sink = _Sites(TRAPS), _Collected()
    settings = Settings(home=folder, max_page_bytes=MAX_PAGE_BYTES)
    store = open_store(settings.store_path, create=True)
    with LoopbackServer(sites.answer) as server:
        report = crawl(
            settings, store, [f"http://{host}/" for host in sites.traps], sink=sink,
            options=CrawlOptions(
                hosts=dict.fromkeys(sites.traps, server.endpoint), delay_s=0.0, patience=PATIENCE,
                max_site_pages=MAX_PAGES,
            ),
        )  # fmt: skip
        asked = server.asked
    store.close()
    return _fates(sites, report, sink, asked)


def _fates(
    sites: _Sites, report: CrawlReport, sink: _Collected, asked: Counter[tuple[str, str]]
) -> list[Fate]:
    reports = {source.name: source for source in report.sources}
    fates = [
        _fate(trap, reports[trap.host], sink.paths.get(trap.host, []), asked) for trap in sites.traps.values()
    ]
    if sites.with_cookies:
        fates.append(Fate(TRAPS[-1], 0, "", (f"{sites.with_cookies} requests brought a cookie",)))
    return fates


@dataclass(frozen=True, slots=True)
class _Address:
    """A server to be crawled by its address.

    Attributes:
        what: As a trap's.
        address: Of loopback.
        problem: Reason that must be named; none where the article is to arrive.
        is_allowed: Whether the crawl may ask private addresses there.
        tls: To serve https.
    """

    what: str
    address: str
    problem: str = ""
    is_allowed: bool = True
    tls: ssl.SSLContext | None = None

    def trap(self, at: str) -> Trap:
        """Give the trap that it is, at its host and port."""
        return Trap(
            name="address", what=self.what, at=at, pages=FRONT, problem=self.problem,
            articles=() if self.problem else ("/story/a",),
        )  # fmt: skip


def _addresses() -> list[_Address]:
    certificates = (
        ("a certificate that nobody signed", server_context(HERE)),
        ("a certificate that has expired", server_context(HERE, days=-9)),
        ("a certificate of another host", server_context("other.example")),
    )
    return [
        _Address("an IPv6 address, allowed", "::1"),
        _Address("an IPv6 address, not allowed", "::1", "private-address", is_allowed=False),
        *(_Address(what, HERE, "bad-certificate", tls=tls) for what, tls in certificates),
    ]


def run_on_addresses(folder: Path) -> list[Fate]:
    """Crawl servers by their addresses, allowed and not: over IPv6, and with bad certificates."""
    sink, settings = _Collected(), Settings(home=folder)
    store = open_store(settings.store_path, create=True)
    with ExitStack() as stack:
        opened = [
            (one, stack.enter_context(LoopbackServer(_plain(FRONT), one.address, one.tls)))
            for one in _addresses()
        ]
        report = crawl(
            settings, store,
            [f"{'https' if one.tls else 'http'}://{server.endpoint}/" for one, server in opened],
            sink=sink,
            options=CrawlOptions(
                allow=[server.endpoint for one, server in opened if one.is_allowed], delay_s=0.0,
                patience=PATIENCE,
            ),
        )  # fmt: skip
        asked = sum((server.asked for _, server in opened), Counter[tuple[str, str]]())
    store.close()
    return _fates(_Sites(one.trap(server.endpoint) for one, server in opened), report, sink, asked)


def run_rebinding(folder: Path) -> Fate:
    """Crawl a name that resolves to this machine every second time (see `benchmarks.crawl.rebinding`)."""
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        outside = stack.enter_context(LoopbackServer(_says(b"outside"), rebinding.OUTSIDE))
        inside = stack.enter_context(LoopbackServer(_says(b"inside"), rebinding.INSIDE, port=outside.port))
        command = [sys.executable, "-m", "benchmarks.crawl.rebinding", str(folder), str(outside.port)]
        told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
        requests = outside.asked.total()
        reached_inside = inside.asked.total()
    lines = Counter(told.splitlines())
    wrong = [f"{reached_inside} requests reached the inside"] if reached_inside else []
    if not lines["dropped private-address"]:
        wrong.append(f"said {dict(lines)}")
    trap = Trap(name="rebinding", what="a name that resolves to this machine every second time", pages={})
    return Fate(trap, requests, f"{lines['dropped private-address']} private-address", tuple(wrong))


def _says(word: bytes) -> Answer:
    def answer(_host: str, path: str, _headers: Mapping[str, str]) -> Reply:
        body = b"User-agent: *" if path == "/robots.txt" else b"<p>%s of %s" % (word, path.encode())
        return Reply(body, headers={"Connection": "close"})

    return answer


def _plain(pages: Mapping[str, Reply]) -> Answer:
    return lambda _host, path, _headers: pages.get(path, Reply(b"gone", 404))


def _fate(trap: Trap, report: SourceReport, paths: list[str], asked: Counter[tuple[str, str]]) -> Fate:
    requests = sum(count for (host, _), count in asked.items() if host == trap.host)
    wrong = []
    if trap.articles != ("...",) and sorted(paths) != sorted(trap.articles):
        wrong.append(f"articles {sorted(paths)}, not {sorted(trap.articles)}")
    for name, expected, found in (
        ("dropped", trap.dropped, report.dropped), ("postponed", trap.postponed, report.postponed),
    ):  # fmt: skip
        if any(found[reason] < count for reason, count in expected.items()) or set(found) - set(expected):
            wrong.append(f"{name} {dict(found)}, not {dict(expected)}")
    if trap.problem and not any(trap.problem in line for line in report.problems):
        wrong.append(f"{trap.problem} is not among the problems {report.problems}")
    if requests > trap.requests:
        wrong.append(f"{requests} requests, more than {trap.requests}")
    parts = [f"{len(paths)} kept"] if paths else []
    parts += [f"{count} {reason}" for reason, count in (report.dropped + report.postponed).items()]
    return Fate(trap, requests, ", ".join(parts) or trap.problem, tuple(wrong))


def main(arguments: list[str]) -> int:
    """Print a table; 1 when a trap caught us."""
    argparse.ArgumentParser(prog="python -m benchmarks crawl traps").parse_args(arguments)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dateline-traps-") as folder:
        fates = run(Path(folder) / "names") + run_on_addresses(Path(folder) / "addresses")
        fates.append(run_rebinding(Path(folder) / "rebinding"))
    print("| trap | requests | what became of it | |\n|---|---|---|---|")
    for fate in fates:
        print(f"| {fate.trap.what} | {fate.requests} | {fate.outcome} | {'; '.join(fate.wrong) or 'held'} |")
    held = sum(not fate.wrong for fate in fates)
    print(f"\n{held} of {len(fates)} held, in {time.monotonic() - started:.1f} s")
    return int(held < len(fates))
