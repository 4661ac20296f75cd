"""What the facet templates show: values with the links that select, exclude or drop them."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from index.article import Entity
from search.results import NOWHERE, FacetResult, FacetValue, Land
from search.state import SearchState
from web import facet_words, labels
from web.facet_rows import ValueRow, ValueRows, excluded_rows
from web.languages import gettext
from web.links import facet_href, narrower, search_href
from web.place_tree import place_rows, place_tree, tree_of_lands
from web.sentences import sentence

OPEN_FACETS = ("person", "place", "country", "source")
"""Facets that are open before anything is selected in them."""

FACET_ROWS = 10
"""Values shown of a facet beside the list; the selected ones always."""

COUNTRY_ROWS = 6
"""Countries in the tree of places that hold none of the places shown."""
TREE_VALUES = 1_000
"""Places of one country on a page that shows them as a tree."""

VALUES_PER_PAGE = 120
"""Values on a facet's own page: it has up to four columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetBox:
    """A facet beside the list.

    Attributes:
        tree: The values as a tree, where they have one; ``values`` are then those that are excluded.
        all_href: Turns "any of these" into "all of these"; empty unless several are selected.
        without: Articles that have no value; ``none_href`` asks for them.
    """

    name: str
    title: str
    open: bool
    values: tuple[ValueRow, ...]
    distinct: int
    more_href: str
    more_label: str
    all_href: str
    without: int
    none_href: str
    none_label: str
    none_chosen: bool
    tree: tuple[ValueRow, ...] = ()
    more_countries: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetPage:
    """All values of one facet for a search, a page of them.

    ``within`` is the country whose places are shown, empty for all; ``everywhere_href`` leads to all then.
    """

    name: str
    title: str
    heading: str
    nothing: str
    query: str
    sentence: str
    values: tuple[ValueRow, ...]
    distinct: int
    first: int
    find: str
    order: str
    count_href: str
    name_href: str
    previous_href: str
    next_href: str
    back_href: str
    hidden: tuple[tuple[str, str], ...]
    tree_href: str
    tree: tuple[ValueRow, ...]
    within: str
    everywhere_href: str


def facet_boxes(
    state: SearchState,
    facets: Mapping[str, FacetResult],
    names: Mapping[str, str],
    places: Mapping[str, Entity] = {},
) -> Iterator[FacetBox]:
    """Give the facets that can narrow the search or already do, in the order of the page.

    ``places`` are the values of the place facet that are known: they put places below their countries, and
    the countries are then no box of their own.
    """
    in_tree = bool(places) and "country" in facets and "country" not in state.without
    for name in facet_words.FACETS:
        result = facets.get(name)
        chosen = name in state.without or any(item.facet == name for item in state.selections)
        if name == "country" and in_tree:
            continue
        if result and (chosen or result.distinct > 1 or (result.distinct and result.without)):
            box = facet_box(state, result, names, chosen=chosen)
            yield _with_tree(state, box, facets, names, places) if name == "place" and in_tree else box


def _with_tree(
    state: SearchState,
    box: FacetBox,
    facets: Mapping[str, FacetResult],
    names: Mapping[str, str],
    places: Mapping[str, Entity],
) -> FacetBox:
    countries = facets["country"]
    picked, others = _picked(state, facets["place"], FACET_ROWS)
    kept = sorted([*picked, *others], key=lambda value: -value.count)
    lands = {places[value.key].country for value in kept if value.key in places}
    makes = ValueRows(state, "country")
    rows = {
        value.key: makes.row(value)
        for at, value in enumerate(countries.values)
        if at < COUNTRY_ROWS or value.selected or value.key in lands
    }
    found = place_rows(ValueRows(state, "place"), kept, places)
    more = countries.distinct > len(rows)
    return replace(
        box,
        open=True,
        tree=place_tree(rows, found, places),
        values=(*excluded_rows(state, "place", names), *excluded_rows(state, "country", names)),
        more_countries=facet_href(state, "country") if more else "",
        more_href=facet_href(state, "place", order="tree") if box.more_href else "",
        all_href=box.all_href or _all_href(state, "country"),
    )


def _picked(state: SearchState, result: FacetResult, most: int) -> tuple[list[FacetValue], list[FacetValue]]:
    """Give the selected values of a facet, and the most frequent others that there is room for."""
    excluded = state.keys(result.name, "not")
    picked = [value for value in result.values if value.selected]
    others = [value for value in result.values if not value.selected and value.key not in excluded]
    return picked, others[: max(most - len(picked), 0)]


def facet_box(state: SearchState, result: FacetResult, names: Mapping[str, str], *, chosen: bool) -> FacetBox:
    """Make one facet; selected values come first, then excluded ones."""
    name = result.name
    rows = ValueRows(state, name)
    picked, others = _picked(state, result, FACET_ROWS)
    shown = (*rows.rows(picked), *excluded_rows(state, name, names), *rows.rows(others))
    return FacetBox(
        name=name,
        title=facet_words.title(name),
        open=chosen or name in OPEN_FACETS,
        values=shown,
        distinct=result.distinct,
        more_href=facet_href(state, name) if result.distinct > len(shown) else "",
        more_label=facet_words.every(name, result.distinct),
        all_href=_all_href(state, name),
        without=result.without,
        none_href=narrower(state).without_any_href(name),
        none_label=facet_words.none(name),
        none_chosen=name in state.without,
    )


def _all_href(state: SearchState, facet: str) -> str:
    """Give the link from any of several selected values to all of them."""
    keys = state.keys(facet)
    return search_href(state.with_values(facet, keys, "all")) if len(keys) > 1 else ""


def facet_page_view(
    state: SearchState,
    result: FacetResult,
    names: Mapping[str, str],
    *,
    find: str,
    order: str,
    number: int = 1,
    within: str = "",
    tree: tuple[ValueRow, ...] = (),
) -> FacetPage:
    """Make the page of all values; ``number`` counts its pages from 1.

    A tree without values in the result shows some of each country, and is one page.
    """
    name, first = result.name, (number - 1) * (TREE_VALUES if order == "tree" else VALUES_PER_PAGE)
    more = first + len(result.values) < result.distinct

    def here(order: str, page: int = 1, within: str = within) -> str:
        chosen = {
            "find": find,
            "within": within,
            "order": order if order != "count" else "",
            "page": str(page) if page > 1 else "",
        }
        return facet_href(state, name, **chosen)

    return FacetPage(
        name=name,
        title=facet_words.title(name),
        heading=_heading(name, result.distinct, find, within),
        nothing=_nothing(name, find),
        query=state.query,
        sentence=sentence(state, names),
        values=() if tree else ValueRows(state, name, about=True).rows(result.values),
        distinct=result.distinct,
        first=first,
        find=find,
        order=order,
        count_href=here("count"),
        name_href=here("name"),
        previous_href=here(order, number - 1) if number > 1 else "",
        next_href=here(order, number + 1) if more and result.values else "",
        back_href=search_href(state),
        hidden=tuple(pair for pair in state.first_page.to_params()),
        tree_href=here("tree") if name == "place" else "",
        tree=tree,
        within=within,
        everywhere_href=here(order, within="") if within else "",
    )


def _heading(facet: str, distinct: int, find: str, within: str) -> str:
    counted = facet_words.counted(facet, distinct)
    found = gettext("%(values)s with “%(text)s”", values=counted, text=find) if find else counted
    if not within:
        return found
    country = facet_words.none("country") if within == NOWHERE else labels.country_name(within)
    return f"{country}: {found}"


def _nothing(facet: str, find: str) -> str:
    if find:
        return gettext("Nothing here has “%(text)s” in its name.", text=find)
    return gettext(facet_words.FACETS[facet].nothing)


def by_own_names(result: FacetResult, *, find: str, order: str, limit: int, offset: int) -> FacetResult:
    """Search and sort the values of a facet by their names in the reader's language, and give a page of them.

    Case and accents do not count, as where the engine does it.
    """
    named = [(_folded(labels.value_name(result.name, value)), value) for value in result.values]
    found = [item for item in named if _folded(find) in item[0]]
    if order == "name":
        found.sort(key=lambda item: item[0])
    shown = tuple(value for _, value in found[offset : offset + limit])
    return replace(result, values=shown, distinct=len(found))


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def tree_of_places(
    state: SearchState,
    countries: FacetResult,
    lands: Iterable[Land],
    entities: Mapping[str, Entity],
    *,
    find: str,
    within: str,
) -> tuple[ValueRow, ...]:
    """Give places below their countries, every division with a line of its own.

    A list that leaves places of a country out ends with a link to all of them; not so on the page of that
    country, ``within``.
    """
    makes = ValueRows(state, "country")
    rows = {value.key: makes.row(value) for value in countries.values if within in ("", value.key)}

    def every(land: Land) -> str:
        return "" if within else facet_href(state, "place", order="tree", find=find, within=land.code)

    tree = tree_of_lands(rows, lands, ValueRows(state, "place"), entities, every)
    # The places of one country are set in columns, as the countries are when there are several.
    return tuple(row for top in tree for row in (top._replace(below=()), *top.below)) if within else tree
