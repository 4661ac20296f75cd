"""What stands beside a chunk: roles, verbs of speech, prepositions of place. Pure patterns."""

import re
from functools import cache

from index.annotate.tables import words

_WINDOW = 48
_SPEECH = (
    "said|says|say|told|tells|adds|added|explained|accepted|argued|argues|announced|warned|warns|wrote|writes|"
    "tweeted|insisted|insists|denied|noted|notes|stressed|claimed|claims|replied|testified|admitted|acknowledged|"
    "declared|recalled|resigned|was born|scored|himself|herself|died|won|beat|joked|conceded|recounted|"
    "quipped|vowed|pleaded|lamented|retorted|thinks|believes|knows|wants|hopes|married|smiled|laughed|"
    "is survived|was survived|['’]s (?:wife|husband|mother|father|son|daughter)"
)
_AFTER_SPEECH = re.compile(rf",?\s{{1,2}}(?:also |later |then |who |has |had )?(?:{_SPEECH})\b")
_BEFORE_SPEECH = re.compile(
    r"\b(?:said|says|added|adds|told|wrote|thanked|beat|beating|defeated|explained|named|called|accused|"
    r"by|quoted|against|blamed|praised|replaced|succeeded|married|recalled|warned)\s{1,2}$"
)
_BEFORE_PLACE = re.compile(
    r"\b(?:in|at|near|outside|to|from|across|throughout|around|toward|towards|into|inside|via|of|between|central|"
    r"northern|southern|eastern|western|downtown|nearby|neighbou?ring|visit(?:ed|ing)?|leav(?:e|ing)|left|reach(?:ed)?)"
    r"\s{1,2}(?:the\s)?$",
    re.IGNORECASE,
)
_BEFORE_IN = re.compile(
    r"\b(?:in|near|outside|inside|throughout|across|downtown|northern|southern|eastern|western|central|nearby|"
    r"neighbou?ring|town of|city of|village of|province of|suburb of|state of|capital of)\s{1,2}(?:the\s)?$",
    re.IGNORECASE,
)
_BEFORE_AGENT = re.compile(r"\b(?:by|with|against|told|and|between)\s{1,2}$")
_AGE = (
    r"\s?,\s?\d{1,3}\s?[,.;]|\s?,\s(?:aged? )?\d{2}\b(?!\s\w+\s(?:of|in))|\s?\(\d{2}\)|\s?,\s(?:who|whose)\b"
)


@cache
def _role_after() -> re.Pattern[str]:
    roles = "|".join(sorted(words("roles"), key=lambda word: (-len(word), word)))
    return re.compile(
        rf"(?:{_AGE}|\s?,\s(?:an?\s|the\s|his\s|her\s|their\s|its\s)?(?:[\w’'.-]+\s){{0,4}}?(?:{roles})s?\b)"
    )


@cache
def _role_before() -> re.Pattern[str]:
    nouns = words("roles") | words("honorifics") | {"named", "called"}
    roles = "|".join(sorted(nouns, key=lambda word: (-len(word), word)))
    return re.compile(rf"(?<![\w’'-])(?:{roles})\.?(?:\s?,)?\s{{1,2}}$", re.IGNORECASE)


def speaks(text: str, end: int) -> bool:
    """Whether a verb of speech or of human doing follows."""
    return _AFTER_SPEECH.match(text, end) is not None


def spoken_of(text: str, start: int) -> bool:
    """Whether a verb of speech, "by" or "against" stands before."""
    return _BEFORE_SPEECH.search(text, max(0, start - _WINDOW), start) is not None


def role_follows(text: str, end: int) -> bool:
    """Whether an apposition with a role or an age follows (", the mayor", ", 34,")."""
    return _role_after().match(text, end, end + 2 * _WINDOW) is not None


def role_precedes(text: str, start: int) -> bool:
    """Whether a role stands before ("spokesman", "the minister,")."""
    return _role_before().search(text, max(0, start - _WINDOW), start) is not None


def place_precedes(text: str, start: int) -> bool:
    """Whether a preposition that places often follow stands before."""
    return _BEFORE_PLACE.search(text, max(0, start - _WINDOW), start) is not None


def inside_precedes(text: str, start: int) -> bool:
    """Whether a preposition that hardly anything but places follow stands before."""
    return _BEFORE_IN.search(text, max(0, start - _WINDOW), start) is not None
