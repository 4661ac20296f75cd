"""The query as a frozen tree, and what the parser has to say about the text it came from."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.wording import Message, Sentence

TextField = Literal["title", "description", "body"]

DateField = Literal["published", "about"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something to tell the user about the query or a parameter.

    Attributes:
        kind: What callers branch on, never on the wording: ``unknown-field``, ``bad-date``,
            ``unclosed-quote``, ``unclosed-parenthesis``, ``unexpected-parenthesis``, ``missing-operand``,
            ``empty-value``, ``too-long``, ``too-deep``, ``too-many``, ``too-broad``, ``only-negative``,
            ``unknown-saved``, ``circular``, ``bad-operand``, ``too-slow``, ``unknown-parameter``,
            ``bad-value``, ``bad-cursor``.
        start: First code point in the query (or in the parameter's value) that it is about.
        end: One past the last.
        message: Cause, in a sentence.
        suggestion: What was probably meant, or a sentence, or empty.
        parameter: Name of the parameter it is about.
    """

    kind: str
    start: int
    end: int
    message: Sentence
    suggestion: str = ""
    parameter: str = "q"

    @property
    def is_guess(self) -> bool:
        """Whether ``suggestion`` is what was probably meant, to be asked back, and no sentence of its own."""
        return bool(self.suggestion) and not isinstance(self.suggestion, Message)

    def __str__(self) -> str:
        """Give message and suggestion in English."""
        hint = f"Did you mean {self.suggestion}?" if self.is_guess else self.suggestion
        return f"{self.message} {hint}".strip()


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
class Repeat:
    """A word or phrase that stands at least ``times`` times in title, description and text together."""

    times: int
    child: "Word | Phrase"


@dataclass(frozen=True, slots=True)
class Boost:
    """What ``child`` matches, its score multiplied."""

    child: "Node"
    factor: float


@dataclass(frozen=True, slots=True)
class Value:
    """Articles that have a facet's value: by its key, or by the words of its name.

    ``every`` counts passing mentions even where the search does not; no text spells it.
    """

    facet: str
    text: str
    every: bool = False


@dataclass(frozen=True, slots=True)
class Without:
    """Articles that have no value of a facet; ``every`` as in `Value`."""

    facet: str
    every: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """What a saved query finds; ``child`` is its tree once it was looked up."""

    slug: str
    child: "Node | None" = None


@dataclass(frozen=True, slots=True)
class Same:
    """Articles with a sentence (or a title) that holds every child.

    Children are texts, persons, places, countries, about-dates, and alternatives of these.
    """

    children: tuple["Node", ...]


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
Node = Text | Repeat | Boost | Value | Without | Dates | Story | Saved | Same | All | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: its tree, and what there is to say about its text."""

    text: str
    tree: Node
    diagnostics: tuple[Diagnostic, ...] = ()


def text_nodes(node: Node) -> list[Text]:
    """Give the words, phrases and patterns that a match may contain, those under NOT left out."""
    match node:
        case And(children) | Or(children) | Same(children):
            return [found for child in children for found in text_nodes(child)]
        case Boost(child, _) | Repeat(_, child):
            return text_nodes(child)
        case Saved(_, child):
            return text_nodes(child) if child else []
        case Word() | Phrase() | Pattern() | Fuzzy():
            return [node]
    return []


def to_text(node: Node) -> str:
    """Write a tree as a query that parses to the same tree."""
    match node:
        case And(children):
            return " ".join(_inner(child) for child in children)
        case Or(children):
            return " OR ".join(_inner(child) for child in children)
        case Same(children):
            return " SAME ".join(_operand(child) for child in children)
        case Not(child):
            return f"-{_operand(child)}"
        case Boost(child, factor):
            return f"{_operand(child)}^{factor:g}"
        case Repeat(times, child):
            return f"repeat{times}:{to_text(child)}"
        case Word() | Phrase() | Pattern() | Fuzzy():
            return _text_to_text(node)
    return _filter_to_text(node)


def _filter_to_text(node: All | Dates | Value | Without | Story | Saved) -> str:
    match node:
        case All():
            return "*"
        case Dates(field, start, end):
            return f"{field}:{start or ''}..{end or ''}"
        case Value(facet, text):
            return f'{facet}:"{text}"'
        case Without(facet):
            return f"none:{facet}"
        case Story(id_):
            return f"story:{id_}"
    return f"saved:{node.slug}"


def _text_to_text(node: Text) -> str:
    prefix = f"{node.field}:" if node.field else ""
    match node:
        case Phrase(text, slop):
            return f'{prefix}"{text}"{f"~{slop}" if slop else ""}'
        case Fuzzy(text, distance):
            return f"{prefix}{text}~{distance}"
    return f"{prefix}{node.text}"


def _inner(node: Node) -> str:
    return f"({to_text(node)})" if isinstance(node, And | Or) else to_text(node)


def _operand(node: Node) -> str:
    """Write what stands behind a tighter operator: an operand of SAME, of a minus or of a weight."""
    return f"({to_text(node)})" if isinstance(node, And | Or | Same | Not | Boost) else to_text(node)
