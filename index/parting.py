"""Articles in which a name means a second person: their mentions get a key of their own. Pure.

An edit of the action ``part`` says which articles these are. It is applied to what the store holds when it is
made, and to every article that is stored afterwards, so that it holds through annotating anew.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from index.article import Annotations, Entity
from index.edit_log import Edit

SIGN = "~"
"""Stands between a name's key and the number of its second person; no folded name holds it."""


@dataclass(frozen=True, slots=True)
class Parting:
    """What one such edit says.

    Attributes:
        key: The name's key, as extraction makes it.
        own: The second person's key.
        name: Under which the second person is shown.
        articles: Ids of the articles that mean the second person.
        why: What tells the two apart, in words; may be empty.
    """

    key: str
    own: str
    name: str
    articles: frozenset[str]
    why: str = ""

    @classmethod
    def of(cls, edit: Edit) -> "Parting":
        """Read it from its edit.

        Raises:
            ValueError: The edit says something else.
        """
        try:
            key, own = edit.keys
            row = json.loads(edit.value)
            name, ids, why = row["name"], row["articles"], row.get("why", "")
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError("no two keys, name and articles") from error
        texts = [name, why, *ids] if isinstance(ids, list) and ids else [None]
        if not all(isinstance(text, str) for text in texts) or not own.startswith(key + SIGN):
            raise ValueError("no name, no articles, or no key of a second person")
        return cls(key, own, name, frozenset(ids), why)

    def value(self) -> str:
        """Give the value of the edit; the same parting gives the same."""
        row = {"name": self.name, "articles": sorted(self.articles), "why": self.why}
        return json.dumps(row, ensure_ascii=False)

    def apart(self, found: Annotations) -> Annotations:
        """Give an article's mentions with those of the name under the second person's key."""
        return _rekeyed(found, self.key, Entity(key=self.own, kind="person", name=self.name))

    def together(self, found: Annotations, name: str) -> Annotations:
        """Take that back; the name is the first person's."""
        return _rekeyed(found, self.own, Entity(key=self.key, kind="person", name=name))


def _rekeyed(found: Annotations, key: str, entity: Entity) -> Annotations:
    persons = tuple(
        replace(item, entity=entity) if item.entity.key == key else item for item in found.persons
    )
    return replace(found, persons=persons)


def second_key(key: str, taken: Iterable[str]) -> str:
    """Give the first free key for a second person of a name: ``p:john_smith~2``."""
    used, number = set(taken), 2
    while f"{key}{SIGN}{number}" in used:
        number += 1
    return f"{key}{SIGN}{number}"


def partings(edits: Iterable[Edit]) -> list[Parting]:
    """Give those that hold, oldest first."""
    return [Parting.of(edit) for edit in edits if edit.action == "part" and not edit.undone]


def change_of(held: Iterable[Parting]) -> Callable[[str, Annotations], Annotations]:
    """Give what the partings that hold make of an article's mentions, by its id."""
    by_article: dict[str, list[Parting]] = {}
    for parting in held:
        for id_ in parting.articles:
            by_article.setdefault(id_, []).append(parting)
    return lambda id_, found: _changed(found, id_, by_article)


def _changed(found: Annotations, id_: str, held: Mapping[str, list[Parting]]) -> Annotations:
    for parting in held.get(id_, ()):
        found = parting.apart(found)
    return found
