"""Corrections of persons and places: the seam through which the web and the command line write them.

Merging and hiding concern entities: a spelling that is merged already stands for all of its entity. Taking
out concerns one spelling. Everything is logged, holds at once in every process that reads the store, stands
above automatic merges, and can be undone in any order in which nothing later rests on it.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from index import entity_words
from index.alias_reader import automatic_merges, read_aliases
from index.aliases import AliasTable, circle, entity_of, parents, rules_of
from index.article import Entity, is_full_name
from index.edit_log import ACTIONS, Action, Edit, read_edits
from index.edit_writer import EditLog, kind_of, lead_back, refuse_circle, tell_changed
from index.errors import EditError
from index.parting import SIGN, Parting, second_key
from index.store import Store, now
from index.tables import entities, entity_edits
from index.wording import English, told

MAX_NAME_CHARS = 120
FIND = told("`dateline entities find NAME` gives keys.")
LOG = told("`dateline entities log` shows all edits.")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of a file of edits: new ones, and the number of those that held already."""

    edits: tuple[Edit, ...]
    known: int


def merge(store: Store, keys: Sequence[str], into: str) -> Edit:
    """Make persons, or places, one: ``into`` gives the key and the name.

    Raises:
        EditError: A key is unknown or hidden, persons meet places, or all are one already.
    """
    with store.write() as connection:
        table = read_aliases(connection)
        target = _entity(connection, into, table)
        moved = [_entity(connection, key, table) for key in keys]
        moving = tuple(dict.fromkeys(item.key for item in moved if item.key != target.key))
        if not moving:
            raise _one_already(", ".join(keys), into, target)
        for item in moved:
            _check_kind(item, target)
        return _add(connection, "merge", moving, target.key)


def split(store: Store, key: str) -> Edit:
    """Take a spelling out of its entity, with what was merged into the entity by way of it.

    No automatic merge touches it again.

    Raises:
        EditError: The key is unknown, hidden, or no spelling of another entity.
    """
    with store.write() as connection:
        table = read_aliases(connection)
        entity = _entity(connection, key, table)
        above = parents(automatic_merges(connection), table.rules)
        if entity.key == key:
            raise _no_spelling(entity, table)
        along = sorted(other for other in above if other != key and _passes(other, key, above))
        return _add(connection, "split", (key, *along), "")


def _one_already(keys: str, other: str, entity: Entity) -> EditError:
    said = told(
        "%(keys)s and %(other)s are one already: %(name)s (%(key)s).",
        keys=keys, other=other, name=entity.name, key=entity.key,
    )  # fmt: skip
    return EditError(said)


def _no_spelling(entity: Entity, table: AliasTable) -> EditError:
    others = sorted(other for other, target in table.aliases.items() if target == entity.key)
    if others:
        step = told("Split off one of its spellings: %(keys)s.", keys=", ".join(others[:8]))
    else:
        step = told("Use `--by-context` or `--article ID` to separate two persons of one name.")
    said = told("%(key)s is no spelling of another: it is %(name)s itself.", key=entity.key, name=entity.name)
    return EditError(said, step)


def _passes(key: str, through: str, above: dict[str, str]) -> bool:
    while key in above and key != through:
        key = above[key]
    return key == through


def part(store: Store, key: str, articles: Sequence[str], why: str = "", label: str = "") -> Edit:
    """Say that in some articles a name means a second person, who gets a key of their own.

    Their mentions are led to that key at once, and whenever they are stored anew; lists and counts follow
    with the next update of the index.

    Args:
        store: The article store.
        key: The key of a full name, as articles have it.
        articles: Ids of articles that name the second person, not all that have the key.
        why: What tells the two apart, in words.
        label: What the second person's name is told by; a number when empty.

    Raises:
        EditError: The key is no full name, an article lacks it, or none would be left to the first.
    """
    if not is_full_name(key) or SIGN in key:
        raise EditError(told("%(key)s is no key of a person's full name.", key=key), FIND)
    with store.write() as connection:
        # A key of a parting that was undone is not given to somebody else: it may have been cited.
        own = second_key(key, (one for item in read_edits(connection) for one in item.keys))
        found = connection.execute(select(entities).where(entities.c.key == key)).one_or_none()
        if found is None:
            raise _unknown(key)
        ids = {id_: store.resolve_id(id_) for id_ in articles}
        stored = store.articles(ids.values())
        for given, id_ in ids.items():
            if id_ not in stored or key not in {one.entity.key for one in stored[id_].annotations.persons}:
                said = told("Article %(id)s does not name %(key)s.", id=repr(given), key=key)
                raise EditError(said, told("Give ids of articles that do."))
        if found.articles <= len(stored):
            said = told("%(key)s would be left without an article.", key=key)
            raise EditError(said, told("Rename it: `rename %(key)s NAME`.", key=key))
        name = f"{found.name} ({label or own.partition(SIGN)[2]})"
        value = Parting(key, own, name, frozenset(stored), why).value()
        return _add(connection, "part", (key, own), value)


def hide(store: Store, key: str) -> Edit:
    """Let a person or place be no facet value and no suggestion; what texts say of it stays stored.

    Raises:
        EditError: The key is unknown or hidden already.
    """
    with store.write() as connection:
        found = _entity(connection, key, read_aliases(connection))
        return _add(connection, "hide", (found.key,), "")


def rename(store: Store, key: str, name: str) -> Edit:
    """Show a person or place under another name, by which it is found, too.

    Raises:
        EditError: The key is unknown or hidden, or the name cannot be one or is the present one.
    """
    name = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    if not entity_words.name_words(name) or len(name) > MAX_NAME_CHARS:
        raise EditError(
            told("%(name)s cannot be a name.", name=repr(name)),
            told("Give 1 to %(most)s characters with a letter or digit.", most=MAX_NAME_CHARS),
        )
    with store.write() as connection:
        found = _entity(connection, key, read_aliases(connection))
        if found.name == name:
            raise EditError(told("%(key)s is called %(name)s already.", key=found.key, name=repr(name)))
        return _add(connection, "rename", (found.key,), name)


def undo(store: Store, number: int | None = None) -> Edit:
    """Take an edit back, the last one that holds when no number is given.

    Raises:
        EditError: There is none, it was undone before, or a later one rests on it; says which.
    """
    with store.write() as connection:
        edits = read_edits(connection)
        edit = _to_undo(edits, number)
        _check_last(edits, edit)
        rest = [item for item in edits if item.number != edit.number]
        without = told("without edit %(number)s", number=str(edit.number))
        refuse_circle(circle(rules_of(rest).leads), rest, without)
        at = now()
        table = entity_edits
        connection.execute(update(table).where(table.c.number == edit.number).values(undone=at))
        if edit.action == "part":
            lead_back(connection, edit, rest)
        tell_changed(connection, edits, rest)
    return Edit(
        number=edit.number, at=edit.at, action=edit.action, keys=edit.keys, value=edit.value, undone=at
    )


def _check_last(edits: list[Edit], edit: Edit) -> None:
    later = [
        item
        for item in edits
        if item.number > edit.number
        and not item.undone
        and (item.action == "rename") == (edit.action == "rename")
        and _rests_on(item, edit)
    ]
    if later:
        last = later[-1]
        said = told(
            "Edit %(number)s (%(what)s) cannot be undone alone: edit %(later)s (%(other)s) came after it.",
            number=str(edit.number), what=edit.describe(), later=str(last.number), other=last.describe(),
        )  # fmt: skip
        raise EditError(said, told("Undo %(number)s first.", number=str(last.number)))


def _moved(edit: Edit) -> tuple[str, ...]:
    """Give the keys that stand for something else by an edit; of a parting the second person's alone."""
    return edit.keys[1:] if edit.action == "part" else edit.keys


def _rests_on(later: Edit, edit: Edit) -> bool:
    """Whether a later edit would hold otherwise without an edit; a second person must not have got others."""
    moved = set(_moved(edit))
    return bool(moved & set(_moved(later))) or (edit.action == "part" and later.value in moved)


def _to_undo(edits: list[Edit], number: int | None) -> Edit:
    holding = [item for item in edits if not item.undone]
    if number is None:
        if not holding:
            raise EditError(told("There is no edit to undo."))
        return holding[-1]
    edit = next((item for item in edits if item.number == number), None)
    if edit is None:
        raise EditError(told("There is no edit %(number)s.", number=str(number)), LOG)
    if edit.undone:
        said = told(
            "Edit %(number)s (%(what)s) was undone on %(moment)s.",
            number=str(number),
            what=edit.describe(),
            moment=datetime.fromisoformat(edit.undone),
        )
        raise EditError(said, LOG)
    return edit


def log(store: Store) -> list[Edit]:
    """Give all edits, undone ones too, oldest first."""
    with store.read() as connection:
        return read_edits(connection)


def find_edit(store: Store, number: int) -> Edit | None:
    """Give one edit."""
    return next((item for item in log(store) if item.number == number), None)


def export_edits(store: Store) -> Iterator[str]:
    """Give the edits that hold as lines of JSON, oldest first; the same edits give the same lines."""
    for edit in log(store):
        if not edit.undone:
            row = {"action": edit.action, "keys": list(edit.keys), "value": edit.value, "at": edit.at}
            yield json.dumps(row, ensure_ascii=False)


def import_edits(store: Store, lines: Iterable[str]) -> Imported:
    """Make the edits of a file here, all or none; keys that this archive does not know yet may come later.

    An edit that holds already is left out, so a file may be read twice.

    Raises:
        EditError: A line is no edit, or goes against an edit made here; names the line.
    """
    made: list[Edit] = []
    known = 0
    with store.write() as connection:
        before = read_edits(connection)
        log, held = EditLog(connection, before), {item.content for item in before if not item.undone}
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            action, keys, value = _parsed(number, line)
            if (action, keys, value) in held:
                known += 1
                continue
            held.add((action, keys, value))
            try:
                made.append(log.add(action, keys, value))
            except EditError as error:
                said = English(f"Line {number}: {error.message}")
                raise EditError(said, English(error.next_step)) from error
        if made:
            tell_changed(connection, before, log.edits)
    return Imported(tuple(made), known)


def _parsed(number: int, line: str) -> tuple[Action, tuple[str, ...], str]:
    step = English('Each line is an object such as {"action": "merge", "keys": ["p:a"], "value": "p:b"}.')
    try:
        row = json.loads(line)
        action, keys, value = row["action"], row["keys"], row.get("value", "")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise EditError(English(f"Line {number} is no edit: {line.strip()[:80]}"), step) from error
    texts = isinstance(keys, list) and keys and all(isinstance(key, str) and key for key in keys)
    if action not in ACTIONS or not texts or not isinstance(value, str):
        raise EditError(English(f"Line {number} is no edit: {line.strip()[:80]}"), step)
    if action == "part":
        try:
            Parting.of(Edit(number=number, at="", action=action, keys=tuple(keys), value=value))
        except ValueError as error:
            raise EditError(English(f"Line {number}: a part has {error}."), step) from error
    if action in ("merge", "rename") and not value.strip():
        raise EditError(English(f"Line {number}: a {action} needs a value."), step)
    if action == "merge" and value in keys:
        raise EditError(English(f"Line {number}: {value} cannot be merged into itself."), step)
    if action == "merge" and len({kind_of(key) for key in (*keys, value)}) > 1:
        raise EditError(English(f"Line {number}: a person and a place cannot be one."), step)
    return action, tuple(keys), value


def _unknown(key: str) -> EditError:
    return EditError(told("There is no person or place %(key)s.", key=repr(key)), FIND)


def _entity(connection: Connection, key: str, table: AliasTable) -> Entity:
    """Give the entity that a key stands for, under the name it has now."""
    meant = entity_of(key, table.aliases)
    columns = entities.c
    query = select(columns.key, columns.kind, columns.name)
    row = connection.execute(query.where(columns.key == (meant or key))).one_or_none()
    if row is None:
        raise _unknown(key)
    if not meant:
        said = told("%(key)s (%(name)s) is hidden.", key=key, name=row.name)
        raise EditError(said, told("Undo that edit first (`dateline entities log`)."))
    return Entity(key=meant, kind=row.kind, name=table.rules.names.get(meant, row.name))


def _check_kind(one: Entity, other: Entity) -> None:
    if one.kind != other.kind:
        person, place = (one, other) if one.kind == "person" else (other, one)
        said = told(
            "%(person)s (%(key)s) is a person and %(place)s (%(other)s) a place: they cannot be one.",
            person=person.name, key=person.key, place=place.name, other=place.key,
        )  # fmt: skip
        raise EditError(said)


def _add(connection: Connection, action: Action, keys: tuple[str, ...], value: str) -> Edit:
    before = read_edits(connection)
    log = EditLog(connection, before)
    edit = log.add(action, keys, value)
    tell_changed(connection, before, log.edits)
    return edit
