"""The first search after a commit, with and without what `dateline serve` does in the background.

``python -m benchmarks warming --documents 100000``: the archive of ``pages`` (kept in ``--folder``, which
grows by an article with each commit). After each of some commits, in turns, a page of results is asked for at
once, or when a warmer has looked; then another page, which is what searches cost otherwise. CPU time, no page
remembered.
"""

import argparse
import contextlib
import io
import statistics
import tempfile
import time
from pathlib import Path

from flask.testing import FlaskClient

from benchmarks.corpus import documents
from benchmarks.pages import article, fill
from index.progress import Progress
from index.reader import GenerationReader
from index.settings import Settings
from index.store import open_store
from index.store_writer import put_articles
from index.writer import update
from search.array.engine import ArrayEngine
from web import create_app
from web.archive import Archive
from web.warming import Warmer

FIRST, NEXT = "/search?q=government", "/search?q=harbour"


def _page_ms(client: FlaskClient, address: str) -> float:
    started = time.process_time()
    assert client.get(address).status_code == 200, address
    return (time.process_time() - started) * 1000


def _measure(settings: Settings, commits: int) -> dict[str, list[float]]:
    store = open_store(settings.store_path)
    reader = GenerationReader(settings.index_dir, store, max_age_s=0)
    engine = ArrayEngine(reader.snapshot, store, cached_pages=0)
    client = create_app(settings, engine, store).test_client()
    warmer = Warmer(Archive(settings, engine, store))
    _page_ms(client, FIRST)
    new = iter(list(documents(store.count_articles() + 2 * commits))[-2 * commits :])
    found: dict[str, list[float]] = {"at once": [], "warmed": [], "the next page": []}
    for kind in ("at once", "warmed") * commits:
        with store.write() as connection:
            put_articles(connection, [article(next(new))])
        with contextlib.redirect_stderr(io.StringIO()):
            update(store, settings.index_dir, Progress("indexing"))
        if kind == "warmed":
            warmer.look()
        found[kind].append(_page_ms(client, FIRST))
        found["the next page"].append(_page_ms(client, NEXT))
    reader.close()
    store.close()
    return found


def main(arguments: list[str]) -> int:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks warming", description=__doc__)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--commits", type=int, default=5, help="of each kind")
    parser.add_argument("--folder", type=Path, help="keep the archive here, and use one that is there")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        settings = Settings(home=options.folder or Path(temporary) / "data", per_page=20)
        fill(settings, options.documents)
        found = _measure(settings, options.commits)
    print("| first page after a commit | CPU ms, median | range |\n|---|---|---|")
    for kind, times in found.items():
        print(f"| {kind} | {statistics.median(times):.0f} | {min(times):.0f}-{max(times):.0f} |")
    return 0
