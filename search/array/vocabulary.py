"""What a query's expansion asks of the index and the store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from search.array.view import View
from search.names import EntityNames
from search.state import SearchState
from search.variants import Variants, variants_of


@dataclass(frozen=True, slots=True)
class ArchiveVocabulary:
    """A `search.expansion.Vocabulary` over a view and the store's read side."""

    view: View
    entities: EntityNames
    saved_queries: Callable[[], Mapping[str, SearchState]]

    def expand(self, field: str, prefix: str, limit: int) -> list[str]:
        """Give up to ``limit`` indexed terms of a text field that begin with ``prefix``."""
        return self.view.snapshot.expand(field, prefix, limit)

    def analyses(self) -> tuple[str, ...]:
        """Give the ways in which articles are analysed."""
        return self.view.analyses

    def variants(self) -> Variants:
        """Give the spellings of names, read once for a snapshot."""
        return self.view.cached(
            ("variants",), lambda: variants_of(self.view.snapshot.aliases, self.entities.entities)
        )

    def saved(self) -> Mapping[str, SearchState]:
        """Give the saved queries by slug."""
        return self.saved_queries()
