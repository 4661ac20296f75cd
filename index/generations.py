"""Building generations from the store: aside, checked, then switched to while searches go on.

`rebuild` makes a new generation beside the living one, article by article in order of id, then replays the
change log until nothing is left, compares its counts with the store's and switches. Killed at any point, the
living generation stays; the next `rebuild` takes the unfinished one up where its last commit ended.
"""

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.article import StoredArticle
from index.batching import batched
from index.errors import DatelineError, IndexDamagedError
from index.filling import fill
from index.fine_columns import read_ids
from index.layout import (
    GenerationMeta,
    generation_names,
    living_name,
    new_name,
    read_meta,
    switch_to,
    write_meta,
    writing,
)
from index.progress import Progress
from index.schema import SCHEMA_VERSION
from index.segment_storage import MappedStorage, arrays_of, latest_commit, live_mask, read_toc
from index.segment_writer import CommitWriter, create
from index.store import Store
from index.wording import English

PAGE = 500
"""Articles read from the store at once."""

COMMIT_ARTICLES = 20_000
"""Articles in one commit of changes."""

LOCK_WAIT_S = 10.0
"""How long to wait for another process that writes the index."""


def rebuild(
    store: Store, index_dir: Path, progress: Progress, wait_s: float = LOCK_WAIT_S, workers: int = 1
) -> str:
    """Build a new generation from the whole store, switch to it and remove the others.

    Args:
        store: The truth.
        index_dir: The folder of generations.
        progress: Told of each article indexed.
        wait_s: How long to wait for another process that writes the index, in seconds.
        workers: Processes that write segments side by side.

    Returns:
        The generation's name.

    Raises:
        MachineError: Another process writes, or the disk refuses.
        IndexDamagedError: The new generation's counts differ from the store's; the living one stays.
    """
    with writing(index_dir, wait_s):
        return rebuild_locked(store, index_dir, progress, workers)


def rebuild_locked(store: Store, index_dir: Path, progress: Progress, workers: int = 1) -> str:
    """Do what `rebuild` does for a caller that holds the lock."""
    name = _unfinished(store, index_dir) or _begin(store, index_dir)
    folder = index_dir / name
    if not read_meta(folder).filled:
        fill(store, folder, committed_ids(folder), progress, workers)
        write_meta(folder, replace(read_meta(folder), filled=True))
    apply_changes(store, folder, progress)
    with store.write():
        # Nobody can change an article between the last look at the change log and the switch; others
        # wait for the store's lock meanwhile, so nothing is merged now.
        apply_changes(store, folder, progress, merge=False)
        verify(store, folder)
        switch_to(index_dir, name)
    for other in generation_names(index_dir):
        if other != name:
            # Readers hold its files open; what they hold is freed when the last one lets go.
            shutil.rmtree(index_dir / other)
    return name


def _begin(store: Store, index_dir: Path) -> str:
    name = new_name()
    create(index_dir / name)
    meta = GenerationMeta(schema=SCHEMA_VERSION, sequence=store.last_change(), filled=False)
    write_meta(index_dir / name, meta)
    return name


def _unfinished(store: Store, index_dir: Path) -> str | None:
    """Find the generation that a killed `rebuild` left and that can be carried on; remove all others."""
    try:
        living, known = living_name(index_dir), True
    except IndexDamagedError:
        living, known = None, False
    others = [name for name in generation_names(index_dir) if name != living]
    found = None
    for name in reversed(others):
        # Of the filled ones, older than the living means replaced, and without a pointer nobody knows.
        newer = known and (living is None or name > living)
        if found is None and _can_carry_on(store, index_dir / name, even_filled=newer):
            found = name
        else:
            shutil.rmtree(index_dir / name)
    return found


def _can_carry_on(store: Store, folder: Path, *, even_filled: bool) -> bool:
    try:
        committed_ids(folder)
        meta = read_meta(folder)
    except (DatelineError, FileNotFoundError):
        return False
    return meta.sequence <= store.last_change() and (even_filled or not meta.filled)


def _add(writer: CommitWriter, page: Sequence[StoredArticle], progress: Progress) -> None:
    for stored in page:
        writer.add(stored)
    progress.advance(len(page))


def apply_changes(store: Store, folder: Path, progress: Progress, *, merge: bool = True) -> int:
    """Bring a generation up to date with the change log, in one commit for each `COMMIT_ARTICLES`.

    ``merge`` lets a commit merge small segments, which may take minutes in a large archive.
    Doing the same changes twice changes nothing, so a commit whose note was lost is simply repeated.

    Returns:
        How many articles were indexed anew or removed.
    """
    total = 0
    while True:
        meta = read_meta(folder)
        ids, sequence = _changed(store, meta.sequence)
        if sequence == meta.sequence:
            return total
        with CommitWriter(folder) as writer:
            for some in batched(ids, PAGE):
                # Read after the log was: at least as new as the change that named it.
                found = store.articles(some)
                for id_ in some:
                    writer.remove(id_)
                _add(writer, [found[id_] for id_ in some if id_ in found], progress)
            writer.commit(merge=merge)
        write_meta(folder, replace(meta, sequence=sequence))
        total += len(ids)


def _changed(store: Store, sequence: int) -> tuple[list[str], int]:
    """Give the ids that changed after a number, each once, and the last number looked at."""
    ids: dict[str, None] = {}
    while len(ids) < COMMIT_ARTICLES:
        more, last = store.changes_after(sequence)
        if last == sequence:
            break
        ids |= dict.fromkeys(more)
        sequence = last
    return list(ids), sequence


def committed_ids(folder: Path) -> list[int]:
    """Give the ids of a generation's articles, as numbers, in the order of its documents.

    Raises:
        IndexDamagedError: A file is corrupt.
    """
    storage = MappedStorage(folder)
    ids: list[int] = []
    for segment in read_toc(storage, latest_commit(folder)).segments:
        ids += read_ids(arrays_of(storage, segment).pack)[live_mask(segment)].tolist()
    return ids


def verify(store: Store, folder: Path) -> None:
    """Compare a generation with the store.

    Raises:
        IndexDamagedError: An article is missing or twice in it.
    """
    ids = committed_ids(folder)
    wanted = store.count_articles()
    if len(ids) != wanted or len(np.unique(np.array(ids, dtype=np.uint64))) != wanted:
        raise IndexDamagedError(
            English(
                f"The new index {folder.name} holds {len(ids):,} articles, the store {wanted:,}; "
                "the living one stays."
            ),
            English("Run `dateline reindex` again."),
        )
