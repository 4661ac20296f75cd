"""The filters of a search state as masks, kept apart by facet so that each can be lifted."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from index.columns import UNDATED
from search.array.days import about_masks, published_mask
from search.array.view import Mask, View
from search.state import SearchState, parse_day


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search beside its query.

    Attributes:
        base: Everything but the OR selections of facets and the days talked about: all other masks,
            lifted ones and ``coarser`` too, lie within it.
        common: Everything but the OR selections of facets.
        chosen: The OR selection of each facet that has one.
        coarser: Documents that only the asked about-days leave out, because their dates are coarser.
    """

    base: Mask
    common: Mask
    chosen: dict[str, Mask]
    coarser: Mask | None

    def all(self) -> Mask:
        """Everything together."""
        return _all([self.common, *self.chosen.values()])

    def without(self, facet: str) -> Mask:
        """Everything but the OR selection of one facet (drill sideways)."""
        others = [mask for name, mask in self.chosen.items() if name != facet]
        return _all([self.common, *others])


def filters(state: SearchState, view: View) -> Filters:
    """Give the masks of a state."""
    every = state.mentions == "every"
    common = view.snapshot.live
    chosen: dict[str, Mask] = {}
    for item in state.selections:
        mask = view.value_mask(item.facet, item.key, every)
        if item.mode == "any":
            chosen[item.facet] = chosen[item.facet] | mask if item.facet in chosen else mask
        else:
            common = common & (mask if item.mode == "all" else ~mask)
    for facet in state.without:
        common = common & ~view.has_value(facet, every)
    if state.undated:
        common = common & (view.snapshot.published_day == UNDATED)
    if state.day_from or state.day_to:
        common = common & published_mask(view, _first(state.day_from), _last(state.day_to))
    base, coarser = common, None
    if state.about_from or state.about_to:
        inside, overlapping = about_masks(view, _first(state.about_from), _last(state.about_to))
        coarser = _all([common, overlapping, *chosen.values()])
        common = common & inside
    return Filters(base, common, chosen, coarser)


def _all(masks: list[Mask]) -> Mask:
    return masks[0] if len(masks) == 1 else np.asarray(np.logical_and.reduce(masks))


def _first(text: str) -> date | None:
    days = parse_day(text)
    return days[0] if days else None


def _last(text: str) -> date | None:
    days = parse_day(text)
    return days[1] if days else None
