"""In a report of a match, "Liverpool beat Leeds" names two teams and no town. Pure.

A report is told by its words. In it a town, county or state is a place only where the sentence says so:
behind "in" or "at", in a dateline, beside its country. Countries stay places: their teams stand for them.
"""

import re
from collections.abc import Iterable
from functools import cache

from index.annotate import context
from index.annotate.candidates import Candidate
from index.annotate.known_places import known_place, region_follows
from index.annotate.salience import is_dateline
from index.annotate.small_words import small_words
from index.annotate.tables import words

_LEAST = 4
"""Fewest words of sport in a report of a match."""
_SHARE = 0.045
"""Their least share of all words; the short ones are looked for word by word."""
_COUNTRY_LIKE = 20_000_000
"""Weight of divisions that have national teams, such as Wales."""
_LOCATING = frozenset(
    {"in", "at", "near", "of", "into", "outside", "around", "through", "across", "downtown"}
)
_JOURNEY = re.compile(
    r"\b(?:travel\w*|flew|flown|fly|flight|journey|trip|moved?|return\w*|back|drove|went|came) (?:to|from) $"
)
_NOUN = re.compile(
    r"[ -](?:airport|based|circuit|club|fans|grand prix|gym|hospital|marathon|meeting|open|organi[sz]ers|"
    r"police|promoter|residents?|side|stadium|street|track)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?:,|,? and|,? or)\s")


def without_teams(text: str, places: Iterable[Candidate]) -> list[Candidate]:
    """Leave out the towns, counties and states that are teams; gives the candidates in their order.

    Args:
        text: The text that the candidates are of.
        places: Candidates that name places.
    """
    found = list(places)
    if not any(map(_may_be_team, found)) or not tells_of_a_match(text):
        return found
    kept: list[Candidate] = []
    end, team = -1, False
    for one in found:
        # "In Oslo, Zurich and Rome" and "Essex, Kent and Surrey": a list is of one kind.
        listed = end >= 0 and _LISTED.fullmatch(text, end, one.chunk.start) is not None
        team = _may_be_team(one) and (team if listed else not _located(text, one))
        end = one.chunk.end
        if not team:
            kept.append(one)
    return kept


def tells_of_a_match(text: str) -> bool:
    """Whether enough words of the text are of sport."""
    said = small_words(text)
    of_sport = sum(map(_sport_words().__contains__, said))
    return of_sport >= _LEAST and of_sport >= _SHARE * len([word for word in said if len(word) > 1])


@cache
def _sport_words() -> frozenset[bytes]:
    return frozenset(word.encode() for word in words("sport_words"))


def _may_be_team(one: Candidate) -> bool:
    place = known_place(one.chunk.key)
    if place is None or one.chunk.key.endswith(" county"):
        return False
    return place.kind in ("city", "region") and place.weight < _COUNTRY_LIKE


def _located(text: str, one: Candidate) -> bool:
    """Whether what stands beside the name speaks of a place."""
    start, end = one.chunk.start, one.chunk.end
    if context.last_word(text, start) in _LOCATING or _JOURNEY.search(text, max(0, start - 32), start):
        return True
    beside = _NOUN.match(text, end) is not None or region_follows(text, end)
    return beside or is_dateline(text, start, end)
