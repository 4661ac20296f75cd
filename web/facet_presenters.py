"""What the facet templates show: values with the links that select, exclude or drop them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.entity_columns import ALIASED
from search.results import FacetResult, FacetValue
from search.state import Mode, SearchState
from web import labels
from web.labels import FACET_NOUNS, FACET_TITLES
from web.links import entity_page_href, facet_href, search_href

OPEN_FACETS = ("person", "place", "country", "source")
"""Facets that are open before anything is selected in them."""

FACET_ROWS = 10
"""Values shown of a facet beside the list; the selected ones always."""

VALUES_PER_PAGE = 120
"""Values on a facet's own page: it has up to four columns."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetBox:
    """A facet beside the list.

    Attributes:
        all_href: Turns "any of these" into "all of these"; empty unless several are selected.
        without: Articles that have no value; ``none_href`` asks for them.
    """

    name: str
    title: str
    noun: str
    open: bool
    values: tuple[ValueRow, ...]
    distinct: int
    more_href: str
    all_href: str
    without: int
    none_href: str
    none_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetPage:
    """All values of one facet for a search, a page of them."""

    name: str
    title: str
    noun: str
    query: str
    sentence: str
    values: tuple[ValueRow, ...]
    distinct: int
    first: int
    find: str
    by_name: bool
    count_href: str
    name_href: str
    previous_href: str
    next_href: str
    back_href: str
    hidden: tuple[tuple[str, str], ...]


def facet_boxes(
    state: SearchState, facets: Mapping[str, FacetResult], names: Mapping[str, str]
) -> Iterator[FacetBox]:
    """Give the facets that can narrow the search or already do, in the order of the page."""
    for name in FACET_TITLES:
        result = facets.get(name)
        chosen = name in state.without or any(item.facet == name for item in state.selections)
        if result and (chosen or result.distinct > 1 or (result.distinct and result.without)):
            yield facet_box(state, result, names, chosen=chosen)


def facet_box(state: SearchState, result: FacetResult, names: Mapping[str, str], *, chosen: bool) -> FacetBox:
    """Make one facet; selected values come first, then excluded ones."""
    name = result.name
    values = [value_row(state, name, value) for value in result.values]
    picked = [row for row in values if row.mode in ("any", "all")]
    others = [row for row in values if row.mode is None]
    shown = (*picked, *_excluded(state, name, names), *others[: max(FACET_ROWS - len(picked), 0)])
    return FacetBox(
        name=name,
        title=FACET_TITLES[name],
        noun=FACET_NOUNS[name],
        open=chosen or name in OPEN_FACETS,
        values=shown,
        distinct=result.distinct,
        more_href=facet_href(state, name) if result.distinct > len(shown) else "",
        all_href=search_href(_all_of(state, name)) if len(state.keys(name)) > 1 else "",
        without=result.without,
        none_href=search_href(state.with_none_of(name)),
        none_chosen=name in state.without,
    )


def value_row(state: SearchState, facet: str, value: FacetValue) -> ValueRow:
    """Make the row of one value."""
    chosen = (item.mode for item in state.selections if (item.facet, item.key) == (facet, value.key))
    mode = next(chosen, None)
    changed = state.without_value(facet, value.key) if mode else state.with_value(facet, value.key)
    exclude_href = "" if mode else search_href(state.with_value(facet, value.key, "not"))
    about_href = entity_page_href(value.key) if facet in ALIASED else ""
    name = labels.value_name(facet, value)
    return ValueRow(name, value.count, search_href(changed), mode, exclude_href, about_href)


def _excluded(state: SearchState, facet: str, names: Mapping[str, str]) -> Iterator[ValueRow]:
    for key in state.keys(facet, "not"):
        yield ValueRow(names.get(key, key), None, search_href(state.without_value(facet, key)), "not")


def _all_of(state: SearchState, facet: str) -> SearchState:
    for key in state.keys(facet):
        state = state.with_value(facet, key, "all")
    return state


def facet_page_view(
    state: SearchState,
    result: FacetResult,
    names: Mapping[str, str],
    *,
    find: str,
    order: str,
    number: int,
) -> FacetPage:
    """Make the page of all values; ``number`` counts its pages from 1."""
    name, first = result.name, (number - 1) * VALUES_PER_PAGE

    def here(order: str, page: int = 1) -> str:
        chosen = {
            "find": find,
            "order": order if order == "name" else "",
            "page": str(page) if page > 1 else "",
        }
        return facet_href(state, name, **chosen)

    return FacetPage(
        name=name,
        title=FACET_TITLES[name],
        noun=FACET_NOUNS[name],
        query=state.query,
        sentence=state.describe(names),
        values=tuple(value_row(state, name, value) for value in result.values),
        distinct=result.distinct,
        first=first,
        find=find,
        by_name=order == "name",
        count_href=here("count"),
        name_href=here("name"),
        previous_href=here(order, number - 1) if number > 1 else "",
        next_href=here(order, number + 1) if first + len(result.values) < result.distinct else "",
        back_href=search_href(state),
        hidden=tuple(pair for pair in state.first_page.to_params()),
    )
