"""A crawl that is killed again and again, at random moments: what is lost, and what is fetched twice.

``python -m benchmarks crawl kills --kills 100 --pages 7000 --hosts 8 --delay 0.2``
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from benchmarks.crawl.server import LoopbackServer, Reply
from index.errors import InputError
from index.store import open_store
from index.tables import pages
from index.warc_pages import iterate_pages

END_S = 600.0
"""Longest that the last run, which is not killed, may take."""
SHORTEST_S = 0.05
"""A kill falls at any moment of the pause between two requests to a host, or of this time if that is longer:
right behind a request, where the count of requests would put it, something is always on its way."""
VICTIMS = ("both", "parent", "fetcher")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the kills cost: pages of the site, those not stored, requests beyond one for each.

    ``needless`` are those for a page that was archived whole already; the others are for pages whose answer
    was on its way, or was being read, when the process died.
    """

    kills: int
    pages: int
    lost: int
    twice: int
    needless: int
    seconds: float

    @property
    def twice_share(self) -> float:
        """Share of the pages that were fetched again."""
        return self.twice / self.pages


class Tree:
    """Newspapers whose articles are found only through each other: a lost page would hide all behind it.

    Args:
        hosts: How many.
        pages: Articles of each.
    """

    def __init__(self, hosts: int, pages: int) -> None:
        self.names = [f"paper{number}.example" for number in range(hosts)]
        self._pages = pages

    def answer(self, host: str, path: str, _headers: Mapping[str, str]) -> Reply:
        """Serve a front page, an article, or nothing."""
        if path == "/":
            return Reply(b'<a href="/story/1">first</a>')
        number = int(path.rpartition("/")[2]) if path.startswith("/story/") else 0
        if not 0 < number <= self._pages:
            return Reply(b"gone", 404)
        links = "".join(f'<a href="/story/{child}">more</a>' for child in (2 * number, 2 * number + 1)
                        if child <= self._pages)  # fmt: skip
        text = f"<p>What happened on {host} as number {number}.</p>" * 20
        return Reply(f"<html><body><h1>{path}</h1>{text}{links}</body></html>".encode())

    def urls(self) -> Iterator[tuple[str, str]]:
        """Yield host and path of every article."""
        for name in self.names:
            for number in range(1, self._pages + 1):
                yield name, f"/story/{number}"


def run(*, kills: int, hosts: int, total: int, delay_s: float, folder: Path, seed: int = 1) -> Outcome:
    """Crawl, killing so often, then let it end; see what is there."""
    chance = random.Random(seed)
    tree = Tree(hosts, total // hosts)
    started = time.monotonic()
    with LoopbackServer(tree.answer) as server:
        told = {
            "home": str(folder), "seeds": [f"http://{name}/" for name in tree.names],
            "hosts": dict.fromkeys(tree.names, server.endpoint), "delay_s": delay_s,
        }  # fmt: skip
        command = [sys.executable, "-m", "benchmarks.crawl.once", json.dumps(told)]
        # Kills are spread over nine tenths of the pages, so that the last one still has work behind it.
        step = int(0.9 * total / kills)
        for number in range(kills):
            at = step * number + chance.randrange(1, 2 * step)
            _kill_one(command, server, at, chance, max(SHORTEST_S, delay_s))
            _tell(f"{number + 1} kills, {_articles(server):,} requests")
        subprocess.run(command, check=True, timeout=END_S, stdout=subprocess.DEVNULL)
        stored = _stored(folder)
        asked = {key: server.asked[key] for key in tree.urls()}
    lost = [key for key in asked if key not in stored]
    twice = sum(count - 1 for count in asked.values() if count > 1)
    needless = sum(count - 1 for count in _archived(folder).values())
    return Outcome(kills, len(asked), len(lost), twice, needless, time.monotonic() - started)


def _kill_one(
    command: list[str], server: LoopbackServer, at: int, chance: random.Random, within_s: float
) -> None:
    """Start the crawl and kill it within some time after the site was asked so often, or after its start."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    while _articles(server) < at:
        if process.poll() is not None:
            raise RuntimeError(f"the crawl ended by itself, with code {process.returncode}")
        time.sleep(0.002)
    time.sleep(chance.random() * within_s)
    victim = chance.choice(VICTIMS)
    if victim == "fetcher" and (child := _fetcher_of(process.pid)):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    elif victim == "parent":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=60)


def _fetcher_of(parent: int) -> int | None:
    with suppress(OSError):
        for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
            if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
    return None


def _articles(server: LoopbackServer) -> int:
    return server.asked.total()


def _stored(folder: Path) -> set[tuple[str, str]]:
    store = open_store(folder / "articles.db")
    with store.read() as connection:
        urls = set(connection.scalars(select(pages.c.final_url)))
    store.close()
    return set(map(_host_and_path, urls))


def _archived(folder: Path) -> Counter[tuple[str, str]]:
    """Count the whole records of each article in all WARC files."""
    found: Counter[tuple[str, str]] = Counter()
    for path in (folder / "warc").glob("*.warc.gz"):
        # A file that holds no whole record is none.
        with suppress(InputError):
            found.update(_host_and_path(page.url) for page in iterate_pages(path))
    return found


def _host_and_path(url: str) -> tuple[str, str]:
    host, _, path = url.removeprefix("http://").partition("/")
    return host, f"/{path}"


def _tell(line: str) -> None:
    if sys.stderr.isatty() or line.split(maxsplit=1)[0].endswith("0"):
        print(line, file=sys.stderr)


def main(arguments: list[str]) -> int:
    """Run it and print one line of a table; 1 when a page was lost or too much was fetched twice."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks crawl kills")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--pages", type=int, default=40_000)
    parser.add_argument("--hosts", type=int, default=4)
    parser.add_argument("--delay", type=float, default=0.02, help="seconds between two requests to a host")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="dateline-kills-") as folder:
        found = run(
            kills=options.kills, hosts=options.hosts, total=options.pages, delay_s=options.delay,
            folder=Path(folder), seed=options.seed,
        )  # fmt: skip
    print("| kills | pages | lost | fetched twice | share | of these archived before | seconds |")
    print("|---|---|---|---|---|---|---|")
    print(
        f"| {found.kills} | {found.pages:,} | {found.lost} | {found.twice} | {found.twice_share:.2%} "
        f"| {found.needless} | {found.seconds:.0f} |"
    )
    return int(found.lost > 0 or found.twice_share >= 0.01)
