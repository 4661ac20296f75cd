"""Places as a tree: country, first-level division, town. Every named step is a facet value with its count."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from index.article import Entity
from search.results import NOWHERE, FacetValue, Land
from web import facet_words
from web.facet_rows import ValueRow, ValueRows
from web.labels import country_name, value_name
from web.languages import gettext

LONELY = 2
"""A division that nothing names by itself is put above its towns when so many of them are shown."""


def place_rows(
    rows: ValueRows, values: Sequence[FacetValue], entities: Mapping[str, Entity]
) -> dict[str, ValueRow]:
    """Give the rows of places by key; a country that is named is told from everything that lies in it."""
    own = {
        value.key: _itself(value, entity)
        for value in values
        if (entity := entities.get(value.key)) and entity.place_kind == "country"
    }
    return {value.key: rows.row(value, own.get(value.key, "")) for value in values}


def _itself(value: FacetValue, entity: Entity) -> str:
    # As the country's own row has it: "Czechia itself", whatever the place is called elsewhere.
    name = country_name(entity.country) if entity.country else value_name("place", value)
    return gettext("%(country)s itself", country=name)


def place_tree(
    countries: Mapping[str, ValueRow],
    places: Mapping[str, ValueRow],
    entities: Mapping[str, Entity],
    least: int = LONELY,
) -> tuple[ValueRow, ...]:
    """Put places below their countries.

    Args:
        countries: Rows of the country facet by code, in the order of the tree.
        places: Rows of the place facet by key, most frequent first.
        entities: What is known of the places.
        least: Towns that make an unnamed division worth a line.

    Returns:
        Countries in their order, then those that only places name, then places of no country, such as seas.
    """
    below: dict[str, list[str]] = {}
    for key in places:
        entity = entities.get(key)
        below.setdefault((entity and entity.country) or NOWHERE, []).append(key)
    inside = {code: tuple(_within(keys, places, entities, least)) for code, keys in below.items()}
    return _below_countries(countries, inside)


def tree_of_lands(
    countries: Mapping[str, ValueRow],
    lands: Iterable[Land],
    rows: ValueRows,
    entities: Mapping[str, Entity],
    every: Callable[[Land], str],
) -> tuple[ValueRow, ...]:
    """Put the most frequent places of each country below it, every division with a line of its own.

    Args:
        countries, entities: As in `place_tree`; ``rows`` makes the rows of the places.
        lands: The places of each country.
        every: Gives the address of all places of a country, for a list that leaves some out; empty for none.
    """
    inside: dict[str, tuple[ValueRow, ...]] = {}
    for land in lands:
        places = place_rows(rows, land.values, entities)
        shown = _within([*places], places, entities, 1)
        href = every(land) if land.distinct > len(land.values) else ""
        last = (ValueRow(facet_words.every("place", land.distinct), href=href),) if href else ()
        inside[land.code] = (*shown, *last)
    return _below_countries(countries, inside)


def _below_countries(
    countries: Mapping[str, ValueRow], inside: Mapping[str, tuple[ValueRow, ...]]
) -> tuple[ValueRow, ...]:
    codes = dict.fromkeys((*countries, *inside))
    return (
        *(
            (countries.get(code) or ValueRow(country_name(code)))._replace(below=inside.get(code, ()))
            for code in codes
            if code != NOWHERE
        ),
        *inside.get(NOWHERE, ()),
    )


def _within(
    keys: Sequence[str], places: Mapping[str, ValueRow], entities: Mapping[str, Entity], least: int
) -> Iterator[ValueRow]:
    """Put the places of one country below their divisions; what lies in none stands beside them."""
    divisions = {key: (key in entities and entities[key].admin1_key) or key for key in keys}
    towns: dict[str, list[str]] = {}
    for key, division in divisions.items():
        if division != key:
            towns.setdefault(division, []).append(key)
    placed: set[str] = set()
    for key, division in divisions.items():
        if division in placed:
            continue
        inside = towns.get(division, ())
        if division in divisions or len(inside) >= least:
            placed.add(division)
            head = places[division] if division in divisions else ValueRow(entities[key].admin1 or division)
            yield head._replace(below=tuple(places[town] for town in inside))
        else:
            yield places[key]
