"""What stands beside a chunk: roles, verbs of speech, prepositions of place. Pure patterns."""

import re
from functools import cache, lru_cache

from index.annotate.any_word import any_word
from index.annotate.folding import fold
from index.annotate.tables import demonym, given_count, words

_WINDOW = 48
_REAL_NAME = 20
"""Notable people with a given name that make it certain to be one."""
_SPEECH = (
    "said|says|say|told|tells|adds|added|explained|accepted|argued|argues|announced|warned|warns|wrote|writes|"
    "tweeted|insisted|insists|denied|noted|notes|stressed|claimed|claims|replied|testified|admitted|acknowledged|"
    "declared|recalled|resigned|was born|scored|himself|herself|died|won|beat|joked|conceded|recounted|"
    "quipped|vowed|pleaded|lamented|retorted|thinks|believes|knows|wants|hopes|married|smiled|laughed|"
    "is survived|was survived"
)
_AFTER_SPEECH = re.compile(
    rf",?\s{{1,2}}(?:also |later |then |who |has |had )?(?:{any_word(_SPEECH.split('|'))}"
    r"|['’]s (?:wife|husband|mother|father|son|daughter))\b"
)
_AGE = (
    r"\s?,\s?\d{1,3}\s?[,.;]|\s?,\s(?:aged? )?\d{2}\b(?!\s\w+\s(?:of|in))|\s?\(\d{2}\)|\s?,\s(?:who|whose)\b"
)


@cache
def _role_after() -> re.Pattern[str]:
    roles = any_word(words("roles"))
    return re.compile(
        rf"(?:{_AGE}|\s?,\s(?:an?\s|the\s|his\s|her\s|their\s|its\s)?(?:[\w’'.-]+\s){{0,4}}?(?:{roles})s?\b)"
    )


@cache
def _roles_before() -> frozenset[str]:
    return words("roles") | words("honorifics")


@lru_cache(maxsize=1000)
def _last_words(text: str, start: int) -> list[str]:
    """Give two words or three before the offset in lower case, "the" left out; none across other signs."""
    before = text[max(0, start - _WINDOW) : start]
    if before[-1:] not in " \xa0" or before[-3:].isspace():
        return []
    found = before.lower().rsplit(maxsplit=3)[-3:]
    return found[:-1] if found and found[-1] == "the" else found


def last_word(text: str, start: int) -> str:
    """Give the word before the offset in lower case, "the" left out; empty across other signs."""
    before = _last_words(text, start)
    return before[-1] if before else ""


@lru_cache(maxsize=1000)
def speaks(text: str, end: int) -> bool:
    """Whether a verb of speech or of human doing follows."""
    said = _AFTER_SPEECH.match(text, end)
    return said is not None and not text.startswith(" it ", said.end())


_ACTS = re.compile(
    r"['’]s\b|\s?,\s(?:who|whose|\d\d)\b|\s\(|\s(?:also |then |later |never |often )?"
    r"(?:\w{2,}ed|was|is|has|had|will|would|could|did|won|beat|took|made|got|went|came|left|led|threw|hit|ran|lost|"
    r"says|takes|gets|wants|tells|spoke|wrote|became|began|told|saw|put|set|met)\b"
)
_CALLED = frozenset({"named", "called"})
_RANK_OR_ADJECTIVE = frozenset({"major", "general"})
"""Ranks that are adjectives in small letters: "their major Oscars"."""
_SMALL_WORDS = frozenset(
    {
        "the",
        "of",
        "in",
        "at",
        "from",
        "for",
        "with",
        "on",
        "by",
        "to",
        "a",
        "an",
        "into",
        "group",
        "newspaper",
    }
)


def acts(text: str, end: int) -> bool:
    """Whether what persons do follows: a verb, a possession, an apposition."""
    return speaks(text, end) or _ACTS.match(text, end) is not None


def small_word_precedes(text: str, start: int) -> bool:
    """Whether an article or a preposition stands right before, as before things: "at the Smithsonian"."""
    before = text[max(0, start - 12) : start].lower().split(" ")
    return len(before) > 1 and not before[-1] and before[-2] in _SMALL_WORDS


_NOUN_BEHIND = re.compile(
    r"(?:['’]s)? (?!and\b|or\b|who\b|when\b|where\b|after\b|with\b|since\b)([a-z]{3,})\b"
)


def is_attribute(text: str, start: int, end: int) -> bool:
    """Whether a word with "the" before it tells what kind the next one is: "across the Vodafone network"."""
    if not text.endswith((" the ", " first "), 0, start):
        return False
    noun = _NOUN_BEHIND.match(text, end)
    return noun is not None and not (
        noun[1] in words("facility_words")
        or noun[1] in words("after_a_place")
        or noun[1] in words("area_words")
    )


def role_follows(text: str, end: int) -> bool:
    """Whether an apposition with a role or an age follows (", the mayor", ", 34,")."""
    if text[end : end + 2].lstrip()[:1] not in (",", "("):
        return False
    return _role_after().match(text, end, end + 2 * _WINDOW) is not None


def hails_from(text: str, start: int) -> bool:
    """Whether the place of residence follows here (", 30, of ", "formerly of ")."""
    return text.endswith((", of ", "formerly of "), 0, start)


def noun_follows(text: str, end: int, list_name: str = "after_a_place") -> bool:
    """Whether a word of a list follows that places stand before ("Oxford man", "Richmond police")."""
    after = text[end + 1 : end + 24].split(maxsplit=1)
    return bool(after) and text[end : end + 1] == " " and after[0].rstrip(".,;:'’s") in words(list_name)


_PERSON_OF = re.compile(r"([A-Z][\w’'-]+) (?:[A-Z]\. )?[A-Z][\w’'-]+ of $")


def person_of(text: str, start: int) -> bool:
    """Whether a person's full name and "of" stand before ("Judy Law of Oxford")."""
    if not text.startswith(" of ", start - 4):
        return False
    found = _PERSON_OF.search(text, max(0, start - _WINDOW), start)
    return found is not None and given_count(fold(found[1])) >= _REAL_NAME


_LIST_NOUNS = ("counties", "townships", "streets", "avenues", "roads", "parishes", "provinces", "districts")
_LISTED_BEFORE = re.compile(
    r"(?:(?:,| and|,? or|,? and) [A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?){0,9} "
    rf"({'|'.join(_LIST_NOUNS)})\b"
)


_REMEMBERED_CHARS = 20_000
"""Longest text of which it is remembered whether it may hold a list: a memo compares equal texts in full."""


@lru_cache(maxsize=8)
def _may_list(text: str) -> bool:
    return any(map(text.__contains__, _LIST_NOUNS))


def listed_before(text: str, end: int) -> str:
    """Give the noun that a list beginning here ends in ("Walton and Oconee counties"), or nothing."""
    if text[end : end + 1] not in (",", " ") or (len(text) <= _REMEMBERED_CHARS and not _may_list(text)):
        return ""
    found = _LISTED_BEFORE.match(text, end, end + 160)
    return found[1] if found else ""


def role_precedes(text: str, start: int) -> bool:
    """Whether a role stands before ("spokesman", "the minister,")."""
    before = _last_words(text, start)
    if not before or before[-1] in _RANK_OR_ADJECTIVE:
        return False
    if before[-1] in _CALLED:
        return len(before) > 1 and _is_somebody(before[-2].rstrip(","))
    return before[-1].rstrip(",").rstrip(".") in _roles_before()


def _is_somebody(word: str) -> bool:
    known = words("named_people") | words("roles")
    return word in known or word.removesuffix("s") in known or demonym(word) is not None


def place_precedes(text: str, start: int) -> bool:
    """Whether a preposition that places often follow stands before."""
    before = _last_words(text, start)
    return bool(before) and (
        before[-1] in words("before_a_place") or before[-1] in words("before_a_place_inside")
    )


def inside_precedes(text: str, start: int) -> bool:
    """Whether a preposition that hardly anything but places follow stands before."""
    before = _last_words(text, start)
    if not before:
        return False
    return before[-1] in words("before_a_place_inside") or (
        before[-1] == "of" and len(before) > 1 and before[-2] in words("of_a_place")
    )
