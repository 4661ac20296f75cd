"""`ArrayEngine`: the embedded engine behind the `search.engine.Engine` seam."""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from threading import Lock
from typing import Protocol

import numpy as np

from index.article import Entity, StoredArticle
from index.batching import batched
from index.columns import FACETS
from index.read_side import Snapshot
from index.rows import Shown
from search.array.comparing import comparison
from search.array.counts import Counts, count_docs, count_groups, count_values, representatives
from search.array.evaluate import Evaluator
from search.array.evaluated import Evaluated, count_coarser, histograms
from search.array.explain import Explainer
from search.array.facet_lists import places_by_country, top_values, values_page
from search.array.filters import filters
from search.array.hits import Hits, as_hits, narrowed
from search.array.listing import list_hits
from search.array.order import Listed, contenders, listed, read_cursor, write_cursor
from search.array.pages import PageCache
from search.array.related import related_docs
from search.array.sentences import SentenceReader
from search.array.spelling import Spelling
from search.array.suggest import Names, Suggester
from search.array.trends import trends
from search.array.view import View
from search.array.vocabulary import ArchiveVocabulary
from search.days import utc_today
from search.engine import FacetOrder
from search.errors import too_slow
from search.expansion import expand
from search.explanation import Explanation, FilterCheck, single_filters
from search.highlight import Highlighter
from search.names import all_names, display_names
from search.parser import parse
from search.ranking import FIELD_BOOSTS
from search.results import Comparison, Export, FacetResult, Hit, Land, ResultPage, Trends
from search.state import SearchState
from search.suggestions import KINDS, DidYouMean, Suggestion, SuggestionKind

ITERATE_BATCH = 200
CACHED_PAGES = 256
CACHED_S = 5.0
"""Age of a remembered page, in seconds: a change in the store that no commit shows is seen after that."""
PARSED = 500
"""Queries whose trees are remembered."""
DEADLINE_S = 10.0
"""Looked at before each word and each batch of sentences; one common word in a million articles may run
over it by some seconds."""


class Articles(Names, Protocol):
    """Where articles and names are read: the store's read side."""

    def articles(self, ids: Iterable[str]) -> dict[str, StoredArticle]:
        """Give the articles that exist, keyed by id."""
        ...

    def shown(self, ids: Iterable[str]) -> dict[str, Shown]:
        """Give what a list shows of the articles that exist, keyed by id."""
        ...

    def entities(self, keys: Iterable[str]) -> dict[str, Entity]:
        """Give the entities that are known."""
        ...

    def printed(self, keys: Iterable[str]) -> dict[str, Entity]:
        """Give the entities that are known, under the names that articles print."""
        ...

    def keys_with_words(self, words: Sequence[str]) -> Iterable[str]:
        """Give the persons and places whose name holds every one of some folded words."""
        ...


class ArrayEngine:
    """Answers search states from the newest snapshot. Share it between threads.

    Args:
        snapshot: Gives the newest snapshot, at little cost when nothing changed.
        articles: The store's read side.
        saved: Gives the saved queries by slug.
        today: Gives the day from which relative dates count back.
        deadline_s: The longest that a search may take, in seconds.
        cached_pages: Result pages that are remembered for a few seconds, as long as nothing changes.
    """

    def __init__(
        self,
        snapshot: Callable[[], Snapshot],
        articles: Articles,
        saved: Callable[[], Mapping[str, SearchState]] = dict,
        *,
        today: Callable[[], date] = utc_today,
        deadline_s: float = DEADLINE_S,
        cached_pages: int = CACHED_PAGES,
    ) -> None:
        self._snapshot = snapshot
        self._articles = articles
        self._saved = saved
        self._deadline_s = deadline_s
        self._lock = Lock()
        self._current: View | None = None
        self._today = today
        self._pages = PageCache(cached_pages, CACHED_S)
        self._suggester = Suggester(articles)
        # A query comes again with every filter that is clicked.
        self._parse = lru_cache(maxsize=PARSED)(parse)
        self._view = self._newest

    def held(self) -> "ArrayEngine":
        """Give the engine as of one snapshot, the newest one when it is first asked."""
        other = copy(self)
        other._view = cache(self._view)
        return other

    def _newest(self) -> View:
        snapshot = self._snapshot()
        with self._lock:
            if self._current is None:
                self._current = View(snapshot, all_names, self._articles.keys_with_words)
            elif self._current.snapshot is not snapshot:
                self._current = self._current.renewed(snapshot)
            return self._current

    def version(self) -> str:
        """Give what changes whenever answers may change."""
        return self._view().snapshot.version

    def names(self, state: SearchState) -> dict[str, str]:
        """Give the name to show for each key that a state selects."""
        names: dict[str, str] = {}
        for facet in FACETS:
            names |= display_names(
                facet, [item.key for item in state.selections if item.facet == facet], self._articles
            )
        return names

    def resolved(self, state: SearchState) -> SearchState:
        """Give the state with the keys of merged persons and places replaced by what they became."""
        return _resolved(state, self._view())

    def _find(self, state: SearchState) -> Evaluated:
        view = self._view()
        state = _resolved(state, view)
        today = self._today()
        vocabulary = ArchiveVocabulary(view, self._articles, self._saved)
        expanded = expand(
            self._parse(state.query, today), vocabulary, FIELD_BOOSTS, today, names=state.names == "variants"
        )
        chosen = filters(state, view)
        evaluator = self._evaluator(view, state)
        text = evaluator.matches(expanded.tree, chosen.base)
        everything = chosen.all()
        if not isinstance(text, Hits):
            hits = as_hits(text & everything)
        else:
            hits = text if everything is view.snapshot.live and view.whole else narrowed(text, everything)
        diagnostics = (*expanded.diagnostics, *evaluator.diagnostics)
        return Evaluated(view, state, replace(expanded, diagnostics=diagnostics), chosen, text, hits, today)

    def _evaluator(self, view: View, state: SearchState) -> Evaluator:
        started = time.monotonic()

        def tick() -> None:
            if time.monotonic() - started > self._deadline_s:
                raise too_slow(self._deadline_s)

        reader = SentenceReader(self._articles.articles, lambda: view.snapshot.aliases, tick)
        return Evaluator(view, state.mentions == "every", reader)

    def search(self, state: SearchState, *, facets: Collection[str] = FACETS) -> ResultPage:
        """Give one page of hits with some facets and the histograms.

        Raises:
            BadRequestError: The cursor is not one of ours, or the search took too long.
        """
        started = time.perf_counter()
        held = self.held()
        key = (held.version(), state, tuple(facets), self._today())
        page = self._pages.get(key)
        if page is None:
            page = held._page(state, facets)
            if "saved:" not in state.query:  # a saved query may change at any time
                self._pages.put(key, page)
        return replace(page, took_ms=(time.perf_counter() - started) * 1000)

    def _page(self, state: SearchState, facets: Collection[str]) -> ResultPage:
        found = self._find(state)
        view = found.view
        page, total = self._list(found)
        published, about = histograms(found)
        shown = page.before + len(page.docs)
        cursor = None
        if len(page.docs) > 0 and shown < total:
            cursor = write_cursor(view, int(page.docs[-1]), float(page.scores[-1]), state.sort)
        return ResultPage(
            total=total,
            hits=tuple(self._hits(found, page)),
            did_you_mean=self._did_you_mean(found, total),
            facets={name: self._facet(found, name) for name in facets},
            histogram=published,
            about_histogram=about,
            coarser=count_coarser(found),
            next_cursor=cursor,
            took_ms=0.0,
            generation=view.snapshot.generation,
            version=view.snapshot.version,
            diagnostics=found.query.diagnostics,
            also_matching=found.query.also_matching,
        )

    def count(self, state: SearchState) -> int:
        """Give the exact total alone."""
        found = self._find(state)
        return count_docs(found.view, found.hits.docs, grouped=found.grouped)

    def count_any(self, state: SearchState, facet: str, groups: Sequence[Sequence[str]]) -> list[int]:
        """Give the total with any values of each group selected besides; no value is in two groups."""
        if facet in state.without or any(item.facet == facet for item in state.selections):
            held = self.held()
            return [held.count(state.with_values(facet, keys)) for keys in groups]
        found = self._find(state)
        every, grouped = found.every, found.grouped
        return count_groups(found.view, facet, groups, found.hits.docs, every=every, grouped=grouped)

    def listed(self, state: SearchState) -> tuple[Listed, int]:
        """Give the documents of a page with their scores, without reading them, and the exact total."""
        return self._list(self._find(state))

    def _list(self, found: Evaluated) -> tuple[Listed, int]:
        """Give the page of the list that the state asks for, and how long the list is."""
        state, cursor = found.state, read_cursor(found.state.cursor)
        if cursor is None and state.sort == "relevance" and not found.grouped:
            best = contenders(found.hits, state.per_page, found.factors)
            return listed(found.view, best, state.sort, None, state.per_page), len(found.hits.docs)
        entries = self._entries(found)
        return listed(found.view, entries, state.sort, cursor, state.per_page), len(entries.docs)

    def _entries(self, found: Evaluated) -> Hits:
        """Give what the list has an entry for: a story is its original, with its best copy's score."""
        view, hits = found.view, found.hits
        if found.factors is not None:
            hits = Hits(hits.docs, hits.scores * found.factors.take(hits.docs))
        if not found.grouped:
            return hits
        docs = representatives(view, hits.docs)
        stories = view.snapshot.story
        best = np.zeros(int(stories.max(initial=0)) + 1)
        np.maximum.at(best, stories[hits.docs], hits.scores)
        return Hits(docs, best[stories[docs]])

    def _counts(self, found: Evaluated, facet: str) -> Counts:
        docs = found.without(facet)
        return count_values(found.view, facet, docs, every=found.every, grouped=found.grouped)

    def _facet(self, found: Evaluated, facet: str) -> FacetResult:
        selected = [item.key for item in found.state.selections if item.facet == facet and item.mode != "not"]
        return top_values(found.view, facet, self._counts(found, facet), selected, self._articles)

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
        """Give the values of one facet, those whose name contains a text, in a country, a page of them."""
        found = self._find(state)
        return values_page(
            found.view,
            facet,
            self._counts(found, facet),
            {*state.keys(facet), *state.keys(facet, "all")},
            self._articles,
            containing=containing,
            order=order,
            within=within,
            limit=limit,
            offset=offset,
        )

    def lands(self, state: SearchState, *, containing: str = "", limit: int = 300) -> tuple[Land, ...]:
        """Give the most frequent places of each country, about ``limit`` in all."""
        found = self._find(state)
        selected = {*state.keys("place"), *state.keys("place", "all")}
        counts = self._counts(found, "place")
        return places_by_country(
            found.view, counts, selected, self._articles, containing=containing, limit=limit
        )

    def iterate(self, state: SearchState) -> Iterator[Hit]:
        """Yield every hit in the order of the list, without snippets."""
        return self._every(self._find(state))

    def export(self, state: SearchState) -> Export:
        """Give every hit with the total and the histograms of the same snapshot."""
        found = self._find(state)
        total = count_docs(found.view, found.hits.docs, grouped=found.grouped)
        snapshot = found.view.snapshot
        return Export(total, snapshot.generation, snapshot.version, *histograms(found), self._every(found))

    def _every(self, found: Evaluated) -> Iterator[Hit]:
        everything = listed(found.view, self._entries(found), found.state.sort, None, None)
        for batch in batched(range(len(everything.docs)), ITERATE_BATCH):
            some = slice(batch[0], batch[-1] + 1)
            part = Listed(everything.docs[some], everything.scores[some], batch[0])
            yield from self._hits(found, part, snippets=False)

    def _hits(self, found: Evaluated, page: Listed, *, snippets: bool = True) -> Iterator[Hit]:
        highlighter = Highlighter(found.query.tree) if snippets else None
        scored = found.state.sort == "relevance"
        return list_hits(found.view, page, self._articles, highlighter, scored=scored)

    def suggest(
        self, text: str, *, kinds: tuple[SuggestionKind, ...] = KINDS, limit: int = 8
    ) -> list[Suggestion]:
        """Give what may be meant by the end of a text, up to ``limit`` of each kind."""
        return self._suggester.suggest(self._view(), text, kinds=kinds, limit=limit)

    def compare(self, states: Sequence[SearchState]) -> Comparison:
        """Count several searches over the same buckets, all on the same snapshot."""
        held = self.held()
        return comparison([held._find(state) for state in states])

    def trends(self, *, limit: int = 8) -> Trends | None:
        """Give up to ``limit`` persons and as many places that are named more than usual."""
        view, today = self._view(), self._today()
        return view.cached(("trends", limit, today), lambda: trends(view, self._articles, limit, today))

    def related(self, article_id: str, *, limit: int = 10) -> tuple[Hit, ...]:
        """Give articles about the same thing, the most alike first; none of its own story."""
        view = self._view()
        doc, texts = view.snapshot.doc_number(article_id), self._articles.texts([article_id])
        if doc is None or article_id not in texts:
            return ()
        page = related_docs(view, texts[article_id], doc, limit)
        return tuple(list_hits(view, page, self._articles, None, scored=True))

    def explain(self, state: SearchState, article_id: str) -> Explanation:
        """Give why an article is or is not among the hits of a state."""
        found = self._find(state)
        view = found.view
        doc = view.snapshot.doc_number(article_id)
        if doc is None:
            return Explanation(id=article_id, indexed=False, matches=False)
        within = found.filters.base.copy()
        within[doc] = True
        explainer = Explainer(view, self._evaluator(view, state), within, doc)
        clause = explainer.clause(found.query.tree) if state.query else None
        factor = 1.0 if found.factors is None else float(found.factors[doc])
        names = self.names(state)
        matches = bool(np.isin(doc, found.hits.docs))
        same = found.hits.docs[view.snapshot.story[found.hits.docs] == view.snapshot.story[doc]]
        return Explanation(
            id=article_id,
            indexed=True,
            matches=matches,
            score=clause.score * factor if clause and matches and state.sort == "relevance" else 0.0,
            recency=factor,
            query=clause,
            filters=tuple(
                FilterCheck(one.describe(names), bool(filters(one, view).all()[doc]))
                for one in single_filters(state)
            ),
            shown_as=(
                view.snapshot.ids[int(representatives(view, same)[0])] if found.grouped and matches else None
            ),
        )

    def _did_you_mean(self, found: Evaluated, total: int) -> DidYouMean | None:
        """Give the query spelt as the archive spells it, where that finds more."""
        state = found.state
        if not state.query or state.cursor:
            return None
        tree = self._parse(state.query, self._today()).tree
        query = Spelling(found.view, self._suggester, total).corrected(tree)
        count = self.count(state.change(query=query)) if query else 0
        return DidYouMean(query, count) if query and count > total else None


def _resolved(state: SearchState, view: View) -> SearchState:
    """Replace the keys of merged persons and places by what they became."""
    aliases = view.snapshot.aliases
    chosen = tuple(sorted({item.resolved(aliases) for item in state.selections}))
    return state if chosen == state.selections else replace(state, selections=chosen)
