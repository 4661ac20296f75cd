"""What class names and ids say of elements: named tables of words, each with a source and an example.

The tables are in `class_names.toml`. A word stands for itself or for a pattern. It must stand alone in a
name, between hyphens, underscores or spaces, or, in a table that says ``anywhere``, wherever it occurs. Small
and capital letters are one, except in a table that says ``cased``.
"""

import re
import tomllib
from dataclasses import dataclass
from importlib import resources

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class NameRow:
    """A word of a table: where it is known from, and a name that it meets."""

    table: str
    words: str
    source: str
    example: str
    pattern: re.Pattern[str]


def _pattern(words: list[str], *, anywhere: bool, cased: bool) -> re.Pattern[str]:
    said = "|".join(words)
    bounded = said if anywhere else rf"(?:^|[\s_-])(?:{said})(?:$|[\s_-])"
    return re.compile(bounded, 0 if cased else re.IGNORECASE)


_TABLES = tomllib.loads(
    resources.files("index.clean").joinpath("class_names.toml").read_text(encoding="utf-8")
)["table"]
_KEYS = {one["name"]: {key: one.get(key, False) for key in ("anywhere", "cased")} for one in _TABLES}
NAMES = {
    one["name"]: _pattern([row["words"] for row in one["rows"]], **_KEYS[one["name"]]) for one in _TABLES
}
"""The pattern that meets all words of a table, by its name."""


def hyphenated(names: str) -> str:
    """Part names in camel case as the tables expect: "storyBody" gives "story-Body"."""
    return _CAMEL.sub("-", names)


def name_rows() -> list[NameRow]:
    """Give every row of every table, for those who look into them."""
    return [
        NameRow(one["name"], **row, pattern=_pattern([row["words"]], **_KEYS[one["name"]]))
        for one in _TABLES
        for row in one["rows"]
    ]
