"""Say of one capitalised word alone whether it names a place, a person, or perhaps either.

`maybe` leaves a word to `index.annotate.people`, which knows the full names of the article.
"""

from functools import lru_cache
from typing import NamedTuple

from index.annotate import context
from index.annotate.candidates import Candidate
from index.annotate.chunks import Chunk
from index.annotate.full_names import LIKELY_NAME, REAL_NAME
from index.annotate.known_places import (
    BIG_CITY,
    CITY,
    GREAT_CITY,
    TOWN,
    is_adjective_of_place,
    is_state,
    known_place,
    region_follows,
)
from index.annotate.salience import is_dateline
from index.annotate.tables import (
    PlaceRow,
    demonym,
    family_count,
    given_count,
    ordinary,
    places,
    state_abbreviations,
    words,
)

_MEMO = 50_000  # answers remembered of each name, as in `index.annotate.tables`
_HONORIFICS = words("honorifics")
_NOBODY = words("organisation_words") | words("not_names") | words("directions")
SHORT_NAMES = frozenset({"U.S.", "U.K.", "US", "UK", "U.S.A.", "USA", "U.A.E.", "UAE"})
_SHORT_CITIES = frozenset({"D.C.", "L.A.", "B.C.", "N.Y.", "N.Y.C."})
_SHORT_COUNTRIES = frozenset(
    {"US", "UK", "UAE", "USA", "DRC", "PRC", "USSR", "DPRK", "PNG", "NSW", "NYC", "США", "EE.UU.", "EE.UU"}
)


class _Lone(NamedTuple):
    """What the tables say of a lone word, wherever it stands."""

    only_demonyms: bool
    nobody: bool
    place: PlaceRow | None
    state: bool
    ordinary: int
    given: int
    family: int


@lru_cache(maxsize=_MEMO)
def _lone_word(key: str) -> _Lone:
    return _Lone(
        only_demonyms(key), _names_nobody(key), known_place(key), key in state_abbreviations(), ordinary(key),
        given_count(key), family_count(key),
    )  # fmt: skip


def only_demonyms(key: str) -> bool:
    """Whether a folded name is made of demonyms alone ("Russian Ukrainian") and names no place."""
    spoken = demonym(key) is not None or all(map(demonym, key.split()))
    return spoken and known_place(key) is None


def classify_word(text: str, chunk: Chunk) -> list[Candidate]:
    """Give the candidate of a chunk of one word, none when it names neither a person nor a place."""
    word = chunk.words[0]
    known = _lone_word(word.key)
    if known.only_demonyms:
        return []
    if word.key in _HONORIFICS:
        the_king = context.small_word_precedes(text, chunk.start)
        return [] if the_king or known.family < 2 * REAL_NAME else _ordinary_surname(text, chunk)
    if known.nobody or beside_ampersand(text, chunk):
        return []
    if (known.state and is_state(text, chunk)) or _placed_beside(text, chunk):
        return [Candidate(chunk, "place")]
    if known.place is not None:
        return _lone_place(text, chunk, known.place, known)
    if chunk.opens and known.ordinary:
        return _ordinary_surname(text, chunk)
    if word.text.isupper() and len(word.text) > 1:
        return [Candidate(chunk, "maybe")] if not known.ordinary and len(word.text) > 4 else []
    if known.ordinary and not (known.family >= LIKELY_NAME or known.given >= REAL_NAME):
        return _ordinary_surname(text, chunk)
    why = _why_lone(text, chunk)
    if why:
        return [Candidate(chunk, "person", titled=why == "role", why=why)]
    if context.hails_from(text, chunk.start):
        return [Candidate(chunk, "place")]
    return [Candidate(chunk, "maybe", place_too=_inside(text, chunk))]


def _placed_beside(text: str, chunk: Chunk) -> bool:
    """Whether the name is a legislator's district, someone's home or in a list of counties or streets."""
    if text.endswith((" D-", " R-"), 0, chunk.start):
        return True
    if is_dateline(text, chunk.start, chunk.end) and len(chunk.key) > 2 and not ordinary(chunk.key):
        return True
    if context.listed_before(text, chunk.end):
        return not chunk.opens or not ordinary(chunk.key)
    return context.person_of(text, chunk.start) and places(chunk.key) != ()


def _names_nobody(key: str) -> bool:
    if demonym(key) and known_place(key) is None:
        return True
    return len(key) < 2 or key in _NOBODY or is_adjective_of_place(key)


def _why_lone(text: str, chunk: Chunk) -> str:
    if context.role_precedes(text, chunk.start):
        return "role"
    small = context.small_word_precedes(text, chunk.start)
    return "verb" if context.speaks(text, chunk.end) and not ordinary(chunk.key) and not small else ""


def _ordinary_surname(text: str, chunk: Chunk) -> list[Candidate]:
    """Give a word that is a surname only if the article names one so in full ("Brown", "Law", "Dole")."""
    if chunk.opens and not (family_count(chunk.key) >= LIKELY_NAME and context.acts(text, chunk.end)):
        return []
    return [Candidate(chunk, "surname")]


def _inside(text: str, chunk: Chunk) -> bool:
    key = chunk.key
    beside = context.inside_precedes(text, chunk.start) or context.noun_follows(
        text, chunk.end, "after_a_town"
    )
    if not beside or context.is_attribute(text, chunk.start, chunk.end):
        return False
    return not ordinary(key) and given_count(key) < REAL_NAME and family_count(key) < REAL_NAME


def _is_acronym(word: str) -> bool:
    """Whether a word that a place has too is more likely letters for something else."""
    if word.endswith("."):
        return word not in _SHORT_CITIES
    return word == "Us" or (word.isupper() and len(word) <= 3)


def _lone_place(text: str, chunk: Chunk, place: PlaceRow, known: _Lone) -> list[Candidate]:
    word = chunk.words[0]
    if word.text in _SHORT_COUNTRIES or word.text in SHORT_NAMES:
        return [] if text.startswith("$", chunk.end) else [Candidate(chunk, "place")]
    if _is_acronym(word.text) or text[chunk.start - 1 : chunk.start] == "<":  # a share's sign: "<CANO>"
        return []
    if is_dateline(text, chunk.start, chunk.end):
        return [Candidate(chunk, "place")]
    if context.hails_from(text, chunk.start) or region_follows(text, chunk.end):
        return [Candidate(chunk, "place")]
    if context.role_precedes(text, chunk.start) and place.kind != "country":
        return [Candidate(chunk, "maybe", titled=True)]
    if place.kind in ("country", "area", "water"):
        return [Candidate(chunk, "place")]
    located = context.place_precedes(text, chunk.start)
    beside = located or context.noun_follows(text, chunk.end)
    least = BIG_CITY if known.ordinary > 1 else CITY
    if known.ordinary and not (beside and place.weight >= least):
        inside = context.inside_precedes(text, chunk.start) and place.weight >= TOWN
        return [Candidate(chunk, "place")] if inside else _ordinary_surname(text, chunk)
    named = max(known.given, known.family)
    if known.given >= REAL_NAME and not context.inside_precedes(text, chunk.start):
        beside = False
    if place.kind == "region" and place.weight >= BIG_CITY and named < 200:
        return [Candidate(chunk, "place")]
    if place.weight >= BIG_CITY and (located or named < 10 or place.weight > GREAT_CITY):
        return [Candidate(chunk, "place")]
    unlike_a_name = named < LIKELY_NAME and not context.speaks(text, chunk.end)
    town = place.weight >= TOWN and (beside or unlike_a_name)
    return [Candidate(chunk, "maybe", place_too=town or context.inside_precedes(text, chunk.start))]


def beside_ampersand(text: str, chunk: Chunk) -> bool:
    """Whether a firm's name goes on behind or before: "Ernst & Young"."""
    return text.startswith(" & ", chunk.end) or text.endswith(" & ", 0, chunk.start)
