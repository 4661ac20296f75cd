"""The alias table as the store has it now, read anew only when it changed. Read side."""

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from index import tables
from index.aliases import AliasTable, flattened, parents, rules_of
from index.edit_log import read_edits

VERSION = "alias_version"
"""Name of the number that grows with every change, among the store's notes on itself."""


class AliasReader:
    """Gives the newest alias table. Share it between threads.

    Args:
        path: The database file.
        read: Opens one consistent view of the store.
    """

    def __init__(self, path: Path, read: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._path = path
        self._read = read
        self._lock = Lock()
        self._watch: sqlite3.Connection | None = None
        self._seen: tuple[int, int] | None = None
        self._table: AliasTable | None = None

    def version(self) -> int:
        """Give the number that grows with every change; 10 µs while nobody wrote anything to the store."""
        with self._lock:
            commits = self._data_version()
            if self._seen is None or self._seen[0] != commits:
                with self._read() as connection:
                    self._seen = commits, _version(connection)
            return self._seen[1]

    def commits(self) -> int:
        """Give a number that changes with every commit to the store; it takes 10 µs."""
        with self._lock:
            return self._data_version()

    def _data_version(self) -> int:
        """Ask SQLite for the commits of other connections, which it tells without reading."""
        if self._watch is None:
            self._watch = sqlite3.connect(
                f"{self._path.absolute().as_uri()}?mode=ro",
                uri=True,
                check_same_thread=False,
                isolation_level=None,
            )
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def table(self) -> AliasTable:
        """Give the alias table; it is never changed afterwards."""
        version, held = self.version(), self._table
        if held is None or held.version != version:
            with self._read() as connection:
                held = read_aliases(connection)
            self._table = held
        return held

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            if self._watch is not None:
                self._watch.close()
            self._watch = self._seen = None


def read_aliases(connection: Connection) -> AliasTable:
    """Read the alias table and lay the corrections over it."""
    rules = rules_of(read_edits(connection))
    aliases = flattened(parents(automatic_merges(connection), rules))
    return AliasTable(_version(connection), aliases, rules)


def automatic_merges(connection: Connection) -> dict[str, str]:
    """Give key and entity of each automatic merge."""
    table = tables.entity_aliases.c
    return {row[0]: row[1] for row in connection.execute(select(table.from_key, table.to_key))}


def _version(connection: Connection) -> int:
    table = tables.meta.c
    return int(connection.scalar(select(table.value).where(table.name == VERSION)) or 0)


def raise_version(connection: Connection) -> None:
    """Tell readers that the alias table changed, within the transaction that changes it."""
    statement = insert(tables.meta)
    connection.execute(
        statement.on_conflict_do_update(set_={"value": statement.excluded.value}),
        {"name": VERSION, "value": str(_version(connection) + 1)},
    )
