"""The gazetteer and the name tables, read once from `data/`; look-ups only, no decisions."""

import gzip
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files

from index.annotate.folding import fold
from index.annotate.keyed_lines import KeyedLines
from index.annotate.place_cases import nominatives

_DATA = files("index.annotate") / "data"
_MEMO = 50_000
"""Answers remembered of each look-up: the words of some thousand articles, a few megabytes."""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of the gazetteer.

    Attributes:
        geonames_id: Or None for places of our own tables.
        country: ISO 3166-1 alpha-2, empty when it lies in none or several.
        admin1: Code of the first-level division within the country, or empty.
        weight: Population, or what stands in for it (countries 10^9).
        by_alias: Whether the name looked up is another spelling, not the one shown.
        key: The entity key: ``g:`` and the GeoNames id, else ``l:`` and the folded name.
    """

    geonames_id: int | None
    name: str
    kind: str
    country: str
    admin1: str
    lat: float | None
    lon: float | None
    weight: int
    by_alias: bool = False
    key: str = field(init=False)

    def __post_init__(self) -> None:
        own = (
            "l:" + fold(self.name).replace(" ", "_") if self.geonames_id is None else f"g:{self.geonames_id}"
        )
        object.__setattr__(self, "key", own)

    def __hash__(self) -> int:
        return hash(self.key)  # a string remembers its hash; every mention of a place asks

    @property
    def admin1_name(self) -> str | None:
        """The name of the first-level division that the place lies in or is, or None."""
        known = _regions().get(f"{self.country}.{self.admin1}")
        return known.split("\t")[0] if known else None

    @property
    def admin1_key(self) -> str | None:
        """The entity key of that division, or None."""
        known = _regions().get(f"{self.country}.{self.admin1}")
        return f"g:{known.split(chr(9))[1]}" if known else None


def _data(name: str) -> bytes:
    return gzip.decompress((_DATA / name).read_bytes())


@cache
def _place_lines() -> KeyedLines:
    return KeyedLines(_data("places.tsv.gz"))


@cache
def _people_lines() -> KeyedLines:
    return KeyedLines(_data("people.tsv.gz"))


@cache
def _regions() -> dict[str, str]:
    return _pairs("regions.tsv.gz")


@cache
def _demonyms() -> dict[str, str]:
    return _pairs("demonyms.tsv.gz")


@cache
def _phone_areas() -> dict[str, str]:
    return _pairs("phones.tsv.gz")


@cache
def _words() -> KeyedLines:
    return KeyedLines(_data("words.tsv.gz"))


@cache
def _names() -> KeyedLines:
    return KeyedLines(_data("names.tsv.gz"))


def _pairs(name: str) -> dict[str, str]:
    lines = _data(name).decode("utf-8").strip("\n").split("\n")
    return dict(line.split("\t", 1) for line in lines)


@cache
def state_abbreviations() -> dict[str, str]:
    """Give the folded printed and postal abbreviations of states and provinces with their full names."""
    found: dict[str, str] = {}
    for line in _lexicon_texts()["state_abbreviations"].strip().split("\n"):
        name, _, short = line.partition(":")
        found |= {key.strip(): name for key in short.split(",")}
    return found


@cache
def _lexicon_texts() -> dict[str, str]:
    return tomllib.loads((_DATA / "lexicon.toml").read_text(encoding="utf-8"))


@cache
def _lexicon() -> dict[str, frozenset[str]]:
    return {name: frozenset(text.split()) for name, text in _lexicon_texts().items()}


@cache
def words(name: str) -> frozenset[str]:
    """Give one word list of ``data/lexicon.toml``."""
    return _lexicon()[name]


def _cells(key: str) -> list[str]:
    line = _place_lines().value(key) if key else None
    return line.split("\t") if line else []


@cache
def words_of_lines(name: str) -> frozenset[str]:
    """Give a list of ``data/lexicon.toml`` that holds a name of several words a line."""
    return frozenset(" ".join(group) for group in _groups(name))


@cache
def words_of_groups(name: str) -> tuple[frozenset[str], ...]:
    """Give a list of ``data/lexicon.toml`` whose lines are groups of words."""
    return tuple(frozenset(group) for group in _groups(name))


@cache
def fields_of_work() -> dict[str, str]:
    """Give the words that say what a person does ("striker"), each with its field ("sport")."""
    return {word: line[0] for line in _groups("fields") for word in line[1:]}


@cache
def institution_lines() -> dict[str, str]:
    """Give the folded names of institutions, each with the code of its country."""
    lines = (line.partition(":") for line in _lexicon_texts()["institutions"].strip().split("\n"))
    return {name.strip(): code for code, _, names in lines for name in names.split(",")}


def _groups(name: str) -> list[list[str]]:
    return [line.split() for line in _lexicon_texts()[name].strip().split("\n")]


@lru_cache(maxsize=_MEMO)
def places(key: str) -> tuple[PlaceRow, ...]:
    """Give the places of a folded name, the weightiest first; empty when there is none."""
    cells = _cells(key)
    if cells:
        return tuple([_followed(cell) if cell.startswith("=") else _row(cell) for cell in cells])
    if key in state_abbreviations():
        full = places(state_abbreviations()[key])
        return tuple(replace(row, by_alias=True) for row in full if row.kind == "region")[:1]
    return () if key.isascii() else _inflected(key)


_INFLECTED = 50_000
"""Smallest weight of places that are known by the cases of their names: lesser ones are surnames too."""


_LIKE_A_SURNAME = 600_000
"""The same of names such as Саратова."""
_SURNAME = re.compile(r"[оеє]в(?:а|у|ом|ои|е|і)$")


def _inflected(key: str) -> tuple[PlaceRow, ...]:
    """Give the places that a Cyrillic name in another case than the nominative may mean."""
    least = _LIKE_A_SURNAME if _SURNAME.search(key) else _INFLECTED
    for name in nominatives(key):
        rows = tuple(replace(row, by_alias=True) for row in places(name) if row.weight >= least)
        if rows:
            return rows
    return ()


def _followed(link: str) -> PlaceRow:
    _, home, number, kind = link.split("=")
    found = (cell for cell in _cells(home) if cell.startswith(number + "|"))
    return _row(next(cell for cell in found if cell.split("|", 3)[2] == kind), by_alias=True)


def _row(cell: str, *, by_alias: bool = False) -> PlaceRow:
    number, name, kind, country, admin1, lat, lon, weight = cell.split("|")
    return PlaceRow(
        int(number) if number else None, name, kind, country, admin1,
        float(lat) if lat else None, float(lon) if lon else None, int(weight), by_alias,
    )  # fmt: skip


@lru_cache(maxsize=_MEMO)
def is_notable(key: str) -> bool:
    """Whether a folded full name, or lone name, is that of a person with pages in many Wikipedias."""
    return key in _people_lines()


@cache
def _countries() -> dict[str, PlaceRow]:
    lines = _place_lines().holding("|country|")
    rows = (row for line in lines for row in places(line.split("\t")[0]))
    return {row.country: row for row in rows if row.kind == "country" and not row.by_alias}


def country_row(code: str) -> PlaceRow:
    """Give the country of an ISO 3166-1 alpha-2 code that the demonyms use.

    Raises:
        KeyError: The gazetteer has no such country.
    """
    return _countries()[code]


def phone_area(code: str) -> tuple[str, str] | None:
    """Give the country and first-level division of a North American telephone area code, or None."""
    known = _phone_areas().get(code)
    return (known[:2], known[3:]) if known else None


def is_capital(row: PlaceRow) -> bool:
    """Whether a town is its country's capital: the gazetteer gives a country the point of its capital."""
    country = _countries().get(row.country)
    return country is not None and row.lat is not None and (row.lat, row.lon) == (country.lat, country.lon)


@lru_cache(maxsize=_MEMO)
def demonym(key: str) -> str | None:
    """Give the country code of a folded demonym ("ukrainian"), or None."""
    return _demonyms().get(key)


@lru_cache(maxsize=_MEMO)
def ordinary(word: str) -> int:
    """Say how ordinary a folded English word is: 0 unknown, 1 a word, 2 a frequent word."""
    return int(_words().value(word) or 0)


def demonym_forms() -> Iterable[str]:
    """Give all folded demonyms."""
    return _demonyms().keys()


@lru_cache(maxsize=_MEMO)
def _name_counts(word: str) -> tuple[int, int]:
    given, _, family = (_names().value(word) or "0\t0").partition("\t")
    return int(given), int(family)


def given_count(word: str) -> int:
    """Count the notable people whose name opens with the folded word."""
    return _name_counts(word)[0]


def given_names(least: int) -> Iterable[str]:
    """Give the folded words that open the names of so many notable people or more."""
    rows = (line.split("\t") for line in _names())
    return (word for word, count, _ in rows if int(count) >= least)


def family_count(word: str) -> int:
    """Count the notable people whose name closes with the folded word."""
    return _name_counts(word)[1]
