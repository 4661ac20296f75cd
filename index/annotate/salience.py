"""Points of mentions, as docs/entities.md counts them."""

import re

from index.article import FieldName

TITLE_POINTS = 3
LEAD_POINTS = 2
BODY_POINTS = 1
TITLED_POINTS = 1
"""What a role or title beside a person adds."""
DATELINE_POINTS = 3
MIN_LEAD_CHARS = 250

_AGENCIES = "Reuters?|AP|AFP|UPI|EFE|DPA|dpa|TASS|Tass|Interfax|Xinhua|ANSA|PA|IANS|PTI|Bloomberg|CNN|RNN"
_DATELINE_TAIL = re.compile(
    rf"[^\n]{{0,70}}?(?:\((?:{_AGENCIES})[^)\n]{{0,20}}\)|\s[-–—]{{1,2}}\s|[–—]|\d{{4}}-\d\d-\d\d|\.\s?[-–—]|\d[-–—]\s)"
)
_DATED = re.compile(
    r"(?:,\s[A-Z][\w.]{1,14}){0,2},\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s\d{1,2}\s?[-–—(]"
)
"""What follows a dateline that may stand in small letters: "New York, March 2 - "."""
DATELINE_WINDOW = 600
"""How much of the text decides whether a place is the dateline's."""
_DATELINE_REACH = 400
"""How far into the text a dateline may stand, behind a headline repeated there."""


_HEADLINE_REACH = 160
"""How far a headline may run before a dateline on the same line."""


def lead_end(text: str) -> int:
    """Give the offset at which the lead ends: a quarter of the text, at least 250 characters."""
    return max(MIN_LEAD_CHARS, len(text) // 4)


def mention_points(field: FieldName, start: int, lead: int) -> int:
    """Give the points of one mention by where it stands."""
    if field == "title":
        return TITLE_POINTS
    return LEAD_POINTS if start < lead else BODY_POINTS


def is_dateline(text: str, start: int, end: int) -> bool:
    """Whether the place at these offsets opens a dateline ("KYIV, Nov 11 (Reuters) -")."""
    if start > _DATELINE_REACH:
        return False
    before = text[text.rfind("\n", 0, start) + 1 : start].strip()
    inline = start < _HEADLINE_REACH and before[-1:] in ".!?" and text[start:end].isupper()
    if before and not inline:
        return False
    if not before and _DATED.match(text, end):
        return True
    tail = _DATELINE_TAIL.match(text, end)
    return tail is not None and (text[start:end].isupper() or "(" in tail.group() or "--" in tail.group())
