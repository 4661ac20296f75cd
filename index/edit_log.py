"""The log of what people corrected in persons and places, as the store keeps it. Read side.

The edits that are not undone, oldest first, are the whole truth about corrections: they name keys as
extraction made them, so they hold through reindexing, annotating anew and resolving names anew.
"""

import json
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import Connection, select

from index.tables import entity_edits
from index.wording import Message, told, told_of

Action = Literal["merge", "split", "hide", "rename", "part"]

ACTIONS: tuple[Action, ...] = get_args(Action)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One correction.

    Attributes:
        number: Counts from 1 in the order of the edits.
        at: When it was made, in UTC, ISO 8601.
        keys: What is merged, taken out (the first; the others stay with it), hidden or renamed; a name and
            the key of a second person who bears it.
        value: The key that it is merged into, or the new name; for a second person `index.parting` reads it.
        undone: When it was undone, in UTC; empty while it holds.
    """

    number: int
    at: str
    action: Action
    keys: tuple[str, ...]
    value: str = ""
    undone: str = ""

    @property
    def content(self) -> tuple[Action, tuple[str, ...], str]:
        """What it does, whenever and wherever it was made."""
        return self.action, self.keys, self.value

    def describe(self) -> Message:
        """Say it in words, with keys."""
        first, others = self.keys[0], self.keys[1:]
        match self.action:
            case "merge":
                return told("merge %(keys)s into %(key)s", keys=", ".join(self.keys), key=self.value)
            case "split":
                if not others:
                    return told("split %(key)s", key=first)
                return told("split %(key)s with %(keys)s", key=first, keys=", ".join(others))
            case "hide":
                return told("hide %(key)s", key=first)
            case "rename":
                return told("rename %(key)s to %(name)s", key=first, name=repr(self.value))
            case "part":
                said = json.loads(self.value)
                return told_of(
                    "part %(key)s in %(number)s article as %(other)s%(why)s",
                    "part %(key)s in %(number)s articles as %(other)s%(why)s",
                    len(said["articles"]),
                    key=first,
                    other=others[0],
                    why=f": {said['why']}" if said.get("why") else "",
                )


def read_edits(connection: Connection) -> list[Edit]:
    """Give all edits, undone ones too, oldest first."""
    table = entity_edits.c
    rows = connection.execute(select(entity_edits).order_by(table.number))
    return [
        Edit(
            number=row["number"], at=row["at"], action=row["action"], keys=tuple(row["keys"]),
            value=row["value"], undone=row["undone"] or "",
        )
        for row in rows.mappings()
    ]  # fmt: skip
