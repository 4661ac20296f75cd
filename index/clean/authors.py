"""Bylines to the names of people: no "By", no job, no agency beside a name."""

import re

from index.clean.word_lists import WORDS, any_of

_LEAD = re.compile(rf"^\W*(?:{any_of('by', 'byline-openers')})\b[:\s]+", re.IGNORECASE)
_BEFORE_LEAD = re.compile(rf"^[^|]{{1,40}}\|\s*(?=(?:{any_of('by')})\b\s*\|)", re.IGNORECASE)
"""A label or a brand in front of "by"."""
_SPLIT = re.compile(
    r"\s*(?:;|\||,|/|·|•|\band\b|&|\bund\b|\bet\b|\be\b|\by\b|\boch\b|\bog\b|\ben\b(?=\s[A-Z]))\s*"
)
_TAIL = re.compile(
    r"\s*(?:\(.*|\bin\s+[A-Z].*|[,–—-]\s.*|@\S+.*|\S+@\S+.*"
    rf"|\b(?:{any_of('byline-employers')})\b.*)$",
    re.IGNORECASE,
)
_JOB = re.compile(rf"\b(?:{any_of('byline-jobs')})\b", re.IGNORECASE)
_AGENCIES = frozenset(WORDS["byline-agencies"])
_NOISE = re.compile(
    rf"^(?:{any_of('byline-labels')})\b:?\s*|\s*(?:{any_of('byline-links')})\s*→?$"
    rf"|^(?:{any_of('byline-nobody')})\W*$",
    re.IGNORECASE,
)
"""Words of links and labels beside a name."""
MAX_NAME_CHARS = 60
MAX_AUTHORS = 12


def split_authors(raw: list[str], *, keep_order: bool = False) -> tuple[list[str], list[str], list[str]]:
    """Part the names in bylines into people, agencies, and others such as desks and teams.

    Args:
        raw: Bylines or names as printed.
        keep_order: Whether agencies stand among the people, where they were printed.
    """
    people: list[str] = []
    agencies: list[str] = []
    others: list[str] = []
    for line in raw:
        for part in _parts(line):
            if _is_agency(part):
                (people if keep_order else agencies).append(part)
            else:
                (others if _JOB.search(part) or _is_phrase(part) else people).append(part)
    return people, agencies, others


def _is_phrase(name: str) -> bool:
    """Whether words are no name but a label: they begin with a capital and end with a common word."""
    words = name.split()
    last = words[-1]
    return len(words) > 1 and words[0][0].isupper() and last.isalpha() and last.islower() and last != "de"


def _is_agency(name: str) -> bool:
    return name.casefold() in _AGENCIES


def _parts(line: str) -> list[str]:
    line = _LEAD.sub("", _BEFORE_LEAD.sub("", " ".join(line.split())))
    if re.match(r"https?:|www\.|/", line):
        return []
    found = []
    for part in _SPLIT.split(line):
        bare = _NOISE.sub("", _LEAD.sub("", part)).strip()
        name = bare if _is_agency(bare) else _TAIL.sub("", bare)
        name = name.strip(" .,:-–—→\"'")
        if 2 <= len(name) <= MAX_NAME_CHARS and len(name.split()) <= 6 and not re.search(r"\d", name):
            found.append(_recased(name))
    return found


def _recased(name: str) -> str:
    return name.title() if name.isupper() and len(name) > 5 else name
