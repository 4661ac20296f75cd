"""The words of entities' names, looked up in the store: which keys are called so, or begin so.

Every key of a person or place has the folded words of its own name here; what is merged is looked up through
the alias table by whoever asks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select
from sqlalchemy.dialects.sqlite import insert

from index.analysis import fold
from index.article import Entity
from index.batching import batched
from index.tables import entities, entity_words

MAX_KEYS = 500
"""Keys asked for in one statement."""
MAX_WORDS = 12
"""Words of a name that are kept; a longer one is no name."""


@dataclass(frozen=True, slots=True)
class NamedKey:
    """A key with its name and the number of articles in the store that hold it."""

    key: str
    kind: str
    name: str
    articles: int


def name_words(name: str) -> list[str]:
    """Give the words of a name, folded: "Al-Assad" is two words, as the text index has it."""
    return "".join(char if char.isalnum() else " " for char in fold(name)).split()


def add_words(connection: Connection, found: Iterable[Entity]) -> None:
    """Keep the words of some entities' names; those that are there stay."""
    pairs = {(word, item.key) for item in found for word in name_words(item.name)[:MAX_WORDS]}
    if pairs:
        rows = [{"word": word, "key": key} for word, key in sorted(pairs)]
        connection.execute(insert(entity_words).on_conflict_do_nothing(), rows)


def fill(connection: Connection, batch: int = 5_000) -> None:
    """Keep the words of all entities, for a store that was made without them."""
    rows = connection.execute(select(entities.c.key, entities.c.kind, entities.c.name)).all()
    for some in batched(rows, batch):
        add_words(connection, [Entity(key=row.key, kind=row.kind, name=row.name) for row in some])


def keys_with_words(connection: Connection, words: Sequence[str]) -> list[str]:
    """Give the keys whose name holds every one of some folded words, in order."""
    distinct = set(words)
    if not distinct:
        return []
    return list(connection.scalars(_holding(distinct).order_by(entity_words.c.key)))


def _holding(words: set[str]) -> Select[tuple[str]]:
    table = entity_words.c
    return (
        select(table.key).where(table.word.in_(words)).group_by(table.key).having(func.count() == len(words))
    )


def keys_starting(connection: Connection, words: Sequence[str], prefix: str, limit: int) -> list[NamedKey]:
    """Give keys in use whose name holds some words, and one that begins so; most articles first."""
    table, known = entity_words.c, entities.c
    query = (
        select(known.key, known.kind, known.name, known.articles)
        .join(entity_words, table.key == known.key)
        .where(table.word >= prefix, table.word < prefix + "\U0010ffff", known.articles > 0)
        .distinct()
    )
    if words:
        query = query.where(known.key.in_(_holding(set(words))))
    rows = connection.execute(query.order_by(known.articles.desc(), known.key).limit(limit))
    return [NamedKey(*row) for row in rows]


def named(connection: Connection, keys: Iterable[str]) -> list[NamedKey]:
    """Give those of some keys that the store knows, those in most articles first."""
    known, found = entities.c, []
    query = select(known.key, known.kind, known.name, known.articles)
    for some in batched(keys, MAX_KEYS):
        found += [NamedKey(*row) for row in connection.execute(query.where(known.key.in_(some)))]
    return sorted(found, key=lambda item: (-item.articles, item.key))


def most_used(connection: Connection, limit: int) -> list[NamedKey]:
    """Give the keys that most articles hold, those first."""
    known = entities.c
    query = select(known.key, known.kind, known.name, known.articles).where(known.articles > 0)
    rows = connection.execute(query.order_by(known.articles.desc(), known.key).limit(limit))
    return [NamedKey(*row) for row in rows]
