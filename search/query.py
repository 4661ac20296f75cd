"""The query as a frozen tree, and what the parser has to say about the text it came from."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

TextField = Literal["title", "description", "body"]

DateField = Literal["published", "about"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something to tell the user about the query or a parameter.

    Attributes:
        kind: What callers branch on, never on the wording: ``unknown-field``, ``bad-date``,
            ``unclosed-quote``, ``unclosed-parenthesis``, ``unexpected-parenthesis``, ``missing-operand``,
            ``empty-value``, ``too-long``, ``too-deep``, ``too-many``, ``too-broad``, ``only-negative``,
            ``unknown-parameter``, ``bad-value``, ``bad-cursor``.
        start: First code point in the query (or in the parameter's value) that it is about.
        end: One past the last.
        message: Cause, in a sentence.
        suggestion: What was probably meant, or empty.
        parameter: Name of the parameter it is about.
    """

    kind: str
    start: int
    end: int
    message: str
    suggestion: str = ""
    parameter: str = "q"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed; it may analyse to several terms, which then stand next to each other."""

    text: str
    field: TextField | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order, with up to ``slop`` other words between them."""

    text: str
    slop: int = 0
    field: TextField | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word with ``*`` for any characters; at least two characters stand before the first star."""

    text: str
    field: TextField | None = None


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word within ``distance`` edits (1 or 2)."""

    text: str
    distance: int = 1
    field: TextField | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """Articles that have a facet's value: by its key, or by the words of its name."""

    facet: str
    text: str


@dataclass(frozen=True, slots=True)
class Dates:
    """Articles published, or talking about, days from ``start`` to ``end``, inclusive; None is open."""

    field: DateField
    start: date | None
    end: date | None


@dataclass(frozen=True, slots=True)
class Story:
    """The articles of one story, by its id."""

    id: str


@dataclass(frozen=True, slots=True)
class All:
    """Every article."""


@dataclass(frozen=True, slots=True)
class Not:
    """Articles that do not match ``child``."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Articles that match every child."""

    children: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Articles that match at least one child."""

    children: tuple["Node", ...]


Text = Word | Phrase | Pattern | Fuzzy
Node = Text | Value | Dates | Story | All | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: its tree, and what there is to say about its text."""

    text: str
    tree: Node
    diagnostics: tuple[Diagnostic, ...] = ()


def text_nodes(node: Node) -> list[Text]:
    """Give the words, phrases and patterns that a match may contain, those under NOT left out."""
    if isinstance(node, And | Or):
        return [found for child in node.children for found in text_nodes(child)]
    return [node] if isinstance(node, Word | Phrase | Pattern | Fuzzy) else []


def to_text(node: Node) -> str:
    """Write a tree as a query that parses to the same tree."""
    match node:
        case And(children):
            return " ".join(_inner(child) for child in children)
        case Or(children):
            return " OR ".join(_inner(child) for child in children)
        case Not(child):
            return f"-{_inner(child)}"
        case All():
            return "*"
        case Dates(field, start, end):
            return f"{field}:{start or ''}..{end or ''}"
        case Value(facet, text):
            return f'{facet}:"{text}"'
        case Story(id_):
            return f"story:{id_}"
        case Phrase(text, slop):
            near = f"~{slop}" if slop else ""
            return f'{_prefix(node)}"{text}"{near}'
        case Fuzzy(text, distance):
            return f"{_prefix(node)}{text}~{distance}"
        case Word(text) | Pattern(text):
            return f"{_prefix(node)}{text}"


def _inner(node: Node) -> str:
    return f"({to_text(node)})" if isinstance(node, And | Or) else to_text(node)


def _prefix(node: Text) -> str:
    return f"{node.field}:" if node.field else ""
