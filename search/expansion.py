"""A parsed tree made ready for an index: saved queries looked up, names spelt otherwise, patterns checked.

What stands in the tree afterwards is what is searched and highlighted; nothing is added without saying so.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from typing import Protocol

from index.analysis import fold, terms
from index.wording import Message, told
from search.parser import parse
from search.patterns import literal_start
from search.query import (
    All,
    And,
    Boost,
    Dates,
    Diagnostic,
    Node,
    Not,
    Or,
    Pattern,
    Query,
    Same,
    Saved,
    Value,
    Without,
    Word,
)
from search.ranking import VARIANT_WEIGHT
from search.results import AlsoMatching
from search.state import Mode, SearchState, parse_day
from search.trees import join
from search.variants import Variants

MAX_PATTERN_TERMS = 5_000
"""Terms that a pattern may stand for in a field; ``co*`` has 900 in 15,000 wire stories."""

MAX_SAVED = 20
"""Saved queries in one query, those within saved queries included."""


class Vocabulary(Protocol):
    """What the index and the store know: asked only for what a query needs."""

    def expand(self, field: str, prefix: str, limit: int) -> list[str]:
        """Give up to ``limit`` indexed terms of a text field that begin with ``prefix``."""
        ...

    def analyses(self) -> Iterable[str]:
        """Give the ways in which articles are analysed (`index.languages.ANALYSES`)."""
        ...

    def variants(self) -> Variants:
        """Give the spellings of names."""
        ...

    def saved(self) -> Mapping[str, SearchState]:
        """Give the saved queries by slug."""
        ...


@dataclass(frozen=True, slots=True)
class Expanded:
    """The tree to search, and what there is to say about it."""

    tree: Node
    diagnostics: tuple[Diagnostic, ...]
    also_matching: tuple[AlsoMatching, ...]


def expand(
    query: Query, vocabulary: Vocabulary, fields: Iterable[str], today: date, *, names: bool = True
) -> Expanded:
    """Make a tree ready to be searched.

    Args:
        query: What was parsed.
        vocabulary: What the index and the store know.
        fields: The text fields of the index.
        today: The day that relative dates of saved queries count from.
        names: Whether a typed name also finds its other spellings.
    """
    expansion = _Expansion(query.text, vocabulary, tuple(fields), today, names)
    tree = expansion.node(query.tree, True)
    found = sorted((*query.diagnostics, *expansion.diagnostics), key=lambda item: (item.start, item.end))
    return Expanded(tree or All(), tuple(found), tuple(expansion.also.values()))


@dataclass(slots=True)
class _Expansion:
    text: str
    vocabulary: Vocabulary
    fields: tuple[str, ...]
    today: date
    names: bool
    open_slugs: tuple[str, ...] = ()
    saved_count: int = 0
    diagnostics: list[Diagnostic] = field(default_factory=list)
    also: dict[str, AlsoMatching] = field(default_factory=dict)

    def say(self, kind: str, typed: str, message: Message, suggestion: str = "") -> None:
        start = max(self.text.find(typed), 0)
        end = min(start + len(typed), len(self.text))
        self.diagnostics.append(Diagnostic(kind, start, end, message, suggestion))

    def node(self, node: Node, positive: bool) -> Node | None:
        """Expand a node; None when nothing of it is searched.

        Args:
            node: What was parsed.
            positive: Not under NOT, where another spelling would leave out what nobody named.
        """
        match node:
            case And(children) | Or(children):
                return join(type(node), self._all(children, positive))
            case Same(children):
                found = self._all(children, positive)
                return Same(tuple(found)) if len(found) > 1 else join(And, found)
            case Not(child):
                inner = self.node(child, not positive)
                return None if inner is None else Not(inner)
            case Boost(child, factor):
                inner = self.node(child, positive)
                return None if inner is None else Boost(inner, factor)
            case Saved(slug):
                return self._saved(slug, positive)
            case Pattern():
                return self._pattern(node)
            case Word() if positive and self.names:
                return self._word(node)
        return node

    def _all(self, children: tuple[Node, ...], positive: bool) -> list[Node]:
        return [found for child in children if (found := self.node(child, positive)) is not None]

    def _pattern(self, node: Pattern) -> Node | None:
        start = literal_start(node.text)
        for name in (node.field,) if node.field else self.fields:
            if len(self.vocabulary.expand(name, start, MAX_PATTERN_TERMS + 1)) > MAX_PATTERN_TERMS:
                message = told(
                    "%(word)s stands for more than %(most)s words; it is not searched.",
                    word=node.text,
                    most=MAX_PATTERN_TERMS,
                )
                self.say("too-broad", node.text, message, told("Write more characters before the *."))
                return None
        return node

    def _word(self, node: Word) -> Node:
        variants = self.vocabulary.variants().get(fold(node.text), ())
        present = [word for word in variants if self._is_indexed(word)]
        if not present:
            return node
        self.also[node.text] = AlsoMatching(node.text, tuple(present))
        others = (Boost(replace(node, text=word), VARIANT_WEIGHT) for word in present)
        return Or((node, *others))

    def _is_indexed(self, word: str) -> bool:
        for analysis in self.vocabulary.analyses():
            found = [term.text for term in terms(word, analysis)]
            if len(found) == 1 and any(
                self.vocabulary.expand(name, found[0], 1) == found for name in self.fields
            ):
                return True
        return False

    def _saved(self, slug: str, positive: bool) -> Node | None:
        known = self.vocabulary.saved()
        if slug in self.open_slugs:
            message = told("The saved query %(slug)s asks for itself; it is left out.", slug=repr(slug))
            self.say("circular", f"saved:{slug}", message)
            return None
        if slug not in known:
            near = get_close_matches(slug, known, 1)
            message = told("There is no saved query %(slug)s; saved: is left out.", slug=repr(slug))
            self.say("unknown-saved", f"saved:{slug}", message, near[0] if near else "")
            return None
        if self.saved_count >= MAX_SAVED:
            self._too_many(slug)
            return None
        self.saved_count += 1
        self.open_slugs = (*self.open_slugs, slug)
        child = self.node(tree_of_state(known[slug], self.today), positive)
        self.open_slugs = self.open_slugs[:-1]
        return None if child is None else Saved(slug, child)

    def _too_many(self, slug: str) -> None:
        """Say once that saved queries within saved queries go too far."""
        if all(item.kind != "too-many" for item in self.diagnostics):
            message = told(
                "The query asks for more than %(most)s saved queries; the others are left out.",
                most=MAX_SAVED,
            )
            self.say("too-many", f"saved:{slug}", message, told("Save fewer queries within each other."))


def tree_of_state(state: SearchState, today: date) -> Node:
    """Say a whole state, query and filters, as one tree; order, copies and page are not part of it."""
    every = state.mentions == "every"
    found: list[Node] = [_mentions(parse(state.query, today).tree, every)]
    for facet in dict.fromkeys(item.facet for item in state.selections):
        modes: tuple[Mode, ...] = ("any", "all", "not")
        any_of, all_of, none_of = (
            [Value(facet, key, every) for key in state.keys(facet, mode)] for mode in modes
        )
        found += [either] if (either := join(Or, list(any_of))) else []
        found += [*all_of, *(Not(value) for value in none_of)]
    found += [Without(facet, every) for facet in state.without]
    found += [Not(Dates("published", None, None))] if state.undated else []
    if state.day_from or state.day_to:
        found.append(Dates("published", *_bounds(state.day_from, state.day_to)))
    if state.about_from or state.about_to:
        found.append(Dates("about", *_bounds(state.about_from, state.about_to)))
    return join(And, found) or All()


def _bounds(first: str, last: str) -> tuple[date | None, date | None]:
    low, high = parse_day(first), parse_day(last)
    return low[0] if low else None, high[1] if high else None


def _mentions(node: Node, every: bool) -> Node:
    """Let a tree count passing mentions, as the state that it was saved with does."""
    deeper: Callable[[Node], Node] = lambda child: _mentions(child, every)  # noqa: E731
    match node:
        case And(children) | Or(children) | Same(children):
            return type(node)(tuple(map(deeper, children)))
        case Not(child):
            return Not(deeper(child))
        case Boost(child, factor):
            return Boost(deeper(child), factor)
        case Value() | Without():
            return replace(node, every=every)
    return node
