"""Names of facet keys: entities from the store, countries and languages from CLDR through Babel."""

from collections.abc import Iterable
from typing import Protocol

from babel import Locale

from index.article import Entity

LOCALE = Locale.parse("en")
"""Language of the names; the front end has one language so far."""


class EntityNames(Protocol):
    """Where entities and their aliases are kept: the store's read side."""

    def entities(self, keys: Iterable[str]) -> dict[str, Entity]:
        """Give the entities that are known."""
        ...

    def entity_aliases(self) -> tuple[int, dict[str, str]]:
        """Give the version of the alias table, and the table."""
        ...


def country_name(code: str) -> str:
    """Name a country by its ISO 3166-1 alpha-2 code; an unknown code stands for itself."""
    return str(LOCALE.territories.get(code, code))


def language_name(code: str) -> str:
    """Name a language by its ISO 639-1 code; an unknown code stands for itself."""
    return str(LOCALE.languages.get(code.partition("-")[0], code))


def display_names(facet: str, keys: Iterable[str], entities: EntityNames) -> dict[str, str]:
    """Give the name to show for each key of a facet."""
    wanted = list(keys)
    if facet in ("person", "place"):
        known = entities.entities(wanted)
        return {key: known[key].name if key in known else key for key in wanted}
    if facet == "country":
        return {key: country_name(key) for key in wanted}
    if facet == "lang":
        return {key: language_name(key) for key in wanted}
    return {key: key for key in wanted}


def all_names(facet: str, keys: Iterable[str], entities: EntityNames) -> dict[str, list[str]]:
    """Give every name of each key: its own, and those of the keys merged into it."""
    names = {key: [name] for key, name in display_names(facet, keys, entities).items()}
    if facet in ("person", "place"):
        _, aliases = entities.entity_aliases()
        variants = entities.entities(key for key, to in aliases.items() if to in names)
        for key, entity in variants.items():
            names[aliases[key]].append(entity.name)
    elif facet in ("country", "lang"):
        for key, found in names.items():
            found.append(key)
    return names
