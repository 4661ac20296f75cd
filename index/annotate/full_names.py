"""Say what makes several capitalised words a person's name: given names, initials, roles. Pure."""

import re
from collections.abc import Sequence

from index.annotate import context
from index.annotate.chunks import Chunk
from index.annotate.known_places import known_place
from index.annotate.tables import demonym, family_count, given_count, ordinary, words

REAL_NAME = 20
"""Notable people with a given name that make it certain to be one."""
GREAT_NAME = 100
"""Notable people with a given name that make it one whatever follows."""
LIKELY_NAME = 4
MOST_WORDS = 5
_SURE_NAME = 60
"""Notable people with a given name behind which even a hill or a country is a surname."""
_SURNAME = 8
"""Notable people of a surname that is a country's name or a word for a place too (Holland, Hill)."""
INITIAL = re.compile(r"(?:[^\W\d_]\.)+")


def ends_like_a_surname(keys: Sequence[str]) -> bool:
    """Whether a sure given name stands before a word that is a surname too: "Anthony Hill", "Larry King"."""
    if len(keys) not in (2, 3) or family_count(keys[-1]) < 5 * _SURNAME:
        return False
    least = _SURE_NAME if len(keys) == 2 else REAL_NAME
    return all(given_count(key) >= least for key in keys[:-1])


def why_person(text: str, chunk: Chunk, beside: bool) -> str:
    """Give the code of what makes several words a person's name, empty when nothing does.

    Args:
        text: Where the chunk stands.
        chunk: Two words or more.
        beside: Whether a verb of speech, an age or a role follows.
    """
    keys = [word.key for word in chunk.words]
    if len(keys) > MOST_WORDS or any(_is_acronym(word.text, word.key) for word in chunk.words):
        return ""
    if keys[-1] in words("not_names") or (keys[0] in words("calendar") and not family_count(keys[-1])):
        return ""
    if not _is_surname(keys) and _is_country(keys[-1]):
        return ""
    why = _by_given_name(chunk, keys, beside)
    if why:
        return why
    beside = beside or context.role_precedes(text, chunk.start)
    return _by_neighbours(text, chunk, keys, beside)


def _is_acronym(word: str, key: str) -> bool:
    return word.isupper() and len(key) > 2 and key not in words("suffixes")


def _is_country(key: str) -> bool:
    place = known_place(key)
    return place is not None and place.kind == "country"


def _is_surname(keys: Sequence[str]) -> bool:
    return given_count(keys[0]) >= _SURE_NAME and family_count(keys[-1]) >= _SURNAME


def _by_given_name(chunk: Chunk, keys: Sequence[str], beside: bool) -> str:
    first, last = keys[0], keys[-1]
    surname = not ordinary(last) or family_count(last) >= LIKELY_NAME or beside
    if given_count(first) >= REAL_NAME and surname and not demonym(last):
        return "given-name"
    if given_count(first) >= GREAT_NAME and len(keys) == 2:
        return "given-name"
    few = len(keys) <= 3
    if few and INITIAL.fullmatch(chunk.words[0].text) and not ordinary(last) and not demonym(last):
        return "initial"
    if few and first in words("east_asian_families") and not _ordinary_words(chunk):
        return "family-first"
    return ""


def _ordinary_words(chunk: Chunk) -> int:
    return len([word for word in chunk.words if ordinary(word.key) and not word.text.islower()])


def _by_neighbours(text: str, chunk: Chunk, keys: Sequence[str], beside: bool) -> str:
    common = _ordinary_words(chunk)
    if given_count(keys[0]) >= LIKELY_NAME and (beside or not common) and not demonym(keys[-1]):
        return "rare-given-name"
    if common or any(map(demonym, keys)):  # asked before the gazetteer, which costs more
        return ""
    if any(map(known_place, keys)) and not (beside and given_count(keys[0]) > 0):
        return ""
    if beside:
        return "beside"
    if len(keys) not in (2, 3) or context.inside_precedes(text, chunk.start):
        return ""
    return "" if text[max(0, chunk.start - 4) : chunk.start].lower() == "the " else "unlisted"
