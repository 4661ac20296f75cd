"""Which indexed terms a pattern with ``*`` means. Terms are stems, people write words: both are looked at."""

import re
from collections.abc import Callable
from functools import lru_cache

from index.analysis import fold, terms
from index.languages import DEFAULT

SUFFIXES = (
    "s", "es", "ies", "ied", "ed", "ing", "edly", "ingly", "y", "ly", "er", "ers", "or", "ors", "e", "ic",
    "ical", "ity", "ities", "al", "ally", "alism", "ality", "ance", "ances", "ence", "ences", "able", "ible",
    "ably", "ibly", "ant", "ants", "ent", "ents", "ement", "ements", "ment", "ments", "ism", "ist", "ists",
    "ate", "ates", "ated", "ation", "ations", "ational", "ative", "ator", "ators", "ion", "ions", "ional",
    "ive", "ively", "iveness", "ize", "ized", "izes", "izing", "izer", "ization", "ise", "ised", "ising",
    "isation", "ous", "ously", "ousness", "ful", "fully", "fulness", "less", "ness", "ability", "ibility",
    "ency", "ancy",
)  # fmt: skip
"""Endings that stemming takes off. Source: the Porter 2 stemmer's steps 0 to 4
(https://snowballstem.org/algorithms/english/stemmer.html), with the plurals of their results."""

_ANY_START = "zazaz"
"""The beginning of a word that is long enough for every ending to come off."""


def is_prefix(pattern: str) -> bool:
    """Whether the only star is the last character."""
    return pattern.index("*") == len(pattern) - 1


def literal_start(pattern: str) -> str:
    """Give what stands before the first star, folded as terms are."""
    return fold(pattern.partition("*")[0])


def pattern_expression(pattern: str) -> str:
    """Give the regular expression of a pattern, folded as terms are.

    What stands behind the last star may end the word or its stem: ``gal*xies`` means "galaxi" too.
    """
    *starts, last = pattern.split("*")
    ends = sorted({fold(last), _stemmed_ending(last)})
    ending = re.escape(ends[0]) if len(ends) == 1 else f"(?:{'|'.join(map(re.escape, ends))})"
    return ".*".join([*(re.escape(fold(part)) for part in starts), ending])


def _stemmed_ending(last: str) -> str:
    """Give what an ending becomes in a stem, itself when the stemmer would take it off altogether."""
    folded = fold(last)
    words = [term.text for term in terms(_ANY_START + folded)]
    kept = words[0][len(_ANY_START) :] if len(words) == 1 and words[0].startswith(_ANY_START) else ""
    return kept or folded


@lru_cache(maxsize=1000)
def stems_of_prefix(prefix: str, analysis: str = DEFAULT) -> frozenset[str]:
    """Give the stems of words that begin with a prefix, where the stem itself does not.

    ``governm*`` means the government, which the index knows as "govern". The endings that the English
    stemmer takes off are put on: whole, and the rest of one that the prefix ends within. In another
    language it is the stem of the prefix alone: ``regierung*`` means "regier", too.
    """
    folded = fold(prefix)
    endings = {""}
    for suffix in SUFFIXES if analysis == DEFAULT else ():
        endings |= {suffix[cut:] for cut in range(len(suffix)) if folded.endswith(suffix[:cut])}
    found = {tuple(term.text for term in terms(folded + ending, analysis)) for ending in endings}
    return frozenset(words[0] for words in found if len(words) == 1 and not words[0].startswith(folded))


def pattern_matcher(pattern: str, analysis: str = DEFAULT) -> Callable[[str], bool]:
    """Give the test whether a term of a text in some analysis is meant."""
    expression = re.compile(pattern_expression(pattern))
    stems = stems_of_prefix(pattern[:-1], analysis) if is_prefix(pattern) else frozenset()
    return lambda term: expression.fullmatch(term) is not None or term in stems
