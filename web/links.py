"""Addresses of pages, made from search states. The URL is the state."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlencode

from flask import g, request, url_for

from search.narrowing import Narrowing
from search.quoting import quoted
from search.state import Mode, SearchState


def search_href(state: SearchState) -> str:
    """Give the address of a search."""
    return _with(results_path(), state.to_query_string())


class Narrower:
    """Writes the addresses of one search with one thing changed; the parts of a page share it.

    Args:
        state: The search that is narrowed.

    Attributes:
        query_string: Of the search from its first hit.
    """

    def __init__(self, state: SearchState) -> None:
        self.state = state
        self._path, self._mounted_at = results_path(), request.script_root
        self._narrowing = Narrowing(state)
        self._articles = _articles_path()
        self.query_string = state.first_page.to_query_string()
        self._asked = _asked_of_article(state.query, state.time_zone)

    def value_href(self, facet: str, key: str, mode: Mode = "any") -> str:
        """Give the address of the search that also selects a value."""
        return f"{self._path}?{self._narrowing.query_string(facet, key, mode)}"

    def choice_href(self, name: str, value: str) -> str:
        """Give the address of the search with another value of a choice: ``sort``, ``layout``, ..."""
        return _with(self._path, self._narrowing.choosing(name, value))

    def without_any_href(self, facet: str) -> str:
        """Give the address of the search for what has no value of a facet."""
        return f"{self._path}?{self._narrowing.without_any(facet)}"

    def adding(self, facet: str, mode: Mode = "any") -> Callable[[str], str]:
        """Give what writes the address of the search that also selects a value, by the key of the value."""
        around = self._narrowing.around(facet, mode)
        if around is None:
            return lambda key: self.value_href(facet, key, mode)
        before, after = f"{self._path}?{around[0]}", around[1]
        return lambda key: f"{before}{quoted(key)}{after}"

    def adding_all(self, facet: str) -> Callable[[Iterable[str]], str]:
        """Give what writes the address of the search for any of several values, by their keys."""
        around = self._narrowing.around(facet)
        if around is None:
            return lambda keys: search_href(self.state.with_values(facet, keys))
        before, after, joint = f"{self._path}?{around[0]}", around[1], f"&{facet}="

        def href(keys: Iterable[str]) -> str:
            wanted = sorted(keys)
            if not wanted or any(self.mode(facet, key) for key in wanted):
                return search_href(self.state.with_values(facet, wanted))
            return f"{before}{joint.join(map(quoted, wanted))}{after}"

        return href

    def mode(self, facet: str, key: str) -> Mode | None:
        """Give how a value is selected, None where it is not."""
        return self._narrowing.modes.get((facet, key))

    def entity_href(self, key: str) -> str:
        """Give the page about a person or place."""
        return _path(self._mounted_at, "entity.entity", (("key", key),))

    def article_href(self, article_id: str) -> str:
        """Give the address of an article with the words of the query highlighted."""
        return _with(self._articles + quote(article_id), self._asked)


def narrower(state: SearchState) -> Narrower:
    """Give what writes the narrower searches of a page."""
    found: Narrower | None = g.get("narrower")
    if found is None or found.state is not state:
        found = g.narrower = Narrower(state)
    return found


def results_path() -> str:
    """Give the path of the page of results."""
    return path_of("search.results")


def path_of(endpoint: str, **values: str) -> str:
    """Give the path of a page; a page has a hundred links, and Flask takes its time with each."""
    return _path(request.script_root, endpoint, tuple(values.items()))


@lru_cache(maxsize=16_384)
def _path(_mounted_at: str, endpoint: str, values: tuple[tuple[str, str], ...]) -> str:
    # The tree of all places has a thousand of them; where the application is mounted is part of the path.
    named: dict[str, Any] = dict(values)
    return url_for(endpoint, **named)


def _first_page_query(state: SearchState) -> str:
    here: Narrower | None = g.get("narrower")
    return here.query_string if here and here.state is state else state.first_page.to_query_string()


def _articles_path() -> str:
    return path_of("article.article", article_id="_").removesuffix("_")


def export_href(state: SearchState, name: str) -> str:
    """Give the address of all hits of a search as a file."""
    return _with(path_of("export.export", name=name), _first_page_query(state))


def chart_href(state: SearchState, which: str) -> str:
    """Give the address of one chart of a search as an SVG file."""
    query = "&".join(part for part in (_first_page_query(state), f"which={which}") if part)
    return _with(path_of("chart.svg"), query)


def map_href(state: SearchState) -> str:
    """Give the address of the map of a search's places."""
    return _with(path_of("map.page"), _first_page_query(state))


def compare_href(queries: Iterable[str], share: bool = False) -> str:
    """Give the address of a comparison; each query is words, or the query string of a search."""
    pairs = [("q", query) for query in queries] + ([("bars", "share")] if share else [])
    return _with(path_of("compare.page"), urlencode(pairs))


def article_href(article_id: str, query: str = "", time_zone: str = "") -> str:
    """Give the address of an article; the words of ``query`` are highlighted there."""
    return _with(_articles_path() + quote(article_id), _asked_of_article(query, time_zone))


def _asked_of_article(query: str, time_zone: str) -> str:
    return urlencode({name: value for name, value in (("q", query), ("tz", time_zone)) if value})


def stored_href(article_id: str) -> str:
    """Give the address of an article's stored page."""
    return url_for("archived.page", article_id=article_id)


def facet_href(state: SearchState, facet: str, **more: str) -> str:
    """Give the address of the page with all values of a facet."""
    extra = urlencode({name: value for name, value in more.items() if value})
    query = "&".join(part for part in (_first_page_query(state), extra) if part)
    return _with(path_of("search.facet", name=facet), query)


def saved_href(slug: str) -> str:
    """Give the stable address of a saved search."""
    return url_for("saved.show", slug=slug)


def entity_href(kind: str, key: str) -> str:
    """Give the search for everything that names a person or place."""
    return _with(results_path(), f"{quote(kind)}={quote(key)}")


def entity_page_href(key: str) -> str:
    """Give the page about a person or place."""
    return path_of("entity.entity", key=key)


def days_href(first: str, last: str) -> str:
    """Give the search for everything that talks about these days."""
    return _with(results_path(), urlencode({"about_from": first, "about_to": last}))


def _with(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
