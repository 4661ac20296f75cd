"""A process dies at every file operation of a commit, a merge and a rebuild: old or new, nothing else.

Operations are opening, writing, syncing, renaming, removing, making folders. With a power cut, what was
written and never synced is lost by half as well.
"""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index import segment_storage, store_writer
from index.settings import Settings
from index.snapshot import GenerationSnapshot
from index.store import Store, open_store
from index.store_writer import NewArticle
from tests.index.numbered import bring_up_to_date, build_anew, contents, put, snapshot, stored, word

pytestmark = pytest.mark.usefixtures("small_commits")

Make = Callable[..., NewArticle]
Work = Callable[[Store, Path], object]

COUNTED = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate"}
"""Audit events (PEP 578) that are operations on files."""


def committed(store: Store, index_dir: Path) -> dict[str, set[str]]:
    """What the last commit holds; what the store has lost since too."""
    return contents(GenerationSnapshot(snapshot(store, index_dir).commit, 0, {}))


def die_at(operation: int, synced: int) -> None:
    """Let this process kill itself at its n-th file operation; tell ``synced`` of each file on disk."""
    left = operation

    def count() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    fsync, create_file = os.fsync, segment_storage.SyncedStorage.create_file

    def counted_fsync(descriptor: int) -> None:
        count()
        fsync(descriptor)
        os.write(synced, f"{os.fstat(descriptor).st_ino}\n".encode())

    def counted_file(storage: object, *args: object, **options: object) -> object:
        created = create_file(storage, *args, **options)  # type: ignore[arg-type]
        write = created.write

        def counted_write(data: bytes) -> object:
            count()
            return write(data)  # type: ignore[no-untyped-call]

        created.write = counted_write  # type: ignore[method-assign]
        return created

    os.fsync = counted_fsync  # type: ignore[assignment]
    segment_storage.SyncedStorage.create_file = counted_file  # type: ignore[assignment, method-assign]
    sys.addaudithook(lambda event, _: count() if event in COUNTED else None)


def killed_at(operation: int, work: Callable[[], object]) -> tuple[bool, set[int]]:
    """Run ``work`` in a child that dies at an operation; whether it did, and the inodes that it synced."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        die_at(operation, writing)
        try:
            work()
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        synced = {int(line) for line in pipe}
    return bool(os.WIFSIGNALED(os.waitpid(child, 0)[1])), synced


def cut_power(index_dir: Path, before: set[int], synced: set[int]) -> None:
    """Lose half of every new file that was not synced."""
    for file in index_dir.rglob("*"):
        state = file.stat()
        if file.is_file() and state.st_ino not in before | synced:
            os.truncate(file, state.st_size // 2)


def work_on(home: Path, work: Work) -> Callable[[], None]:
    def run() -> None:
        work(open_store(home / "articles.db"), home / "index")

    return run


@pytest.fixture(params=["commit", "merge", "rebuild"])
def case(request: pytest.FixtureRequest, store: Store, settings: Settings, make_article: Make) -> Work:
    """An index with changes waiting, and the work that takes them in."""
    put(store, make_article, range(8))
    bring_up_to_date(store, settings.index_dir)
    if request.param == "merge":
        for numbers in (range(8, 10), range(10, 12)):
            put(store, make_article, numbers)
            bring_up_to_date(store, settings.index_dir)
        assert len(list(settings.index_dir.glob("*/*.arr"))) == 3
    return build_anew if request.param == "rebuild" else bring_up_to_date


# NumPy's own threads make Python 3.12 warn of every fork; the child runs nothing of theirs.
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_killed_at_any_file_operation_the_old_or_the_new_index_opens(
    case: Work, store: Store, settings: Settings, make_article: Make, tmp_path: Path, long_tests: bool
) -> None:
    former = stored(store)
    put(store, make_article, [3, 20, 21], text=f"Newer {word(88)} of")
    with store.write() as connection:
        store_writer.delete_article(connection, make_article("4", "").id)
    latter = stored(store)
    store.close()
    copy = tmp_path / "copy"
    segments = len(list(settings.index_dir.glob("*/*.arr")))
    # An odd step: every second operation goes with a power cut.
    for operation in range(1, 10_000, 1 if long_tests else 3):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(settings.home, copy)
        before = {file.stat().st_ino for file in (copy / "index").rglob("*")}
        killed, synced = killed_at(operation, work_on(copy, case))
        if operation % 2:
            cut_power(copy / "index", before, synced)
        again = open_store(copy / "articles.db")
        assert committed(again, copy / "index") in (former, latter)
        case(again, copy / "index")
        assert committed(again, copy / "index") == latter
        again.close()
        if not killed:
            print(f"{operation} file operations, nothing lost")
            assert operation > 100
            after = len(list((copy / "index").glob("*/*.arr")))
            assert (after < segments) == (segments == 3), "three segments are merged, fewer are not"
            return
    raise AssertionError("the work never ended")
