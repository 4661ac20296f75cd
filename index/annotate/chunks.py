"""Cut text into chunks: runs of capitalised words, with the small words that join names."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from index.annotate.folding import fold
from index.annotate.tables import given_count, is_notable, ordinary, places, words, words_of_lines

_RAISED = "".join(chr(code) for code in range(0x41, 0x590) if chr(code).isupper())
_ABBREVIATIONS = (
    "St|Ste|Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Sgt|Capt|Cpl|Maj|Cmdr|Adm|Brig|Prof|Rev|Jr|Sr|Mt|Ft|"
    "Hon|Supt|Det|ST|FT|MT"
)
_JOINING = "|".join(sorted(words("connectors") | words("of_and_the"), key=lambda word: (-len(word), word)))
_WORD = (
    rf"(?:EE\.[ \xa0]?UU\b\.?|(?:{_ABBREVIATIONS})\.(?=[ \xa0])"
    rf"|(?:[{_RAISED}]\.[ ]?(?=[{_RAISED}]\.)){{0,4}}[{_RAISED}]\.(?![\w])"
    rf"|(?:[dl]['’]|[ae]l-|[OD]['’])?[{_RAISED}](?:\w|['’](?!s\b|S\b)(?=\w)|-(?=\w))*)"
)
_ABBREVIATION_TAILS = "|".join(
    sorted({short[1:] for short in _ABBREVIATIONS.split("|")}, key=len, reverse=True)
)
# The same word, but opening with one character class: the engine then skips to it quickly.
_FIRST_WORD = (
    rf"[{_RAISED}](?:(?:{_ABBREVIATION_TAILS})\.(?=[ \xa0])|E\.[ \xa0]?UU\b\.?"
    rf"|\.Va\b|\.(?:[ ]?[{_RAISED}]\.){{0,4}}(?!\w)"
    rf"|(?:\w|['’](?!s\b|S\b)(?=\w)|-(?=\w))*)"
)
_MOST_FURTHER_WORDS = 11
"""No name is longer; the judges of a chunk look at all its parts."""
_CHUNK = re.compile(
    rf"{_FIRST_WORD}(?:[ \xa0](?:(?:{_JOINING})[ \xa0]){{0,2}}{_WORD}){{0,{_MOST_FURTHER_WORDS}}}"
)
_BEFORE_CHUNK = re.compile(r"(?:\b[dl]['’]|\b[ae]l-)$")
_TOKEN = re.compile(r"[^ \xa0]+")
_PARTY = re.compile(r"(?:D|R|I|DFL)-(?=\w)")
"""As in "Sen. Patty Murray, D-Wash."."""
_SENTENCE_END = frozenset('.!?:;\n"“”‘([—–-•*|>»«…')
_LONGEST_SYLLABLE = 5
"""Letters of the longest syllable of an East Asian given name ("Tae-young")."""
_PARTY_LETTERS = frozenset("DR")
_APOSTROPHES = frozenset("'’")
_CLOSERS = "\"”’')]»"
_CALENDAR = words("calendar")
_DROPPED = words("function_words") | _CALENDAR
_ORGANISATION_WORDS = words("organisation_words")
_FACILITY_WORDS = words("facility_words")
_HEADS = words("of_heads") | _ORGANISATION_WORDS | _FACILITY_WORDS
_tuple = tuple.__new__


class Word(NamedTuple):
    """A word of a chunk, offsets from the chunk's base; ``key`` is folded. A tuple, as many are made."""

    text: str
    start: int
    end: int
    key: str


class Chunk(NamedTuple):
    """Words that may be a name. A tuple, as many are made.

    Attributes:
        opens: Whether a sentence begins here, so that the capital tells little.
        key: The folded words, parted by blanks.
        start: Offset of the first letter.
        end: Offset behind the last letter.
        base: What the offsets of the words count from, so that all places of a name share them.
    """

    words: tuple[Word, ...]
    opens: bool
    key: str
    start: int
    end: int
    base: int

    @classmethod
    def of(cls, words: Sequence[Word], opens: bool, base: int = 0) -> "Chunk":
        """Make a chunk of words."""
        key = words[0].key if len(words) == 1 else " ".join([word.key for word in words])
        return _tuple(cls, (tuple(words), opens, key, base + words[0].start, base + words[-1].end, base))

    def part(self, start: int, stop: int | None = None) -> "Chunk":
        """Give some of its words; there must be one."""
        return Chunk.of(self.words[start:stop], self.opens and start == 0, self.base)

    def moved(self, by: int) -> "Chunk":
        """Give the same chunk further on in the text."""
        words, opens, key, start, end, base = self
        return _tuple(Chunk, (words, opens, key, start + by, end + by, base + by))


def chunks(text: str) -> list[Chunk]:
    """Find the chunks of a text, in order, calendar and function words stripped at both ends."""
    found = []
    for match in _CHUNK.finditer(text):
        start, end = match.span()
        before = text[start - 1 : start]
        opens = False
        if before != " " or not text[start - 2 : start - 1].isalnum():  # as most often
            if before == "-" or before in _APOSTROPHES:
                joined = _BEFORE_CHUNK.search(text, max(0, start - 3), start)
                start = joined.start() if joined else start
            opens = opens_sentence(text, start)
        for chunk in _pieces(text[start:end], opens):
            found.append(chunk.moved(start))
    return found


@lru_cache(maxsize=50_000)
def _pieces(run: str, opens: bool) -> tuple[Chunk, ...]:
    """Cut a run of capitalised words into chunks, offsets from its first letter; news repeats its names.

    Args:
        run: As the pattern of a chunk matches it.
        opens: Whether a sentence begins with it.
    """
    if run.isalpha():
        return _lone_piece(run, opens)
    tokens = _capitalised(run)
    parts = [tokens] if tokens else _split([_word(token) for token in _TOKEN.finditer(run)])
    stripped = [_strip(part, opens and number == 0) for number, part in enumerate(parts)]
    return tuple([chunk for chunk in stripped if chunk is not None])


def _lone_piece(run: str, opens: bool) -> tuple[Chunk, ...]:
    """Do the same for one word of letters alone, as most runs are."""
    part = [Word(run, 0, len(run), fold(run))]
    return () if _is_dropped_alone(part[0]) else (Chunk.of(part, opens),)


def _capitalised(run: str) -> list[Word]:
    """Give the words of a run of capitalised words alone, which nothing parts; nothing for other runs."""
    if "-" in run or "\xa0" in run:
        return []
    found, start = [], 0
    for token in run.split(" "):
        if not token[:1].isupper():
            return []
        end = start + len(token)
        found.append(_tuple(Word, (token, start, end, fold(token))))
        start = end + 1
    return found


def opens_sentence(text: str, at: int) -> bool:
    """Whether what stands at the offset begins a sentence, a line or a quotation."""
    before = text[max(0, at - 4) : at].rstrip(" \xa0\t")
    if not before:
        return True
    return before[-1] in _SENTENCE_END or (before[-1] in _CLOSERS and before[-2:-1] in tuple('.!?"”'))


def _word(match: re.Match[str]) -> Word:
    token, start = match.group(), match.start()
    if "-" not in token:
        return Word(token, start, start + len(token), fold(token))
    party = _PARTY.match(token)
    if party is not None:
        token, start = token[party.end() :], start + party.end()
    head, dash, tail = token.rpartition("-")
    if dash and head and tail.islower() and (tail in words("hyphen_tails") or _is_long_word(tail)):
        token = head
    return Word(token, start, start + len(token), fold(token))


def _is_long_word(tail: str) -> bool:
    """Whether a tail is a word of English and no syllable of a name: "Trump-appointed", but "Ban Ki-moon"."""
    return len(tail) > _LONGEST_SYLLABLE and ordinary(tail) > 0


def _split(tokens: list[Word]) -> list[list[Word]]:
    """Part at "and", and at "of" and "the" unless they belong to a name ("Bank of England")."""
    parts: list[list[Word]] = []
    current: list[Word] = []
    for token in tokens:
        if current and token.start > current[-1].end + 1:  # "Seattle-based Boeing" is two
            parts.append(current)
            current = []
        if token.text in ("and", "for", "&") or (token.text in ("of", "the") and not _holds(current, token)):
            parts.append(current)
            current = []
        else:
            current.append(token)
    parts.append(current)
    trimmed = (_trim(part) for part in parts)
    return [part for part in trimmed if part]


def _holds(current: list[Word], token: Word) -> bool:
    if not current:
        return False
    if token.text == "the":
        return current[-1].text == "of"
    last = current[-1].key
    return last in _HEADS


def _trim(part: list[Word]) -> list[Word]:
    while part and part[-1].text.islower():
        part = part[:-1]
    while part and part[0].text in ("of", "the", "and", "for"):
        part = part[1:]
    return part


def _strip(part: list[Word], opens: bool) -> Chunk | None:
    """Drop function words, days and months at the ends, and the ordinary word that opens a sentence."""
    while part and _is_dropped(part, opens):
        part, opens = part[1:], False
    while part and part[-1].key in _CALENDAR and not (len(part) > 1 and part[-1].key in ("may", "sun")):
        part = part[:-1]
    if len(part) > 2 and part[-1].text in _PARTY_LETTERS:  # "Sen. Ted Stevens (R)", the brackets lost
        part = part[:-1]
    part = _trim(part)
    return Chunk.of(part, opens) if part else None


def _is_dropped_alone(word: Word) -> bool:
    """Whether a word that no other follows is a function word or a day, and no acronym (US, AM)."""
    return word.key in _DROPPED and not (word.key in ("us", "am") and word.text not in ("Us", "Am"))


def _is_dropped(part: list[Word], opens: bool) -> bool:
    first = part[0]
    if first.key in _DROPPED:
        if not _is_dropped_alone(first):
            return False
        if _opens_a_place(part):
            return False
        if len(part) == 2 and is_notable(" ".join(word.key for word in part)):
            return False
        return not (
            len(part) > 1 and first.key in ("may", "will", "june", "april", "august") and _given_like(part)
        )
    if not opens or len(part) == 1 or ordinary(first.key) < 2:
        return False
    if first.key in words("honorifics") or given_count(first.key) >= 20:
        return False
    if " ".join(word.key for word in part) in words_of_lines("organisation_names"):
        return False
    return not (
        first.key in words("title_words") or first.key in words("facility_starts")
        or first.key in words("directions") or places(" ".join(word.key for word in part))
        or part[-1].key in _ORGANISATION_WORDS or part[-1].key in _FACILITY_WORDS
    )  # fmt: skip


def _opens_a_place(part: list[Word]) -> bool:
    """Whether a place begins with the first word ("The Hague"), and none that goes on longer behind it."""
    keys = [word.key for word in part[:4]]
    return any(
        places(" ".join(keys[:size])) and not (size < len(keys) and places(" ".join(keys[1 : size + 1])))
        for size in range(2, min(len(part), 3) + 1)
    )


def _given_like(part: list[Word]) -> bool:
    return not part[1].text.islower() and not ordinary(part[1].key) and given_count(part[0].key) >= 10
