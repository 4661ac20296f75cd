"""The living generation as snapshots that keep up with commits, switches, aliases, deletions. Read side."""

import threading
import time
from pathlib import Path

from index.errors import IndexDamagedError, MachineError
from index.layout import CURRENT, REINDEX, read_meta, require_living
from index.segment_storage import latest_commit
from index.snapshot import GenerationSnapshot, OpenCommit, open_commit
from index.store import Store
from index.wording import told

MAX_AGE_S = 1.0
"""A snapshot this old is compared with what is on disk, in seconds; it takes 0.7 ms."""


class GenerationReader:
    """Give snapshots of the living generation. Share it between threads.

    Args:
        index_dir: The folder of generations.
        store: Where the alias table is.
        max_age_s: A snapshot is at most so far behind, in seconds.
    """

    def __init__(self, index_dir: Path, store: Store, max_age_s: float = MAX_AGE_S) -> None:
        self._index_dir = index_dir
        self._store = store
        self._max_age_s = max_age_s
        self._opening = threading.Lock()
        self._snapshot: GenerationSnapshot | None = None
        self._commit: OpenCommit | None = None
        self._checked_at = 0.0
        self._gone: frozenset[str] = frozenset()
        self._changes_seen = 0

    def snapshot(self) -> GenerationSnapshot:
        """Give the newest state; it never changes, ask again for each request.

        A change of the alias table is seen at once, with all that was committed before it; a commit or
        deletion otherwise after ``max_age_s``.

        Raises:
            IndexMissingError: There is no generation yet.
            IndexOutdatedError: Another schema made it.
            IndexDamagedError: A file is corrupt.
            StoreError: The store cannot be read.
            MachineError: The folder cannot be read.
        """
        current = self._snapshot
        renamed = current is None or current.alias_version != self._store.alias_version()
        if current is not None and not renamed and self._is_young():
            return current
        # While one thread opens a new state, the others go on with the former, unless its names are old.
        if not self._opening.acquire(blocking=renamed):
            assert current is not None
            return current
        try:
            return self._refresh()
        finally:
            self._opening.release()

    def close(self) -> None:
        """Let go of the files; snapshots given out keep theirs until they are dropped."""
        self._snapshot = self._commit = None

    def _refresh(self) -> GenerationSnapshot:
        checked_at = time.monotonic()
        former = self._snapshot
        # Before what is on disk: what was committed before a change of the table is seen with it.
        version, aliases = self._store.entity_aliases()
        if former is None or former.alias_version != version or not self._is_young():
            self._commit = self._newest()
            self._gone, self._changes_seen = self._store.gone_after(self._changes_seen, self._gone)
            self._checked_at = checked_at
        assert self._commit is not None
        if former is None or former.commit is not self._commit or former.gone != self._gone:
            self._snapshot = GenerationSnapshot(self._commit, version, aliases, self._gone)
        elif former.alias_version != version:
            self._snapshot = former.under(version, aliases)
        assert self._snapshot is not None
        return self._snapshot

    def _is_young(self) -> bool:
        return time.monotonic() - self._checked_at < self._max_age_s

    def _newest(self) -> OpenCommit:
        try:
            while True:
                before = self._on_disk()
                if self._commit is not None and before == (self._commit.generation, self._commit.number):
                    return self._commit
                try:
                    return self._open()
                except (FileNotFoundError, IndexDamagedError):
                    # Files go only after the pointer or the list of segments moved on: then look again.
                    if self._on_disk() == before:
                        raise
        except FileNotFoundError as error:
            raise IndexDamagedError(told("%(file)s is missing.", file=error.filename), REINDEX) from error
        except OSError as error:
            raise MachineError(
                told(
                    "%(file)s: %(reason)s.",
                    file=error.filename or self._index_dir,
                    reason=error.strerror or str(error),
                ),
                told("Check the folder's owner and mode."),
            ) from error

    def _open(self) -> OpenCommit:
        folder = self._index_dir / require_living(self._index_dir)
        # Read before the commit: what it says is in the commit, which may hold later changes too.
        sequence = read_meta(folder).sequence
        commit = open_commit(folder, latest_commit(folder), self._commit)
        self._gone, self._changes_seen = frozenset(), sequence
        return commit

    def _on_disk(self) -> tuple[str, int]:
        """Name what the pointer says and that generation's last commit; -1 where there is none."""
        try:
            name = (self._index_dir / CURRENT).read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            return "", -1
        try:
            return name, latest_commit(self._index_dir / name)
        except (FileNotFoundError, NotADirectoryError, ValueError, IndexDamagedError):
            return name, -1
