"""Persons and places as the store has them, remembered until anything is written to it. Read side."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace

from sqlalchemy import Connection, bindparam, select

from index import tables
from index.article import Entity
from index.batching import batched
from index.rows import entity_of

MAX_VARIABLES = 500
"""Keys asked for in one statement."""
REMEMBERED = 16_384
"""Entities kept, about 8 MB; a page of results shows some 200 of them, mostly the same ones."""

_ENTITIES = select(tables.entities).where(tables.entities.c.key.in_(bindparam("keys", expanding=True)))


class EntityReader:
    """Gives entities by key. Share it between threads.

    Args:
        commits: Gives a number that changes with every commit to the store.
        read: Opens one consistent view of the store.
        renamed: Gives the names that people gave, by key.
    """

    def __init__(
        self,
        commits: Callable[[], int],
        read: Callable[[], AbstractContextManager[Connection]],
        renamed: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._commits = commits
        self._read = read
        self._renamed = renamed
        self._held: tuple[int, dict[str, Entity | None]] = -1, {}

    def entities(self, keys: Iterable[str]) -> dict[str, Entity]:
        """Give the entities of ``keys`` that are known, keyed by key, as the last commit has them."""
        wanted = list(dict.fromkeys(keys))
        if not wanted:
            return {}
        known = self._known()
        found = {key: known[key] for key in wanted if key in known}
        missing = [key for key in wanted if key not in found]
        if missing:
            read = self._stored(missing)
            new = {key: read.get(key) for key in missing}
            found |= new
            if len(known) + len(new) <= REMEMBERED:
                known |= new
            else:
                self._held = self._held[0], {}
        return {key: entity for key in wanted if (entity := found[key])}

    def _known(self) -> dict[str, Entity | None]:
        """Give what was read since the last commit."""
        commits = self._commits()
        if self._held[0] != commits:
            # A thread that still reads what was there before fills the former table.
            self._held = commits, {}
        return self._held[1]

    def _stored(self, keys: Iterable[str]) -> dict[str, Entity]:
        found: dict[str, Entity] = {}
        with self._read() as connection:
            for some in batched(keys, MAX_VARIABLES):
                rows = connection.execute(_ENTITIES, {"keys": some}).all()
                found |= {row.key: entity_of(row) for row in rows}
        names = self._renamed()
        return found | {key: replace(found[key], name=names[key]) for key in names.keys() & found.keys()}
