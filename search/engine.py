"""The seam between a search and what answers it: the embedded engine today."""

from collections.abc import Collection, Iterator, Sequence
from typing import Literal, Protocol

from index.columns import FACETS
from search.explanation import Explanation
from search.results import Comparison, Export, FacetResult, Hit, Land, ResultPage, Trends
from search.state import SearchState
from search.suggestions import KINDS, Suggestion, SuggestionKind

FacetOrder = Literal["count", "name"]


class Engine(Protocol):
    """Answers search states. Share it between threads.

    Every method may raise the index's errors (missing, outdated, damaged), and those that search a
    `BadRequestError` with the diagnostic ``too-slow``.
    """

    def held(self) -> "Engine":
        """Give the engine as of one snapshot, the newest one when it is first asked: for all of one answer.

        Articles and names are the store's, as they are.
        """
        ...

    def search(self, state: SearchState, *, facets: Collection[str] = FACETS) -> ResultPage:
        """Give one page of hits with some facets and the histograms.

        Raises:
            BadRequestError: The cursor is not one of ours.
        """
        ...

    def count(self, state: SearchState) -> int:
        """Give the exact total alone."""
        ...

    def count_any(self, state: SearchState, facet: str, groups: Sequence[Sequence[str]]) -> list[int]:
        """Give the exact total of the search with any of the values of each group selected besides.

        A group has one value or more, and no value is in two groups.
        """
        ...

    def facet_values(
        self,
        state: SearchState,
        facet: str,
        *,
        containing: str = "",
        order: FacetOrder = "count",
        within: str = "",
        limit: int = 100,
        offset: int = 0,
    ) -> FacetResult:
        """Give the values of one facet, those whose name contains a text, a page of them.

        With ``within``, the code of a country or `search.results.NOWHERE`, places that lie there alone.
        """
        ...

    def lands(self, state: SearchState, *, containing: str = "", limit: int = 300) -> tuple[Land, ...]:
        """Give the places of a search by country, sorted by its code, about ``limit`` in all.

        Every country has equally many of them, those that are most frequent in it.
        """
        ...

    def iterate(self, state: SearchState) -> Iterator[Hit]:
        """Yield every hit in the order of the list, without snippets."""
        ...

    def suggest(
        self, text: str, *, kinds: tuple[SuggestionKind, ...] = KINDS, limit: int = 8
    ) -> list[Suggestion]:
        """Give what may be meant by the end of a text that is being typed, up to ``limit`` of each kind."""
        ...

    def compare(self, states: Sequence[SearchState]) -> Comparison:
        """Count several searches over the same buckets of publication, in their order, at the same moment."""
        ...

    def trends(self, *, limit: int = 8) -> Trends | None:
        """Give up to ``limit`` persons and as many places that are named more than usual; None undated."""
        ...

    def related(self, article_id: str, *, limit: int = 10) -> tuple[Hit, ...]:
        """Give articles about the same thing, the most alike first; none of its own story."""
        ...

    def explain(self, state: SearchState, article_id: str) -> Explanation:
        """Give why an article is or is not among the hits of a state."""
        ...

    def export(self, state: SearchState) -> Export:
        """Give every hit with the total and the histograms, all of one snapshot; the hits are read lazily.

        Hits whose article the store loses meanwhile are left out: compare with the total.
        """
        ...

    def resolved(self, state: SearchState) -> SearchState:
        """Give the state with the keys of merged persons and places replaced by what they became."""
        ...

    def names(self, state: SearchState) -> dict[str, str]:
        """Give the name to show for each key that a state selects."""
        ...

    def version(self) -> str:
        """Give what changes whenever answers may change."""
        ...
