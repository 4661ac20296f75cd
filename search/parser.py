"""Query text to a frozen tree with diagnostics; never raises, never rewrites silently.

Grammar::

    query    = or
    or       = and { "OR" and }
    and      = not { [ "AND" ] not }
    not      = ( "NOT" | "-" ) not | same
    same     = primary { "SAME" primary }                all in one sentence
    primary  = ( "(" or ")" | [ field ":" ] ( phrase | word | "(" or ")" ) ) [ "^" number ] | "*"
    phrase   = quote any text quote [ "~" number ]       words in order, up to number others between
    word     = characters [ "~" [ "1" | "2" ] ]          "*" inside stands for any characters
    field    = "title" | "description" | "body" | "repeat" number | facet | "none"
             | "published" | "about" | "story" | "saved"
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
from index.wording import Message, told
from search import complaints
from search.days import parse_days, utc_today
from search.lexer import Token, tokens
from search.query import (
    All,
    And,
    Boost,
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
    Repeat,
    Same,
    Saved,
    Story,
    TextField,
    Value,
    Without,
    Word,
)
from search.trees import fits_sentence, in_field, join, parts

MAX_CHARS = 2000
MAX_DEPTH = 30
MAX_CLAUSES = 200
MIN_PREFIX_CHARS = 2
"""Characters before the first star; fewer would read most of the dictionary."""
MAX_SLOP = 50
MAX_FUZZY = 2
MAX_REPEAT = 100
MAX_BOOST = 100.0

TEXT_FIELDS: tuple[str, ...] = get_args(TextField)
DATE_FIELDS: tuple[str, ...] = get_args(DateField)
FIELDS = (*TEXT_FIELDS, *FACETS, *DATE_FIELDS, "none", "story", "saved", "repeat2")
DATE_HINT = told("2022-11-11, 2022-11, 2022, 2022-11-01..2022-11-30, last 7 days or P1W")
_HAS_LETTER = re.compile(r"\w")
_BOOSTED = re.compile(r"(.+?)\^([0-9.]{1,8})")
_ENDS = ("", "OR", "AND", "SAME", "close")
"""What no clause begins with."""


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
        message = told("Only the first %(most)s characters are searched.", most=MAX_CHARS)
        parser.say("too-long", MAX_CHARS, len(text), message)
    parser.tokens = list(tokens(cut))
    tree = parser.parse_all()
    diagnostics = sorted(parser.diagnostics, key=lambda item: (item.start, item.end))
    return Query(text, tree, tuple(diagnostics))


@dataclass(slots=True)
class _Parser:
    today: date
    tokens: list[Token] = field(default_factory=list)
    at: int = 0
    depth: int = 0
    clauses: int = 0
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def say(self, kind: str, start: int, end: int, message: Message, suggestion: str = "") -> None:
        self.diagnostics.append(Diagnostic(kind, start, end, message, suggestion))

    def _peek(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def _next(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def parse_all(self) -> Node:
        parts: list[Node] = []
        while self.at < len(self.tokens):
            if self._peek() == "close":
                token = self._next()
                message = told("This parenthesis closes nothing.")
                self.say("unexpected-parenthesis", token.start, token.end, message)
                continue
            node = self._or()
            if node is not None:
                parts.append(node)
        return join(And, parts) or All()

    def _or(self) -> Node | None:
        nodes = [self._and()]
        while self._peek() == "OR":
            token = self._next()
            following = self._and()
            if nodes[-1] is None or following is None:
                self._missing_operand(token)
            nodes.append(following)
        return join(Or, [node for node in nodes if node is not None])

    def _and(self) -> Node | None:
        nodes: list[Node] = []
        while self._peek() not in ("", "OR", "close"):
            if self._peek() in ("AND", "SAME"):
                token = self._next()
                if not nodes or self._peek() in _ENDS:
                    self._missing_operand(token)
                continue
            node = self._not()
            if node is not None:
                nodes.append(node)
        return join(And, nodes)

    def _not(self) -> Node | None:
        if self._peek() not in ("NOT", "minus"):
            return self._same()
        token = self._next()
        if self._peek() in _ENDS:
            message = told("There is nothing to leave out here.")
            self.say("missing-operand", token.start, token.end, message)
            return None
        if self.depth >= MAX_DEPTH:
            self._too_deep(token)
            return None
        self.depth += 1
        child = self._not()
        self.depth -= 1
        return None if child is None else child.child if isinstance(child, Not) else Not(child)

    def _same(self) -> Node | None:
        start = self.tokens[self.at].start
        nodes = [self._primary()]
        while self._peek() == "SAME":
            token = self._next()
            if self._peek() in (*_ENDS, "NOT", "minus"):
                self._missing_operand(token)
                break
            nodes.append(self._primary())
        found = [node for node in nodes if node is not None]
        if len(found) < 2:
            return found[0] if found else None
        if not all(fits_sentence(node) for node in found):
            self.say("bad-operand", start, self.tokens[self.at - 1].end, complaints.SAME_OPERANDS)
            return join(And, found)
        return Same(tuple(part for node in found for part in parts(node)))

    def _missing_operand(self, token: Token) -> None:
        message = told("%(operator)s needs something on both sides.", operator=token.kind)
        self.say("missing-operand", token.start, token.end, message)

    def _too_deep(self, token: Token) -> None:
        self.say("too-deep", token.start, self.tokens[-1].end, complaints.too_deep(MAX_DEPTH))
        self.at = len(self.tokens)

    def _primary(self) -> Node | None:
        token = self._next()
        if token.kind == "open":
            return self._group(token)
        if self.clauses >= MAX_CLAUSES:
            message = complaints.too_many_clauses(MAX_CLAUSES)
            self.say("too-many", token.start, self.tokens[-1].end, message)
            self.at = len(self.tokens)
            return None
        self.clauses += 1
        if token.kind == "field":
            return self._fielded(token)
        return self._text(token, None)

    def _group(self, token: Token) -> Node | None:
        if self.depth >= MAX_DEPTH:
            self._too_deep(token)
            return None
        self.depth += 1
        node = self._or()
        self.depth -= 1
        if self._peek() == "close":
            closing = self._next()
            return self._boosted(node, closing, closing.boost)
        self.say("unclosed-parenthesis", token.start, token.end, told("This parenthesis is never closed."))
        return node

    def _boosted(self, node: Node | None, token: Token, factor: str) -> Node | None:
        """Give a clause the weight that was typed behind it."""
        if node is None or not factor:
            return node
        if re.fullmatch(r"[0-9]+(\.[0-9]+)?", factor) and 0 < float(factor) <= MAX_BOOST:
            weight = float(f"{float(factor):.4g}")
            return node if weight == 1 else Boost(node, weight)
        message = complaints.bad_weight(MAX_BOOST, factor)
        self.say("bad-value", token.end - len(factor), token.end, message)
        return node

    def _text(self, token: Token, name: TextField | None) -> Node | None:
        if token.kind == "phrase":
            return self._boosted(self._phrase(token, name), token, token.boost)
        if boosted := _BOOSTED.fullmatch(token.text):
            word = Token("word", boosted[1], token.start, token.start + len(boosted[1]))
            return self._boosted(self._word(word, name), token, boosted[2])
        return self._word(token, name)

    def _word(self, token: Token, name: TextField | None) -> Node | None:
        if token.text == "*" and name is None:
            return All()
        if not _HAS_LETTER.search(token.text):
            return None  # punctuation between words, as people paste it
        if fuzzy := re.fullmatch(r"(.+?)~([0-9]{0,3})", token.text):
            distance = int(fuzzy[2] or 1)
            if not 1 <= distance <= MAX_FUZZY:
                message = told("At most %(most)s letters may differ; that is searched.", most=MAX_FUZZY)
                self.say("bad-value", token.start, token.end, message, f"{fuzzy[1]}~{MAX_FUZZY}")
            return Fuzzy(fuzzy[1], min(max(distance, 1), MAX_FUZZY), name)
        if "*" in token.text:
            return self._pattern(token, name)
        self._check_colon(token)
        return Word(token.text, name)

    def _check_colon(self, token: Token) -> None:
        name = token.text.rstrip(":").lower()
        if token.text.endswith(":") and name in FIELDS:
            self.say("empty-value", token.start, token.end, complaints.lone_field(token.text))

    def _pattern(self, token: Token, name: TextField | None) -> Node | None:
        if len(token.text.partition("*")[0]) >= MIN_PREFIX_CHARS:
            return Pattern(token.text, name)
        message = complaints.too_short_a_start(MIN_PREFIX_CHARS)
        self.say("too-broad", token.start, token.end, message)
        return None

    def _phrase(self, token: Token, name: TextField | None) -> Node | None:
        if not token.closed:
            message = told("This quotation mark is never closed; the phrase runs to the end.")
            self.say("unclosed-quote", token.start, token.end, message)
        if not _HAS_LETTER.search(token.text):
            message = told("This phrase is empty and not searched.")
            self.say("empty-value", token.start, token.end, message)
            return None
        if token.slop > MAX_SLOP:
            message = told("At most %(most)s words may stand between; that is searched.", most=MAX_SLOP)
            self.say("bad-value", token.start, token.end, message)
        return Phrase(" ".join(token.text.split()), min(token.slop, MAX_SLOP), name)

    def _fielded(self, token: Token) -> Node | None:
        name = token.text.lower()
        if name.startswith("repeat") and name not in FACETS:
            return self._repeat(token)
        if name not in FIELDS:
            return self._unknown_field(token)
        if self._peek() == "open" and name in TEXT_FIELDS:
            node = self._group(self._next())
            return None if node is None else in_field(node, name)  # type: ignore[arg-type]
        if self._peek() not in ("phrase", "word", "field", "minus"):
            self.say("empty-value", token.start, token.end, complaints.needs_value(token.text))
            return None
        value = self._value(token)
        if name in TEXT_FIELDS:
            return self._text(value, name)  # type: ignore[arg-type]
        if name in DATE_FIELDS:
            return self._dates(name, token, value)  # type: ignore[arg-type]
        if not value.text.strip():
            self.say("empty-value", token.start, value.end, complaints.needs_value(token.text))
            return None
        return self._named(name, value)

    def _named(self, name: str, value: Token) -> Node | None:
        """Read the value of a field that names something: a facet's value, a story, a saved query."""
        text = " ".join(value.text.split())
        if name == "none":
            return self._without(value)
        if boosted := _BOOSTED.fullmatch(text) if value.kind == "word" else None:
            start = value.start + len(boosted[1])
            self.say("bad-value", start, value.end, complaints.weightless(name))
            text = boosted[1]
        if name == "story":
            return Story(text)
        return Saved(text) if name == "saved" else Value(name, text)

    def _without(self, value: Token) -> Node | None:
        name = value.text.lower()
        if name in FACETS:
            return Without(name)
        near = get_close_matches(name, FACETS, 1)
        message = complaints.no_facet(value.text)
        self.say("bad-value", value.start, value.end, message, near[0] if near else ", ".join(FACETS))
        return None

    def _repeat(self, token: Token) -> Node | None:
        number = token.text[len("repeat") :]
        if self._peek() not in ("phrase", "word", "field", "minus"):
            message = told("%(field)s needs a word or phrase.", field=f"{token.text}:")
            self.say("empty-value", token.start, token.end, message)
            return None
        value = self._value(token)
        child = self._text(value, None)
        factor = child.factor if isinstance(child, Boost) else 1.0
        inner = child.child if isinstance(child, Boost) else child
        if not isinstance(inner, Word | Phrase):
            if child is not None:
                self.say("bad-value", token.start, value.end, complaints.not_repeated(token.text))
            return child
        if not number or not 2 <= int(number) <= MAX_REPEAT:
            message = complaints.bad_times(token.text, MAX_REPEAT)
            self.say("bad-value", token.start, token.end, message, "repeat2")
            return child
        found = Repeat(int(number), inner)
        return found if factor == 1 else Boost(found, factor)

    def _value(self, field_token: Token) -> Token:
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
        return Token("word", text, field_token.end, end)

    @staticmethod
    def _raw(token: Token) -> str:
        return f"{token.text}:" if token.kind == "field" else token.text

    def _unknown_field(self, token: Token) -> Node | None:
        near = get_close_matches(token.text.lower(), FIELDS, 1)
        message = complaints.no_field(token.text)
        self.say("unknown-field", token.start, token.end - 1, message, near[0] if near else "")
        word = Word(token.text)
        if self._peek() in _ENDS:
            return word
        following = self._primary()
        return join(And, [word, following]) if following is not None else word

    def _dates(self, name: DateField, token: Token, value: Token) -> Node | None:
        days = parse_days(value.text, self.today)
        if days is None:
            message = complaints.no_date(token.text, value.text)
            self.say("bad-date", value.start, value.end, message, DATE_HINT)
            return None
        return Dates(name, *days)
