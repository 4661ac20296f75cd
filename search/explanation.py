"""Why an article is or is not among the hits of a search: values."""

from dataclasses import dataclass

from index.columns import FACETS
from search.state import SearchState


@dataclass(frozen=True, slots=True)
class TermScore:
    """What one term in one field adds to the score: ``boost * idf * BM25F(occurrences, length)``.

    ``length`` and ``average_length`` count terms; ``documents`` is how many articles have the term there.
    """

    field: str
    term: str
    occurrences: int
    documents: int
    idf: float
    length: int
    average_length: float
    boost: float
    score: float


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of the query, in the query language: whether it matches, its score, and what that is made of."""

    text: str
    matches: bool
    score: float
    terms: tuple[TermScore, ...] = ()
    clauses: tuple["Clause", ...] = ()


@dataclass(frozen=True, slots=True)
class FilterCheck:
    """One filter of the search, said in words, and whether the article passes it."""

    text: str
    passes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why an article is or is not among the hits.

    Attributes:
        id: The article.
        indexed: Whether the index has it; without, nothing else is known.
        matches: Whether it is a hit: the query matches and every filter lets it pass.
        score: Its score in the list, 0 where the list is not sorted by it.
        recency: What the clauses' score was multiplied by for the article's age.
        query: The query, part by part; None where nothing is asked for.
        filters: The filters, one by one.
        shown_as: Id of the article that stands for its story in a grouped list.
    """

    id: str
    indexed: bool
    matches: bool
    score: float = 0.0
    recency: float = 1.0
    query: Clause | None = None
    filters: tuple[FilterCheck, ...] = ()
    shown_as: str | None = None


def single_filters(state: SearchState) -> list[SearchState]:
    """Give a state for each filter that is set, with that filter alone; selections of one facet by mode."""
    bare = SearchState(mentions=state.mentions)
    found = [
        bare.change(selections=chosen)
        for facet in FACETS
        for chosen in (
            tuple(item for item in state.selections if (item.facet, item.mode) == (facet, "any")),
            *((item,) for item in state.selections if item.facet == facet and item.mode != "any"),
        )
        if chosen
    ]
    found += [bare.change(without=(facet,)) for facet in state.without]
    found += [bare.change(undated=True)] if state.undated else []
    if state.day_from or state.day_to:
        found.append(bare.change(day_from=state.day_from, day_to=state.day_to))
    if state.about_from or state.about_to:
        found.append(bare.change(about_from=state.about_from, about_to=state.about_to))
    return found
