"""Query trees taken apart and put together. Pure."""

from dataclasses import replace

from search.query import (
    And,
    Boost,
    Dates,
    Fuzzy,
    Node,
    Not,
    Or,
    Pattern,
    Phrase,
    Same,
    TextField,
    Value,
    Word,
)

IN_SENTENCES = ("person", "place", "country")
"""Facets whose values stand somewhere in the text."""


def join(kind: type[And] | type[Or], nodes: list[Node]) -> Node | None:
    """Put clauses together; one stays itself, none give None."""
    flat: list[Node] = []
    for node in nodes:
        flat += node.children if isinstance(node, kind) else [node]
    if not flat:
        return None
    return flat[0] if len(flat) == 1 else kind(tuple(flat))


def parts(node: Node) -> tuple[Node, ...]:
    """Give what must all stand in one sentence for ``node`` to stand there."""
    return node.children if isinstance(node, And | Same) else (node,)


def fits_sentence(node: Node) -> bool:
    """Whether it can be said of a sentence that it holds this."""
    match node:
        case And(children) | Or(children) | Same(children):
            return all(fits_sentence(child) for child in children)
        case Boost(child, _):
            return fits_sentence(child)
        case Value(facet, _):
            return facet in IN_SENTENCES
        case Dates(field, _, _):
            return field == "about"
    return isinstance(node, Word | Phrase | Pattern | Fuzzy)


def in_field(node: Node, name: TextField) -> Node:
    """Ask for a field where none is asked for yet."""
    match node:
        case And(children) | Or(children) | Same(children):
            return type(node)(tuple(in_field(child, name) for child in children))
        case Not(child):
            return Not(in_field(child, name))
        case Boost(child, factor):
            return Boost(in_field(child, name), factor)
        case Word() | Phrase() | Pattern() | Fuzzy() if node.field is None:
            return replace(node, field=name)
    return node
