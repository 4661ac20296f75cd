"""A generation filled by several processes is the one that a single process makes."""

import multiprocessing
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest
from whoosh.query import Every, Term

from index import filling
from index.errors import MachineError
from index.generations import rebuild
from index.layout import generation_names, living_name
from index.progress import Progress
from index.reader import GenerationReader
from index.settings import Settings
from index.store import Store
from index.store_writer import NewArticle, delete_article, put_articles

Make = Callable[..., NewArticle]


@pytest.fixture(autouse=True)
def small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "FILL_ARTICLES", 7)


@pytest.fixture
def ids(store: Store, make_article: Make) -> list[str]:
    items = [
        make_article(str(number), f"Common words, {'even' if number % 2 else 'odd'}.") for number in range(40)
    ]
    with store.write() as connection:
        put_articles(connection, items)
        delete_article(connection, items[3].id)
    return sorted(item.id for item in items if item.id != items[3].id)


def build(store: Store, settings: Settings, workers: int) -> int:
    with Progress("reindexing") as progress:
        rebuild(store, settings.index_dir, progress, workers=workers)
    return progress.done


def found(store: Store, settings: Settings) -> dict[str, object]:
    snapshot = GenerationReader(settings.index_dir, store).snapshot()
    return {
        "ids": list(snapshot.ids),
        "all": snapshot.match(Every())[0].tolist(),
        "even": [part.tolist() for part in snapshot.match(Term("body", "even"))],
        "segments": len(snapshot.commit.segments),
    }


@pytest.mark.parametrize("workers", [2, 3])
def test_workers_make_the_same_index_as_one_process(
    store: Store, settings: Settings, ids: list[str], workers: int
) -> None:
    assert build(store, settings, 1) == len(ids)
    alone = found(store, settings)
    assert build(store, settings, workers) == len(ids)
    assert found(store, settings) == alone
    assert alone["ids"] == ids
    assert alone["segments"] == 1
    generation = settings.index_dir / str(living_name(settings.index_dir))
    assert not list(generation.glob("work-*"))


def test_killed_worker_is_said_and_the_living_index_stays(
    store: Store, settings: Settings, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(store, settings, 1)
    former = found(store, settings)
    take_in = filling._take_in

    def kill_the_others(*args: object) -> None:
        for child in multiprocessing.active_children():
            child.kill()
        take_in(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(filling, "_take_in", kill_the_others)
    with pytest.raises(MachineError, match="fewer --workers"):
        build(store, settings, 2)
    assert found(store, settings) == former
    monkeypatch.undo()
    monkeypatch.setattr(filling, "FILL_ARTICLES", 7)
    assert len(generation_names(settings.index_dir)) == 2
    assert build(store, settings, 2) == len(ids)
    assert found(store, settings) == former


_REINDEX = """
import sys
from pathlib import Path
from index import filling
from index.generations import rebuild
from index.progress import Progress
from index.store import open_store

if __name__ == "__main__":
    filling.FILL_ARTICLES = 7
    home = Path(sys.argv[1])
    take_in = filling._take_in
    def slowly(*args):
        take_in(*args)
        print("taken", flush=True)
    filling._take_in = slowly
    rebuild(open_store(home / "articles.db"), home / "index", Progress("reindexing"), workers=2)
"""


@pytest.mark.parametrize("slices", [1, 3])
def test_killed_reindex_with_workers_is_carried_on(
    store: Store, settings: Settings, ids: list[str], tmp_path_factory: pytest.TempPathFactory, slices: int
) -> None:
    script = tmp_path_factory.mktemp("script") / "reindex.py"
    script.write_text(_REINDEX)
    child = subprocess.Popen(
        [sys.executable, str(script), str(settings.home)], stdout=subprocess.PIPE, text=True,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert child.stdout is not None
    for _ in range(slices):
        assert child.stdout.readline() == "taken\n"
    child.kill()
    child.wait()
    child.stdout.close()
    assert living_name(settings.index_dir) is None
    assert build(store, settings, 2) == len(ids)
    assert found(store, settings)["ids"] == ids


def test_searches_go_on_while_workers_write(store: Store, settings: Settings, ids: list[str]) -> None:
    build(store, settings, 1)
    reader = GenerationReader(settings.index_dir, store, max_age_s=0)
    counts: set[int] = set()
    stop = threading.Event()

    def search() -> None:
        while not stop.is_set():
            counts.add(len(reader.snapshot().match(Every())[0]))
            time.sleep(0.002)

    thread = threading.Thread(target=search)
    thread.start()
    build(store, settings, 2)
    stop.set()
    thread.join()
    assert counts == {len(ids)}
