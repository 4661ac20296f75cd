"""``python -m evaluation hostile [NAME...]``: hostile pages through guarded workers, and how each ends."""

import argparse
import sys
import time
from functools import partial

from evaluation.guarded_cleaning import Job, Outcome, guarded
from evaluation.hostile_pages import ARTICLE, PAGES


def make(name: str) -> bytes:
    """Make a hostile page by its name. Runs in a worker."""
    return PAGES[name].make()


def complaints(name: str, outcome: Outcome) -> list[str]:
    """Name what is not as it must be with the outcome of a hostile page."""
    page = PAGES[name]
    found = list(outcome.problems)
    if outcome.result != page.result:
        found.append(f"should be {page.result}")
    elif page.result == ARTICLE and page.words not in outcome.text:
        found.append("the article's words are not in the text")
    return found


def main(arguments: list[str]) -> int:
    """Print a line a page; 1 when one is not as it must be, 2 for an unknown name."""
    parser = argparse.ArgumentParser(prog="python -m evaluation hostile", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="pages to try; all when none is named")
    names = parser.parse_args(arguments).names or list(PAGES)
    if unknown := [name for name in names if name not in PAGES]:
        print(f"hostile: there is no page {unknown[0]!r}; known: {', '.join(PAGES)}.", file=sys.stderr)
        return 2
    wrong = 0
    slowest, largest = 0.0, 0.0
    print(f"{'page':<40}{'result':<14}{'CPU s':>7}{'wall s':>8}{'peak MiB':>10}")
    with guarded() as pool:
        pool.submit([Job(bytes)]).result()  # starts the worker
        for name in names:
            started = time.monotonic()
            [outcome] = pool.submit([Job(partial(make, name))]).result()
            wall_s = time.monotonic() - started
            told = complaints(name, outcome)
            wrong += bool(told)
            slowest, largest = max(slowest, outcome.cpu_s or 0), max(largest, outcome.peak_mib or 0)
            spent = "-" if outcome.cpu_s is None else f"{outcome.cpu_s:.2f}"
            peak = "-" if outcome.peak_mib is None else f"{outcome.peak_mib:.0f}"
            line = f"{name:<40}{outcome.result:<14}{spent:>7}{wall_s:>8.2f}{peak:>10}"
            print(f"{line}  {'WRONG: ' + '; '.join(told) if told else ''}".rstrip(), flush=True)
    print(f"{len(names)} pages, {wrong} wrong; slowest {slowest:.2f} s CPU, largest {largest:.0f} MiB")
    return 1 if wrong else 0
