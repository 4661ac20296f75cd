"""Places as a tree: country, first-level division, town. Every named step is a facet value with its count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from index.article import Entity
from web.facet_rows import ValueRow
from web.labels import country_name
from web.languages import ENGLISH, gettext, language

LONELY = 2
"""A division that nothing names by itself is put above its towns when so many of them are shown."""


@dataclass(frozen=True, slots=True)
class PlaceNode:
    """A step of the tree; ``row`` is None for a step that is only there to hold others."""

    name: str
    row: ValueRow | None
    children: tuple["PlaceNode", ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A value of the place facet with what is known of it; ``entity`` is None for an unknown key."""

    row: ValueRow
    key: str
    entity: Entity | None


def place_tree(
    countries: Mapping[str, ValueRow], places: Iterable[PlaceRow], least: int = LONELY
) -> tuple[PlaceNode, ...]:
    """Put places below their countries.

    Args:
        countries: Rows of the country facet by code, in the order of the tree.
        places: Rows of the place facet, most frequent first.
        least: Towns that make an unnamed division worth a line.

    Returns:
        Countries in their order, then those that only places name, then places of no country, such as seas.
    """
    below: dict[str, list[PlaceRow]] = {code: [] for code in countries}
    for item in map(_itself, places):
        below.setdefault((item.entity and item.entity.country) or "", []).append(item)
    nowhere = below.pop("", [])
    nodes = [
        PlaceNode(country_name(code), countries.get(code), _within(rows, least))
        for code, rows in below.items()
    ]
    return (*nodes, *(PlaceNode(item.row.name, item.row) for item in nowhere))


def _itself(item: PlaceRow) -> PlaceRow:
    """Tell a country that is named from everything that lies in it."""
    if item.entity is None or item.entity.place_kind != "country":
        return item
    english = language().code == ENGLISH or not item.entity.country
    name = item.row.name if english else country_name(item.entity.country or "")
    return replace(item, row=replace(item.row, name=gettext("%(country)s itself", country=name)))


def _within(rows: list[PlaceRow], least: int) -> tuple[PlaceNode, ...]:
    """Put the places of one country below their divisions; what lies in none stands beside them."""
    named = {item.key: item for item in rows}
    towns: dict[str, list[PlaceRow]] = {}
    for item in rows:
        division = item.entity.admin1_key if item.entity else None
        if division and division != item.key:
            towns.setdefault(division, []).append(item)
    nodes: list[PlaceNode] = []
    placed: set[str] = set()
    for item in rows:
        division = (item.entity.admin1_key if item.entity else None) or item.key
        inside = towns.get(division, [])
        if division in placed:
            continue
        if division in named or len(inside) >= least:
            placed.add(division)
            head = named.get(division)
            name = head.row.name if head else (item.entity and item.entity.admin1) or division
            children = tuple(PlaceNode(town.row.name, town.row) for town in inside)
            nodes.append(PlaceNode(name, head.row if head else None, children))
        else:
            nodes.append(PlaceNode(item.row.name, item.row))
    return tuple(nodes)
