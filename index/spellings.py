"""What an entity is made of: its spellings, and what put each of them there. Read side."""

from dataclasses import dataclass

from sqlalchemy import select

from index.alias_reader import automatic_merges
from index.aliases import entity_of, parents
from index.batching import batched
from index.edit_log import Edit, read_edits
from index.entity_words import NamedKey
from index.store import MAX_VARIABLES, Store
from index.tables import entity_aliases


@dataclass(frozen=True, slots=True)
class Spelling:
    """A key of an entity, with the name that articles print and the number of articles that hold it.

    Attributes:
        evidence: Code of what speaks for an automatic merge (docs/entities.md); empty where none is known.
        confidence: How sure that merge is, 0 to 1; None where it is not known.
        edit: Number of the edit that put it there, or 0.
    """

    key: str
    name: str
    articles: int
    evidence: str = ""
    confidence: float | None = None
    edit: int = 0


def spellings(store: Store, key: str) -> list[Spelling]:
    """Give the spellings of an entity, those in most articles first."""
    aliases = store.alias_table().aliases
    keys = [key, *(other for other, target in aliases.items() if target == key)]
    with store.read() as connection:
        edits = _placed_by(read_edits(connection))
        table = entity_aliases.c
        query = select(table.from_key, table.evidence, table.confidence)
        merges = {
            row.from_key: row
            for some in batched(keys, MAX_VARIABLES)
            for row in connection.execute(query.where(table.from_key.in_(some)))
        }
    found = []
    for item in store.named(keys):
        number, merge = edits.get(item.key, 0), merges.get(item.key)
        if item.key == key or number or merge is None:
            found.append(Spelling(item.key, item.name, item.articles, edit=number if item.key != key else 0))
        else:
            found.append(Spelling(item.key, item.name, item.articles, merge.evidence or "", merge.confidence))
    return found


def _placed_by(edits: list[Edit]) -> dict[str, int]:
    """Give the number of the edit that says where a key belongs."""
    return {
        key: edit.number
        for edit in edits
        if not edit.undone and edit.action in ("merge", "split")
        for key in edit.keys
    }


def hidden_under(store: Store, key: str) -> str:
    """Give the key whose hiding hides a key: itself, or what it was merged into before."""
    with store.read() as connection:
        above = parents(automatic_merges(connection), store.alias_table().rules)
    while above.get(key):
        key = above[key]
    return key


def candidates(store: Store, words: list[str], kind: str, limit: int) -> list[NamedKey]:
    """Give the entities of a kind, one of whose spellings has some words and one that begins so.

    Their names are the ones to show, their numbers those of the spelling in most articles; hidden ones are
    left out.
    """
    if not words:
        return []
    aliases = store.alias_table().aliases
    most: dict[str, int] = {}
    for item in store.keys_starting(words[:-1], words[-1], 8 * limit):
        meant = entity_of(item.key, aliases) if item.kind == kind else ""
        if meant:
            most.setdefault(meant, item.articles)
    best = sorted(most, key=lambda key: (-most[key], key))[:limit]
    named = store.entities(best)
    return [NamedKey(key, kind, named[key].name, most[key]) for key in best if key in named]
