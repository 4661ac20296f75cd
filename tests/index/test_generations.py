import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from whoosh.query import Term

from index import layout, segment_writer
from index.errors import IndexDamagedError, IndexMissingError, MachineError
from index.generations import rebuild
from index.layout import CURRENT, LOCK, living_name, read_meta, write_meta
from index.progress import Progress
from index.reader import GenerationReader
from index.settings import Settings
from index.store import Store
from index.writer import update
from tests.index.numbered import bring_up_to_date, build_anew, contents, delete, snapshot, stored, word

pytestmark = pytest.mark.usefixtures("small_commits")


def test_first_update_makes_the_index(store: Store, index_dir: Path, put: Callable[..., list[str]]) -> None:
    with pytest.raises(IndexMissingError, match="dateline reindex"):
        snapshot(store, index_dir)
    put(*range(12))
    assert bring_up_to_date(store, index_dir) == 12
    assert contents(snapshot(store, index_dir)) == stored(store)
    assert stat.S_IMODE(index_dir.stat().st_mode) == 0o700


def test_index_of_an_empty_store_answers_with_nothing(store: Store, index_dir: Path) -> None:
    build_anew(store, index_dir)
    found = snapshot(store, index_dir)
    assert (found.doc_count, contents(found), found.expand("body", "a", 5)) == (0, {}, [])
    assert [len(column.values) for column in found.facets.values()] == [0] * 9


def test_update_writes_what_the_change_log_names(
    store: Store, index_dir: Path, put: Callable[..., list[str]]
) -> None:
    ids = put(*range(6))
    bring_up_to_date(store, index_dir)
    generation = living_name(index_dir)
    put(2, text=f"Rewritten {word(99)} of")
    put(7)
    delete(store, ids[0])
    assert bring_up_to_date(store, index_dir) == 3
    assert contents(snapshot(store, index_dir)) == stored(store)
    assert living_name(index_dir) == generation
    assert bring_up_to_date(store, index_dir) == 0


def test_article_changed_several_times_is_indexed_once(
    store: Store, index_dir: Path, put: Callable[..., list[str]]
) -> None:
    bring_up_to_date(store, index_dir)
    for turn in range(30):
        put(1, text=f"Turn {word(100 + turn)} of")
    assert bring_up_to_date(store, index_dir) == 1
    assert contents(snapshot(store, index_dir)) == stored(store)


def test_deleted_article_that_came_back_is_there_once(
    store: Store, index_dir: Path, put: Callable[..., list[str]]
) -> None:
    ids = put(1, 2)
    bring_up_to_date(store, index_dir)
    delete(store, ids[0])
    put(1)
    bring_up_to_date(store, index_dir)
    assert contents(snapshot(store, index_dir)) == stored(store)


def test_many_updates_leave_few_segments_and_equal_a_rebuild(
    store: Store, index_dir: Path, put: Callable[..., list[str]]
) -> None:
    for turn in range(20):
        ids = put(turn, turn + 1, text=f"Turn {word(100 + turn)} of")
        if turn % 4 == 3:
            delete(store, ids[0])
        bring_up_to_date(store, index_dir)
        assert contents(snapshot(store, index_dir)) == stored(store)
    found = snapshot(store, index_dir)
    assert len(found.commit.segments) <= 3
    before = {name: column.values for name, column in found.facets.items()}
    build_anew(store, index_dir)
    rebuilt = snapshot(store, index_dir)
    assert contents(rebuilt) == contents(found)
    assert {name: column.values for name, column in rebuilt.facets.items()} == before


def test_rebuild_replaces_the_generation_and_removes_the_former(
    store: Store, index_dir: Path, put: Callable[..., list[str]]
) -> None:
    put(*range(12))
    first = build_anew(store, index_dir)
    second = build_anew(store, index_dir)
    assert sorted(path.name for path in index_dir.iterdir()) == sorted([CURRENT, LOCK, second])
    assert first != second
    assert read_meta(index_dir / second).sequence == store.last_change()
    assert contents(snapshot(store, index_dir)) == stored(store)


def test_changes_during_a_rebuild_are_in_it(
    store: Store,
    index_dir: Path,
    put: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = put(*range(12))
    pages = iter(
        [lambda: put(3, text=f"Changed {word(77)} of"), lambda: put(40, 41), lambda: delete(store, ids[5])]
    )
    iterate = store.iterate

    def interrupted(after: str = "", limit: int = 1000) -> object:
        found = iterate(after, limit)
        next(pages, lambda: None)()
        return found

    monkeypatch.setattr(store, "iterate", interrupted)
    build_anew(store, index_dir)
    monkeypatch.undo()
    assert contents(snapshot(store, index_dir)) == stored(store)
    assert bring_up_to_date(store, index_dir) == 0


def test_store_put_back_from_a_backup_is_indexed_anew(
    store: Store, index_dir: Path, put: Callable[..., list[str]]
) -> None:
    put(1, 2)
    bring_up_to_date(store, index_dir)
    name = living_name(index_dir)
    assert name is not None
    write_meta(index_dir / name, replace(read_meta(index_dir / name), sequence=1_000))
    assert bring_up_to_date(store, index_dir) == 2
    assert living_name(index_dir) != name


def test_verification_refuses_a_generation_that_lacks_an_article(
    store: Store, index_dir: Path, put: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(*range(4))
    first = build_anew(store, index_dir)
    monkeypatch.setattr(store, "count_articles", lambda: 5)
    with pytest.raises(IndexDamagedError, match="holds 4 articles, the store 5"):
        build_anew(store, index_dir)
    assert living_name(index_dir) == first


HOLD_LOCK = """
import sys, time
from pathlib import Path
from index.layout import writing
with writing(Path(sys.argv[1]), 0):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(index_dir: Path) -> Iterator[subprocess.Popen[str]]:
    index_dir.parent.mkdir(parents=True, exist_ok=True)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_LOCK, str(index_dir)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_second_writer_is_told_the_pid_of_the_first(
    store: Store, index_dir: Path, holder: subprocess.Popen[str]
) -> None:
    for attempt in (update, rebuild):
        with pytest.raises(MachineError, match=f"Process {holder.pid} is writing"):
            attempt(store, index_dir, Progress("indexing"), wait_s=0.2)


def test_lock_of_a_killed_writer_is_free(
    store: Store, index_dir: Path, holder: subprocess.Popen[str], put: Callable[..., list[str]]
) -> None:
    put(1)
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert bring_up_to_date(store, index_dir) == 1


def test_merge_of_one_commit_is_bounded(
    store: Store, index_dir: Path, put: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segment_writer, "LARGEST_MERGE", 6)
    for turn in range(12):
        put(2 * turn, 2 * turn + 1)
        bring_up_to_date(store, index_dir)
    found = snapshot(store, index_dir)
    assert contents(found) == stored(store)
    assert max(segment.doc_count_all() for segment in found.commit.segments) <= 6 + 2
    assert len(found.commit.segments) < 12


def test_killed_rebuild_is_carried_on_where_it_stopped(
    store: Store, settings: Settings, put: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(*range(12))
    build_anew(store, settings.index_dir)
    pages = iter(range(3))
    iterate = store.iterate

    def dying(after: str = "", limit: int = 1000) -> object:
        if next(pages, None) is None:
            raise KeyboardInterrupt
        return iterate(after, limit)

    monkeypatch.setattr(store, "iterate", dying)
    with pytest.raises(KeyboardInterrupt):
        build_anew(store, settings.index_dir)
    monkeypatch.undo()
    [unfinished] = set(layout.generation_names(settings.index_dir)) - {living_name(settings.index_dir)}
    put(1, text=f"Meanwhile {word(66)} of")
    assert build_anew(store, settings.index_dir) == unfinished
    assert contents(snapshot(store, settings.index_dir)) == stored(store)


def test_searches_go_on_with_the_same_counts_during_rebuilds(
    store: Store, settings: Settings, put: Callable[..., list[str]]
) -> None:
    put(*range(15))
    build_anew(store, settings.index_dir)
    reader = GenerationReader(settings.index_dir, store, max_age_s=0)
    counts: list[int] = []
    generations_seen: set[str] = set()
    failures: list[BaseException] = []
    stop = threading.Event()

    def search() -> None:
        try:
            while not stop.is_set():
                found = reader.snapshot()
                generations_seen.add(found.generation)
                counts.append(len(found.match(Term("body", "common"))[0]))
                time.sleep(0.001)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        build_anew(store, settings.index_dir)
    deadline = time.monotonic() + 5
    while len(generations_seen) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    for thread in threads:
        thread.join()
    assert not failures
    assert set(counts) == {15}
    assert len(generations_seen) >= 2
