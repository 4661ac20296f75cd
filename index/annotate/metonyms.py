"""Tell where a capital stands for a government: "Kyiv said", "talks between Washington and Beijing". Pure.

Only what is said of governments counts: the capital speaks or decides, or stands in the frame of diplomacy.
What is doubtful stays the town, so that a mark can be trusted and a missing mark says little.
"""

import re
from functools import cache, lru_cache

from index.annotate.folding import fold
from index.annotate.tables import PlaceRow, is_capital, words

_WINDOW = 90
_TOKEN = re.compile(r"[^\W_](?:[\w’'ʼ-]*\w)?|[^\w\s]")
_SENTENCE_ENDS = re.compile(r"[\n.!?;:]")
_POSSESSIVE = re.compile(r"['’]s?\s")
_LONGEST_PHRASE = 3
"""Words that may stand between a frame and its preposition, or a possessive and its noun."""


@lru_cache(maxsize=5_000)
def may_stand_for_a_government(row: PlaceRow) -> bool:
    """Whether the place is a country's capital, or the seat of a government that the gazetteer has."""
    return (row.kind == "city" and is_capital(row)) or row.key in words("seats_of_government")


def is_metonym(text: str, start: int, end: int) -> bool:
    """Whether the capital named at these offsets stands for a government.

    Args:
        text: The whole text, in any of the languages of the lists.
        start: Where the name begins.
        end: Where it ends.
    """
    before, after = _before(text, start), text[end : end + _WINDOW]
    if after.startswith("-"):
        return _leads(after)
    possessed = _POSSESSIVE.match(after)
    if possessed:
        return _owns(after[possessed.end() :])
    follows = _tokens(_SENTENCE_ENDS.split(after, maxsplit=1)[0])
    before = _without_chain(before)
    if _may_open(before) and _acts(follows):
        return True
    return _is_framed(before) and _stands_alone(follows)


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(map(fold, words(name)))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _before(text: str, start: int) -> list[str]:
    """Give the words and signs of the sentence before the offset."""
    return _tokens(_SENTENCE_ENDS.split(text[max(0, start - _WINDOW) : start])[-1])


def _without_chain(before: list[str]) -> list[str]:
    """Leave out the names that the capital is told together with: "between [Washington and] Beijing"."""
    left = before
    while len(left) > 1 and fold(left[-1]) in _list("metonym_ands") and left[-2][:1].isupper():
        left = left[:-2]
    return left


def _leads(after: str) -> bool:
    found = _tokens(after[1:])
    return bool(found) and fold(found[0].split("-")[0]) in _list("metonym_compounds")


def _owns(after: str) -> bool:
    """Whether what a government has is said within a few words, and no other noun of a town before it."""
    found = _tokens(_SENTENCE_ENDS.split(after, maxsplit=1)[0])[:_LONGEST_PHRASE]
    for at, word in enumerate(found):
        if fold(word) in _list("metonym_possessions"):
            return True
        if at == 0 and fold(word) not in _list("metonym_adjectives"):
            return False
    return False


def _may_open(before: list[str]) -> bool:
    """Whether a subject may stand here: at the head of a sentence or clause."""
    return not before or not before[-1][:1].isalnum() or fold(before[-1]) in _list("metonym_openers")


def _acts(follows: list[str]) -> bool:
    """Whether a verb of speech or politics comes next, behind auxiliaries, adverbs and a second capital."""
    left = follows
    if len(left) > 1 and fold(left[0]) in _list("metonym_ands") and left[1][:1].isupper():
        left = left[2:]
    for word in left[: _LONGEST_PHRASE + 1]:
        if fold(word) in _list("metonym_verbs"):
            return True
        if fold(word) not in _list("metonym_auxiliaries"):
            return False
    return False


def _is_framed(before: list[str]) -> bool:
    """Whether words of diplomacy lead to the name: "relations with", "sanctions against", "according to"."""
    if not before:
        return False
    last = fold(before[-1])
    if last in _list("metonym_sources") or last in _list("metonym_objects_of"):
        return True
    if last == "to" and len(before) > 1 and fold(before[-2]) == "according":
        return True
    if last in _list("metonym_prepositions"):
        return any(fold(word) in _list("metonym_frames") for word in before[-2 - _LONGEST_PHRASE : -1])
    near = fold(before[-2]) if len(before) > 1 else ""
    return last in _list("metonym_near_prepositions") and near in _list("metonym_frames")


def _stands_alone(follows: list[str]) -> bool:
    """Whether the name is no part of a longer one: "relations with Kyiv residents" are not with Ukraine."""
    if not follows or not follows[0][:1].isalnum():
        return True
    word = fold(follows[0])
    known = word in words("function_words") or any(
        word in _list(name) for name in ("metonym_ands", "metonym_verbs", "metonym_openers", "metonym_stops")
    )
    return known or word.endswith("ed")
