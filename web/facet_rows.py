"""One value of a facet as a row: the links that select, exclude or drop it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.entity_columns import ALIASED
from search.results import FacetValue
from search.state import Mode, SearchState
from web import labels
from web.links import Narrower, search_href


@dataclass(frozen=True, slots=True)
class ValueRow:
    """A facet value: ``href`` selects it, or takes it out again when it is selected.

    ``count`` is None for an excluded value, which by its nature occurs nowhere in the list. ``about_href`` is
    the page about a person or place.
    """

    name: str
    count: int | None
    href: str
    mode: Mode | None
    exclude_href: str = ""
    about_href: str = ""


def value_row(narrower: Narrower, facet: str, value: FacetValue) -> ValueRow:
    """Make the row of one value."""
    mode = narrower.mode(facet, value.key)
    if mode:
        href, exclude_href = search_href(narrower.state.without_value(facet, value.key)), ""
    else:
        href = narrower.value_href(facet, value.key)
        exclude_href = narrower.value_href(facet, value.key, "not")
    about_href = narrower.entity_href(value.key) if facet in ALIASED else ""
    name = labels.value_name(facet, value)
    return ValueRow(name, value.count, href, mode, exclude_href, about_href)


def excluded_rows(state: SearchState, facet: str, names: Mapping[str, str]) -> Iterator[ValueRow]:
    """Give the values of a facet that the search excludes."""
    for key in state.keys(facet, "not"):
        name = labels.key_name(facet, key, names.get(key, key))
        yield ValueRow(name, None, search_href(state.without_value(facet, key)), "not")
