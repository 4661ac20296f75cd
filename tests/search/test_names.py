from collections.abc import Iterable

import pytest

from index.article import Entity
from search.names import all_names, country_name, display_names, language_name


class Entities:
    """The store's read side with three persons."""

    def entities(self, keys: Iterable[str]) -> dict[str, Entity]:
        known = {"p:ada": "Ada Kova", "p:a": "A. Kova", "p:b": "Bo Telu"}
        return {key: Entity(key=key, kind="person", name=known[key]) for key in keys if key in known}


@pytest.mark.parametrize(
    ("facet", "keys", "names"),
    [
        ("person", ["p:ada", "p:unknown"], {"p:ada": "Ada Kova", "p:unknown": "p:unknown"}),
        ("country", ["PT", "XX"], {"PT": "Portugal", "XX": "XX"}),
        ("lang", ["en", "pt-BR", "qq"], {"en": "English", "pt-BR": "Portuguese", "qq": "qq"}),
        ("source", ["one.example"], {"one.example": "one.example"}),
        ("tag", [], {}),
    ],
)
def test_keys_have_names_to_show(facet: str, keys: list[str], names: dict[str, str]) -> None:
    assert display_names(facet, keys, Entities()) == names


def test_country_and_language_are_also_known_by_their_codes() -> None:
    assert all_names("country", ["PT"]) == {"PT": ["Portugal", "PT"]}
    assert all_names("lang", ["en"]) == {"en": ["English", "en"]}


@pytest.mark.parametrize("code", ["", "ZZZ", "??"])
def test_unknown_code_stands_for_itself(code: str) -> None:
    assert country_name(code) == code and language_name(code) == code
