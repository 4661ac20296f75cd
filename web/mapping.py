"""Places of a result on a map: which lie together, where each circle stands and where it leads."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.article import Entity
from search.results import FacetValue
from search.state import MAX_SELECTIONS, SearchState
from web import labels
from web.languages import ngettext
from web.links import Narrower

WIDTH, HEIGHT = 1000, 500
"""Units of `static/world.svg`: 360 degrees by 180."""
LEAST_WIDTH = 90.0
"""Narrowest view, in units: the outline is too coarse for a closer one."""
MARGIN = 0.12
"""Part of the view left free around the outermost places."""
CELLS = 26
"""Places within one cell of a grid of so many columns are drawn as one circle."""
MAX_TOGETHER = MAX_SELECTIONS // 2
"""Places that one circle selects, the most frequent ones."""
LEAST_RADIUS, MOST_RADIUS = 0.006, 0.026
"""Radius of a circle as part of the view's width."""


@dataclass(frozen=True, slots=True)
class Located:
    """A place with its articles and where it is in units of the map."""

    value: FacetValue
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Circle:
    """Places that are drawn together; ``count`` is what the search at ``href`` finds."""

    x: float
    y: float
    radius: float
    count: int
    href: str
    names: tuple[str, ...]
    places: int

    @property
    def label(self) -> str:
        """Name the places, the most frequent first."""
        more = self.places - len(self.names)
        names = ", ".join(self.names)
        if not more:
            return names
        return ngettext("%(names)s and %(number)s more", "%(names)s and %(number)s more", more, names=names)


@dataclass(frozen=True, slots=True)
class View:
    """The part of the map that is shown, in units."""

    x: float
    y: float
    width: float
    height: float


NAMED = 4
"""Names in the label of a circle."""

CountAny = Callable[[SearchState, str, Sequence[Sequence[str]]], Sequence[int]]


def located(values: Iterable[FacetValue], entities: Mapping[str, Entity]) -> list[Located]:
    """Give the places whose point is known."""
    found = []
    for value in values:
        entity = entities.get(value.key)
        if entity is not None and entity.lat is not None and entity.lon is not None:
            x, y = (entity.lon + 180) * WIDTH / 360, (90 - entity.lat) * HEIGHT / 180
            found.append(Located(value, x, y))
    return found


def view_of(places: Iterable[Located]) -> View:
    """Give the smallest view, twice as wide as high, that shows all places."""
    some = list(places)
    left, right = min((item.x for item in some), default=0), max((item.x for item in some), default=WIDTH)
    top, bottom = min((item.y for item in some), default=0), max((item.y for item in some), default=HEIGHT)
    wanted = max(right - left, 2 * (bottom - top)) / (1 - 2 * MARGIN)
    width = min(max(wanted, LEAST_WIDTH), WIDTH)
    height = width / 2
    x = min(max((left + right - width) / 2, 0), WIDTH - width)
    y = min(max((top + bottom - height) / 2, 0), HEIGHT - height)
    return View(round(x, 1), round(y, 1), round(width, 1), round(height, 1))


def circles(state: SearchState, places: Iterable[Located], view: View, count_any: CountAny) -> list[Circle]:
    """Group the places by the cells of a grid; largest circles first, so that small ones stay on top.

    Args:
        state: The search; a circle asks for any of its places instead of those that are selected.
        places: Most frequent first.
        view: What is shown.
        count_any: `search.engine.Engine.count_any`: articles that name two places of a circle count once.
    """
    side = view.width / CELLS
    cells: dict[tuple[int, int], list[Located]] = {}
    for item in places:
        cells.setdefault((int(item.x // side), int(item.y // side)), []).append(item)
    free = state.change(
        selections=tuple(one for one in state.selections if (one.facet, one.mode) != ("place", "any"))
    )
    keys = [[item.value.key for item in some[:MAX_TOGETHER]] for some in cells.values()]
    counts = count_any(free, "place", keys)
    most = max(counts, default=1)
    href = Narrower(free).adding_all("place")
    found = [
        _circle(some, number, href(asked), view, most)
        for some, number, asked in zip(cells.values(), counts, keys, strict=True)
    ]
    return sorted(found, key=lambda item: -item.radius)


def _circle(some: list[Located], number: int, href: str, view: View, most: int) -> Circle:
    weight = sum(item.value.count for item in some) or 1
    share = math.sqrt(number / most) if most else 0.0
    names = tuple(labels.value_name("place", item.value) for item in some[:NAMED])
    return Circle(
        x=round(sum(item.x * item.value.count for item in some) / weight, 2),
        y=round(sum(item.y * item.value.count for item in some) / weight, 2),
        radius=round(view.width * (LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * share), 3),
        count=number,
        href=href,
        names=names,
        places=min(len(some), MAX_TOGETHER),
    )
