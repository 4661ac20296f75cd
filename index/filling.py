"""A new generation filled from the whole store, in order of article id, in one process or several.

The articles are parted into slices of neighbouring ids. Each becomes a commit of its own, in order, so that a
killed run is taken up behind the last one. With several processes each worker writes the segments of a slice
into a folder of its own; this process moves them into the generation and commits them.
"""

import multiprocessing
import os
import secrets
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from index.documents import id_text
from index.errors import MachineError
from index.progress import Progress
from index.segment_writer import CommitWriter, create
from index.store import Store, open_store
from index.wording import English

PAGE = 500
"""Articles read from the store at once."""

FILL_ARTICLES = 50_000
"""Articles in a slice; a killed run repeats at most so many, and with workers those of each worker."""

WORK = "work-"
"""How the folders begin into which workers write; what a killed run left of them is removed."""

IN_FLIGHT = 2
"""Slices handed out for each worker: those written and those waiting to be committed in order."""

_POLL_S = 0.2

Slice = tuple[str, str | None]
"""Articles with ids above the first and up to the second; to the end without."""


def fill(store: Store, folder: Path, done: list[int], progress: Progress, workers: int = 1) -> None:
    """Write all articles that are not in a generation yet, then merge its segments into one.

    Args:
        store: The truth.
        folder: The generation's folder; the caller holds the lock.
        done: Ids, as numbers, of the articles in it.
        progress: Told of each article.
        workers: Processes that write; each takes about 500 MB at most.

    Raises:
        MachineError: A worker was killed, or the disk refuses.
    """
    for stray in folder.glob(f"{WORK}*"):
        # A worker that has not yet noticed the death of its run may be writing there.
        shutil.rmtree(stray, ignore_errors=True)
    progress.advance(len(done))
    after = id_text(max(done)) if done else ""
    slices = list(_slices(store, after))
    if workers < 2 or len(slices) < 2:
        for part in slices:
            with CommitWriter(folder) as writer:
                for count in write_slice(store, part, writer):
                    progress.advance(count)
                writer.commit(merge=False)
    else:
        _fill_by_workers(store, folder, slices, progress, min(workers, len(slices)))
    with CommitWriter(folder) as writer:
        writer.commit_merged()


def _slices(store: Store, after: str) -> Iterator[Slice]:
    for border in store.id_borders(after, FILL_ARTICLES):
        yield after, border
        after = border
    yield after, None


def write_slice(store: Store, part: Slice, writer: CommitWriter) -> Iterator[int]:
    """Add the articles of a slice to a commit; yields how many were added by and by."""
    after, last = part
    while page := store.iterate(after, PAGE):
        wanted = [stored for stored in page if last is None or stored.article.id <= last]
        for stored in wanted:
            writer.add(stored)
        yield len(wanted)
        if len(wanted) < len(page):
            return
        after = page[-1].article.id


def _fill_by_workers(
    store: Store, folder: Path, slices: list[Slice], progress: Progress, workers: int
) -> None:
    context = multiprocessing.get_context("spawn")
    counter: Synchronized[int] = context.Value("q", 0)
    # A worker of a killed run may still be writing: it must not meet this run's folders.
    run = secrets.token_hex(4)
    places = [folder / f"{WORK}{run}-{number}" for number in range(len(slices))]
    pool = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_start_worker, initargs=(store.path, counter, os.getpid())
    )
    told = 0
    with pool:
        try:
            waiting: dict[int, Future[None]] = {}
            for number, place in enumerate(places):
                for ahead in range(len(waiting) + number, min(number + workers * IN_FLIGHT, len(slices))):
                    waiting[ahead] = pool.submit(_write_apart, slices[ahead], places[ahead])
                future = waiting.pop(number)
                while not future.done():
                    wait([future], _POLL_S)
                    told += _tell(progress, counter.value - told)
                future.result()
                _take_in(folder, place)
            _tell(progress, counter.value - told)
        except BrokenProcessPool:
            raise MachineError(
                English("A process that wrote the index was killed, perhaps for lack of memory."),
                English("Run `dateline reindex` again, with fewer --workers; it carries on."),
            ) from None
        finally:
            pool.shutdown(cancel_futures=True)


def _tell(progress: Progress, count: int) -> int:
    progress.advance(count)
    return count


def _take_in(folder: Path, place: Path) -> None:
    with CommitWriter(folder) as writer:
        writer.adopt(place)
        writer.commit(merge=False)
    shutil.rmtree(place)


_worker: tuple[Store, "Synchronized[int]", int]


def _start_worker(path: Path, counter: "Synchronized[int]", parent: int) -> None:
    global _worker  # noqa: PLW0603 - what a process of the pool holds, set once when it starts
    _worker = open_store(path), counter, parent


def _write_apart(part: Slice, place: Path) -> None:
    store, counter, parent = _worker
    create(place)
    with CommitWriter(place) as writer:
        for count in write_slice(store, part, writer):
            if os.getppid() != parent:
                os._exit(1)
            with counter.get_lock():
                counter.value += count
        writer.commit(merge=False)
