"""In a report of a match, "Liverpool beat Leeds" names two teams and no town. Pure.

A report is told by its words. In it a town, county or state is a place only where the sentence says so:
behind "in" or "at", in a dateline, beside its country. Elsewhere it is a team only beside what nothing but a
team has: a striker, a score, a "v". Countries stay places: their teams stand for them.
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
"""Their least share of all words, where one is a word of nothing but sport."""
_SURE_SHARE = 0.025
"""The same where two of them are."""
_COUNTRY_LIKE = 20_000_000
"""Weight of divisions that have national teams, such as Wales."""
_STATE = 1_000_000
"""Weight of divisions that go to law as such: the states of America."""
_LOCATING = frozenset(
    {"in", "at", "near", "of", "into", "outside", "around", "through", "across", "downtown"}
)
_JOURNEY = re.compile(
    r"\b(?:travel\w*|flew|flown|fly|flight|journey|trip|return\w*|back|drove|went|came|comes?|coming|"
    r"welcome) (?:to|from) $",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"[ -](?:airport|based|championships?|circuit|classic|club|crown|event|fans|games|grand prix|gym|"
    r"hospital|indoor|marathon|masters|meeting|open|organi[sz]ers|police|promoter|residents?|side|stadium|street|"
    r"title|tournament|track)\b",
    re.IGNORECASE,
)
_PLAYER = re.compile(
    r" (?:striker|midfielder|defender|goalkeeper|winger|fly-half|scrum-half|flanker|quarterback|pitcher|"
    r"shortstop|outfielder|linebacker|wicketkeeper)s?\b"
)
_BEAT = r"(?:beat|defeated|thrashed|hammered|trounced|edged|drew with|lost to)"
_BEATS = re.compile(rf" {_BEAT} (?:[A-Z][\w’'-]* ){{1,3}}\d{{1,3}}-\d{{1,3}}\b")
_BEATEN = re.compile(rf"\b[A-Z][\w’'-]* {_BEAT} (?:[A-Z][\w’'-]* ){{0,2}}$")
_SCORE = re.compile(r" \d{1,3}-\d{1,3}\b")
_LEFT_REACH = 60
_LISTED = re.compile(r"(?:,|,? and|,? or)\s")


def without_teams(text: str, places: Iterable[Candidate]) -> list[Candidate]:
    """Leave out the towns, counties and states that are teams; gives the candidates in their order.

    Args:
        text: The text that the candidates are of.
        places: Candidates that name places.
    """
    found = list(places)
    if not any(map(_may_be_team, found)):
        return found
    match = tells_of_a_match(text)
    kept: list[Candidate] = []
    end, team = -1, False
    for one in found:
        # "In Oslo, Zurich and Rome" and "Essex, Kent and Surrey": a list is of one kind.
        listed = end >= 0 and _LISTED.fullmatch(text, end, one.chunk.start) is not None
        team = _may_be_team(one) and (
            team if listed else not _located(text, one) if match else _plays(text, one)
        )
        end = one.chunk.end
        if not team:
            kept.append(one)
    return kept


def tells_of_a_match(text: str) -> bool:
    """Whether enough words of the text are of sport, and one at least of nothing else."""
    said = small_words(text)
    of_sport = list(filter(_sport_words().__contains__, said))
    if len(of_sport) < _LEAST:
        return False
    sure = len(_match_words().intersection(of_sport))
    share = _SURE_SHARE if sure > 1 else _SHARE
    return sure > 0 and len(of_sport) >= share * len([word for word in said if len(word) > 1])


@cache
def _sport_words() -> frozenset[bytes]:
    return frozenset(word.encode() for word in words("sport_words")) | _match_words()


@cache
def _match_words() -> frozenset[bytes]:
    return frozenset(word.encode() for word in words("match_words"))


def _may_be_team(one: Candidate) -> bool:
    place = known_place(one.chunk.key)
    if place is None or one.chunk.key.endswith(" county"):
        return False
    return place.kind in ("city", "region") and place.weight < _COUNTRY_LIKE


def _plays(text: str, one: Candidate) -> bool:
    """Whether what stands beside the name has or does what only a team does: "Liverpool striker"."""
    start, end = one.chunk.start, one.chunk.end
    if _PLAYER.match(text, end) or _BEATS.match(text, end):
        return True
    if text.startswith(" v ", end) or text.endswith(" v ", 0, start):
        return not _is_state(one.chunk.key)  # "Texas v Johnson" is a case at law
    return (
        _SCORE.match(text, end) is not None
        and _BEATEN.search(text, max(0, start - _LEFT_REACH), start) is not None
    )


def _is_state(key: str) -> bool:
    place = known_place(key)
    return place is not None and place.kind == "region" and place.weight >= _STATE


def _located(text: str, one: Candidate) -> bool:
    """Whether what stands beside the name speaks of a place."""
    start, end = one.chunk.start, one.chunk.end
    if context.last_word(text, start) in _LOCATING or _JOURNEY.search(text, max(0, start - 32), start):
        return True
    beside = _NOUN.match(text, end) is not None or region_follows(text, end)
    return beside or is_dateline(text, start, end)
