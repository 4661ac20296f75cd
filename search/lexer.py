"""Query text to tokens: quotes, dashes and brackets of every typography, each token with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

QUOTES = '"“”„«»‟″＂‹›「」『』'
DASHES = r"\-−‐‑"
OPERATORS = ("AND", "OR", "NOT", "SAME")
"""In capitals only, so that "or" is a word."""

_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<open>\()
    | (?P<close>\)(?:\^(?P<group_boost>[0-9.]{{1,8}}))?)
    | (?P<field>[A-Za-z_]{{1,30}}|[Rr][Ee][Pp][Ee][Aa][Tt][0-9]{{0,4}}):(?=[^\s/)])
    | (?P<phrase>
        (?:[{QUOTES}](?P<text>[^{QUOTES}]*)(?P<end>[{QUOTES}]|$)
          | (?<!\w)‘(?P<single>[^‘’{QUOTES}]*(?:’\w[^‘’{QUOTES}]*)*)’(?!\w))
        (?:~(?P<slop>[0-9]{{1,4}}))?(?:\^(?P<boost>[0-9.]{{1,8}}))?)
    | (?P<minus>[{DASHES}](?=[^\s{DASHES}]))
    | (?P<word>[^\s(){QUOTES}]+)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the query.

    Attributes:
        kind: ``open``, ``close``, ``field``, ``phrase``, ``minus``, ``word``, or an operator's name.
        text: What was typed; of a field its name, of a phrase what stands between the quotes.
        start: First code point in the query.
        end: One past the last.
        slop: Of a phrase: words that may stand between two neighbours.
        closed: Whether a phrase has its second quote.
        boost: The weight behind ``^``, as typed; empty without one.
    """

    kind: str
    text: str
    start: int
    end: int
    slop: int = 0
    closed: bool = True
    boost: str = ""


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query, white space left out."""
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        kind = "phrase" if match["phrase"] is not None else match.lastgroup or ""
        if kind == "phrase":
            single = match["single"]
            inner = single if single is not None else match["text"]
            closed = single is not None or bool(match["end"])
            yield Token("phrase", inner, start, end, int(match["slop"] or 0), closed, match["boost"] or "")
        elif match["close"] is not None:
            yield Token("close", match[0], start, end, boost=match["group_boost"] or "")
        elif kind == "word" and match[0] in OPERATORS:
            yield Token(match[0], match[0], start, end)
        elif kind != "space":
            yield Token(kind, match["field"] if match["field"] is not None else match[0], start, end)
