"""Choose which place a name means: Paris in France or in Texas, Kherson the city or the region.

A name means one place in an article, except where a region is said right behind it ("Paris, Texas").
The choice weighs population against the countries and regions that the article speaks of otherwise.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from index.annotate.chunks import Chunk
from index.annotate.classify import is_state
from index.annotate.tables import PlaceRow, places, state_abbreviations, words

_REGION_BEHIND = re.compile(rf"\s(?:{'|'.join(sorted(words('region_words')))})\b", re.IGNORECASE)
_COMMA = re.compile(r",\s{1,2}$")
_COUNTRY_WEIGHT = 1.6
"""What one mention of its country adds to a place's log10 of population; the second adds less."""
_REGION_WEIGHT = 2.4
_HOME_WEIGHT = 1.5
"""What the country of the source adds."""
_MOST_WEIGHT = 20_000_000
"""Beyond this a name is no better known: Georgia is a state as well."""
_CLEAR_RATIO = 15
"""How much weightier the first place of a name must be to speak for its surroundings."""
_ALIAS_PRICE = 0.7
_REGION_PRICE = 2.5
"""A town is meant rather than the division named after it."""
_CITY_STATES = frozenset({"SG", "MC", "VA", "HK", "MO", "GI"})


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place named at some offsets of the text."""

    start: int
    end: int
    row: PlaceRow


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
    surroundings = _Surroundings.of(candidates, countries, home)
    settled: dict[str, PlaceRow] = {}
    mentions = []
    said = [_said_region(text, found, candidates, at) for at in range(len(found))]
    for at, chunk in enumerate(found):
        inside = _within(candidates[at], said[at])
        if inside is not None:
            settled.setdefault(chunk.key, inside)
    for at, chunk in enumerate(found):
        settled_row = None if _region_meant(text, chunk) else settled.get(chunk.key)
        row = _within(candidates[at], said[at]) or settled_row or surroundings.best(candidates[at])
        mentions.append(PlaceMention(chunk.start, chunk.end, row))
    return mentions


def _rows(text: str, chunk: Chunk) -> tuple[PlaceRow, ...]:
    if is_state(text, chunk):
        states = tuple(row for row in places(state_abbreviations()[chunk.key]) if row.kind == "region")
        return states[:1]
    rows = places(chunk.key)
    if not rows:
        name = re.sub(r"\s+", " ", text[chunk.start : chunk.end])
        return (PlaceRow(None, name, _kind_of(chunk), "", "", None, None, 0),)
    if _region_meant(text, chunk):
        regions = tuple(row for row in rows if row.kind == "region")
        return regions or rows
    return rows


def _region_meant(text: str, chunk: Chunk) -> bool:
    return _REGION_BEHIND.match(text, chunk.end) is not None


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
    if at + 1 >= len(found) or not _COMMA.fullmatch(text[found[at].end : found[at + 1].start]):
        return None
    wider = tuple(row for row in candidates[at + 1] if row.kind in ("country", "region"))
    return wider or None


def _within(rows: tuple[PlaceRow, ...], wider: tuple[PlaceRow, ...] | None) -> PlaceRow | None:
    for region in wider or ():
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


@dataclass(frozen=True, slots=True)
class _Surroundings:
    countries: Counter[str]
    regions: Counter[tuple[str, str]]
    home: str | None

    @classmethod
    def of(
        cls, candidates: list[tuple[PlaceRow, ...]], countries: Counter[str], home: str | None
    ) -> "_Surroundings":
        """Collect the countries and divisions of names that can hardly mean but one place."""
        known, regions = Counter(countries), Counter[tuple[str, str]]()
        for rows in candidates:
            first = rows[0]
            clear = first.weight >= 1_000_000 and (
                len(rows) == 1 or first.weight > _CLEAR_RATIO * rows[1].weight
            )
            if len(rows) == 1 or clear:
                known[first.country] += 1
            if first.kind == "region" and (len(rows) == 1 or first.weight > 1_000_000):
                regions[first.country, first.admin1] += 2
            elif len(rows) == 1 and first.admin1:
                regions[first.country, first.admin1] += 1
        for country in ("", None):
            known.pop(country or "", None)
        return cls(known, regions, home)

    def best(self, rows: tuple[PlaceRow, ...]) -> PlaceRow:
        """Choose among the places of one name; ties go to the weightier."""
        if len(rows) == 1:
            return rows[0]
        return max(rows, key=lambda row: (self._score(row), row.weight))

    def _score(self, row: PlaceRow) -> float:
        score = math.log10(min(row.weight, _MOST_WEIGHT) + 10)
        score += (
            _COUNTRY_WEIGHT * math.log2(1 + min(self.countries[row.country], 7)) / 2 if row.country else 0
        )
        if row.admin1 and row.kind != "region":
            score += _REGION_WEIGHT * min(self.regions[row.country, row.admin1], 3) / 3
        if self.home and row.country == self.home:
            score += _HOME_WEIGHT
        if row.by_alias:
            score -= _ALIAS_PRICE
        if row.kind == "region" and row.weight < 1_000_000:
            score -= _REGION_PRICE
        return score
