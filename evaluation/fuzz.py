"""``python -m evaluation fuzz``: mutations of gold pages through guarded workers, none may crash.

The same seed tries the same mutants. What fails is kept; ``--only`` tries it again.
"""

import argparse
import gzip
import time
from collections import Counter, deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from evaluation.cleaning import SETS, data_root
from evaluation.guarded_cleaning import Job, Outcome, guarded
from evaluation.mutations import mutant
from index.worker_pool import CRASHED, MEMORY_LIMIT, OUTPUT_LIMIT, TIME_LIMIT

PARENTS = 4
"""Pages that a mutant is made of and from, chosen by its number."""
CHUNK = 8
BROKEN = (CRASHED, "exception")
LIMITS = (TIME_LIMIT, MEMORY_LIMIT, OUTPUT_LIMIT)


@dataclass(slots=True)
class Findings:
    """What came of the mutants so far; failures by the mutant's number."""

    results: Counter[str] = field(default_factory=Counter)
    failures: dict[int, str] = field(default_factory=dict)
    limited: list[int] = field(default_factory=list)
    """Mutants that ended at a limit: no failures, but each has a cause worth finding."""
    slowest: tuple[float, int] = (0.0, -1)
    largest: tuple[float, int] = (0.0, -1)

    def note(self, number: int, outcome: Outcome) -> None:
        """Take in what became of a mutant."""
        self.results[outcome.result] += 1
        self.slowest = max(self.slowest, (outcome.cpu_s or 0.0, number))
        self.largest = max(self.largest, (outcome.peak_mib or 0.0, number))
        if outcome.result in LIMITS:
            self.limited.append(number)
        if outcome.problems or outcome.result in BROKEN:
            self.failures[number] = "; ".join(outcome.problems) or outcome.result


@cache
def gold_files() -> tuple[Path, ...]:
    """Give the files of all gold pages."""
    return tuple(sorted(path for name in SETS for path in (data_root() / name).glob("html/*.gz")))


def make(seed: int, number: int) -> bytes:
    """Make a mutant by its number. Runs in a worker."""
    return described(seed, number)[0]


def described(seed: int, number: int) -> tuple[bytes, str]:
    """Make a mutant, and say what was done to it."""
    files = gold_files()
    chosen = [files[(number * 7_919 + at * 104_729 + seed) % len(files)] for at in range(PARENTS)]
    return mutant([gzip.decompress(path.read_bytes()) for path in chosen], f"{seed}:{number}")


def main(arguments: list[str]) -> int:
    """Try mutants for some minutes; 1 when one failed."""
    parser = argparse.ArgumentParser(prog="python -m evaluation fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long; 10 when not said")
    parser.add_argument("--seed", type=int, default=1, help="of the mutants; 1 when not said")
    parser.add_argument("--workers", type=int, default=2, help="processes; 2 when not said")
    parser.add_argument("--only", type=int, metavar="NUMBER", help="try this mutant alone")
    parser.add_argument("--save", type=Path, default=Path("fuzz-failures"), help="folder for what fails")
    options = parser.parse_args(arguments)
    if not gold_files():
        print(f"fuzz: no gold pages in {data_root()}; set DATELINE_EVAL_DATA. Nothing tried.")
        return 0
    found, started = Findings(), time.monotonic()
    numbers = [options.only] if options.only is not None else None
    _try(found, options.seed, options.workers, numbers, started + options.minutes * 60)
    tried = found.results.total()
    print(f"{tried:,} mutants of {len(gold_files()):,} pages in {time.monotonic() - started:.0f} s")
    for result, count in found.results.most_common():
        print(f"  {result:<14}{count:>8,}")
    print(f"slowest {found.slowest[0]:.2f} s CPU (mutant {found.slowest[1]}),", end=" ")
    print(f"largest {found.largest[0]:.0f} MiB (mutant {found.largest[1]}), {len(found.failures)} failures")
    for number in found.limited:
        print(f"  ended at a limit: mutant {number} ({described(options.seed, number)[1]})")
    for number, problem in found.failures.items():
        _save(options.save, options.seed, number, problem)
    return 1 if found.failures else 0


def _try(found: Findings, seed: int, workers: int, numbers: list[int] | None, until: float) -> None:
    flying: deque[tuple[range | list[int], Future[list[Outcome]]]] = deque()
    at = 0
    with guarded(workers) as pool:
        while True:
            more = at == 0 if numbers else time.monotonic() < until
            if more:
                chunk = numbers or range(at, at + CHUNK)
                at += len(chunk)
                flying.append((chunk, pool.submit([Job(partial(make, seed, number)) for number in chunk])))
            if not flying:
                return
            if len(flying) > workers or not more:
                done, future = flying.popleft()
                for number, outcome in zip(done, future.result(), strict=True):
                    found.note(number, outcome)


def _save(folder: Path, seed: int, number: int, problem: str) -> None:
    page, mutations = described(seed, number)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{seed}-{number}.html"
    path.write_bytes(page)
    path.with_suffix(".txt").write_text(f"seed {seed}, mutant {number}: {mutations}\n{problem}\n", "utf-8")
    print(f"FAILED mutant {number} ({mutations}): {problem[:300]}\n  kept as {path}")
