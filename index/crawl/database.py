"""The frontier's SQLite file: opened, migrated, written in short transactions, its errors named."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from index.crawl.statements import MIGRATIONS
from index.errors import StoreNewerError
from index.store import BUSY_TIMEOUT_MS, storage_errors
from index.wording import told

SCHEMA_VERSION = len(MIGRATIONS)


class FrontierDatabase:
    """An open frontier file, for one thread. A context manager.

    Args:
        path: The database file, made when missing.

    Raises:
        StoreNewerError: A later version of Dateline wrote it.
        StoreError: It is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._in_batch = False
        with storage_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        with self._errors():
            self._db = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
            self._db.row_factory = sqlite3.Row
            try:
                self._prepare()
            except BaseException:
                self._db.close()
                raise

    def _prepare(self) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        version = self._version()
        if version > SCHEMA_VERSION:
            raise StoreNewerError(
                told(
                    "%(file)s was written by a later version of Dateline (schema %(found)s, this one knows "
                    "%(known)s).",
                    file=self.path,
                    found=str(version),
                    known=str(SCHEMA_VERSION),
                ),
                told("Upgrade Dateline, or name another data folder with --home."),
            )
        if version < SCHEMA_VERSION:
            self._migrate()

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _migrate(self) -> None:
        with self._write():
            # Asked again: another process may have done it meanwhile.
            for script in MIGRATIONS[self._version() :]:
                for statement in script.split(";"):
                    self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        from sqlalchemy.exc import DatabaseError, OperationalError

        # The store's own table of messages is by SQLAlchemy's errors, which wrap these.
        with storage_errors(self.path):
            try:
                yield
            except sqlite3.OperationalError as error:
                raise OperationalError(None, None, error) from error
            except sqlite3.DatabaseError as error:
                raise DatabaseError(None, None, error) from error

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Make one transaction of all that is written within: it is kept together, or none of it."""
        with self._write():
            self._in_batch = True
            try:
                yield
            finally:
                self._in_batch = False

    @contextmanager
    def _write(self) -> Iterator[None]:
        if self._in_batch:
            yield
            return
        with self._errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()
