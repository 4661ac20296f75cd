"""The query strings of one search with one thing changed: a page of results writes some hundred of them."""

from bisect import bisect, bisect_left
from urllib.parse import urlencode

from search.quoting import quoted
from search.state import CHOICES, DAYS, DEFAULT_PER_PAGE, FACET_PARAMETERS, Mode, SearchState

_NAMES = {chosen: name for name, chosen in FACET_PARAMETERS.items()}
_PLACE = {name: number for number, name in enumerate(FACET_PARAMETERS)}
_IN_ORDER = ("q", *FACET_PARAMETERS, "none", "undated", *DAYS, *CHOICES, "tz", "per_page")
_RANK = {name: number for number, name in enumerate(_IN_ORDER)}
"""Order of all parameters in an address."""
_USUAL = {name: str(getattr(SearchState(), name)) for name in CHOICES} | {"per_page": str(DEFAULT_PER_PAGE)}
"""Values that an address leaves out."""


class Narrowing:
    """Writes ``state.with_value(...).to_query_string()`` without making a state for each value.

    Args:
        state: The search that is narrowed.
    """

    def __init__(self, state: SearchState) -> None:
        self.state = state
        params = state.first_page.to_params()
        parts = [urlencode([pair]) for pair in params]
        self._around = [
            ("".join(f"{part}&" for part in parts[:at]), "".join(f"&{part}" for part in parts[at:]))
            for at in range(len(parts) + 1)
        ]
        self._ranks = [_RANK[name] for name, _ in params]
        self._chosen = [(_PLACE[name], key) for name, key in params if name in _PLACE]
        self.modes = {(item.facet, item.key): item.mode for item in state.selections}
        self._before = 1 if state.query else 0

    def query_string(self, facet: str, key: str, mode: Mode = "any") -> str:
        """Give the query string, in canonical order, of the search that also selects a value."""
        if facet in self.state.without or (facet, key) in self.modes:
            # What is there changes too: rare enough to be left to the state.
            return self.state.with_value(facet, key, mode).to_query_string()
        name = _NAMES[facet, mode]
        before, after = self._around[self._before + bisect(self._chosen, (_PLACE[name], key))]
        return f"{before}{name}={quoted(key)}{after}"

    def choosing(self, name: str, value: str) -> str:
        """Give the query string of the search with another value of a choice (`CHOICES`) or of per_page."""
        first = bisect_left(self._ranks, _RANK[name])
        before = self._around[first][0]
        after = self._around[bisect(self._ranks, _RANK[name], first)][1]
        if value == _USUAL[name]:
            return before + after[1:] if after else before[:-1]
        return f"{before}{name}={value}{after}"

    def without_any(self, facet: str) -> str:
        """Give the query string of the search for what has no value of a facet."""
        if self.state.without or any(item.facet == facet for item in self.state.selections):
            return self.state.with_none_of(facet).to_query_string()
        before, after = self._around[bisect(self._ranks, _RANK["none"])]
        return f"{before}none={facet}{after}"

    def around(self, facet: str, mode: Mode = "any") -> tuple[str, str] | None:
        """Give what stands before and after the quoted key in each such query string of keys not selected.

        None where it is not the same for all: something is selected in this way already.
        """
        place = _PLACE[_NAMES[facet, mode]]
        if facet in self.state.without or any(chosen == place for chosen, _ in self._chosen):
            return None
        before, after = self._around[self._before + bisect(self._chosen, (place, ""))]
        return f"{before}{_NAMES[facet, mode]}=", after


class DayNarrowing:
    """Writes ``state.to_query_string()`` for other asked days, without making a state for each.

    Args:
        state: The search; it asks for some first and last day.
        first: The parameter of the first day, ``from`` or ``about_from``; that of the last one follows it.
    """

    def __init__(self, state: SearchState, first: str) -> None:
        params = state.first_page.to_params()
        at = [name for name, _ in params].index(first)
        self._names = first, params[at + 1][0]
        self._before = "".join(f"{part}&" for part in (urlencode([pair]) for pair in params[:at]))
        self._after = "".join(f"&{part}" for part in (urlencode([pair]) for pair in params[at + 2 :]))

    def query_string(self, first: str, last: str) -> str:
        """Give the query string, in canonical order; days are YYYY, YYYY-MM or YYYY-MM-DD."""
        begin, end = self._names
        return f"{self._before}{begin}={first}&{end}={last}{self._after}"
