"""Text to terms: one analyser for articles, queries, snippets and highlights. Pure.

What people type meets what was printed, because both go through the same steps:

- lower case, without diacritics (``Konashénkov`` = ``konashenkov``), full width as ordinary letters;
- numbers lose their thousands separators (``115,000`` = ``115000``), decimals stay one token (``3.5``);
- abbreviations with points are one token (``U.S.`` = ``US``, ``a.m.`` = ``am``);
- hyphens, dashes and the border of letters and digits part tokens, so that ``F-16`` = ``F16`` = ``F 16``,
  ``COVID-19`` = ``covid 19``, and ``Al-Assad`` is found by ``Assad`` too;
- a possessive ``'s`` is dropped; an elided letter stands alone (``d'Ivoire`` is found by ``Ivoire``); other
  apostrophes vanish (``don't`` = ``dont``), straight or typographic;
- words are stemmed by Snowball's algorithm for the article's language (`index.languages`), without their
  diacritics, so that ``economie`` meets ``économie`` in a French article;
- scripts without spaces become overlapping pairs of characters.

A written word may so give several tokens, at adjoining positions: a query asks for them as a phrase. What
it costs: the pronoun "us" meets "US", ``cooperation`` does not meet ``co-operation``, and names are stemmed
as if they were words (consistently, so they are found; "Jones" also finds "Jone"). There are no stop
words: "The Who" can be asked for.

Whoosh keeps the analyser's class by its module path: never move or rename it, and raise
`index.schema.SCHEMA_VERSION` with every change of its answers.
"""

import re
import string
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from whoosh.analysis.acore import Token
from whoosh.analysis.analyzers import Analyzer

from index.languages import DEFAULT, OTHER_SCRIPTS, TWO_SCRIPTS, stemmer_of

MAX_TERM_CHARS = 64
"""Longer tokens (addresses, encoded data) are cut, in articles and queries alike."""

_MARKS = "".join(chr(code) for code in range(0x300, 0x1B00) if unicodedata.category(chr(code))[0] == "M")
_JOINERS = "\u00ad\u200c\u200d\u2060"
# Thai and Lao, Burmese, Khmer, Japanese syllables, Han, Hangul.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
_APOSTROPHES = "'’ʼ＇"
_APOSTROPHE = f"[{_APOSTROPHES}]"
_LETTER = rf"[^\W\d_{_APOSTROPHES}{_UNSPACED}]"
_TOKEN = re.compile(
    rf"""
      (?P<point>{_LETTER}(?:\.{_LETTER})+(?![^\W_]))(?:\.?{_APOSTROPHE}[sS](?!\w))?   # U.S.'s, a.m.
    | (?P<word>{_LETTER}+(?:(?:[{_MARKS}{_JOINERS}]|{_APOSTROPHE}(?={_LETTER})){_LETTER}*)*)
    | (?P<group>(?<!\d)\d{{1,3}}(?:[,\u00a0\u2009\u202f]\d{{3}})+(?!\d)(?:\.\d+)?)  # 115,000
    | (?P<number>(?<!\d\.)\d+\.\d+(?!\.?\d)|\d+)                                 # 3.5, 2022
    | (?P<unspaced>[{_UNSPACED}][{_UNSPACED}{_MARKS}]*)
    """,
    re.VERBOSE,
)
SPACES_IN_NUMBERS = "\u00a0\u2009\u202f"
"""Spaces that may stand within a number, so that they part neither chunks nor sentences."""

SPACES = re.compile(rf"[^\S{SPACES_IN_NUMBERS}]+")
"""What parts chunks."""
_SEPARATORS = str.maketrans("", "", ",\u00a0\u2009\u202f")
_DROPPED = str.maketrans("", "", _JOINERS + _APOSTROPHES)
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# Points and accents of Latin, Greek, Cyrillic, Hebrew and Arabic; elsewhere marks are vowels.
_ACCENTS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u064b-\u065f\u0670]+")
_EDGES = string.punctuation + "“”‘’«»–—…"
"""What stands around a word without being part of it; marks that join letters are not among them."""
_POSSESSIVE = re.compile(rf"{_APOSTROPHE}[sS]$")
_SPLIT_APOSTROPHE = re.compile(_APOSTROPHE)


class Term(NamedTuple):
    """A term and the half-open range of code points of the string that it was made from."""

    text: str
    start: int
    end: int


def terms(text: str, analysis: str = DEFAULT) -> Iterator[Term]:
    """Yield the terms of ``text`` in order; their index is their position in a field.

    Args:
        text: Any text.
        analysis: One of `index.languages.ANALYSES`. Whichever it is, the same words give as many terms.
    """
    return (term for match in _TOKEN.finditer(text) for term in _terms_of(match, analysis) if term.text)


def chunks(text: str) -> list[str]:
    """Part a text so that its terms are those of the parts, one after another.

    What a part gives depends on nothing but itself, so a writer can remember it.
    """
    if any(space in text for space in SPACES_IN_NUMBERS):
        return [part for part in SPACES.split(text) if part.strip()]
    return text.split()


def terms_of_chunk(chunk: str, analysis: str = DEFAULT) -> tuple[str, ...]:
    """Give the terms of one chunk, remembered nowhere."""
    core = chunk.strip(_EDGES)
    if core.isascii() and core.isalpha():  # most are plain words, which need no pattern
        return (_word(core, analysis),)
    return tuple(term.text for term in terms(chunk, analysis))


def _terms_of(match: re.Match[str], analysis: str) -> Iterable[Term]:
    kind = match.lastgroup or ""
    raw = match[kind]
    start, end = match.span(kind)
    if kind == "word":
        plain = raw.isalpha() and "ʼ" not in raw
        return (Term(_word(raw, analysis), start, end),) if plain else _parted(raw, start, analysis)
    if kind == "unspaced":
        return _pairs(raw, start)
    if kind == "point":
        return (Term(_word(raw.replace(".", ""), analysis), start, end),)
    return (Term(fold(raw.translate(_SEPARATORS))[:MAX_TERM_CHARS], start, end),)


def _parted(raw: str, start: int, analysis: str) -> Iterator[Term]:
    """Take a word with apostrophes apart: possessive off, an elided letter alone, the rest joined."""
    raw = _POSSESSIVE.sub("", raw)
    head = _SPLIT_APOSTROPHE.search(raw)
    if head and head.start() == 1:
        yield Term(_word(raw[0], analysis), start, start + 1)
        raw, start = raw[2:], start + 2
    yield Term(_word(raw, analysis), start, start + len(raw))


def _pairs(raw: str, start: int) -> Iterator[Term]:
    for at in range(max(len(raw) - 1, 1)):
        yield Term(fold(raw[at : at + 2]), start + at, start + min(at + 2, len(raw)))


def _word(raw: str, analysis: str) -> str:
    if raw.isascii() and raw.isalpha():
        return _latin(raw.lower()[:MAX_TERM_CHARS], analysis)
    folded = fold(raw.translate(_DROPPED))[:MAX_TERM_CHARS]
    if folded.isascii():
        return _latin(folded, analysis) if folded.isalpha() else folded
    if analysis == "ru":
        return _russian(raw)
    if analysis in OTHER_SCRIPTS or analysis in TWO_SCRIPTS:
        return fold(stemmer_of(analysis)(folded)) or folded
    return folded


def _latin(word: str, analysis: str) -> str:
    return stemmer_of(DEFAULT if analysis in OTHER_SCRIPTS else analysis)(word) or word


def _russian(raw: str) -> str:
    """Stem a word with the й of its ending, which `fold` takes for an и with a mark."""
    lowered = unicodedata.normalize("NFC", raw.translate(_DROPPED)).lower().replace("ё", "е")
    return fold(stemmer_of("ru")(lowered[:MAX_TERM_CHARS]) or lowered)[:MAX_TERM_CHARS]


def fold(raw: str) -> str:
    """Lower the case of a token and take its diacritics off; no stemming."""
    folded = raw.lower()
    if folded.isascii():
        return folded
    spread = unicodedata.normalize("NFKD", folded.translate(_PLAIN)).lower()
    return unicodedata.normalize("NFC", _ACCENTS.sub("", spread))


class NewsAnalyser(Analyzer):
    """The analyser of all text fields, as Whoosh calls it. Without state."""

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **kwargs: Any,
    ) -> Iterator[Token]:
        """Yield one token, changed in place for each term, as Whoosh's own tokenisers do."""
        token = Token(positions, chars, removestops=removestops, mode=mode, **kwargs)
        for position, (text, start, end) in enumerate(terms(value), start_pos):
            token.text, token.pos = text, position
            token.startchar, token.endchar = start_char + start, start_char + end
            if keeporiginal:
                token.original = value[start:end]  # type: ignore[attr-defined]
            yield token


def analyser() -> NewsAnalyser:
    """Give the analyser of the text fields."""
    return NewsAnalyser()
