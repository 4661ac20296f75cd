"""Choose which place a name means: Paris in France or in Texas, Kherson the city or the region.

A name means one place in an article, except where a region is said right behind it ("Paris, Texas").
The choice weighs population against the countries and regions that the article speaks of otherwise.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from index.annotate import context
from index.annotate.chunks import Chunk
from index.annotate.known_places import BIG_CITY, CITY, GREAT_CITY, is_state
from index.annotate.salience import is_dateline
from index.annotate.tables import PlaceRow, is_capital, phone_area, places, state_abbreviations, words

_REGION_BEHIND = re.compile(rf"\s(?:{'|'.join(sorted(words('region_words')))})\b", re.IGNORECASE)
_COMMA = re.compile(r",\s{1,2}$")
_NUMBER = re.compile(r"[2-9]\d\d[-. ]\d{4}(?![\d-])")
_AREA = re.compile(r"(?<![\d-])(?:1[- ])?\(?([2-9]\d\d)\)?[-. /]{1,2}$")
_COUNTRY_WEIGHT = 1.6
"""What one mention of its country adds to a place's log10 of population; the second adds less."""
_REGION_WEIGHT = 2.4
_HOME_WEIGHT = 1.5
"""What the country of the source adds."""
_CAPITAL_WEIGHT = 1.0
"""What being a country's capital adds, though not under a name that others bear as their own: Mexico is the
country, and Philadelphia is not Amman."""
_MOST_WEIGHT = 20_000_000
"""Beyond this a name is no better known: Georgia is a state as well."""
_CLEAR_RATIO = 15
"""How much weightier the first place of a name must be to speak for its surroundings."""
_LETTERS = 4
"""The longest name in capitals that may be letters for something."""
_ALIAS_PRICE = 0.7
_UNCOUNTED = 2_000
"""What a place counts whose population the gazetteer does not know."""
_REGION_PRICE = 2.5
"""A town is meant rather than the division named after it."""
_CITY_STATES = frozenset({"SG", "MC", "VA", "HK", "MO", "GI"})


class PlaceMention(NamedTuple):
    """A place named at some offsets of the text; ``why`` is the code of what made it this place."""

    start: int
    end: int
    row: PlaceRow
    why: str = ""


def read_places(
    text: str, chunks: Iterable[Chunk], countries: Counter[str], home: str | None
) -> list[PlaceMention]:
    """Resolve the chunks that name places.

    Args:
        text: The text the chunks are of.
        chunks: In order of their offsets.
        countries: Countries that demonyms of the article speak of, with counts.
        home: Country of the source, or None.
    """
    found = list(chunks)
    candidates = [_rows(text, chunk) for chunk in found]
    surroundings = _Surroundings.of(
        [chunk.key for chunk in found], candidates, countries, home, _phone_areas(text)
    )
    settled: dict[str, PlaceRow] = {}
    mentions = []
    said = [_said_region(text, found, candidates, at) for at in range(len(found))]
    insides = [_within(rows, wider) if wider else None for rows, wider in zip(candidates, said, strict=True)]
    for chunk, inside in zip(found, insides, strict=True):
        if inside is not None:
            settled.setdefault(chunk.key, inside)
    chosen: dict[int, PlaceRow] = {}
    strangers: dict[str, list[int]] = {}
    for at, chunk in enumerate(found):
        rows, inside = candidates[at], insides[at]
        settled_row = settled.get(chunk.key)
        if settled_row is not None and _region_meant(text, chunk):
            settled_row = None
        row = inside or settled_row or chosen.get(id(rows))
        if row is None:
            row = chosen[id(rows)] = _placed(surroundings.best(chunk.key, rows), said[at])
        if inside is None and settled_row is None and surroundings.is_stranger(chunk.key, row):
            strangers.setdefault(chunk.key, []).append(at)
        mentions.append(PlaceMention(chunk.start, chunk.end, row, _why(row, rows, inside, settled_row)))
    doubted = _without_company(text, found, strangers)
    return [one for at, one in enumerate(mentions) if at not in doubted] if doubted else mentions


def _without_company(text: str, found: list[Chunk], strangers: dict[str, list[int]]) -> set[int]:
    """Give the mentions of little towns far from all other places that nothing says to be towns."""
    return {
        at
        for mentions in strangers.values()
        if not any(_is_where(text, found[at]) for at in mentions)
        for at in mentions
    }


def _is_where(text: str, chunk: Chunk) -> bool:
    """Whether what stands beside a name speaks of a place."""
    start, end = chunk.start, chunk.end
    beside = context.noun_follows(text, end)
    if context.last_word(text, start) != "of":  # whose or what it is: "the head of Abba"
        beside = beside or context.place_precedes(text, start)
    beside = beside or context.hails_from(text, start) or context.inside_precedes(text, start)
    return beside or is_dateline(text, start, end) or context.listed_before(text, end) != ""


def _why(row: PlaceRow, rows: tuple[PlaceRow, ...], inside: PlaceRow | None, settled: PlaceRow | None) -> str:
    if inside is not None:
        return "place-said"
    if settled is not None:
        return "place-settled"
    if len(rows) > 1:
        return "place-weighed"
    return "place-only" if row.key.startswith("g:") or row.weight else "place-unlisted"


def _rows(text: str, chunk: Chunk) -> tuple[PlaceRow, ...]:
    if len(chunk.words) > 1 and chunk.words[0].key in words("sides") and not places(chunk.key):
        inner = places(chunk.part(1).key)
        if inner:
            return inner
    if is_state(text, chunk):
        states = tuple(row for row in places(state_abbreviations()[chunk.key]) if row.kind == "region")
        return states[:1]
    rows = places(chunk.key)
    if context.listed_before(text, chunk.end) == "counties":
        rows = places(chunk.key + " county") or rows
    if not rows:
        name = re.sub(r"\s+", " ", text[chunk.start : chunk.end])
        if name.isupper() and len(name) > _LETTERS:  # a dateline's capitals
            name = name.title()
        return (PlaceRow(None, name, _kind_of(chunk), "", "", None, None, 0),)
    if _region_meant(text, chunk):
        regions = tuple(row for row in rows if row.kind == "region")
        return regions or rows
    return rows


def _phone_areas(text: str) -> set[tuple[str, str]]:
    """Give the divisions that the telephone numbers of the text lie in; local news prints them."""
    starts = [match.start() for match in _NUMBER.finditer(text)]
    before = (_AREA.search(text, max(0, start - 9), start) for start in starts)
    found = (phone_area(match[1]) for match in before if match)
    return {area for area in found if area}


def _region_meant(text: str, chunk: Chunk) -> bool:
    return text[chunk.end : chunk.end + 1].isspace() and _REGION_BEHIND.match(text, chunk.end) is not None


def _kind_of(chunk: Chunk) -> str:
    """Say what a place that no table holds may be, by its words."""
    keys = {chunk.words[0].key, chunk.words[-1].key}
    if keys & words("water_words"):
        return "water"
    if keys & words("area_words"):
        return "area"
    return "landmark" if len(chunk.words) > 1 and keys & words("facility_words") else "city"


def _said_region(
    text: str, found: list[Chunk], candidates: list[tuple[PlaceRow, ...]], at: int
) -> tuple[PlaceRow, ...] | None:
    """Give the countries or divisions said right behind a name, after a comma, or None."""
    if at + 1 >= len(found) or not text.startswith(",", found[at].end):
        return None
    if not _COMMA.fullmatch(text[found[at].end : found[at + 1].start]):
        return None
    wider = tuple(row for row in candidates[at + 1] if row.kind in ("country", "region"))
    return wider or None


def _placed(row: PlaceRow, wider: tuple[PlaceRow, ...] | None) -> PlaceRow:
    """Give a place that no table holds the country and division said behind it."""
    if row.weight or row.country or not wider:
        return row
    return replace(row, country=wider[0].country, admin1=wider[0].admin1)


def _within(rows: tuple[PlaceRow, ...], wider: tuple[PlaceRow, ...] | None) -> PlaceRow | None:
    for region in wider or ():
        if region.kind == "country" and rows[0].country != region.country and rows[0].weight >= GREAT_CITY:
            continue  # "in Russia, U.S. officials said" means no town of that name
        for row in rows:
            same_division = region.kind == "country" or row.admin1 == region.admin1
            if (
                row.country == region.country
                and row.kind != "country"
                and same_division
                and row.key != region.key
            ):
                return row
    return None


@lru_cache(maxsize=50_000)
def _fame(weight: int) -> float:
    return math.log10(min(weight, _MOST_WEIGHT) + 10)


@dataclass(slots=True)
class _Vote:
    """What the mentions of one name say of the country and division that the article is about."""

    country: str = ""
    times: int = 0
    division: tuple[str, str] = ("", "")
    weight: int = 0

    def count(self, rows: tuple[PlaceRow, ...]) -> None:
        """Add one mention, if the name can hardly mean but one place."""
        first, alone = rows[0], len(rows) == 1
        clear = first.weight >= GREAT_CITY and (alone or first.weight > _CLEAR_RATIO * rows[1].weight)
        if first.country and (alone or clear):
            self.country, self.times = first.country, self.times + 1
        capital = first.kind == "region" and any(map(is_capital, rows))  # Washington is hardly the state
        if first.kind == "region" and not capital and (alone or first.weight > GREAT_CITY):
            self.division, self.weight = (first.country, first.admin1), self.weight + 2
        elif alone and first.admin1:
            self.division, self.weight = (first.country, first.admin1), self.weight + 1


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """Countries and divisions that the article speaks of.

    Attributes:
        own: What each name adds to the counts, to be taken off where that name itself is in question.
    """

    countries: Counter[str]
    regions: Counter[tuple[str, str]]
    own: dict[str, _Vote]
    home: str | None

    @classmethod
    def of(
        cls,
        keys: list[str],
        candidates: list[tuple[PlaceRow, ...]],
        countries: Counter[str],
        home: str | None,
        areas: set[tuple[str, str]],
    ) -> "_Surroundings":
        """Collect the countries and divisions of names, demonyms and telephone numbers."""
        known, regions = Counter(countries), Counter[tuple[str, str]]()
        own: dict[str, _Vote] = {}
        for key, rows in zip(keys, candidates, strict=True):
            own.setdefault(key, _Vote()).count(rows)
        for vote in own.values():
            known[vote.country] += vote.times
            regions[vote.division] += vote.weight
        for country, division in areas:
            known[country] += 1
            regions[country, division] += 2
        return cls(known, regions, own, home)

    def best(self, key: str, rows: tuple[PlaceRow, ...]) -> PlaceRow:
        """Choose among the places of one name; ties go to the weightier."""
        if len(rows) == 1:
            return rows[0]
        towns = {row.country for row in rows if row.kind == "city"}
        own_name = not all(row.by_alias for row in rows)
        return max(rows, key=lambda row: (self._score(key, row, row.country in towns, own_name), row.weight))

    def is_stranger(self, key: str, row: PlaceRow) -> bool:
        """Whether a little town lies in a country of which an article about other countries says nothing."""
        if row.kind != "city" or row.geonames_id is None or row.country in ("", self.home):
            return False
        if row.weight >= (BIG_CITY if row.by_alias else CITY) or is_capital(row):
            return False
        own = self.own[key]
        beside = self.countries[row.country] - (own.times if own.country == row.country else 0)
        return beside <= 0 and any(count for code, count in self.countries.items() if code != row.country)

    def _score(self, key: str, row: PlaceRow, town_too: bool, own_name: bool) -> float:
        score = _fame(row.weight or _UNCOUNTED)
        own = self.own[key]
        if row.country:
            beside = self.countries[row.country] - (own.times if own.country == row.country else 0)
            score += _COUNTRY_WEIGHT * math.log2(1 + min(beside, 7)) / 2
        if row.admin1 and row.kind != "region":
            division = (row.country, row.admin1)
            beside = self.regions[division] - (own.weight if own.division == division else 0)
            score += _REGION_WEIGHT * min(beside, 3) / 3
        if self.home and row.country == self.home:
            score += _HOME_WEIGHT
        if row.kind == "city" and is_capital(row) and not (own_name and row.by_alias):
            score += _CAPITAL_WEIGHT
        if row.by_alias:
            score -= _ALIAS_PRICE
        if row.kind == "region" and town_too and row.weight < 1_000_000:
            score -= _REGION_PRICE
        return score
