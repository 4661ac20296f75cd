"""Find the persons of Spanish, French, German, Ukrainian and Russian text; places as in English.

English text is full of evidence that these have not: a capital means little in German, a form little in
Ukrainian. So a person must be notable, or open with a given name, or have a title or role beside the name; a
lone word is one only behind a title, or as the surname of a full name in the article.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index.annotate import cyrillic
from index.annotate.candidates import Candidate
from index.annotate.chunks import Chunk, Word
from index.annotate.classify import classify
from index.annotate.folding import fold
from index.annotate.known_places import GREAT_CITY, known_place
from index.annotate.romanise import sound_key
from index.annotate.tables import demonym, given_count, is_notable, words, words_of_groups

TONGUES = frozenset({"es", "fr", "de", "uk", "ru"})
_CYRILLIC = frozenset({"uk", "ru"})
_GIVEN_NAME = {"de": 20}
_LIKELY_GIVEN_NAME = 5
"""Notable people with a given name that make it one; more in German, where nouns have capitals too."""
_MOST_WORDS = 5
_ROLE_REACH = 70
"""How far before a comma a role may stand, in characters ("el portavoz del ministerio, Igor ...")."""
_ELIDED = re.compile(r"[dlDL]['’](?=\w)")
_LETTERS = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Tongue:
    """The word lists of a language, folded."""

    code: str
    titles: frozenset[str]
    roles: frozenset[str]
    words: frozenset[str]
    parting: frozenset[str]

    def is_role(self, word: str) -> bool:
        """Whether a folded word is a role; in German also as the end of a longer one (Regierungssprecher)."""
        if word in self.roles or word in self.titles:
            return True
        if self.code == "de":
            return word.endswith(_german_ends())
        return self.code in _CYRILLIC and any(form in self.roles for form in _undeclined(word))

    def is_word(self, key: str) -> bool:
        """Whether a folded word is surely no name."""
        return key in self.words or key in _common_words(self.code)


@cache
def tongue(code: str) -> Tongue:
    """Give the lists of a language of `TONGUES`."""
    lists = _read("foreign.toml")[code]
    return Tongue(code, *(frozenset(map(fold, lists[name].split())) for name in _LISTS))


_LISTS = ("titles", "roles", "words", "parting")


@cache
def _read(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(files("index.annotate").joinpath("data", name).read_text(encoding="utf-8"))


@cache
def _common_words(code: str) -> frozenset[str]:
    return frozenset(map(fold, str(_read("tongues.toml")[code]).split()))


@cache
def _german_ends() -> tuple[str, ...]:
    return tuple(sorted(role for role in tongue("de").roles if len(role) > 4))


def _undeclined(word: str) -> Iterator[str]:
    """Give what a Cyrillic noun may be a form of: міністра, міністром."""
    for ending in ("ом", "ем", "у", "а", "ові", "ою", "и", "ы", "і", "е", "я", "ю"):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            yield from (stem, stem + "а", stem + "ь", stem + "я")


def foreign_candidates(text: str, found: Iterable[Chunk], code: str) -> list[Candidate]:
    """Give the candidates of all chunks of an article in one of `TONGUES`."""
    lists = tongue(code)
    candidates = [one for chunk in found for one in _chunk_candidates(text, chunk, lists)]
    return _with_nominatives(candidates, russian=code == "ru") if code in _CYRILLIC else candidates


def _chunk_candidates(text: str, chunk: Chunk, lists: Tongue) -> Iterator[Candidate]:
    for part in _parted(_unelided(chunk), lists):
        rest = part
        titled = False
        while len(rest.words) > 1 and _opens_no_name(rest, lists):
            titled = lists.is_role(rest.words[0].key)
            rest = rest.part(1)
        if len(rest.words) == 1 and (lists.is_word(rest.key) or _opens_no_name(rest, lists)):
            continue
        titled = titled or _role_before(text, rest.start, lists)
        yield from _named(text, rest, lists, titled)


def _unelided(chunk: Chunk) -> Chunk:
    """Leave out what is elided before the first word: "d'Élisabeth"."""
    first = chunk.words[0]
    elided = _ELIDED.match(first.text)
    if elided is None:
        return chunk
    bare = first.text[elided.end() :]
    word = Word(bare, first.start + elided.end(), first.end, fold(bare))
    return Chunk.of([word, *chunk.words[1:]], chunk.opens, chunk.base)


def _parted(chunk: Chunk, lists: Tongue) -> Iterator[Chunk]:
    """Part a chunk at "y", "et", "und" and, in German, at prepositions that are no part of a noble name."""
    begin = 0
    for at, word in enumerate(chunk.words):
        noble = at > 0 and chunk.words[at - 1].key in ("von", "van")
        if word.text.islower() and word.key in lists.parting and not noble:
            if at > begin:
                yield _untailed(chunk.part(begin, at))
            begin = at + 1
    if begin < len(chunk.words):
        yield _untailed(chunk.part(begin))


def _untailed(chunk: Chunk) -> Chunk:
    while len(chunk.words) > 1 and chunk.words[-1].text.islower():
        chunk = chunk.part(0, -1)
    return chunk


def _opens_no_name(chunk: Chunk, lists: Tongue) -> bool:
    first = chunk.words[0]
    if lists.is_role(first.key) or (first.text.islower() and len(chunk.words) > 1):
        return True
    if not lists.is_word(first.key):
        return False
    return not (first.key in words("connectors") and not chunk.opens) and not known_place(chunk.key)


def _clause(text: str, start: int) -> str:
    before = text[max(0, start - _ROLE_REACH) : start]
    return re.split(r"[.!?:;\n«»“”\"()]\s", before)[-1]


def _role_before(text: str, start: int, lists: Tongue) -> bool:
    """Whether a role stands right before."""
    clause = _clause(text, start)
    spoken = _LETTERS.findall(clause)
    return (
        bool(spoken)
        and clause.endswith((spoken[-1] + " ", spoken[-1] + ". "))
        and lists.is_role(fold(spoken[-1]))
    )


def _role_beside(text: str, start: int, lists: Tongue) -> bool:
    """Whether a role stands before a comma in the same clause: "el portavoz del ministerio, Ígor"."""
    clause = _clause(text, start)
    return clause.endswith(", ") and any(lists.is_role(fold(word)) for word in _LETTERS.findall(clause))


def _named(text: str, chunk: Chunk, lists: Tongue, titled: bool) -> Iterator[Candidate]:
    """Find the name in a chunk that opens with no title any more, and places in what is left."""
    if len(chunk.words) == 1:
        yield from _lone(text, chunk, titled)
        return
    run = _name_run(chunk, lists)
    if run is None and titled and len(chunk.words) <= _MOST_WORDS and not known_place(chunk.key):
        yield Candidate(chunk, "person", titled=True, why="title")
        return
    if run is None:
        yield from _places(text, chunk)
        return
    begin, stop, why = run
    if begin:
        yield from _places(text, chunk.part(0, begin))
    name = chunk.part(begin, stop)
    titled = (titled and begin == 0) or _role_beside(text, name.start, lists)
    yield Candidate(name, "person", titled=titled, why=why)
    if stop < len(chunk.words):
        yield from _places(text, chunk.part(stop))


def _lone(text: str, chunk: Chunk, titled: bool) -> Iterator[Candidate]:
    place = known_place(chunk.key) if titled else None
    if titled and len(chunk.key) > 1 and (place is None or place.weight < GREAT_CITY):
        yield Candidate(chunk, "person", titled=True, why="title")
    else:
        yield from _places(text, chunk)


def _places(text: str, chunk: Chunk) -> Iterator[Candidate]:
    """Give the places that the English rules find; any other word may be a surname said elsewhere in full."""
    kept = [one for one in classify(text, chunk) if one.label == "place" or one.place_too]
    yield from kept
    if not kept and len(chunk.words) <= _MOST_WORDS:
        yield Candidate(chunk, "surname")


def _name_run(chunk: Chunk, lists: Tongue) -> tuple[int, int, str] | None:
    """Find the words of a chunk that are a full name: begin, stop and the code of the rule."""
    for begin, word in enumerate(chunk.words[:-1]):
        if word.text.islower() or lists.is_role(word.key):
            continue
        stop = _end_of_name(chunk, begin, lists)
        if stop - begin < 2:
            continue
        if is_notable(chunk.part(begin, stop).key):
            return begin, stop, "known"
        if _is_given(word, lists):
            return begin, stop, "given-name"
        if begin == 0 and stop == len(chunk.words) == 2 and lists.code in _CYRILLIC:
            return (begin, stop, "unlisted") if cyrillic.like_surname(chunk.words[1].text) else None
    return None


def _end_of_name(chunk: Chunk, begin: int, lists: Tongue) -> int:
    stop = begin + 1
    while stop < len(chunk.words) and stop - begin < _MOST_WORDS + 2 and _goes_on(chunk.words[stop], lists):
        stop += 1
    while chunk.words[stop - 1].text.islower():
        stop -= 1
    return stop


def _goes_on(word: Word, lists: Tongue) -> bool:
    if word.text.islower() or word.key in words("connectors"):
        return True
    return not (
        lists.is_role(word.key) or lists.is_word(word.key) or demonym(word.key) or _is_country(word.key)
    )


def _is_country(key: str) -> bool:
    place = known_place(key)
    return place is not None and place.kind == "country"


def _is_given(word: Word, lists: Tongue) -> bool:
    if lists.is_word(word.key) or _is_country(word.key) or demonym(word.key):
        return False
    if lists.code in _CYRILLIC:
        return cyrillic.given_name(word.text) is not None
    if re.fullmatch(r"(?:\w\.)+", word.text):
        return True
    first = word.key.split(" ")[0]
    if given_count(first) >= _GIVEN_NAME.get(lists.code, _LIKELY_GIVEN_NAME):
        return True
    return len(first) > 3 and sound_key(first) in _sounds_of_given_names()


@cache
def _sounds_of_given_names() -> frozenset[str]:
    return frozenset(sound_key(name) for group in words_of_groups("given_name_groups") for name in group)


def _with_nominatives(candidates: list[Candidate], *, russian: bool) -> list[Candidate]:
    """Put the names of an article into the nominative; a lone surname into that of a full name there."""
    read = [_nominative(one, russian=russian) if _is_full(one) else one for one in candidates]
    known = {one.chunk.words[-1].text for one in read if _is_full(one)}
    return [_lone_nominative(one, known) for one in read]


def _is_full(one: Candidate) -> bool:
    return one.label == "person" and len(one.chunk.words) > 1


def _nominative(one: Candidate, *, russian: bool) -> Candidate:
    first, *others = one.chunk.words
    given = cyrillic.given_name(first.text)
    if given is None:
        return one
    name, gender, cases = given
    rest = [_respelt(word, cyrillic.surname(word.text, gender, cases, russian=russian)) for word in others]
    return one._replace(chunk=Chunk.of([_respelt(first, name), *rest], one.chunk.opens, one.chunk.base))


def _lone_nominative(one: Candidate, known: set[str]) -> Candidate:
    if len(one.chunk.words) > 1 or one.label == "place":
        return one
    word = one.chunk.words[0]
    meant = next((form for form in cyrillic.possible_nominatives(word.text) if form in known), None)
    if meant is None and one.label == "person":
        meant = cyrillic.likely_nominative(word.text)
    return (
        one
        if meant is None
        else one._replace(chunk=Chunk.of([_respelt(word, meant)], one.chunk.opens, one.chunk.base))
    )


def _respelt(word: Word, text: str) -> Word:
    return word if text == word.text else Word(text, word.start, word.end, fold(text))
