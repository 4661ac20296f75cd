"""What is offered while somebody types, and when a word seems mistyped. Pure."""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from index.entity_words import name_words
from search.lexer import QUOTES

SuggestionKind = Literal["word", "person", "place", "source"]

KINDS: tuple[SuggestionKind, ...] = get_args(SuggestionKind)

MIN_CHARS = 2
"""Characters before something is offered: one letter says nothing."""
MAX_TYPED = 200
"""Characters at the end of what is typed that are looked at."""
NAME_WORDS = 4
"""Words at the end of what is typed that may be one name."""

_LAST = re.compile(rf"(?:(?P<field>[A-Za-z]+):)?(?P<word>[^\s(){QUOTES}:*~^]+)$")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to search for.

    Attributes:
        kind: A word of the texts, or a facet's value.
        text: The word as articles print it most, or the value's name.
        count: Articles that have it, exact.
        query: What was typed with this in its place: a word completed, a name's words taken away.
        key: Key of the value; empty for a word.
    """

    kind: SuggestionKind
    text: str
    count: int
    query: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class DidYouMean:
    """A query that is spelt as the archive spells it, and how many articles it finds."""

    query: str
    count: int


@dataclass(frozen=True, slots=True)
class Typed:
    """The end of a text that is being typed.

    Attributes:
        before: What stands before the last word.
        word: The last word, as typed.
        kinds: What may stand there: all kinds, or the one of the field before the colon.
    """

    before: str
    word: str
    kinds: tuple[SuggestionKind, ...]

    def names(self) -> list[tuple[str, list[str]]]:
        """Give the beginnings of a name that may end here, the longest first: what stands before, words."""
        found = []
        pieces = re.findall(r"\S+\s*", self.before)
        for count in range(NAME_WORDS - 1, -1, -1):
            taken = pieces[len(pieces) - count :] if count else []
            if len(taken) == count and all(re.fullmatch(r"[\w.'’-]+\s*", piece) for piece in taken):
                before = "".join(pieces[: len(pieces) - count])
                found.append((before.rstrip(), name_words(f"{''.join(taken)} {self.word}")))
        return [(before, words) for before, words in found if words]


def last_word(text: str, kinds: tuple[SuggestionKind, ...] = KINDS) -> Typed | None:
    """Take the word that is being typed off a text; None when there is none, or it is too short."""
    text = text[-MAX_TYPED:]
    match = _LAST.search(text)
    if match is None or len("".join(name_words(match["word"]))) < MIN_CHARS:
        return None
    before, word = text[: match.start()], match["word"]
    if match["field"]:
        asked = match["field"].lower()
        kinds = tuple(kind for kind in kinds if kind == asked)
        return Typed(before, word, kinds) if kinds else None
    if word.startswith("-"):
        before, word = f"{before}-", word[1:]
    return Typed(before, word, kinds)
