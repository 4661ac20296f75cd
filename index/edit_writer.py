"""Edits written to the log: what they lead mentions to, what goes against each other, what readers are told.

Write side of `index.edit_log`; `index.edits` says which edits there are.
"""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from index import entity_words, tables
from index.alias_reader import raise_version
from index.aliases import Rules, circle, rules_of
from index.article import Entity, EntityKind
from index.edit_log import Action, Edit
from index.errors import EditError
from index.parting import Parting, change_of, partings
from index.store import now
from index.store_writer import change_annotations
from index.tables import entities, entity_edits
from index.wording import Message, told


class EditLog:
    """The log while edits are added to it: what they come to is followed, not worked out anew for each.

    Args:
        connection: In a transaction.
        edits: Those that are there.
    """

    def __init__(self, connection: Connection, edits: Iterable[Edit]) -> None:
        self._connection = connection
        self.edits = list(edits)
        self._leads = dict(rules_of(self.edits).leads)

    def add(self, action: Action, keys: tuple[str, ...], value: str) -> Edit:
        """Write an edit, and lead mentions as it says.

        Raises:
            EditError: It goes against another.
        """
        at = now()
        row = {"at": at, "action": action, "keys": list(keys), "value": value, "undone": None}
        number = self._connection.execute(insert(entity_edits), row).inserted_primary_key
        assert number is not None
        edit = Edit(number=int(number[0]), at=at, action=action, keys=keys, value=value)
        self._leads |= rules_of([edit]).leads
        self.edits.append(edit)
        loop = circle(self._leads, keys)
        refuse_circle(loop, self.edits, told("with this edit (%(what)s)", what=edit.describe()))
        if action == "part":
            self._check_second(edit)
            _lead(self._connection, edit)
        return edit

    def _check_second(self, edit: Edit) -> None:
        other = next((one for one in self.edits[:-1] if one.action == "part" and _holds(one, edit)), None)
        if other is not None:
            raise EditError(
                told(
                    "%(key)s is another second person here: edit %(number)s (%(what)s).",
                    key=edit.keys[1],
                    number=str(other.number),
                    what=other.describe(),
                ),
                told("Undo %(number)s first.", number=str(other.number)),
            )


def _holds(one: Edit, other: Edit) -> bool:
    """Whether an edit that holds gave the same second person's key."""
    return not one.undone and one.keys[1] == other.keys[1]


def refuse_circle(key: str, edits: list[Edit], when: Message) -> None:
    """Refuse what would merge a key into itself, if there is one.

    Raises:
        EditError: There is; names the edits that concern it.
    """
    if key:
        concerned = [
            str(item.number) for item in edits if not item.undone and key in (*item.keys, item.value)
        ]
        raise EditError(
            told("%(key)s would be merged into itself in a circle, %(when)s.", key=key, when=when),
            told("See edits %(numbers)s in `dateline entities log`.", numbers=", ".join(concerned)),
        )


def _lead(connection: Connection, edit: Edit) -> None:
    """Lead the mentions of a parting's articles to the second person."""
    parting = Parting.of(edit)
    change_annotations(connection, parting.articles, lambda _, found: parting.apart(found))


def lead_back(connection: Connection, edit: Edit, rest: Iterable[Edit]) -> None:
    """Lead them back to the first, or to whom one of the other edits says."""
    parting, others = Parting.of(edit), change_of(partings(rest))
    name = connection.scalar(select(entities.c.name).where(entities.c.key == parting.key)) or parting.name
    change_annotations(
        connection, parting.articles, lambda id_, found: others(id_, parting.together(found, name))
    )


def tell_changed(connection: Connection, before: list[Edit], after: list[Edit]) -> None:
    """Keep the words by which renamed ones are found, and tell readers."""
    old, new = rules_of(before), rules_of(after)
    for key in sorted(old.names.keys() | new.names.keys()):
        if old.names.get(key) != new.names.get(key):
            _reword(connection, key, old, new)
    raise_version(connection)


def _reword(connection: Connection, key: str, old: Rules, new: Rules) -> None:
    own = connection.execute(select(entities).where(entities.c.key == key)).one_or_none()
    kept = set(entity_words.name_words(own.name)) if own else set()
    gone = set(entity_words.name_words(old.names.get(key, ""))) - kept
    table = tables.entity_words
    connection.execute(delete(table).where(table.c.key == key, table.c.word.in_(gone)))
    if key in new.names:
        renamed = Entity(key=key, kind=kind_of(key), name=new.names[key])
        entity_words.add_words(connection, [renamed])


def kind_of(key: str) -> EntityKind:
    """Tell a person's key from a place's."""
    return "person" if key.startswith("p:") else "place"
