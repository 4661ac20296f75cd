"""Open what a data folder holds for searching."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from index.reader import GenerationReader
from index.settings import Settings
from index.store import Store, open_store
from search.array.engine import ArrayEngine
from search.engine import Engine
from search.saved import saved_states


@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive: the store's read side and the engine over its index."""

    store: Store
    engine: Engine
    reader: GenerationReader

    def close(self) -> None:
        """Close the index and the store."""
        self.reader.close()
        self.store.close()


def open_archive(settings: Settings, *, create: bool = False) -> Archive:
    """Open the archive of a data folder; the index is read at the first search.

    Args:
        settings: Names the data folder.
        create: Make an empty store when there is none, so that a server can start on it.
    """
    store = open_store(settings.store_path, create=create)
    reader = GenerationReader(settings.index_dir, store)
    engine = ArrayEngine(reader.snapshot, store, lambda: saved_states(store))
    return Archive(store, engine, reader)


@contextmanager
def opened_archive(settings: Settings) -> Iterator[Archive]:
    """Open an archive and close it again."""
    archive = open_archive(settings)
    try:
        yield archive
    finally:
        archive.close()
