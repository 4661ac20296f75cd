"""Which indexed terms a pattern with ``*`` means. Terms are stems, people write words: both are looked at."""

import re
from collections.abc import Callable
from functools import lru_cache

from index.analysis import fold, terms

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


def is_prefix(pattern: str) -> bool:
    """Whether the only star is the last character."""
    return pattern.index("*") == len(pattern) - 1


def literal_start(pattern: str) -> str:
    """Give what stands before the first star, folded as terms are."""
    return fold(pattern.partition("*")[0])


def pattern_expression(pattern: str) -> str:
    """Give the regular expression of a pattern, folded as terms are (not stemmed)."""
    return ".*".join(re.escape(fold(part)) for part in pattern.split("*"))


@lru_cache(maxsize=1000)
def stems_of_prefix(prefix: str) -> frozenset[str]:
    """Give the stems of words that begin with a prefix, where the stem itself does not.

    ``universit*`` means the university, which the index knows as "univers". The endings that the stemmer
    takes off are put on: whole, and the rest of one that the prefix ends within.
    """
    folded = fold(prefix)
    endings = {""}
    for suffix in SUFFIXES:
        endings |= {suffix[cut:] for cut in range(len(suffix)) if folded.endswith(suffix[:cut])}
    found = {tuple(term.text for term in terms(folded + ending)) for ending in endings}
    return frozenset(words[0] for words in found if len(words) == 1 and not words[0].startswith(folded))


def pattern_matcher(pattern: str) -> Callable[[str], bool]:
    """Give the test whether a term is meant."""
    expression = re.compile(pattern_expression(pattern))
    stems = stems_of_prefix(pattern[:-1]) if is_prefix(pattern) else frozenset()
    return lambda term: expression.fullmatch(term) is not None or term in stems
