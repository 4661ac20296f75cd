"""Query text to a frozen tree with diagnostics; never raises, never rewrites silently.

Grammar::

    query    = or
    or       = and { "OR" and }
    and      = not { [ "AND" ] not }
    not      = ( "NOT" | "-" ) not | primary
    primary  = "(" or ")" | [ field ":" ] ( phrase | word | "(" words ")" ) | "*"
    phrase   = quote any text quote [ "~" number ]       words in order, up to number others between
    word     = characters [ "~" [ "1" | "2" ] ]          "*" inside stands for any characters
    field    = "title" | "description" | "body" | facet | "published" | "about" | "story"
    facet    = "person" | "place" | "country" | "source" | "author" | "lang" | "section" | "tag" | "type"

Operators are capitals only, so that "or" is a word. Typographic quotes are quotes; a minus sign is an
operator only before a word, at its start. What cannot be understood is said with its place, and the rest is
searched.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import get_args

from index.columns import FACETS
from search.days import parse_days, utc_today
from search.query import (
    All,
    And,
    DateField,
    Dates,
    Diagnostic,
    Fuzzy,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Query,
    Story,
    TextField,
    Value,
    Word,
)

MAX_CHARS = 2000
MAX_DEPTH = 30
MAX_CLAUSES = 200
MIN_PREFIX_CHARS = 2
"""Characters before the first star; fewer would read most of the dictionary."""
MAX_SLOP = 50

TEXT_FIELDS: tuple[str, ...] = get_args(TextField)
DATE_FIELDS: tuple[str, ...] = get_args(DateField)
FIELDS = (*TEXT_FIELDS, *FACETS, *DATE_FIELDS, "story")

_QUOTES = '"“”„«»‟″'
_DASHES = r"\-−‐‑"
_TOKEN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<open>\()
    | (?P<close>\))
    | (?P<field>[A-Za-z_]{{1,30}}):(?=[^\s/)])
    | (?P<phrase>[{_QUOTES}](?P<text>[^{_QUOTES}]*)(?P<end>[{_QUOTES}]|$)(?:~(?P<slop>[0-9]{{1,4}}))?)
    | (?P<minus>[{_DASHES}](?=[^\s{_DASHES}]))
    | (?P<word>[^\s(){_QUOTES}]+)
    """,
    re.VERBOSE,
)
_HAS_LETTER = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int
    slop: int = 0
    closed: bool = True


def parse(text: str, today: date | None = None) -> Query:
    """Parse a query.

    Args:
        text: What the user typed.
        today: The day that relative dates count from; None takes today in UTC.

    Returns:
        A tree (every article for an empty query) and the diagnostics, in order of their place.
    """
    parser = _Parser(today or utc_today())
    cut = text[:MAX_CHARS]
    if len(text) > MAX_CHARS:
        parser.say("too-long", MAX_CHARS, len(text), f"Only the first {MAX_CHARS:,} characters are searched.")
    parser.tokens = _tokens(cut)
    tree = parser.parse_all()
    diagnostics = sorted(parser.diagnostics, key=lambda item: (item.start, item.end))
    return Query(text, tree, tuple(diagnostics))


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if match["phrase"] is not None:
            slop = int(match["slop"] or 0)
            found.append(
                _Token("phrase", match["text"], match.start(), match.end(), slop, bool(match["end"]))
            )
        elif kind == "word" and match[0] in ("AND", "OR", "NOT"):
            found.append(_Token(match[0], match[0], match.start(), match.end()))
        elif kind != "space":
            inner = match["field"] if match["field"] is not None else match[0]
            found.append(_Token(kind, inner, match.start(), match.end()))
    return found


@dataclass(slots=True)
class _Parser:
    today: date
    tokens: list[_Token] = field(default_factory=list)
    at: int = 0
    depth: int = 0
    clauses: int = 0
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def say(self, kind: str, start: int, end: int, message: str, suggestion: str = "") -> None:
        self.diagnostics.append(Diagnostic(kind, start, end, message, suggestion))

    def _peek(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def _next(self) -> _Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def parse_all(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.tokens):
            if self._peek() == "close":
                token = self._next()
                self.say("unexpected-parenthesis", token.start, token.end, "This parenthesis closes nothing.")
                continue
            node = self._or()
            if node is not None:
                parts.append(node)
        return _join(And, parts) or All()

    def _or(self) -> Node | None:
        nodes = [self._and()]
        while self._peek() == "OR":
            token = self._next()
            following = self._and()
            if nodes[-1] is None or following is None:
                self.say("missing-operand", token.start, token.end, "OR needs something on both sides.")
            nodes.append(following)
        return _join(Or, [node for node in nodes if node is not None])

    def _and(self) -> Node | None:
        nodes: list[Node] = []
        while self._peek() not in ("", "OR", "close"):
            if self._peek() == "AND":
                token = self._next()
                if not nodes or self._peek() in ("", "OR", "AND", "close"):
                    self.say("missing-operand", token.start, token.end, "AND needs something on both sides.")
                continue
            node = self._not()
            if node is not None:
                nodes.append(node)
        return _join(And, nodes)

    def _not(self) -> Node | None:
        if self._peek() not in ("NOT", "minus"):
            return self._primary()
        token = self._next()
        if self._peek() in ("", "OR", "AND", "close"):
            self.say("missing-operand", token.start, token.end, "There is nothing to leave out here.")
            return None
        if self.depth >= MAX_DEPTH:
            self._too_deep(token)
            return None
        self.depth += 1
        child = self._not()
        self.depth -= 1
        return None if child is None else child.child if isinstance(child, Not) else Not(child)

    def _too_deep(self, token: _Token) -> None:
        message = f"Queries nest up to {MAX_DEPTH} levels; from here on nothing is searched."
        self.say("too-deep", token.start, self.tokens[-1].end, message)
        self.at = len(self.tokens)

    def _primary(self) -> Node | None:
        token = self._next()
        if token.kind == "open":
            return self._group(token)
        if self.clauses >= MAX_CLAUSES:
            message = f"Queries have up to {MAX_CLAUSES} words and phrases; from here on nothing is searched."
            self.say("too-many", token.start, self.tokens[-1].end, message)
            self.at = len(self.tokens)
            return None
        self.clauses += 1
        if token.kind == "field":
            return self._fielded(token)
        return self._text(token, None)

    def _group(self, token: _Token) -> Node | None:
        if self.depth >= MAX_DEPTH:
            self._too_deep(token)
            return None
        self.depth += 1
        node = self._or()
        self.depth -= 1
        if self._peek() == "close":
            self._next()
        else:
            self.say("unclosed-parenthesis", token.start, token.end, "This parenthesis is never closed.")
        return node

    def _text(self, token: _Token, name: TextField | None) -> Node | None:
        if token.kind == "phrase":
            return self._phrase(token, name)
        if token.text == "*" and name is None:
            return All()
        if not _HAS_LETTER.search(token.text):
            return None  # punctuation between words, as people paste it
        if fuzzy := re.fullmatch(r"(.+?)~([12]?)", token.text):
            return Fuzzy(fuzzy[1], int(fuzzy[2] or 1), name)
        if "*" in token.text:
            return self._pattern(token, name)
        return Word(token.text, name)

    def _pattern(self, token: _Token, name: TextField | None) -> Node | None:
        if len(token.text.partition("*")[0]) >= MIN_PREFIX_CHARS:
            return Pattern(token.text, name)
        message = (
            f"At least {MIN_PREFIX_CHARS} characters must stand before the first *; this is not searched."
        )
        self.say("too-broad", token.start, token.end, message)
        return None

    def _phrase(self, token: _Token, name: TextField | None) -> Node | None:
        if not token.closed:
            message = "This quotation mark is never closed; the phrase runs to the end."
            self.say("unclosed-quote", token.start, token.end, message)
        if not _HAS_LETTER.search(token.text):
            self.say("empty-value", token.start, token.end, "This phrase is empty and not searched.")
            return None
        if token.slop > MAX_SLOP:
            self.say("bad-value", token.start, token.end, f"Up to {MAX_SLOP} words may stand between.")
        return Phrase(" ".join(token.text.split()), min(token.slop, MAX_SLOP), name)

    def _fielded(self, token: _Token) -> Node | None:
        name = token.text.lower()
        if name not in FIELDS:
            return self._unknown_field(token)
        if self._peek() == "open" and name in TEXT_FIELDS:
            self._next()
            return self._field_group(token, name)
        if self._peek() not in ("phrase", "word", "field", "minus"):
            self.say("empty-value", token.start, token.end, f"{token.text}: needs a value.")
            return None
        value = self._value(token)
        if name in TEXT_FIELDS:
            return self._text(value, name)  # type: ignore[arg-type]
        if name in DATE_FIELDS:
            return self._dates(name, token, value)  # type: ignore[arg-type]
        if not value.text.strip():
            self.say("empty-value", token.start, value.end, f"{token.text}: needs a value.")
            return None
        return Story(value.text) if name == "story" else Value(name, " ".join(value.text.split()))

    def _value(self, field_token: _Token) -> _Token:
        """Take a field's value: a phrase, or all that follows without a space (``person:p:a_b``)."""
        token = self._next()
        if token.kind == "phrase":
            return token
        text, end = self._raw(token), token.end
        while self.at < len(self.tokens) and self.tokens[self.at].start == end:
            if self._peek() in ("open", "close", "phrase"):
                break
            token = self._next()
            text, end = text + self._raw(token), token.end
        return _Token("word", text, field_token.end, end)

    @staticmethod
    def _raw(token: _Token) -> str:
        return f"{token.text}:" if token.kind == "field" else token.text

    def _field_group(self, token: _Token, name: str) -> Node | None:
        node = self._group(self.tokens[self.at - 1])
        return None if node is None else _in_field(node, name)  # type: ignore[arg-type]

    def _unknown_field(self, token: _Token) -> Node | None:
        near = get_close_matches(token.text.lower(), FIELDS, 1)
        message = f"There is no field {token.text!r}; the words are searched as text."
        self.say("unknown-field", token.start, token.end - 1, message, near[0] if near else "")
        word = Word(token.text)
        if self._peek() in ("", "OR", "AND", "close"):
            return word
        following = self._primary()
        return _join(And, [word, following]) if following is not None else word

    def _dates(self, name: DateField, token: _Token, value: _Token) -> Node | None:
        days = parse_days(value.text, self.today)
        if days is None:
            message = f"{value.text!r} is no date; {token.text}: is left out."
            hint = "2022-11-11, 2022-11, 2022, 2022-11-01..2022-11-30, last 7 days or P1W"
            self.say("bad-date", value.start, value.end, message, hint)
            return None
        return Dates(name, *days)


def _join(kind: type[And] | type[Or], nodes: list[Node]) -> Node | None:
    flat: list[Node] = []
    for node in nodes:
        flat += node.children if isinstance(node, kind) else [node]
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def _in_field(node: Node, name: TextField) -> Node:
    match node:
        case And(children):
            return And(tuple(_in_field(child, name) for child in children))
        case Or(children):
            return Or(tuple(_in_field(child, name) for child in children))
        case Not(child):
            return Not(_in_field(child, name))
        case Word(text, None):
            return Word(text, name)
        case Phrase(text, slop, None):
            return Phrase(text, slop, name)
        case Pattern(text, None):
            return Pattern(text, name)
        case Fuzzy(text, distance, None):
            return Fuzzy(text, distance, name)
    return node
