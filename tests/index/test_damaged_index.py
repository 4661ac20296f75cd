"""What is damaged, outdated or refused by the disk is named with the way out, and loses nothing."""

import errno
import itertools
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from whoosh.query import Phrase

from index.errors import IndexDamagedError, IndexMissingError, IndexOutdatedError, MachineError
from index.layout import CURRENT, META, read_meta, write_meta
from index.settings import Settings
from index.store import Store
from tests.index.numbered import bring_up_to_date, build_anew, contents, snapshot, stored

pytestmark = pytest.mark.usefixtures("small_commits")


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
