"""The index kept up with the store: `update` writes what the change log names and nothing else."""

from pathlib import Path

from index.generations import LOCK_WAIT_S, apply_changes, rebuild_locked
from index.layout import living_name, read_meta, writing
from index.progress import Progress
from index.store import Store


def update(store: Store, index_dir: Path, progress: Progress, wait_s: float = LOCK_WAIT_S) -> int:
    """Bring the living generation up to date, or make the first one.

    A generation that is ahead of the store (an older store was put back) is built anew.

    Args:
        store: The truth.
        index_dir: The folder of generations.
        progress: Told of each article indexed.
        wait_s: How long to wait for another process that writes the index, in seconds.

    Returns:
        How many articles were indexed anew or removed.

    Raises:
        MachineError: Another process writes, or the disk refuses.
        IndexOutdatedError: The generation has another schema.
        IndexDamagedError: A file of the generation is corrupt.
    """
    with writing(index_dir, wait_s):
        name = living_name(index_dir)
        if name is not None and read_meta(index_dir / name).sequence <= store.last_change():
            return apply_changes(store, index_dir / name, progress)
        rebuild_locked(store, index_dir, progress)
        return store.count_articles()
