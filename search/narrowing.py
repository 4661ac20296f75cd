"""The query strings of one search with one value more: a page of results writes some hundred of them."""

from bisect import bisect
from urllib.parse import quote_plus, urlencode

from search.state import FACET_PARAMETERS, Mode, SearchState

_NAMES = {chosen: name for name, chosen in FACET_PARAMETERS.items()}
_PLACE = {name: number for number, name in enumerate(FACET_PARAMETERS)}


class Narrowing:
    """Writes ``state.with_value(...).to_query_string()`` without making a state for each value.

    Args:
        state: The search that is narrowed.
    """

    def __init__(self, state: SearchState) -> None:
        self.state = state
        params = state.first_page.to_params()
        self._parts = [urlencode([pair]) for pair in params]
        self._chosen = [(_PLACE[name], key) for name, key in params if name in _PLACE]
        self._keys = {(item.facet, item.key) for item in state.selections}
        self._before = 1 if state.query else 0

    def query_string(self, facet: str, key: str, mode: Mode = "any") -> str:
        """Give the query string, in canonical order, of the search that also selects a value."""
        if facet in self.state.without or (facet, key) in self._keys:
            # What is there changes too: rare enough to be left to the state.
            return self.state.with_value(facet, key, mode).to_query_string()
        name = _NAMES[facet, mode]
        at = self._before + bisect(self._chosen, (_PLACE[name], key))
        return "&".join((*self._parts[:at], f"{name}={quote_plus(key)}", *self._parts[at:]))
