"""What the gazetteer says of a chunk: the place that its name means, a state, a place before its state."""

import re
from functools import lru_cache

from index.annotate.chunks import Chunk
from index.annotate.folding import fold
from index.annotate.tables import (
    PlaceRow,
    demonym,
    given_count,
    places,
    state_abbreviations,
    words,
    words_of_lines,
)

GREAT_CITY = 1_000_000
"""Population from which a town is meant even where its name is a person's too."""
BIG_CITY = 300_000
"""Population from which a town needs no preposition to be taken for itself."""
CITY = 100_000
TOWN = 15_000
_A_NAME = 10
"""Notable people with a given name from which a word is no adjective ("Adrian")."""
_ABBREVIATED = re.compile(r"\w?\.\s[a-z]")


_REGION_BEHIND = re.compile(r",\s((?:[A-Z][\w’'.-]*)(?:\s[A-Z][\w’'.-]*)?)")


def region_follows(text: str, end: int) -> bool:
    """Whether a country or state is said right behind ("Beaver, West Virginia", "Gary, Ind.")."""
    behind = _REGION_BEHIND.match(text, end, end + 40)
    if behind is None:
        return False
    both = fold(behind[1])
    return any(
        key in state_abbreviations()
        or any(row.kind in ("country", "region") and row.weight >= GREAT_CITY for row in places(key))
        for key in (both, both.split(" ")[0])
    )


@lru_cache(maxsize=50_000)
def known_place(key: str) -> PlaceRow | None:
    """Give the weightiest place of the name, or None when the word hardly ever means it."""
    rows = places(key)
    if (
        not rows
        or key in words("not_places")
        or key in words("directions")
        or key in words_of_lines("organisation_names")
    ):
        return None
    if rows[0].weight < GREAT_CITY and demonym(key):
        return None
    return rows[0]


@lru_cache(maxsize=50_000)
def is_adjective_of_place(key: str) -> bool:
    """Whether a word is the adjective of a continent, region or state: "Asian", "Crimean", "Texan"."""
    if not key.endswith("n") or known_place(key) is not None or given_count(key) >= _A_NAME:
        return False
    stems = (key[:-1], key[:-2], key[:-1] + "s", key[:-3] + "y")
    found = (known_place(stem) for stem in stems if len(stem) > 2)
    return any(row and row.kind != "city" and row.weight >= GREAT_CITY for row in found)


def is_state(text: str, chunk: Chunk) -> bool:
    """Whether the chunk is a state's abbreviation behind a comma or a party: "Ga.", "TX", "D-Wash."."""
    if chunk.key not in state_abbreviations():
        return False
    last = text[chunk.start : chunk.end + 1]
    if text[max(0, chunk.start - 2) : chunk.start] not in (", ", "D-", "R-"):
        return chunk.key in words("clear_states") and _ABBREVIATED.match(text, chunk.end - 1) is not None
    return last.endswith(".") or (last[:2].isupper() and last[:2].isalpha())
