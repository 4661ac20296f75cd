"""Suggestions for every keystroke of somebody who types words and names, right and with errors.

``python -m benchmarks suggest --documents 1000000 --folder FOLDER``: over the index of the benchmark
``engine`` (made when the folder has none). Names stand in a store of their own: the 23,000 keys of the
corpus under invented names, and 300,000 more that few articles hold. A stroke is timed the first time and
again: what words look like is read from articles once.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.corpus import PERSONS, PLACES, document, documents
from benchmarks.peers import Arrays
from index.entity_words import NamedKey

RARE_NAMES = 300_000
TYPED = (
    "government", "petroleum exports", "unemployment", "president", "goverment", "petrolium", "agricultrue",
    "exchange rate", "wheather", "semiconductor",
)  # fmt: skip
SYLLABLES = tuple(f"{first}{second}" for first in "bdklmnst" for second in "aeiou")


def invented(number: int) -> str:
    """Give a name of two words that no other number has."""
    parts = []
    for _ in range(5):
        number, at = divmod(number, len(SYLLABLES))
        parts.append(SYLLABLES[at])
    return f"{''.join(parts[:2])} {''.join(parts[2:])}n".title()


class NamedStore:
    """The store of the benchmark: names from SQLite as in the product, texts made anew."""

    def __init__(self, folder: Path) -> None:
        from sqlalchemy import insert

        from index import tables
        from index.entity_words import fill
        from index.store import open_store

        self._store = open_store(folder / "names.db", create=True)
        with self._store.write() as connection:
            rows = list(_rows())
            connection.execute(insert(tables.entities), rows)
            fill(connection)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def shown(self, _ids: Iterable[str]) -> dict[str, Any]:
        """Give no article: hits are not what is timed."""
        return {}

    def texts(self, ids: Iterable[str]) -> dict[str, Any]:
        """Give the texts of the corpus."""
        from index.rows import Texts

        made = {id_: document(int(id_, 16) - 1) for id_ in ids}
        return {id_: Texts(item.title, item.body, "en") for id_, item in made.items()}

    def keys_starting(self, words: Sequence[str], prefix: str, limit: int) -> list[NamedKey]:
        """Ask the store."""
        return self._store.keys_starting(words, prefix, limit)


def _rows() -> Iterator[dict[str, Any]]:
    for number in range(PERSONS + PLACES + RARE_NAMES):
        kind, key = (
            ("place", f"g:{number - PERSONS}") if PERSONS <= number < PERSONS + PLACES else ("person", "")
        )
        yield {
            "key": key or (f"p:person_{number}" if number < PERSONS else f"p:rare_{number}"),
            "kind": kind,
            "name": invented(number),
            "articles": max(1_000_000 // (number + 1), 2) if number < PERSONS + PLACES else 1,
        }


def strokes() -> Iterator[str]:
    """Yield what stands in the box after each stroke from the second on."""
    names = [invented(number).lower() for number in (3, 47, 1_204, 18_000)]
    for text in (*TYPED, *names, names[1].replace("a", "e", 1)):
        yield from (text[:end] for end in range(2, len(text) + 1))


def main(arguments: list[str]) -> int:
    """Time each stroke and print medians."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks suggest", description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.folder or Path(scratch)) / "arrays"
        peer = Arrays()
        if not (folder / "generation").is_dir():
            peer.build(folder, documents(options.documents))
        peer.open(folder)
        _report(peer, NamedStore(Path(scratch)))
    return 0


def _report(peer: Arrays, store: NamedStore) -> None:
    from search.array.engine import ArrayEngine

    engine = ArrayEngine(lambda: peer.snapshot, store, cached_pages=0)
    started = time.perf_counter()
    engine.suggest("go")
    opened = (time.perf_counter() - started) * 1000
    typed = list(strokes())
    names = PERSONS + PLACES + RARE_NAMES
    print(f"{len(peer.snapshot.ids):,} articles, {names:,} names; load {os.getloadavg()[0]:.1f}")
    print(f"first stroke after opening {opened:.0f} ms; {len(typed)} strokes:")
    for label in ("first time", "again"):
        spent = []
        for text in typed:
            started = time.perf_counter()
            engine.suggest(text)
            spent.append((time.perf_counter() - started) * 1000)
        spent.sort()
        share = sum(1 for item in spent if item < 10) / len(spent)
        print(
            f"  {label:<12} p50 {statistics.median(spent):.1f} ms, "
            f"p95 {spent[int(len(spent) * 0.95)]:.1f} ms, slowest {spent[-1]:.1f} ms, {share:.0%} under 10 ms"
        )
