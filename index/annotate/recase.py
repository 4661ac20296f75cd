"""Give shouted, headline-cased and small text the case of prose, letter for letter, so that offsets stay."""

import re
from itertools import pairwise

from index.annotate.folding import fold
from index.annotate.tables import demonym, family_count, given_count, is_notable, ordinary, places, words

_WORD = re.compile(r"[^\W\d_][\w'’]*")
_DATELINE = re.compile(r"[^\W\d_][^\d\n]{2,40},?\s(?:\d{4}-\d\d-\d\d|[A-Z]{3,9}\.?\s\d{1,2}(?:,\s\d{4})?)\s*")
"""A line that is a place and a day alone: the capitals say that it is a dateline."""
_SHOUTED_LETTERS = 9
"""Fewest letters of a line that may be called shouted: shorter ones are datelines and initials."""
_HEADLINE_WORDS = 5
_HEADLINE_SHARE = 0.9
_HEADLINE_CHARS = 250
_WRAPPED_LINES = 4
_WRAPPED_MIN, _WRAPPED_MAX = 45, 90
"""Lengths, in characters, of the lines of agency text as it came over the wire."""
_ACRONYM_LETTERS = 3
_GIVEN_NAME = 60
_FAMILY_NAME = 5
_SMALL_GIVEN = 20
"""Notable people with a name that is a word too, which make it a name in small letters."""
_KNOWN_PLACE = 1_000_000
_PAIRED_PLACE = 100_000
_ACRONYMS = frozenset(
    {"us", "uk", "un", "eu", "uae", "usa", "nato", "drc", "prc", "ussr", "dprk", "png", "nyc"}
)
_WORD_MONTHS = frozenset({"may", "march", "sun", "sat", "mar", "wed", "est"})
_SPEECH = frozenset(
    {"says", "said", "tells", "urges", "warns", "sees", "adds", "calls", "denies", "wins", "beats", "vows"}
)


def recase(text: str) -> str:
    """Lower the ordinary words of lines in capitals, and of lines where nearly every word has one.

    Text without any capital gets those of notable persons' full names, their surnames, and great places.

    Returns:
        A string of the same length in code points.
    """
    if text.islower():
        return _raised(text)
    lines = text.split("\n")
    changed = [_recase_line(line) for line in lines]
    return "\n".join(changed) if changed != lines else text


def unwrap(text: str) -> str:
    """Join the lines of hard-wrapped text by blanks, so that a name may run over a line's end.

    Returns:
        A string of the same length. Lines of prose in paragraphs, which are long or few, stay as they are.
    """
    lines = text.split("\n")
    full = sum(_WRAPPED_MIN <= len(line) <= _WRAPPED_MAX for line in lines)
    if len(lines) < _WRAPPED_LINES or full < len(lines) / 2 or max(map(len, lines)) > _WRAPPED_MAX:
        return text
    pieces = [lines[0]]
    for above, line in pairwise(lines):
        runs_on = len(above) >= _WRAPPED_MIN and line[:1].strip() and above[-1] not in ".!?:"
        pieces.append((" " if runs_on else "\n") + line)
    return "".join(pieces)


def _raised(text: str) -> str:
    found = list(_WORD.finditer(text))
    keys = [fold(re.sub(r"['’]s$", "", match.group())) for match in found]
    names: set[int] = set()
    for at in range(len(keys)):
        names |= _name_at(keys, at)
    surnames = {keys[at] for at in names if not ordinary(keys[at]) and given_count(keys[at]) < _GIVEN_NAME}
    letters = list(text)
    for at, match in enumerate(found):
        first = match.group()[0].upper()
        if (at in names or keys[at] in surnames) and len(first) == 1:
            letters[match.start()] = first
    return "".join(letters)


def _name_at(keys: list[str], at: int) -> set[int]:
    """Give the words of the notable person or great place that begins here."""
    for size in (3, 2):
        last = at + size - 1
        if last >= len(keys):
            continue
        joined = " ".join(keys[at : last + 1])
        given = given_count(keys[at]) >= (_SMALL_GIVEN if ordinary(keys[at]) else 1)
        person = given and is_notable(joined)
        if person and (not ordinary(keys[last]) or family_count(keys[last]) >= _SMALL_GIVEN):
            return set(range(at, last + 1))
        rows = places(joined)
        if rows and rows[0].weight >= _KNOWN_PLACE and rows[0].kind in ("country", "city", "region"):
            return set(range(at, last + 1))
    return {at} if not ordinary(keys[at]) and _keeps_capital(keys[at]) else set()


def _recase_line(line: str) -> str:
    if line.isupper():
        if _DATELINE.fullmatch(line):
            return line
        return _lowered(line, shouted=True) if len(line) >= _SHOUTED_LETTERS and " " in line.strip() else line
    if len(line) > _HEADLINE_CHARS or line[-1:] in '.,!?"”' or ". " in line:
        return line
    long = [word for word in _WORD.findall(line) if len(word) > _ACRONYM_LETTERS]
    raised = sum(word[0].isupper() for word in long)
    if len(long) >= _HEADLINE_WORDS - 1 and raised / len(long) >= _HEADLINE_SHARE:
        return _lowered(line, shouted=False)
    return line


def _lowered(line: str, *, shouted: bool) -> str:
    found = list(_WORD.finditer(line))
    keys = [fold(re.sub(r"['’]s$", "", match.group().lower())) for match in found]
    pieces, at = [], 0
    for number, match in enumerate(found):
        pieces += [line[at : match.start()], _cased(match.group(), keys, number, shouted=shouted)]
        at = match.end()
    return "".join([*pieces, line[at:]])


def _cased(word: str, keys: list[str], number: int, *, shouted: bool) -> str:
    low, key = word.lower(), keys[number]
    if len(low) != len(word) or len(word) == 1 or not word[0].isupper():
        return word
    if not shouted and word.isupper():
        return word
    if key in _ACRONYMS:
        return word
    if not ordinary(key) or _keeps_capital(key) or _in_a_name(keys, number):
        raised = word[0] + low[1:]
        return raised if shouted else word
    return low


def _in_a_name(keys: list[str], number: int) -> bool:
    """Whether an ordinary word is part of a name beside it ("NEW YORK", "HOWARD BAKER SAYS")."""
    key = keys[number]
    before = keys[number - 1] if number else ""
    after = keys[number + 1] if number + 1 < len(keys) else ""
    if any(
        rows and rows[0].weight >= _PAIRED_PLACE
        for rows in (places(f"{before} {key}"), places(f"{key} {after}"))
    ):
        return True
    if key in words("function_words"):
        return False
    if family_count(key) >= _FAMILY_NAME:
        return after in _SPEECH or given_count(before) >= _GIVEN_NAME
    return given_count(key) >= _GIVEN_NAME and (not ordinary(after) or family_count(after) >= _FAMILY_NAME)


def _keeps_capital(key: str) -> bool:
    if key in words("calendar") and key not in _WORD_MONTHS:
        return True
    if key in words("function_words") or key in ("car", "us"):
        return False
    if demonym(key) or (given_count(key) >= _GIVEN_NAME and ordinary(key) < 2):
        return True
    rows = places(key)
    if not rows or key in words("not_places"):
        return False
    return rows[0].kind == "country" or (rows[0].weight >= _KNOWN_PLACE and ordinary(key) < 2)
