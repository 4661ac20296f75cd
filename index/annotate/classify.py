"""Say of each chunk whether it names a person, a place, both in parts, or neither.

Rules in the order of their evidence: titles inside the chunk, the gazetteer, organisation and landmark words,
given names, what stands beside it. `maybe` leaves a lone word to `index.annotate.people`.
"""

import re
from functools import cache, lru_cache

from index.annotate import context
from index.annotate.candidates import Candidate
from index.annotate.chunks import Chunk, Word
from index.annotate.full_names import (
    GREAT_NAME,
    INITIAL,
    MOST_WORDS,
    REAL_NAME,
    ends_like_a_surname,
    why_person,
)
from index.annotate.known_places import (
    BIG_CITY,
    TOWN,
    is_adjective_of_place,
    known_place,
)
from index.annotate.lone_words import SHORT_NAMES, beside_ampersand, classify_word, only_demonyms
from index.annotate.tables import (
    demonym,
    family_count,
    given_count,
    is_notable,
    ordinary,
    state_abbreviations,
    words,
    words_of_lines,
)

_FORMS_OF_ADDRESS = frozenset(
    {"mr", "mrs", "ms", "miss", "senator", "sen", "dr", "mayor", "gov", "congressman"}
)
"""Titles behind which even a hill or a lane is somebody's surname."""
_ODD_WORD = re.compile(
    r"[A-Z]{2,}s|(?!(?:Ma?c|[DLV][aeiou]n?|Fitz|Ab[du]u?l?|El|Al|San|St|Ter|Ten)[A-Z])[A-Z][a-z]+[A-Z]\w*"
)
"""Plurals of letters, and words with a capital inside that no particle of a name stands before."""
_MEMO = 50_000  # answers remembered of each name, as in `index.annotate.tables`
_HONORIFICS = words("honorifics")
_ORGANISATION_WORDS = words("organisation_words")
_FACILITY_WORDS = words("facility_words")


def classify(text: str, chunk: Chunk) -> list[Candidate]:
    """Give the candidates of one chunk, none when it names neither a person nor a place."""
    if len(chunk.words) == 1:
        return [] if _holds_no_name(chunk.words) else classify_word(text, chunk)
    demonyms, titles = _opening(chunk.key)
    if chunk.words[0].text in SHORT_NAMES:
        rest = chunk.part(1)
        while rest.words[0].text.islower() and len(rest.words) > 1:
            rest = rest.part(1)
        return [Candidate(chunk.part(0, 1), "place"), *classify(text, rest)]
    titled = _after_title(text, chunk) if titles else None
    if titled is not None:
        return titled
    if _holds_no_name(chunk.words) and not is_notable(chunk.key):
        return _parts(text, chunk)
    if demonyms:
        return []
    return _several(text, chunk)


@lru_cache(maxsize=_MEMO)
def _holds_no_name(found: tuple[Word, ...]) -> bool:
    """Whether a word is spelt as no name is: "MEPs", "WorldCom", "No-one"; "McDonald" and "JoAnn" are."""
    if len(found) == 1 and "-" in found[0].text:
        head, *tails = found[0].text.split("-")
        return all(map(str.islower, tails)) and all(map(ordinary, (head.lower(), *tails)))
    return any(_ODD_WORD.fullmatch(word.text) and not _is_name(word.key) for word in found)


def _is_name(key: str) -> bool:
    return family_count(key) > 0 or given_count(key) >= REAL_NAME


@lru_cache(maxsize=_MEMO)
def _opening(key: str) -> tuple[bool, bool]:
    """Say whether a folded name is made of demonyms alone, and whether a word of it may be a title."""
    return only_demonyms(key), not _title_parts().isdisjoint(key.split())


def _after_title(text: str, chunk: Chunk) -> list[Candidate] | None:
    """Handle "President Jacques Chirac" and "Russian Foreign Minister Lavrov"; None without a title."""
    keys = [word.key.replace(" ", "-") for word in chunk.words]
    titles = [at for at, key in enumerate(keys) if key in _HONORIFICS]
    if not titles:
        return None
    last = titles[-1]
    if last == len(keys) - 1 and last and is_notable(" ".join(keys[last - 1 :])):
        return [
            *(_parts(text, chunk.part(0, last - 1)) if last > 1 else ()),
            Candidate(chunk.part(last - 1), "person", titled=last > 1, why="known"),
        ]
    if last == len(keys) - 1 and last == titles[0] and ends_like_a_surname(keys):
        return None
    if last == len(keys) - 1:
        return None if last == 0 else _parts(text, chunk.part(0, last))
    rest = chunk.part(last + 1)
    if rest.words[0].text == "of":
        return _parts(text, chunk)
    if keys[-1] in _ORGANISATION_WORDS or keys[-1] in _FACILITY_WORDS:
        surname = len(rest.words) == 1 and keys[last] in _FORMS_OF_ADDRESS and family_count(keys[-1])
        return [Candidate(rest, "person", titled=True, why="title")] if surname and last == 0 else None
    place = known_place(rest.key)
    if len(rest.words) > MOST_WORDS or (place and place.kind in ("country", "area", "water")):
        return _parts(text, chunk)
    before = _parts(text, chunk.part(0, last)) if last else []
    return [*before, Candidate(rest, "person", titled=True, why="title")]


@cache
def _title_parts() -> frozenset[str]:
    """Give the words that titles are made of ("vice" of "vice-president")."""
    return frozenset(part for title in words("honorifics") for part in title.split("-"))


def _several(text: str, chunk: Chunk) -> list[Candidate]:
    place = known_place(chunk.key)
    notable = is_notable(chunk.key)
    first, last = chunk.words[0].key, chunk.words[-1].key
    if place is not None and (place.weight >= TOWN or not notable):
        doubtful = place.kind != "country" and given_count(first) >= REAL_NAME
        if not (doubtful and _person_beside(text, chunk)):
            return [Candidate(chunk, "place")]
    if chunk.key in words_of_lines("organisation_names"):
        return []
    if notable and (place is None or last not in _FACILITY_WORDS):
        return [_person(text, chunk, "known")]
    return _unlisted(text, chunk, [word.key for word in chunk.words], _person_beside(text, chunk))


def _person_beside(text: str, chunk: Chunk) -> bool:
    return context.speaks(text, chunk.end) or context.role_follows(text, chunk.end)


def _unlisted(text: str, chunk: Chunk, keys: list[str], person_beside: bool) -> list[Candidate]:
    """Judge several words that no list holds as a whole."""
    if keys[0] in words("heads_of_place") and keys[1] == "of" and len(keys) <= 4:
        return [Candidate(chunk.part(2), "place")]
    if keys[-1] in words("street_words"):
        return [Candidate(chunk, "place")]
    if keys[-1] in _ORGANISATION_WORDS or keys[0] in words("of_heads"):
        return _parts(text, chunk) if len(keys) > 2 and keys[-1] not in words("team_words") else []
    if _is_firm_or_team(text, chunk, keys):
        return []
    if keys[-1] in words("area_words") or keys[-1] in words("water_words"):
        return [Candidate(chunk, "place")]
    if keys[-1] in _FACILITY_WORDS or keys[0] in words("facility_starts"):
        if ends_like_a_surname(keys):
            return [_person(text, chunk, "given-name")]
        return [Candidate(chunk, "place")] if given_count(keys[0]) < REAL_NAME or len(keys) > 2 else []
    if keys[0] in words("directions") or demonym(keys[0]) or is_adjective_of_place(keys[0]):
        return _behind_direction(text, chunk)
    if any(key in _ORGANISATION_WORDS for key in keys[given_count(keys[0]) >= GREAT_NAME :]):
        return _parts(text, chunk)
    why = "" if _town_of_two(text, chunk, person_beside) else why_person(text, chunk, person_beside)
    if why:
        return [_person(text, chunk, why)]
    inside = context.inside_precedes(text, chunk.start) and not any(ordinary(key) for key in keys)
    if inside or _town_of_two(text, chunk, person_beside):
        return [Candidate(chunk, "place")]
    return _ending_in_person(text, chunk, keys) or (_parts(text, chunk) if len(keys) > 2 else [])


def _is_firm_or_team(text: str, chunk: Chunk, keys: list[str]) -> bool:
    return beside_ampersand(text, chunk) or keys[-1] in words("team_words") or chunk.key.startswith("county ")


def _town_of_two(text: str, chunk: Chunk, person_beside: bool) -> bool:
    """Whether "Meadow Grove man" or the like says that no person is named."""
    if person_beside or len(chunk.words) != 2 or given_count(chunk.words[0].key) >= REAL_NAME:
        return False
    return context.noun_follows(text, chunk.end, "after_a_town")


def _behind_direction(text: str, chunk: Chunk) -> list[Candidate]:
    """Judge what follows "North" or "French"; a part of a town is named with both ("North London")."""
    if len(chunk.words) > 2 and _is_part_place(chunk.part(0, 2)):
        return _parts(text, chunk)
    rest = classify(text, chunk.part(1))
    whole = len(rest) == 1 and rest[0].chunk.words == chunk.words[1:]
    town = known_place(chunk.part(1).key)
    whole = whole and (town is None or town.kind == "city")
    if whole and rest[0].label == "place" and not chunk.opens and chunk.words[0].key in words("sides"):
        return [Candidate(chunk, "place")]
    return rest


def _ending_in_person(text: str, chunk: Chunk, keys: list[str]) -> list[Candidate]:
    """Find "Nigel Lawson" behind words that no list holds ("Lotus Formula One driver Nigel Lawson")."""
    for at in range(len(keys) - 2, 0, -1):
        certain = given_count(keys[at]) >= (GREAT_NAME if ordinary(keys[at]) else REAL_NAME)
        if certain and not ordinary(keys[-1]) and not _is_town(keys[-1]):
            rest = chunk.part(at)
            return [*_parts(text, chunk.part(0, at)), _person(text, rest, "given-name")]
    return []


def _is_town(key: str) -> bool:
    place = known_place(key)
    return place is not None and place.weight >= TOWN


def _person(text: str, chunk: Chunk, why: str) -> Candidate:
    titled = context.role_precedes(text, chunk.start) or context.role_follows(text, chunk.end)
    return Candidate(chunk, "person", titled=titled, why=why)


def _parts(text: str, chunk: Chunk) -> list[Candidate]:
    """Find countries and big places inside a longer name ("Ukraine War Crimes Unit", "Cook County Jail")."""
    found = []
    at = 0
    while at < len(chunk.words):
        first = chunk.words[at]
        if len(first.key) < 2 or first.text == "Us" or first.text.islower():
            at += 1
            continue
        for stop in range(len(chunk.words), at, -1):
            part = chunk.part(at, stop)
            if _is_part_place(part) and not _named_after(chunk, at, stop):
                found.append(Candidate(part, "place"))
                at = stop
                break
        else:
            at += 1
    return found


def _named_after(chunk: Chunk, at: int, stop: int) -> bool:
    """Whether one word of a longer name is somebody's surname in it ("Sam Houston State University")."""
    if stop - at > 1 or at == 0:
        return False
    before = chunk.words[at - 1]
    return given_count(before.key) >= REAL_NAME or INITIAL.fullmatch(before.text) is not None


def _is_part_place(part: Chunk) -> bool:
    place = known_place(part.key)
    first = part.words[0]
    if place is None or first.text == "Us" or first.text.islower():
        return False
    if place.kind in ("country", "area"):
        return True
    if len(part.words) > 1:
        return place.weight >= TOWN
    if part.key in state_abbreviations() or ordinary(part.key):
        return False
    return place.weight >= BIG_CITY
