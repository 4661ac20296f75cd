"""Who and what is named more than usual, as the start page shows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from search.results import Trend, Trends
from search.state import SearchState
from web import labels
from web.languages import gettext, language, msg
from web.links import search_href


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A person or place with the articles of the last days, their link, and how many are usual, in words."""

    name: str
    href: str
    recent: int
    usual: str


def trending(found: Trends | None) -> Iterator[tuple[str, str, list[TrendRow]]]:
    """Give a heading, a facet and its rows, for persons and for places, where there are any."""
    if found is None:
        return
    days = labels.spans(found.first, found.last)
    for kind, title, trends in (
        ("person", msg("Persons named more than usual, %(days)s"), found.persons),
        ("place", msg("Places named more than usual, %(days)s"), found.places),
    ):
        if trends:
            yield gettext(title, days=days), kind, [_row(found, kind, item) for item in trends]


def _row(found: Trends, kind: str, item: Trend) -> TrendRow:
    state = SearchState(day_from=found.first, day_to=found.last).with_value(kind, item.key)
    return TrendRow(item.name, search_href(state), item.recent, _usual(item))


def _usual(item: Trend) -> str:
    """Say the usual number: ``usually 4``, ``usually 0.3``, ``new``."""
    if not item.usual:
        return gettext("new")
    digits = 0 if item.usual >= 2 else 1
    return gettext("usually %(number)s", number=language().formats.decimal(item.usual, digits))
