"""What a query's expansion asks of the index and the store."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from index.article import Entity
from search.array.view import SPELLINGS, View
from search.state import SearchState
from search.variants import NameSpellings, Variants


class PrintedNames(Protocol):
    """Where names are read: the store's read side."""

    def printed(self, keys: Iterable[str]) -> Mapping[str, Entity]:
        """Give the entities that are known, under the names that articles print."""
        ...


@dataclass(frozen=True, slots=True)
class ArchiveVocabulary:
    """A `search.expansion.Vocabulary` over a view and the store's read side."""

    view: View
    entities: PrintedNames
    saved_queries: Callable[[], Mapping[str, SearchState]]

    def expand(self, field: str, prefix: str, limit: int) -> list[str]:
        """Give up to ``limit`` indexed terms of a text field that begin with ``prefix``."""
        return self.view.snapshot.expand(field, prefix, limit)

    def analyses(self) -> tuple[str, ...]:
        """Give the ways in which articles are analysed."""
        return self.view.analyses

    def variants(self) -> Variants:
        """Give the spellings of names, read once for a state of the alias table."""

        def make() -> NameSpellings:
            former = self.view.inherited or NameSpellings()
            return former.under(self.view.snapshot.aliases, self.entities.printed)

        return self.view.cached(SPELLINGS, make).variants

    def saved(self) -> Mapping[str, SearchState]:
        """Give the saved queries by slug."""
        return self.saved_queries()
