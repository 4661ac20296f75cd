"""Plain text to an article: paragraphs, boilerplate lines, the dateline, the date that a caption names."""

import re
from collections.abc import Callable
from datetime import date

from index.article import CleanArticle, Moment
from index.clean.boilerplate import split_lines
from index.clean.decode import strip_forbidden
from index.clean.language import language_of
from index.clean.word_lists import WORDS

WRAP_CHARS = (35, 100)
"""A hard-wrapped line is between these long, its paragraph's last line apart."""

_MONTHS, _WEEKDAYS = WORDS["months"], WORDS["weekdays"]
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in _MONTHS)
_FULL_DATE = re.compile(
    rf"\b(?:(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{_MONTH})\.?,?\s+(?P<year2>\d{{4}}))\b",
    re.IGNORECASE,
)
_DAY_ONLY = re.compile(
    rf"\b(?:(?P<weekday>{'|'.join(_WEEKDAYS)}),?\s+)?(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})\b(?!,?\s*\d{{4}})",
    re.IGNORECASE,
)
DATELINE = re.compile(
    r"""
    (?P<line>
      (?:[A-ZÀ-ÞЀ-Я][A-ZÀ-ÞЀ-Я.'’\-]+(?:[ /](?:[A-ZÀ-ÞЀ-Я][A-ZÀ-ÞЀ-Я.'’\-]*|de|la|of))*)   # KYIV, NEW YORK, RIO de
      (?:,\ (?:[A-Z][\w.'’]*\ ?){1,4})?                                               # , Ukraine
      (?:,?\ (?:[A-Z][a-zé]{2,8}\.?\ \d{1,2}|\d{1,2}\.?\ [A-Z][a-zé]{2,8}\.?))?         # , Nov 11
      (?:\ \((?:[A-Z][\w.'’&/\- ]{1,40})\))?                                          # (Reuters)
    )
    \s*(?:—|–|--|-|―)\s+(?=\S)
    """,
    re.VERBOSE,
)
_TITLE_CASE_DATELINE = re.compile(
    r"(?P<line>[A-Z][\w'’.\-]+(?: [A-Z][\w'’.\-]+){0,3}(?:, [A-Z][\w.'’ ]{2,30})? \([A-Z][\w&/ ]{1,30}\))\s*(?:—|–|--|-)\s+"
)


def paragraphs(text: str) -> str:
    """Give the paragraphs of a plain text joined by one newline.

    Lines that were wrapped by hand or by a wire's printer are joined again: where paragraphs begin with
    an indent (as on the wires), or where blank lines part blocks of evenly filled lines.
    """
    lines = strip_forbidden(text).replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")
    indented = sum(line.startswith("  ") for line in lines if line.strip())
    filled = sum(bool(line.strip()) for line in lines)
    if 0 < indented < filled and _is_wrapped([line for line in lines if line.strip()]):
        blocks = _blocks(lines, lambda line: not line.strip() or line.startswith("  "))
        return "\n".join(" ".join(part.strip() for part in block) for block in blocks)
    found: list[str] = []
    for block in _blocks(lines, lambda line: not line.strip()):
        parts = [" ".join(part.split()) for part in block]
        found += [" ".join(parts)] if _is_wrapped(block) else parts
    return "\n".join(found)


def _blocks(lines: list[str], starts: Callable[[str], bool]) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in lines:
        if starts(line):
            blocks.append([])
        if line.strip():
            blocks[-1].append(line)
    return [block for block in blocks if block]


def _is_wrapped(block: list[str]) -> bool:
    """Whether most lines of a block are filled up to about one width, none much longer."""
    if len(block) < 2:
        return False
    lengths = [len(line.strip()) for line in block]
    width = max(lengths)
    full = sum(length >= width * 0.75 for length in lengths[:-1])
    low, high = WRAP_CHARS
    return low <= width <= high and full >= 0.6 * (len(lengths) - 1)


def clean_article_text(text: str, title: str) -> tuple[str, list[str], list[str]]:
    """Take boilerplate out of paragraphs; gives the text, credits and captions."""
    kept, credits, captions = split_lines(text, title)
    return "\n".join(kept), credits, captions


def dateline_of(text: str) -> str | None:
    """Give the dateline that a text begins with ("KYIV, Nov 11 (Reuters)"), without its dash, or None."""
    head = text[:160]
    match = DATELINE.match(head) or _TITLE_CASE_DATELINE.match(head)
    if not match or len(match["line"]) < 3:
        return None
    return match["line"].strip()


def date_in_captions(captions: list[str], text: str) -> Moment | None:
    """Give the day that a caption names in full, when the text agrees or says nothing else.

    A day that the text names too, without its year, is preferred, the more so with the right weekday.
    """
    days = [day for caption in captions for day in full_dates(caption)]
    if not days:
        return None
    named = {
        (_month(found["month"]), int(found["day"])): found["weekday"] for found in _DAY_ONLY.finditer(text)
    }

    def agreement(day: date) -> int:
        weekday = named.get((day.month, day.day), "absent")
        if weekday == "absent":
            return 0
        return 2 if weekday and _WEEKDAYS.index(weekday.lower()) == day.weekday() else 1

    return Moment(day=max(days, key=agreement), origin="text")


def full_dates(text: str) -> list[date]:
    """Give the dates with day, month and year that a text names in English, in order."""
    found = []
    for match in _FULL_DATE.finditer(text):
        month = _month(match["month"] or match["month2"])
        try:
            found.append(
                date(int(match["year"] or match["year2"]), month, int(match["day"] or match["day2"]))
            )
        except ValueError:
            continue
    return found


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))


def clean_plain(text: str, title: str, published: Moment | None) -> CleanArticle | None:
    """Make an article of a plain text, or None when nothing is left of it."""
    body, credits, captions = clean_article_text(paragraphs(text), title)
    if not body:
        return None
    return CleanArticle(
        title=title,
        text=body,
        published=published or date_in_captions(captions, body),
        language=language_of(body, None),
        credits=tuple(credits),
        dateline=dateline_of(body),
    )
