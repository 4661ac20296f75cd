"""A damaged index gives the right answer or an error that names the file and the way out; never another.

Bits are flipped, files cut, emptied, overwritten and swapped; `dateline doctor` must see what any of it did.
"""

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import store_writer
from index.doctor import examine
from index.errors import IndexDamagedError
from index.generations import rebuild
from index.layout import living_name
from index.progress import Progress
from index.settings import Settings
from index.store import open_store
from search.open import open_archive
from search.serialise import page_to_json
from search.state import SearchState

STATES = [
    SearchState(query=query, sort=sort, per_page=100)
    for query, sort in [
        ("the", "relevance"),
        ("grain OR wheat", "newest"),
        ('"grain deal"', "relevance"),
        ("gra*", "oldest"),
        ("grain -odesa", "relevance"),
        ("title:grain", "relevance"),
        ('"grain ships"~3', "relevance"),
        ("grian~1", "relevance"),
        ("place:odesa", "newest"),
        ("", "newest"),
    ]
] + [SearchState(about_from="2022-11", copies="group"), SearchState(mentions="every").with_none_of("person")]


def answers(home: Path) -> list[object]:
    archive = open_archive(Settings(home=home))
    try:
        return [
            {
                key: value
                for key, value in page_to_json(archive.engine.search(state), state).items()
                if key != "took_ms"
            }
            for state in STATES
        ]
    finally:
        archive.close()


def index_is_sound(home: Path) -> bool:
    store = open_store(home / "articles.db")
    try:
        with Progress("checking") as progress:
            found = list(examine(Settings(home=home), store, progress, all_pages=False))
    finally:
        store.close()
    assert all(item.ok or item.next_step for item in found)
    return all(item.ok for item in found)


@pytest.fixture
def copy(newsroom_home: Path, tmp_path: Path) -> Path:
    home = tmp_path / "copy"
    shutil.copytree(newsroom_home, home)
    return home


@pytest.fixture
def arrays(copy: Path) -> Path:
    generation = copy / "index" / str(living_name(copy / "index"))
    [found] = generation.glob("*.arr")
    return found


def outcome(home: Path, expected: list[object], file: Path) -> str:
    """Search everything; ``right``, or ``said`` when an error named the file and the command."""
    try:
        assert answers(home) == expected
    except IndexDamagedError as error:
        assert file.name in str(error) or file.parent.name in str(error)
        assert "dateline reindex" in str(error)
        return "said"
    return "right"


def flips(content: bytes, count: int) -> Iterator[tuple[int, int]]:
    """Places and bits: all of the directory's last bytes, and a sample of everything else."""
    rnd = random.Random(1)
    yield from ((at, rnd.randrange(8)) for at in range(len(content) - 60, len(content)))
    yield from ((rnd.randrange(len(content)), rnd.randrange(8)) for _ in range(count))


def test_flipped_bit_is_noticed_or_harmless(copy: Path, arrays: Path) -> None:
    expected, content = answers(copy), arrays.read_bytes()
    seen: Counter[str] = Counter()
    for at, bit in flips(content, 500):
        damaged = bytearray(content)
        damaged[at] ^= 1 << bit
        arrays.write_bytes(damaged)
        found = outcome(copy, expected, arrays)
        if index_is_sound(copy):
            # Nothing but the padding between arrays has no checksum.
            assert found == "right"
            assert content[at] == 0
            found = "padding"
        seen[found] += 1
    assert seen.total() == 560
    assert seen["said"] > 350
    assert seen["padding"] < 100


def cuts(content: bytes) -> Iterator[bytes]:
    yield b""
    yield b"\0" * len(content)
    yield content + b"\0"
    yield content[64:]
    for size in range(64, len(content), max(64, len(content) // 60 // 64 * 64)):
        yield content[:size]
        yield content[:size] + b"\0" * (len(content) - size)


def test_cut_or_zeroed_file_is_noticed(copy: Path, arrays: Path) -> None:
    expected, content = answers(copy), arrays.read_bytes()
    tried = 0
    for damaged in cuts(content):
        arrays.write_bytes(damaged)
        assert outcome(copy, expected, arrays) == "said"
        assert not index_is_sound(copy)
        tried += 1
    assert tried > 100


@pytest.mark.parametrize("name", ["_MAIN_*.toc", "generation.json", "../CURRENT"])
def test_damaged_small_file_is_noticed(copy: Path, arrays: Path, name: str) -> None:
    [file] = arrays.parent.glob(name) if "*" in name else [arrays.parent / name]
    expected, content = answers(copy), file.read_bytes()
    tried = 0
    for damaged in [
        b"",
        b"\0" * len(content),
        b"garbage",
        *(content[:size] for size in range(0, len(content) - 1, 7)),
    ]:
        file.write_bytes(damaged)
        assert outcome(copy, expected, file.resolve()) == "said"
        assert not index_is_sound(copy)
        tried += 1
    assert tried >= 5


def test_file_of_another_segment_is_noticed(copy: Path, arrays: Path, tmp_path: Path) -> None:
    expected = answers(copy)
    other = tmp_path / "other"
    shutil.copytree(copy, other)
    store = open_store(other / "articles.db")
    with store.write() as connection:
        store_writer.delete_article(connection, store.iterate(limit=1)[0].article.id)
    with Progress("reindexing") as progress:
        rebuild(store, other / "index", progress)
    store.close()
    [foreign] = (other / "index" / str(living_name(other / "index"))).glob("*.arr")
    shutil.copy(foreign, arrays)
    assert outcome(copy, expected, arrays) == "said"
    assert not index_is_sound(copy)
