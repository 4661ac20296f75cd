"""Find seas whose name opens or closes with a small letter: "mer Noire", "mar Negro", "Чёрного моря". Pure.

The chunks of capitalised words miss them, as only English and German write both words with capitals.
"""

import re
from collections.abc import Iterator

from index.annotate.folding import fold
from index.annotate.tables import PlaceRow, places

_ROMANCE = re.compile(
    r"\b(?:mar|mer|oc[eé]ano?|golfo|golfe|estrecho|détroit|canal)\s(?:(?:de(?:\sla)?|du)\s|d['’])?[A-ZÀ-Ý][\w-]+"
    r"(?:\s[A-ZÀ-Ý]\w+)?"
)
_SLAVIC = re.compile(
    r"(?P<stem>[А-ЯЄІЇҐ][\w-]{2,}?)(?:ое|ее|е|є|ого|его|ому|ему|ом|ем|им|ым)\s(?:мор(?:е|я|ю|ем|і))\b"
)
_PATTERNS = {"es": _ROMANCE, "fr": _ROMANCE, "uk": _SLAVIC, "ru": _SLAVIC}


def seas(text: str, language: str) -> Iterator[tuple[int, int, PlaceRow]]:
    """Give start, end and place of each sea so named, in order; nothing for other languages.

    Args:
        text: Plain text.
        language: ISO 639-1 of the text.
    """
    pattern = _PATTERNS.get(language)
    for match in pattern.finditer(text) if pattern is not None else ():
        for name, end in _readings(match):
            rows = places(fold(name))
            if rows and rows[0].kind == "water":
                yield match.start(), end, rows[0]
                break


def _readings(match: re.Match[str]) -> Iterator[tuple[str, int]]:
    """Give what may be the name as the gazetteer has it, and where it ends, the longest first."""
    if match.re is _SLAVIC:
        yield from ((f"{match['stem']}{ending} море", match.end()) for ending in ("е", "ое", "є"))
        return
    name = match.group()
    yield name, match.end()
    shorter = name.rpartition(" ")[0]
    yield shorter, match.start() + len(shorter)
