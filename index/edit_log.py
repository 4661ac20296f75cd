"""The log of what people corrected in persons and places, as the store keeps it. Read side.

The edits that are not undone, oldest first, are the whole truth about corrections: they name keys as
extraction made them, so they hold through reindexing, annotating anew and resolving names anew.
"""

import json
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import Connection, select

from index.tables import entity_edits

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

    def describe(self) -> str:
        """Say it in words, with keys."""
        first, others = self.keys[0], self.keys[1:]
        match self.action:
            case "merge":
                return f"merge {', '.join(self.keys)} into {self.value}"
            case "split":
                return f"split {first}{' with ' + ', '.join(others) if others else ''}"
            case "hide":
                return f"hide {first}"
            case "rename":
                return f"rename {first} to {self.value!r}"
            case "part":
                said = json.loads(self.value)
                why = f": {said['why']}" if said.get("why") else ""
                return f"part {first} in {len(said['articles']):,} articles as {others[0]}{why}"


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
