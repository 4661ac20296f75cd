"""Many small commits into a large index: what one costs by and by, merges included.

``python -m benchmarks commits --documents 1000000 --folder FOLDER`` copies the index that the benchmark
``engine`` built in that folder (or builds one), then commits ``--commits`` times ``--size`` documents: half
of them new, half replacing documents that are there.
"""

import argparse
import os
import random
import shutil
import statistics
import tempfile
import time
from itertools import count
from pathlib import Path

from benchmarks.corpus import document
from benchmarks.peers import Arrays, row_of
from benchmarks.questions import Question

ASKED = Question(name="AND of 2", form="and", words=("government", "oil"), page=True)


def main(arguments: list[str]) -> int:
    """Commit, time and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks commits", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--commits", type=int, default=300)
    parser.add_argument("--size", type=int, default=100)
    parser.add_argument("--folder", type=Path, help="where `python -m benchmarks engine` keeps its indexes")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=options.folder) as temporary:
        place = Path(temporary)
        built = options.folder / "arrays" if options.folder else None
        if built and built.exists():
            shutil.copytree(built / "generation", place / "generation")
        else:
            Arrays().build(place, map(document, range(options.documents)))
        print(f"{options.documents:,} documents; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(f"page of {ASKED.name} before: {_page_ms(place):.2f} ms, {_segments(place)} segments")
        spent = _commit_all(place / "generation", options.documents, options.commits, options.size)
        _print(spent, options.size)
        print(f"page of {ASKED.name} after: {_page_ms(place):.2f} ms, {_segments(place)} segments")
    return 0


def _commit_all(generation: Path, documents: int, commits: int, size: int) -> list[float]:
    """Give the CPU seconds of each commit; the making of documents is not counted."""
    from index.documents import id_text
    from index.segment_writer import CommitWriter

    chosen, fresh, spent = random.Random(1), count(documents), []
    for _ in range(commits):
        numbers = [
            *(next(fresh) for _ in range(size // 2)),
            *chosen.sample(range(documents), size - size // 2),
        ]
        made = [document(number) for number in numbers]
        started = time.process_time()
        with CommitWriter(generation) as writer:
            for item in made:
                row = row_of(item)
                writer.remove(id_text(row.id))
                writer.add_document({"title": item.title, "description": "", "body": item.body}, row)
            writer.commit()
        spent.append(time.process_time() - started)
    return spent


def _print(spent: list[float], size: int) -> None:
    ordered = sorted(spent)
    print(f"{len(spent)} commits of {size}: CPU seconds each, with merges {statistics.mean(spent):.3f};")
    p95 = ordered[int(len(ordered) * 0.95)]
    print(f"median {statistics.median(spent):.3f}, p95 {p95:.3f}, longest {ordered[-1]:.3f}")


def _page_ms(place: Path) -> float:
    peer = Arrays()
    peer.open(place)
    times = []
    for _ in range(15):
        started = time.perf_counter()
        peer.ask(ASKED)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def _segments(place: Path) -> str:
    peer = Arrays()
    peer.open(place)
    return peer.note().split()[0]
