"""Ask Dateline and its peers the same questions of the same documents, in turns.

``python -m benchmarks engine --documents 100000 --peers arrays,tantivy,fts5``. Every peer indexes the
corpus of `benchmarks.corpus` in a process of its own; then all answer each question, one after another,
``--rounds`` times. Totals, and for a page the count of the commonest person and of every year, are compared
before anything is timed; where a peer analyses words otherwise, the difference is printed. tantivy runs
with one thread.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.corpus import documents
from benchmarks.memory import watch
from benchmarks.peers import PEERS
from benchmarks.questions import Question, Reply

WARM = 4
"""Rounds that are not counted: caches fill."""
BUDGET_MS = 6_000
"""Time for one question to one peer."""

QUERIES = (
    ("rare term", "term", ("harbour",), None),
    ("common term", "term", ("government",), None),
    ("AND of 2", "and", ("government", "oil"), None),
    ("AND of 3", "and", ("market", "price", "bank"), None),
    ("OR of 3", "or", ("wheat", "corn", "sugar"), None),
    ("OR of 5", "or", ("president", "minister", "court", "police", "election"), None),
    ("phrase of 2", "phrase", ("prime", "minister"), None),
    ("phrase of 3", "phrase", ("chief", "executive", "officer"), None),
    ("prefix", "prefix", ("econom",), None),
    ("date range + term", "term", ("company",), ("2010-01-01", "2012-12-31")),
    ("date range + AND", "and", ("company", "share"), ("2010-01-01", "2012-12-31")),
)


def questions() -> list[Question]:
    """Give every query twice: the best ten with the total, and a whole results page."""
    return [
        Question(name=name, form=form, words=words, days=days, page=page)
        for page in (False, True)
        for name, form, words, days in QUERIES
    ]


def main(arguments: list[str]) -> int:
    """Build, compare, time and print; 1 when a peer failed to build."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks engine", description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--peers", default="arrays,tantivy,fts5")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--folder", type=Path, help="keep the indexes here, and use those that are there")
    parser.add_argument("--build", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.build:
        return _build(options.build, options.folder, options.documents)
    names = options.peers.split(",")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        print(f"{options.documents:,} documents; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        if not all(_build_apart(name, folder, options.documents) for name in names):
            return 1
        peers = [_opened(name, folder) for name in names]
        _ask_all(peers, options.rounds)
    return 0


def _build_apart(name: str, folder: Path, count: int) -> bool:
    place = folder / name
    if place.exists():
        return True
    place.mkdir(parents=True)
    command = [sys.executable, "-m", "benchmarks", "engine", "--build", name, "--folder", str(place)]
    run = watch([*command, "--documents", str(count)])
    size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file()) / 1e6
    print(f"{name:<10} {size:>8.0f} MB on disk, {run.peak_mb:>7.0f} MB peak memory")
    return run.code == 0


def _build(name: str, folder: Path, count: int) -> int:
    """Index in this process; documents are made in batches whose making is not counted.

    Making is timed by its own thread: a peer's writer thread works meanwhile, and that counts.
    """
    peer, made_s = PEERS[name](), 0.0

    def timed_documents() -> Any:
        nonlocal made_s
        stream = documents(count)
        while True:
            started = time.thread_time()
            batch = [item for item, _ in zip(stream, range(1000), strict=False)]
            made_s += time.thread_time() - started
            if not batch:
                return
            yield from batch

    started = time.process_time()
    peer.build(folder, timed_documents())
    spent = time.process_time() - started - made_s
    if not getattr(peer, "own_clock", False):
        print(f"{name:<10} indexed {count / spent:>8,.0f} documents a CPU second", file=sys.stderr)
    return 0


def _opened(name: str, folder: Path) -> Any:
    peer = PEERS[name]()
    started = time.process_time()
    peer.open(folder / name)
    print(f"{name:<10} opened in {(time.process_time() - started) * 1000:.0f} ms CPU ({peer.note()})")
    return peer


def _ask_all(peers: list[Any], rounds: int) -> None:
    names = [peer.name for peer in peers]
    ratio = "Dateline" in names and "tantivy" in names
    columns = ["question (hits)", *names, *(["Dateline / tantivy"] if ratio else [])]
    print(f"\np50 / p95 in milliseconds\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}")
    for question in questions():
        replies = [peer.ask(question) for peer in peers]
        times = _time(peers, question, rounds)
        title = f"{question.name}{', page' if question.page else ''} ({replies[0].total:,})"
        cells = [title, *map(_summary, times)]
        if ratio:
            own, other = (statistics.median(times[names.index(name)]) for name in ("Dateline", "tantivy"))
            cells.append(f"{own / other:.2f}")
        print(f"| {' | '.join(cells)} |{_difference(replies)}", flush=True)


def _time(peers: list[Any], question: Question, rounds: int) -> list[list[float]]:
    """Ask in turns; a slow peer is asked less often, and at least once."""
    times: list[list[float]] = [[] for _ in peers]
    for peer in peers:
        for _ in range(getattr(peer, "warm", 0)):
            peer.ask(question)
    for turn in range(rounds + WARM):
        for peer, spent in zip(peers, times, strict=True):
            if sum(spent) > BUDGET_MS:
                continue
            started = time.perf_counter()
            reply = peer.ask(question)
            taken = (time.perf_counter() - started) * 1000 if reply.ms is None else reply.ms
            if turn >= WARM or taken > BUDGET_MS / (rounds + WARM):
                spent.append(taken)
    return times


def _summary(spent: list[float]) -> str:
    return f"{statistics.median(spent):.2f} / {sorted(spent)[int(len(spent) * 0.95)]:.2f}"


def _difference(replies: list[Reply]) -> str:
    totals = {reply.total for reply in replies}
    if len(totals) > 1:
        return f"   totals differ: {', '.join(f'{reply.total:,}' for reply in replies)}"
    years = {tuple(sorted(_by_year(reply).items())) for reply in replies}
    persons = {max(reply.persons.values(), default=0) for reply in replies}
    return "" if len(years) == len(persons) == 1 else "   counts differ"


def _by_year(reply: Reply) -> Counter[str]:
    counts: Counter[str] = Counter()
    for month, count in reply.months.items():
        counts[month[:4]] += count
    return counts
