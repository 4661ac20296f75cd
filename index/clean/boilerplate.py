"""Lines that stand in a page's text but are not the article's: named kinds, each with a source and examples.

The table is `boilerplate.toml`. A kind meets a whole line (paragraph) of at most ``max_chars`` by its pattern or by
one of its phrases; ``keep`` says what becomes of the line: nothing, a credit, or a caption. ``where`` says how a
phrase must stand in a line: it ``opens`` the line; it is a ``label``, with nothing, a number or a mark behind it; it
is the ``whole`` line; it is ``marked`` by brackets at the line's end; it is ``dated``, with a date behind it. A line
that begins with a quotation is somebody's words, and none of these.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

Keep = Literal["nothing", "credit", "caption"]
Where = Literal["opens", "label", "whole", "marked", "dated"]

MAX_CHARS = 260
_START = r"^(?:[^\w\"“”„‟«»‘’‚'「『《]|[»«'’]\s)*"
"""What may stand before a phrase: bullets and brackets, but no quotation mark with a word behind it."""
_NUMBERED = r"\W*\d*\W*$"
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]$")
"""Ends of phrases in scripts without spaces between words."""
_BEHIND: Mapping[Where, str] = {
    "opens": "",
    "label": rf"(?:\s*[:：|｜＝=►▶›»>)）\]】・]|\s+[-–—]\s|{_NUMBERED})",
    "whole": _NUMBERED,
    "marked": r"[^()（）\[\]]{0,40}[)）\]]\W*$",
    "dated": r"\W*+(?:[^\W\d]++\W++){0,2}(?=.{0,40}(?:\d{4}|\d[:.h]\d\d))\d++(?:\W*+(?:\d++|[^\W\d]++)){1,9}+\W*$",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A pattern or phrase of the table: where it is known from, its languages, and lines that it meets.

    Attributes:
        languages: ISO 639-1 codes; ``mul`` for one that is of no language.
        source: The publishers on whose pages it stands, or the rule that demands it.
    """

    kind: str
    text: str
    pattern: str
    languages: tuple[str, ...]
    source: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A kind of line: its name, pattern, longest length, what is kept of it, and the rows it is made of."""

    name: str
    pattern: re.Pattern[str]
    keep: Keep
    max_chars: int
    rows: tuple[Row, ...]


def _phrases(phrases: Iterable[str], where: Where) -> str:
    """Give the expression for phrases that stand in a line as ``where`` says."""
    words = "|".join(map(_words, phrases))
    if where == "marked":
        return rf"^.{{0,240}}[(（\[](?:{words}){_BEHIND[where]}"
    return f"{_START}(?:{words}){_BEHIND[where]}"


def _words(phrase: str) -> str:
    end = "" if _UNSPACED.search(phrase) else r"(?!\w)"
    return r"\s+".join(map(re.escape, phrase.split())).replace("'", "['’]") + end


def _filled(pattern: str, words: Mapping[str, Iterable[str]]) -> str:
    """Put lists of words into the places of a pattern that name them: ``<agency>``."""
    for name, listed in words.items():
        pattern = pattern.replace(f"<{name}>", f"(?:{'|'.join(listed)})")
    return pattern


def _row(kind: str, text: str, pattern: str, given: Mapping[str, Any]) -> Row:
    examples = given["examples"] if "examples" in given else [given["example"]]
    return Row(kind, text, pattern, tuple(given["languages"]), given["source"], tuple(examples))


def _line(given: Mapping[str, Any], words: Mapping[str, Iterable[str]]) -> Line:
    name, pattern, usual = given["name"], given.get("pattern"), given.get("where", "opens")
    rows = [_row(name, pattern, _filled(pattern, words), given)] if pattern else []
    expressions = [row.pattern for row in rows]
    phrases: dict[Where, list[str]] = {}
    for one in given.get("phrases", ()):
        where = one.get("where", usual)
        rows.append(_row(name, one["phrase"], _phrases([one["phrase"]], where), one))
        phrases.setdefault(where, []).append(one["phrase"])
    expressions += [_phrases(found, where) for where, found in phrases.items()]
    every = re.compile("|".join(expressions), re.IGNORECASE)
    return Line(name, every, given.get("keep", "nothing"), given.get("max_chars", MAX_CHARS), tuple(rows))


_TABLE = tomllib.loads(
    resources.files("index.clean").joinpath("boilerplate.toml").read_text(encoding="utf-8")
)
LINES = tuple(_line(given, _TABLE["words"]) for given in _TABLE["kind"])
_CLOCK_WORDS = "|".join(_TABLE["words"]["clock"])
"""Words of a printed date and clock: numbers, months and weekdays by their beginnings, small words, zones."""

_PRINTED_DATE = re.compile(
    rf"^\W*(?:(?:{_CLOCK_WORDS}|segunda|terça|quarta|quinta|sexta|feira|às)\W*){{3,16}}$|"
    r"^[\s()（）:/.\-\d年月日時时分秒更新配信発行]+$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MONTH = re.compile(
    r"[^\W\d_]{3,}|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}|年"
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)\s)\s*.{2,80}$", re.IGNORECASE)


def kind_of(line: str) -> Line | None:
    """Give the kind of boilerplate that a line is, or None for the article's own text."""
    return next((kind for kind in LINES if len(line) <= kind.max_chars and kind.pattern.search(line)), None)


def is_printed_date(line: str) -> bool:
    """Whether a line is a date with its year, perhaps with a clock, and nothing else."""
    if len(line) >= 90 or "|" in line or not _YEAR.search(line):
        return False
    return bool(_MONTH.search(line) and _PRINTED_DATE.match(line))


def credit_of(line: str, kind: Line) -> str | None:
    """Give what of a boilerplate line is worth keeping as a credit, or None."""
    if kind.keep == "nothing":
        return None
    if kind.keep == "caption" and (found := _COPYRIGHT.search(line)):
        return found[0].strip()
    return line.strip().strip("()") if kind.keep == "credit" else None


def normalised(text: str) -> str:
    """Give the words of a line for comparing it with others, without the hyphens at which they may break."""
    return " ".join(re.findall(r"\w+", text.replace("\xad", "").casefold()))


def split_lines(text: str, title: str) -> tuple[list[str], list[str], list[str]]:
    """Part a text's lines into the article's own, credits, and captions.

    A repeated title among the first lines and a line that repeats the one before it are left out.
    """
    kept: list[str] = []
    credits: list[str] = []
    captions: list[str] = []
    headline, before = normalised(title), ""
    for raw in text.replace("\xad", "").split("\n"):
        line = " ".join(raw.split()) if "\t" not in raw else raw.strip()
        words = normalised(line)
        if not words or words == before or (len(kept) < 3 and words == headline):
            continue
        kind = kind_of(line)
        if kind is None:
            kept.append(line)
            before = words
            continue
        if kind.keep == "caption":
            captions.append(line)
        if credit := credit_of(line, kind):
            credits.append(credit)
    return kept, list(dict.fromkeys(credits)), captions
