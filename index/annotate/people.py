"""Read the persons of one article together: lone surnames go to the full name that the article gives."""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from index.annotate import context
from index.annotate.candidates import Candidate
from index.annotate.chunks import Chunk, Word
from index.annotate.known_places import known_place
from index.annotate.tables import family_count, given_count, is_notable, ordinary, state_abbreviations, words
from index.annotate.tables import places as places_named

_KNOWN_FAMILY = 8
"""Notable people of a surname from which a lone word, with nothing else to be, is a person."""


_KNOWN_REGION = 1_000_000
_PLACE_IN = 5
"""Of so many mentions one at least must be said to be where something is, or an unlisted word is no place."""
_TOWN_HERE = 5_000
"""Smallest population of a town that is meant because its state is named."""


class PersonMention(NamedTuple):
    """A person named at a place in the text; ``key`` is the folded name, words joined by ``_``.

    ``why`` is the code of the rule that found the mention, as `index.annotate.evidence` lists them.
    """

    start: int
    end: int
    key: str
    name: str
    titled: bool
    why: str


@dataclass(frozen=True, slots=True)
class Named:
    """What the candidates of an article turned out to be."""

    persons: tuple[PersonMention, ...]
    places: tuple[Candidate, ...]


def read_persons(text: str, candidates: list[Candidate]) -> Named:
    """Decide what the lone words are, and give every person the name in full where there is one."""
    candidates = _without_chance_places(candidates)
    in_full = [one.label == "person" and _is_in_full(one.chunk) for one in candidates]
    full = list(compress(candidates, in_full))
    by_surname = _by_surname(full)
    given = _by_given_name(full)
    alone = {
        one.chunk.key
        for one, whole in zip(candidates, in_full, strict=True)
        if one.label == "person" and not whole
    }
    located = {one.chunk.key for one in candidates if one.label == "place" or one.place_too}
    regions = _regions(located)
    shown = _shown_names(full)
    persons: list[PersonMention] = []
    places: list[Candidate] = []
    for one, whole in zip(candidates, in_full, strict=True):
        if whole and not _is_surname(one.chunk, by_surname):
            own = person_key(one.chunk)
            persons.append(_mention(one, own, shown[own], one.why))
            continue
        key, why = _owner(text, one, by_surname, given, located)
        if key is not None:
            persons.append(_mention(one, key, shown[key], why))
        elif one.label == "place" or one.place_too or _is_place_here(text, one, located, regions):
            places.append(one)
        elif (
            one.label == "person"
            or one.chunk.key in alone
            or (one.label == "maybe" and _is_lone_person(text, one))
        ):
            why = one.why or ("title" if one.titled else "lone" if one.chunk.key in alone else "family-name")
            persons.append(_mention(one, person_key(one.chunk), _printed(one.chunk), why))
    return Named(tuple(persons), tuple(places))


def _without_chance_places(candidates: list[Candidate]) -> list[Candidate]:
    """Take from unlisted words that are seldom where something is ("in Parmalat") that they may be places."""
    located = Counter(one.chunk.key for one in candidates if one.place_too)
    if not located:
        return candidates
    said = Counter(one.chunk.key for one in candidates if one.chunk.key in located)
    chance = {
        key for key, times in located.items() if said[key] >= _PLACE_IN * times and known_place(key) is None
    }
    return [one._replace(place_too=False) if one.chunk.key in chance else one for one in candidates]


def _is_surname(chunk: Chunk, by_surname: dict[str, list[tuple[int, str]]]) -> bool:
    """Whether words that open with a particle are the surname of a full name: "Le Pen", "Van Gogh"."""
    return chunk.words[0].key in words("connectors") and chunk.key in by_surname


def _is_in_full(chunk: Chunk) -> bool:
    return len(chunk.words) > 1 and len(_core(chunk)) > 1


def _core(chunk: Chunk) -> tuple[Word, ...]:
    """Give the words of a name without its suffix (Jr) and small joining words in front."""
    core = chunk.words
    if len(core) > 2 and core[-1].key in words("suffixes"):
        core = core[:-1]
    while len(core) > 1 and core[0].text.islower():
        core = core[1:]
    return core


def person_key(chunk: Chunk) -> str:
    """Give the key of a person named by the chunk: ``p:`` and its folded words joined by ``_``."""
    return "p:" + "_".join(chunk.key.split())


def surname_first(core: tuple[Word, ...]) -> bool:
    """Whether a name is of the East Asian order: family name, then given name."""
    if core[0].key not in words("east_asian_families") or len(core) > 3:
        return False
    return given_count(core[-1].key.split()[-1]) < 60 and not (
        len(core) == 2 and core[-1].key in words("east_asian_families")
    )


def _surnames(chunk: Chunk) -> list[str]:
    """Give the folded forms by which the person may be called alone."""
    core = _core(chunk)
    if surname_first(core):
        return [core[0].key]
    last = core[-1].key
    forms = [last]
    joined = len(core) - 1
    while joined > 1 and core[joined - 1].text.lower() in words("connectors"):
        joined -= 1
        forms.append(" ".join(word.key for word in core[joined:]))
    for prefix in ("al ", "el ", "al-", "el-"):
        if last.startswith(prefix):
            forms.append(last.removeprefix(prefix))
    if len(core) > 2 and joined == len(core) - 1:
        forms.append(" ".join(word.key for word in core[-2:]))
    return forms


def _by_surname(full: list[Candidate]) -> dict[str, list[tuple[int, str]]]:
    owners: dict[str, list[tuple[int, str]]] = {}
    for one in full:
        for form in _surnames(one.chunk):
            owners.setdefault(form, []).append((one.chunk.start, person_key(one.chunk)))
    return owners


def _by_given_name(full: list[Candidate]) -> dict[str, set[str]]:
    owners: dict[str, set[str]] = {}
    for one in full:
        core = _core(one.chunk)
        if not surname_first(core):
            owners.setdefault(core[0].key, set()).add(person_key(one.chunk))
    return owners


def _owner(
    text: str,
    one: Candidate,
    by_surname: dict[str, list[tuple[int, str]]],
    given: dict[str, set[str]],
    located: set[str],
) -> tuple[str | None, str]:
    """Find whom a part of a name means, and why: ``surname`` or ``first-name``."""
    key = _surname_owner(text, one, by_surname)
    if key is not None:
        return key, "surname"
    return _given_owner(one, given, located), "first-name"


def _surname_owner(text: str, one: Candidate, owners: dict[str, list[tuple[int, str]]]) -> str | None:
    """Find who a lone word means: the last full name before it, else the first after it."""
    key = one.chunk.key
    known = owners.get(key)
    if not known and len(one.chunk.words) > 1:
        known = owners.get(" ".join([word.key for word in _core(one.chunk)]))
    if not known or (one.label == "place" and _stays_place(text, one)):
        return None
    before = bisect_left(known, one.chunk.start, key=lambda owner: owner[0])
    return known[max(0, before - 1)][1]


def _stays_place(text: str, one: Candidate) -> bool:
    place = known_place(one.chunk.key)
    if context.inside_precedes(text, one.chunk.start):
        return True
    if place is None or len(one.chunk.words) > 1:
        return len(one.chunk.words) > 1
    if place.kind in ("country", "area") or one.chunk.words[0].text.isupper():
        return not context.acts(text, one.chunk.end) or context.place_precedes(text, one.chunk.start)
    return context.place_precedes(text, one.chunk.start)


def _given_owner(one: Candidate, owners: dict[str, set[str]], located: set[str]) -> str | None:
    known = owners.get(one.chunk.key)
    if known is None or len(known) != 1:
        return None
    if one.label == "place" or one.place_too or one.chunk.key in located:
        return None
    return next(iter(known))


def _regions(located: set[str]) -> set[tuple[str, str]]:
    """Give the first-level divisions that the article names."""
    return set().union(*map(_regions_named, located))


@lru_cache(maxsize=50_000)
def _regions_named(key: str) -> frozenset[tuple[str, str]]:
    return frozenset(
        (row.country, row.admin1)
        for row in places_named(state_abbreviations().get(key, key))
        if row.kind == "region" and row.weight >= _KNOWN_REGION
    )


def _is_place_here(text: str, one: Candidate, located: set[str], regions: set[tuple[str, str]]) -> bool:
    """Whether a doubtful lone word is a place because the article says so elsewhere."""
    key = one.chunk.key
    if one.label != "maybe" or one.titled or context.speaks(text, one.chunk.end):
        return False
    if key in located:
        return True
    if ordinary(key) or known_place(key) is None:
        return False
    return any((row.country, row.admin1) in regions and row.weight >= _TOWN_HERE for row in places_named(key))


def _is_lone_person(text: str, one: Candidate) -> bool:
    """Whether a lone word that nothing in the article explains is taken for a person."""
    word = one.chunk.words[0]
    if one.titled:
        return True
    if (
        len(one.chunk.words) > 1
        or ordinary(word.key)
        or word.text.isupper()
        or known_place(word.key) is not None
    ):
        return False
    if word.key in words("not_names"):
        return False
    if family_count(word.key) < _KNOWN_FAMILY and not is_notable(word.key):
        return False
    return not context.inside_precedes(text, one.chunk.start)


def _shown_names(full: list[Candidate]) -> dict[str, str]:
    spellings: dict[str, list[str]] = {}
    for one in full:
        spellings.setdefault(person_key(one.chunk), []).append(_printed(one.chunk))
    return {
        key: names[0] if len(names) == 1 else best_spelling(Counter(names))
        for key, names in spellings.items()
    }


def _printed(chunk: Chunk) -> str:
    return " ".join([word.text for word in chunk.words])


def best_spelling(counts: Counter[str]) -> str:
    """Choose the spelling to show: not shouted, then the most frequent, then by alphabet."""
    return min(counts, key=lambda name: (name.isupper(), -counts[name], name))


def _mention(one: Candidate, key: str, name: str, why: str) -> PersonMention:
    return PersonMention(one.chunk.start, one.chunk.end, key, name, one.titled, why)
