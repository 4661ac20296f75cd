"""Persons and places that the user's spaCy pipeline finds where the rules left capitalised words unread.

Off unless the setting `spacy_model` names a pipeline; spaCy is imported only then. The rules come first:
the pipeline reads only sentences with such words, and what it finds inside their spans does not count.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from index.annotate.chunks import Chunk, Word
from index.annotate.folding import fold
from index.annotate.known_places import known_place
from index.annotate.people import PersonMention, person_key
from index.annotate.whereabouts import PlaceMention, read_places
from index.errors import SettingsError
from index.sentences import sentence_ranges

Range = tuple[int, int]
"""Half-open range of code points."""

WHY = "spacy"
PERSON_LABELS = frozenset({"PERSON", "PER"})
PLACE_LABELS = frozenset({"GPE", "LOC"})
LONGEST_SENTENCE = 5_000
"""Code points; what is longer is a table, and a pipeline's time and memory grow with it."""
_WORD = re.compile(r"\w(?:[\w.\-’']*\w)?\.?")
_POSSESSIVE = re.compile(r"['’][sS]$")


@dataclass(frozen=True, slots=True)
class Further:
    """What the pipeline added, in order of the text."""

    persons: list[PersonMention]
    places: list[PlaceMention]


@cache
def load_pipeline(model: str) -> Any:
    """Load a pipeline, once in a process, and try it.

    Args:
        model: Name of an installed pipeline, or the path of its folder.

    Raises:
        SettingsError: spaCy is not installed, or has no such pipeline, or it does not run.
    """
    try:
        import spacy
    except ImportError as error:
        raise SettingsError(
            f"spacy_model = {model!r}: spaCy cannot be imported ({error}).",
            "Run pip install 'spacy>=3.7', or empty the setting.",
        ) from error
    try:
        pipeline = spacy.load(model)
        pipeline("A ferry left Varna.")
    except Exception as error:  # a pipeline is code and data of others: anything may be wrong with it
        raise SettingsError(
            f"spacy_model = {model!r} cannot be loaded: {error}",
            "Give the name of a pipeline that is installed, or the path of its folder.",
        ) from error
    return pipeline


def further(
    model: str,
    text: str,
    found: Iterable[Chunk],
    persons: Sequence[PersonMention],
    places: Sequence[PlaceMention],
    *,
    dates: Iterable[Range] = (),
    home: str | None = None,
) -> Further:
    """Let the pipeline read the sentences in which the rules left capitalised words unread.

    Args:
        model: As `load_pipeline` takes it.
        text: The text that all offsets are of.
        found: Its chunks; those that no span of the rules overlaps are unread.
        persons: What the rules found.
        places: The same.
        dates: Spans of dates that the rules found.
        home: Country of the source, or None.

    Raises:
        SettingsError: The pipeline cannot be loaded.
    """
    taken = _marked(text, [*(one[:2] for one in persons), *(one[:2] for one in places), *dates])
    free = [one for one in found if not any(taken[one.start : one.end])]
    unread = _marked(text, [(one.start, one.start + 1) for one in free])
    read = _entities(load_pipeline(model), text, _sentences(text, unread))
    new = [(label, chunk) for label, chunk in read if not any(taken[chunk.start : chunk.end])]
    named = [chunk for label, chunk in new if label in PERSON_LABELS]
    located = [chunk for label, chunk in new if label not in PERSON_LABELS and known_place(chunk.key)]
    countries = Counter(one.row.country for one in places if one.row.country)
    return Further(
        _persons(named, persons),
        [one._replace(why=WHY) for one in read_places(text, located, countries, home)] if located else [],
    )


def _marked(text: str, ranges: Iterable[Range]) -> bytearray:
    """Give a byte for each code point of a text, 1 within the ranges."""
    marks = bytearray(len(text))
    for start, end in ranges:
        marks[start:end] = b"\1" * (end - start)
    return marks


def _sentences(text: str, unread: bytearray) -> Iterator[Range]:
    for start, end in sentence_ranges(text) if any(unread) else ():
        if end - start <= LONGEST_SENTENCE and any(unread[start:end]):
            yield start, end


def _entities(pipeline: Any, text: str, sentences: Iterable[Range]) -> Iterator[tuple[str, Chunk]]:
    """Give label and words of each person and place of the pipeline, at their offsets in the text."""
    read = ((text[start:end], start) for start, end in sentences)
    for document, start in pipeline.pipe(read, as_tuples=True):
        for entity in document.ents:
            if entity.label_ in PERSON_LABELS | PLACE_LABELS:
                chunk = _chunk(text, start + entity.start_char, start + entity.end_char)
                if chunk is not None:
                    yield entity.label_, chunk


def _chunk(text: str, start: int, end: int) -> Chunk | None:
    """Give the words of an entity, without an article in front and a possessive behind; None if no name."""
    words = []
    for match in _WORD.finditer(text, start, end):
        token = _POSSESSIVE.sub("", match.group())
        if fold(token):
            words.append(Word(token, match.start(), match.start() + len(token), fold(token)))
    if len(words) > 1 and words[0].key == "the":
        words = words[1:]
    if not any(word.text[0].isupper() for word in words):
        return None
    return Chunk.of(words, opens=False)


def _persons(named: Iterable[Chunk], known: Iterable[PersonMention]) -> list[PersonMention]:
    """Give the persons, lone surnames under the one full name of the text that ends in them."""
    named = list(named)
    full = {one.key: one.name for one in known if "_" in one.key}
    full |= {person_key(one): _name(one) for one in named if len(one.words) > 1}
    owners: dict[str, list[str]] = {}
    for key in full:
        owners.setdefault(key.rpartition("_")[2], []).append(key)
    mentions = []
    for one in named:
        own = owners.get(one.key, [])
        key = own[0] if len(own) == 1 else person_key(one)
        mentions.append(PersonMention(one.start, one.end, key, full.get(key, _name(one)), False, WHY))
    return mentions


def _name(chunk: Chunk) -> str:
    return " ".join(word.text for word in chunk.words)
