"""Values of a facet as rows: the links that select, exclude or drop them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from index.entity_columns import ALIASED
from search.results import FacetValue
from search.state import Mode, SearchState
from web import labels
from web.languages import gettext, language
from web.links import narrower, search_href


class ValueRow(NamedTuple):
    """A facet value: ``href`` selects it, or takes it out again when it is selected.

    A tuple, since a page may have a thousand of them: a frozen dataclass takes four times as long to make,
    and a template reads the parts of a tuple without looking each of them up by its name.

    Attributes:
        counted: Its articles; empty for an excluded value, which by its nature occurs nowhere in the list.
        href: Empty for a step of a tree that is no value and only holds others.
        exclude_href: Empty where the value is selected or excluded; ``without`` says what it does.
        about_href: The page about a person or place, where the list leads there; ``about`` says so.
        below: What lies within a place.
    """

    name: str
    counted: str = ""
    href: str = ""
    mode: Mode | None = None
    exclude_href: str = ""
    without: str = ""
    about_href: str = ""
    about: str = ""
    below: tuple["ValueRow", ...] = ()


class ValueRows:
    """Makes the rows of one facet of a search; what they share is worked out once.

    Args:
        state: The search.
        facet: Name of the facet.
        about: Whether persons and places lead to their own pages, too.
    """

    def __init__(self, state: SearchState, facet: str, *, about: bool = False) -> None:
        self._facet, self._here = facet, narrower(state)
        self._selecting, self._excluding = self._here.adding(facet), self._here.adding(facet, "not")
        self._number = language().formats.number
        self._without = gettext("Without %(name)s")
        self._about = gettext("About %(name)s") if about and facet in ALIASED else ""

    def row(self, value: FacetValue, name: str = "") -> ValueRow:
        """Make the row of one value, which has its own name unless another is given."""
        key, name = value.key, name or labels.value_name(self._facet, value)
        about_href, about = "", ""
        if self._about:
            about_href, about = self._here.entity_href(key), self._about % {"name": name}
        mode = self._here.mode(self._facet, key)
        if mode:
            href = search_href(self._here.state.without_value(self._facet, key))
            exclude_href = without = ""
        else:
            href, exclude_href = self._selecting(key), self._excluding(key)
            without = self._without % {"name": name}
        return ValueRow(name, self._number(value.count), href, mode, exclude_href, without, about_href, about)

    def rows(self, values: Iterable[FacetValue]) -> tuple[ValueRow, ...]:
        """Make the rows of some values."""
        return tuple(map(self.row, values))


def excluded_rows(state: SearchState, facet: str, names: Mapping[str, str]) -> Iterator[ValueRow]:
    """Give the values of a facet that the search excludes."""
    for key in state.keys(facet, "not"):
        name = labels.key_name(facet, key, names.get(key, key))
        yield ValueRow(name, "", search_href(state.without_value(facet, key)), "not")
