"""Leave out firms, clubs, products and broadcasters that look like a town or a surname. Pure.

A word is judged once for the whole article: "Shares in Jarvis fell" says what "Jarvis said" means. Only
doubtful ones are: what no list knows and no full name of the article ends in, and towns that are not big.
"In Halifax" stays a place beside "Halifax shares".
"""

import re
from collections.abc import Iterable
from functools import cache

from index.annotate import context
from index.annotate.any_word import any_word
from index.annotate.candidates import Candidate
from index.annotate.known_places import BIG_CITY, known_place, region_follows
from index.annotate.salience import is_dateline
from index.annotate.tables import words

_DOUBTFUL_PERSON = frozenset({"role", "verb", "unlisted", "rare-given-name", ""})
_REACH = 40
"""How far before a mention is read, in characters."""
_SHARE_OF = re.compile(
    r"\b(?:stakes?|shares?|interests?|holdings?|shareholders?|investors?|invest(?:ed|s|ing|ments?)?|stock) "
    r"in (?:the )?$"
    r"|\b(?:companies|firms|brands|banks|rivals|retailers|\w*makers|consoles|clubs|sites) "
    r"(?:such as|like|including) $",
    re.IGNORECASE,
)
_FORMS = "Inc|Corp|Co|Ltd|PLC|plc|SA|AG|NV|Group|Holdings|Systems|Industries|Entertainment|Motors"

_GUESSED = frozenset({"given-name", "rare-given-name", "family-first", "unlisted", "beside"})
_WEAK = frozenset({"rare-given-name", "family-first", "unlisted"})
_WORKPLACE = re.compile(
    r"\b(?:analyst|economist|strategist|trader|broker|dealer|manager|partner|banker|researcher|research|trading|"
    r"head|director|president|officer|chairman|executive|spokesman|spokeswoman) (?:at|with) (?:the )?$"
    r"|\b(?:stake|stakes|shares) in $"
)
_FIRM = re.compile(r"\b(?:firm|company|bank|lender|insurer|retailer|airline|group) $")
_DOES_TO_A_FIRM = re.compile(
    r" (?:(?:co-)?founded|runs|ran|owns|owned|leads|led|heads|headed|chairs|chaired|joined|started|set up|"
    r"(?:works|worked) (?:for|at))\b"
)
"""Behind a name it makes of "the firm Mary Poe" what somebody runs: the firm is another."""
_SOMEBODYS = re.compile(r"\b(?:his|her|my) (?:[\w-]+ ){0,2}(?:rival|parent) $", re.IGNORECASE)
_NOUN = re.compile(r" (?!who\b|and\b|or\b|to\b)[a-z]{4,}")


@cache
def _belongings() -> re.Pattern[str]:
    owned = any_word(words("firm_belongings"))
    return re.compile(rf"(?:['’]s?)?\s(?:{owned}|(?:chief|senior) executive|(?:{_FORMS}))\b")


def without_firms(text: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Leave out what the article shows to be a firm; gives the others in their order.

    Args:
        text: The text that the candidates are of.
        candidates: What the chunks may name.
    """
    found = list(candidates)
    full = {one.chunk.key for one in found if _is_full_name(one) and _is_firm_of_surnames(text, one)}
    found = [one for one in found if one.chunk.key not in full] if full else found
    surnames = {
        one.chunk.words[-1].key for one in found if one.label == "person" and len(one.chunk.words) > 1
    }
    doubtful = [one for one in found if _is_doubtful(one) and one.chunk.key not in surnames]
    firms = {one.chunk.key for one in doubtful if _is_firm_here(text, one)}
    if not firms:
        return found
    return [
        one for one in found if one.chunk.key not in firms or not _is_doubtful(one) or _is_where(text, one)
    ]


def _is_full_name(one: Candidate) -> bool:
    return one.label == "person" and len(one.chunk.words) > 1 and one.why in _GUESSED


def _is_firm_of_surnames(text: str, one: Candidate) -> bool:
    """Whether a full name is a workplace or a thing: "economist at Poe Barney", "the Tora Bora caves"."""
    start, end = one.chunk.start, one.chunk.end
    if _WORKPLACE.search(text, max(0, start - _REACH), start) is not None:
        return True
    if _FIRM.search(text, max(0, start - _REACH), start) is not None:
        return _DOES_TO_A_FIRM.match(text, end) is None
    if one.why not in _WEAK or not text.endswith(("the ", "The "), 0, start):
        return False
    return _NOUN.match(text, end) is not None and not context.acts(text, end)


def _is_doubtful(one: Candidate) -> bool:
    if one.label == "surname" or (one.label == "person" and one.why not in _DOUBTFUL_PERSON):
        return False
    place = known_place(one.chunk.key)
    if place is None:
        return one.chunk.words[-1].key not in words("facility_words")
    return place.kind == "city" and place.weight < BIG_CITY


def _is_firm_here(text: str, one: Candidate) -> bool:
    chunk = one.chunk
    if _belongings().match(text, chunk.end) is not None:
        return True
    if context.last_word(text, chunk.start) in words("firm_nouns"):
        return _SOMEBODYS.search(text, max(0, chunk.start - _REACH), chunk.start) is None
    return _SHARE_OF.search(text, max(0, chunk.start - _REACH), chunk.start) is not None


def _is_where(text: str, one: Candidate) -> bool:
    """Whether the mention itself is said to be where something is."""
    start, end = one.chunk.start, one.chunk.end
    if _SHARE_OF.search(text, max(0, start - _REACH), start):
        return False
    return context.inside_precedes(text, start) or is_dateline(text, start, end) or region_follows(text, end)
