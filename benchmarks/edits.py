"""How soon a correction shows: merge, split, rename and undo on an open index, and the page that follows.

``python -m benchmarks edits --documents 100000 --folder FOLDER``: over the index of the benchmark ``engine``
(made when the folder has none), with its 23,000 keys in a store and a tenth of the persons merged
automatically. Told apart are the time until the edit is stored, and until a search for a word that a tenth of
the articles have is answered after it, with all facets. "No edit" is the same search, for comparison.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.corpus import PERSONS, document
from benchmarks.peers import Arrays
from benchmarks.suggest import NamedStore

TIMES = 15


class _CorrectedStore(NamedStore):
    """The store of the benchmark, whose corrections are real."""

    @property
    def real(self) -> Any:
        """The store that keeps the corrections."""
        return self._store


def main(arguments: list[str]) -> int:
    """Correct, time and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks edits", description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="where `python -m benchmarks engine` keeps its indexes")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        built = options.folder / "arrays" if options.folder else Path(temporary)
        if not (built / "generation").exists():
            Arrays().build(built, map(document, range(options.documents)))
        print(f"{options.documents:,} documents; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        _measure(built, Path(temporary))
    return 0


def _measure(built: Path, folder: Path) -> None:
    from index import edits
    from index.store_writer import set_automatic_aliases
    from search.array.engine import ArrayEngine
    from search.state import SearchState

    store = _CorrectedStore(folder)
    with store.real.write() as connection:
        merged = {f"p:person_{at}": f"p:person_{at - 9}" for at in range(9, PERSONS, 10)}
        set_automatic_aliases(connection, merged)
    peer = Arrays()
    peer.open(built)
    held = [peer.snapshot]

    def snapshot() -> Any:
        # As `index.reader` does it.
        if held[0].alias_version != store.real.alias_version():
            held[0] = held[0].under(*store.real.entity_aliases())
        return held[0]

    engine = ArrayEngine(snapshot, store, cached_pages=0)
    asked = SearchState(query="government")

    def page() -> None:
        engine.search(asked)

    page()
    changes: dict[str, Callable[[int], object]] = {
        "no edit": lambda _: None,
        "merge": lambda at: edits.merge(store.real, [f"p:person_{at}"], f"p:person_{at + 1}"),
        "undo of the merge": lambda _: edits.undo(store.real),
        "merge of places": lambda at: edits.merge(store.real, [f"g:{at + 1}"], f"g:{at + 2}"),
        "rename": lambda at: edits.rename(store.real, f"p:person_{at}", f"Somebody Else{at}"),
    }
    print(f"{'':<20} {'stored':>9} {'page after':>12} {'CPU of page':>12}   (medians, ms)")
    for name, change in changes.items():
        rows = [_timed(change, page, 10 * at) for at in range(1, TIMES + 1)]
        stored, shown, cpu = (statistics.median(column) for column in zip(*rows, strict=True))
        print(f"{name:<20} {stored:>9.1f} {shown:>12.1f} {cpu:>12.1f}")


def _timed(change: Callable[[int], object], page: Callable[[], None], at: int) -> tuple[float, float, float]:
    started = time.perf_counter()
    change(at)
    stored, cpu = time.perf_counter(), time.process_time()
    page()
    return (
        (stored - started) * 1000,
        (time.perf_counter() - stored) * 1000,
        (time.process_time() - cpu) * 1000,
    )
