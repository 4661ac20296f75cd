"""Names of facet keys: entities from the store, countries and languages from CLDR through Babel."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from babel import Locale

from index.article import Entity
from index.entity_columns import ALIASED

LOCALE = Locale.parse("en")
"""Language of the names; the front end has one language so far."""


class EntityNames(Protocol):
    """Where entities and their aliases are kept: the store's read side."""

    def entities(self, keys: Iterable[str]) -> Mapping[str, Entity]:
        """Give the entities that are known."""
        ...


NO_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
"""Codes of two letters that CLDR names beside those of countries."""


def is_country(code: str) -> bool:
    """Whether a text is the ISO 3166-1 alpha-2 code of a country."""
    return code.isalpha() and code in LOCALE.territories and code not in NO_COUNTRIES


def country_name(code: str) -> str:
    """Name a country by its ISO 3166-1 alpha-2 code; an unknown code stands for itself."""
    return str(LOCALE.territories.get(code, code))


def language_name(code: str) -> str:
    """Name a language by its ISO 639-1 code; an unknown code stands for itself."""
    return str(LOCALE.languages.get(code.partition("-")[0], code))


def display_names(facet: str, keys: Iterable[str], entities: EntityNames) -> dict[str, str]:
    """Give the name to show for each key of a facet."""
    wanted = list(keys)
    if facet in ALIASED:
        known = entities.entities(wanted)
        return {key: known[key].name if key in known else key for key in wanted}
    return {key: plain_name(facet, key) for key in wanted}


def plain_name(facet: str, key: str) -> str:
    """Give the name of a value of a facet whose values are no entities."""
    return country_name(key) if facet == "country" else language_name(key) if facet == "lang" else key


def all_names(facet: str, keys: Iterable[str]) -> dict[str, list[str]]:
    """Give every name of each key of such a facet; countries and languages are also known by their codes."""
    coded = facet in ("country", "lang")
    return {key: [plain_name(facet, key), *([key] if coded else [])] for key in keys}
