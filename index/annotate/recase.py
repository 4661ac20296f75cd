"""Give shouted and headline-cased lines the case of prose, letter for letter, so that offsets stay."""

import re

from index.annotate.folding import fold
from index.annotate.tables import demonym, given_count, ordinary, places, words

_WORD = re.compile(r"[^\W\d_][\w'’]*")
_SHOUTED_LETTERS = 12
"""Fewest letters of a line that may be called shouted: shorter ones are datelines and initials."""
_HEADLINE_WORDS = 5
_HEADLINE_SHARE = 0.75
_ACRONYM_LETTERS = 3


def recase(text: str) -> str:
    """Lower the ordinary words of lines in capitals, and of lines where nearly every word has one.

    Returns:
        A string of the same length in code points.
    """
    lines = text.split("\n")
    changed = [_recase_line(line) for line in lines]
    return "\n".join(changed) if changed != lines else text


def _recase_line(line: str) -> str:
    if line.isupper():
        return _WORD.sub(_from_capitals, line) if len(line) >= _SHOUTED_LETTERS and " " in line else line
    if len(line) > 250 or line[-1:] in '.!?"”' or "." in line[:-1].replace("U.S.", "").replace("U.N.", ""):
        return line
    found = _WORD.findall(line)
    if len(found) < _HEADLINE_WORDS:
        return line
    long = [word for word in found if len(word) > _ACRONYM_LETTERS]
    raised = sum(word[0].isupper() for word in long)
    if long and raised / len(long) >= _HEADLINE_SHARE and len(long) >= _HEADLINE_WORDS - 1:
        return _WORD.sub(_from_headline, line)
    return line


def _from_capitals(match: re.Match[str]) -> str:
    word = match.group()
    low = word.lower()
    if len(low) != len(word) or (len(word) == 1):
        return word
    key = fold(low.removesuffix("'s").removesuffix("’s"))
    if _keeps_capital(key) or not ordinary(key):
        if key in _ACRONYMS:
            return word
        return low[0].upper() + low[1:] if len(low[0].upper()) == 1 else word
    return low


def _from_headline(match: re.Match[str]) -> str:
    word = match.group()
    low = word.lower()
    if len(low) != len(word) or word.isupper() or not word[0].isupper():
        return word
    key = fold(low.removesuffix("'s").removesuffix("’s"))
    if ordinary(key) and not _keeps_capital(key):
        return low
    return word


def _keeps_capital(key: str) -> bool:
    if key in words("calendar") and key not in ("may", "march", "sun", "sat", "mar", "wed", "est"):
        return True
    if key in words("function_words"):
        return False
    if demonym(key) or (given_count(key) >= _GIVEN_NAME and ordinary(key) < 2):
        return True
    rows = places(key)
    return (
        bool(rows) and rows[0].weight >= _KNOWN_PLACE and key not in words("not_places") and ordinary(key) < 2
    ) or (bool(rows) and rows[0].kind == "country" and key not in ("us", "car"))


_GIVEN_NAME = 60
_KNOWN_PLACE = 1_000_000
_ACRONYMS = frozenset(
    {"us", "uk", "un", "eu", "uae", "usa", "nato", "drc", "prc", "ussr", "dprk", "png", "nyc"}
)
