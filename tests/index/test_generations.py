import errno
import itertools
import os
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
from whoosh.query import Every, Phrase, Term

from index import filling, generations, layout, segment_writer, store_writer
from index.errors import IndexDamagedError, IndexMissingError, IndexOutdatedError, MachineError
from index.generations import rebuild
from index.layout import CURRENT, LOCK, META, living_name, read_meta, write_meta
from index.progress import Progress
from index.reader import GenerationReader
from index.settings import Settings
from index.snapshot import GenerationSnapshot
from index.store import Store
from index.store_writer import NewArticle
from index.writer import update

Make = Callable[..., NewArticle]


@pytest.fixture(autouse=True)
def small_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generations, "PAGE", 3)
    monkeypatch.setattr(generations, "COMMIT_ARTICLES", 5)
    monkeypatch.setattr(filling, "PAGE", 3)
    monkeypatch.setattr(filling, "FILL_ARTICLES", 5)
    monkeypatch.setattr(segment_writer, "TIER_FACTOR", 3)


@pytest.fixture
def index_dir(settings: Settings) -> Path:
    return settings.index_dir


@pytest.fixture
def put(store: Store, make_article: Make) -> Callable[..., list[str]]:
    def put(*numbers: int, text: str = "Common words of article") -> list[str]:
        items = [make_article(str(number), f"{text} {word(number)}.") for number in numbers]
        with store.write() as connection:
            store_writer.put_articles(connection, items)
        return [item.id for item in items]

    return put


def word(number: int) -> str:
    """Spell a number as a word that no stemmer touches."""
    return "q" + str(number).translate(str.maketrans("0123456789", "bcfghjklmp"))


def delete(store: Store, article_id: str) -> None:
    with store.write() as connection:
        assert store_writer.delete_article(connection, article_id)


def snapshot(store: Store, index_dir: Path) -> GenerationSnapshot:
    return GenerationReader(index_dir, store).snapshot()


def contents(found: GenerationSnapshot) -> dict[str, set[str]]:
    """Each article's id with the words made of numbers by which Whoosh finds it."""
    articles: dict[str, set[str]] = {found.ids[doc]: set() for doc in found.live.nonzero()[0]}
    assert len(articles) == found.live.sum()
    assert len(found.match(Every())[0]) == found.live.sum()
    for term in found.expand("body", "q", 1000):
        for doc in found.match(Term("body", term))[0]:
            articles[found.ids[doc]].add(term)
    return articles


def stored(store: Store) -> dict[str, set[str]]:
    return {
        item.article.id: {term for term in item.article.clean.text.rstrip(".").split() if term[0] == "q"}
        for item in store.iterate(limit=10_000)
    }


def bring_up_to_date(store: Store, index_dir: Path) -> int:
    with Progress("indexing") as progress:
        return update(store, index_dir, progress)


def build_anew(store: Store, index_dir: Path) -> str:
    with Progress("reindexing") as progress:
        return rebuild(store, index_dir, progress)


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


def test_index_of_another_schema_is_named(
    store: Store, index_dir: Path, put: Callable[..., list[str]]
) -> None:
    put(1)
    name = build_anew(store, index_dir)
    write_meta(index_dir / name, replace(read_meta(index_dir / name), schema=0))
    for attempt in (snapshot, bring_up_to_date):
        with pytest.raises(IndexOutdatedError, match=r"schema 0.*dateline reindex"):
            attempt(store, index_dir)
    build_anew(store, index_dir)
    assert contents(snapshot(store, index_dir)) == stored(store)


def corrupt(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x10
    path.write_bytes(content)


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


@pytest.mark.parametrize(
    ("pattern", "harm"),
    [
        *itertools.product(["*/_MAIN_*.toc", f"*/{META}", CURRENT], [corrupt, truncate, Path.unlink]),
        ("*/*.arr", truncate),
        ("*/*.arr", Path.unlink),
    ],
)
def test_damaged_file_is_named_and_reindex_mends_it(
    store: Store,
    index_dir: Path,
    put: Callable[..., list[str]],
    pattern: str,
    harm: Callable[[Path], None],
) -> None:
    put(*range(4))
    build_anew(store, index_dir)
    [path] = index_dir.glob(pattern)
    harm(path)
    with pytest.raises((IndexDamagedError, IndexMissingError), match="dateline reindex"):
        contents(snapshot(store, index_dir))
    build_anew(store, index_dir)
    assert contents(snapshot(store, index_dir)) == stored(store)


def test_any_flipped_bit_of_a_segment_is_named_or_changes_nothing(
    store: Store, index_dir: Path, put: Callable[..., list[str]]
) -> None:
    def everything() -> object:
        found = snapshot(store, index_dir)
        pairs = Phrase("body", ["common", "word"])
        return contents(found), [part.tolist() for part in found.match(pairs)]

    put(*range(4))
    build_anew(store, index_dir)
    [path] = index_dir.glob("*/*.arr")
    whole, expected, named = path.read_bytes(), everything(), 0
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
        try:
            assert everything() == expected, at
        except IndexDamagedError as error:
            assert "dateline reindex" in str(error)
            named += 1
    assert named > len(whole) / 7 / 2  # the rest is padding between arrays


def test_segment_list_cannot_name_foreign_classes(
    store: Store, index_dir: Path, put: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import segment_storage

    put(1)
    build_anew(store, index_dir)
    allowed = segment_storage._ALLOWED - {("index.codec.segment", "ArraySegment")}
    monkeypatch.setattr(segment_storage, "_ALLOWED", allowed)
    with pytest.raises(IndexDamagedError, match="does not belong"):
        snapshot(store, index_dir)


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


def test_refusing_disk_is_a_clear_error(store: Store, settings: Settings) -> None:
    settings.index_dir.write_text("a file where the folder should be")
    with pytest.raises(MachineError, match="File exists"):
        bring_up_to_date(store, settings.index_dir)


@pytest.mark.parametrize("call", [1, 2])
def test_full_disk_is_named_and_leaves_the_former_commit(
    store: Store,
    index_dir: Path,
    put: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
    call: int,
) -> None:
    put(1, 2)
    bring_up_to_date(store, index_dir)
    before = contents(snapshot(store, index_dir))
    put(3)
    calls = iter(range(1, 100))
    sync = os.fsync

    def full(descriptor: int) -> None:
        if next(calls) == call:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MachineError, match=r"No space left.*nothing is lost"):
        bring_up_to_date(store, index_dir)
    assert contents(snapshot(store, index_dir)) == before
    assert bring_up_to_date(store, index_dir) == 1
    assert contents(snapshot(store, index_dir)) == stored(store)


def test_unreadable_pointer_is_the_machines_fault(store: Store, index_dir: Path) -> None:
    (index_dir / CURRENT).mkdir(parents=True)
    with pytest.raises(MachineError, match="CURRENT: Is a directory"):
        snapshot(store, index_dir)


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
