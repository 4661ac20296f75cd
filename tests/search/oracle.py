"""A plain reading of how articles are found and counted: loops over articles, sets of keys.

It knows articles and states, nothing of the engine.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from index.article import is_full_name
from index.store_writer import NewArticle
from search.state import SearchState
from tests.random_archive import PLACES, VALUES

FACETS = tuple(VALUES)


@dataclass(frozen=True)
class Made:
    """An article of a random archive as the oracle knows it."""

    article: NewArticle

    @property
    def id(self) -> str:
        return self.article.id

    @property
    def text(self) -> str:
        return self.article.clean.text

    @property
    def day(self) -> date | None:
        published = self.article.clean.published
        return published.day if published else None


Matches = Callable[["Oracle", Made], bool]
"""Whether a query means an article."""


class Oracle:
    """Answers a state by going through the articles."""

    def __init__(self, articles: list[Made], aliases: dict[str, str]) -> None:
        self.articles = articles
        self.aliases = aliases

    def entity(self, key: str) -> str:
        while key in self.aliases:
            key = self.aliases[key]
        return key

    def meant(self, facet: str, key: str) -> str:
        """What a key that was merged became; a hidden one is nobody."""
        return self.entity(key) if facet in ("person", "place") else key

    def points(self, made: Made, facet: str) -> dict[str, tuple[int, bool]]:
        """Points of each entity, and whether a person was named in full."""
        found = made.article.annotations.persons if facet == "person" else made.article.annotations.places
        points: dict[str, tuple[int, bool]] = {}
        for item in found:
            key = self.entity(item.entity.key)
            before, full = points.get(key, (0, False))
            points[key] = (before + item.points, full or is_full_name(item.entity.key))
        points.pop("", None)
        return points

    def values(self, made: Made, facet: str, every: bool) -> set[str]:
        clean = made.article.clean
        match facet:
            case "person" | "place":
                points = self.points(made, facet)
                return {key for key, (total, full) in points.items() if every or total >= 3 or full}
            case "country":
                return {PLACES[key] or "" for key in self.values(made, "place", every)} - {""}
            case "source":
                return {made.article.source}
            case "author":
                return set(clean.authors)
            case "lang":
                return {clean.language or ""} - {""}
            case "section":
                return {clean.section or ""} - {""}
            case "tag":
                return set(clean.tags)
        return {clean.kind}

    def obeys(self, made: Made, state: SearchState, matches: Matches, lifted: str = "") -> bool:
        """Whether an article is in the list; the OR selection of the facet ``lifted`` is ignored."""
        return (
            matches(self, made)
            and all(
                self.obeys_facet(made, state, facet, lifted) for facet in FACETS
            )
            and (not state.undated or made.day is None)
            and within(made.day, state.day_from, state.day_to)
            and (not (state.about_from or state.about_to) or speaks_of(made, state.about_from, state.about_to))
        )  # fmt: skip

    def obeys_facet(self, made: Made, state: SearchState, facet: str, lifted: str) -> bool:
        values = self.values(made, facet, state.mentions == "every")
        any_of, all_of, none_of = (
            {self.meant(facet, key) for key in state.keys(facet, mode)} for mode in ("any", "all", "not")
        )
        return (
            (not any_of or facet == lifted or bool(values & any_of))
            and all_of <= values
            and not values & none_of
            and (facet not in state.without or not values)
        )

    def found(self, state: SearchState, matches: Matches, lifted: str = "") -> list[Made]:
        return [made for made in self.articles if self.obeys(made, state, matches, lifted)]


def units(found: list[Made], state: SearchState) -> int:
    """Articles, or stories when copies are grouped."""
    return len({made.text if state.copies == "group" else made.id for made in found})


def bounds(first: str, last: str) -> tuple[date, date]:
    def day(text: str, at_end: bool) -> date:
        year, month, number = (*(int(part) for part in text.split("-")), 0, 0)[:3]
        last_month = month or (12 if at_end else 1)
        return date(year, last_month, number or (monthrange(year, last_month)[1] if at_end else 1))

    return day(first, False) if first else date.min, day(last, True) if last else date.max


def within(day: date | None, first: str, last: str) -> bool:
    if not first and not last:
        return True
    low, high = bounds(first, last)
    return day is not None and low <= day <= high


def speaks_of(made: Made, first: str, last: str) -> bool:
    low, high = bounds(first, last)
    return any(low <= item.start and item.end <= high for item in made.article.annotations.dates)


def speaks_at_large(made: Made, first: str, last: str) -> bool:
    low, high = bounds(first, last)
    overlapping = any(item.start <= high and item.end >= low for item in made.article.annotations.dates)
    return overlapping and not speaks_of(made, first, last)
