"""What to take back when a search finds nothing, with the count of each way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from search.engine import Engine
from search.parser import parse
from search.query import And, Or, text_nodes, to_text
from search.state import SearchState
from web.languages import gettext
from web.links import search_href
from web.presenters import chips

MAX_TRIED = 12
"""Searches counted for one empty page."""
MAX_LEFT_OUT = 5
"""Words of a query that are left out in turn."""


@dataclass(frozen=True, slots=True)
class Relaxation:
    """A wider search, how many articles it finds, and what it takes back."""

    label: str
    href: str
    count: int


def relaxations(engine: Engine, state: SearchState, names: Mapping[str, str]) -> list[Relaxation]:
    """Give the wider searches that find something, most articles first."""
    found: dict[str, Relaxation] = {}
    for label, wider in list(_wider(state, names))[:MAX_TRIED]:
        count = engine.count(wider)
        if count:
            href = search_href(wider)
            found.setdefault(href, Relaxation(label, href, count))
    return sorted(found.values(), key=lambda item: -item.count)


def _wider(state: SearchState, names: Mapping[str, str]) -> Iterator[tuple[str, SearchState]]:
    yield from _fewer_words(state)
    for chip in chips(state, names):
        yield gettext("Without “%(what)s”", what=f"{chip.label} {chip.value}".strip()), chip.wider
    if state.selections and state.mentions == "salient":
        yield gettext("Counting every mention of a person or place"), state.change(mentions="every")
    if state.query and state.is_filtered:
        yield gettext("The filters alone"), state.change(query="")
        yield gettext("The words alone"), SearchState(query=state.query, per_page=state.per_page)


def _fewer_words(state: SearchState) -> Iterator[tuple[str, SearchState]]:
    tree = parse(state.query).tree
    if not isinstance(tree, And):
        return
    texts = tuple(text_nodes(tree))
    if len(texts) > 1:
        yield gettext("Any of the words instead of all"), state.change(query=to_text(Or(texts)))
    for left_out in tree.children[:MAX_LEFT_OUT]:
        rest = tuple(child for child in tree.children if child is not left_out)
        query = to_text(And(rest) if len(rest) > 1 else rest[0])
        yield gettext("Without %(words)s", words=to_text(left_out)), state.change(query=query)
