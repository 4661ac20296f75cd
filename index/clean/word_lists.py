"""Words and names by which the cleaner knows things: meta elements, sections, bylines, credits, months.

The lists are in `word_lists.toml`, each with what it is for and where its words are known from. A word stands
for itself or, where its list says ``patterns``, for a regular expression. Their order is that of trial.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class WordList:
    """A list of the table.

    Attributes:
        about: What its words say of a page, a line or a name.
        source: Where they are known from.
        patterns: Whether its words are regular expressions.
    """

    name: str
    about: str
    source: str
    words: tuple[str, ...]
    patterns: bool = False


def _lists() -> Iterable[WordList]:
    text = resources.files("index.clean").joinpath("word_lists.toml").read_text(encoding="utf-8")
    for row in tomllib.loads(text)["list"]:
        yield WordList(**row | {"words": tuple(row["words"])})


LISTS = tuple(_lists())
WORDS = {one.name: one.words for one in LISTS}
"""The words of a list, by its name."""


def any_of(*names: str) -> str:
    """Give the alternatives of a regular expression for the words of these lists, in their order."""
    return "|".join(word for name in names for word in WORDS[name])
