"""The hits of a page: articles read from the store, with highlights and chips."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from index.article import Entity, StoredArticle
from index.languages import analysis_of
from search.array.order import Listed
from search.array.view import View
from search.highlight import Highlighter
from search.names import display_names
from search.results import Chip, Hit, Snippet
from search.snippets import best_snippet

CHIPS = 4
"""Persons and places shown on a hit."""


class Articles(Protocol):
    """Where articles and names are read: the store's read side."""

    def articles(self, ids: Iterable[str]) -> Mapping[str, StoredArticle]:
        """Give the articles that exist, keyed by id."""
        ...

    def entities(self, keys: Iterable[str]) -> Mapping[str, Entity]:
        """Give the entities that are known."""
        ...


def list_hits(
    view: View, page: Listed, store: Articles, highlighter: Highlighter | None, *, scored: bool
) -> Iterator[Hit]:
    """Yield the hits of a page.

    Args:
        view: What was searched.
        page: The documents, in order.
        store: The store's read side.
        highlighter: Finds the query's words; None leaves snippets out.
        scored: Whether the order is by score.
    """
    docs = page.docs.tolist()
    ids = {doc: view.snapshot.ids[doc] for doc in docs}
    stored = store.articles(ids.values())
    kept = [doc for doc in docs if ids[doc] in stored]
    chips = {name: _chips(view, name, kept, store) for name in ("person", "place")}
    for doc, score in zip(docs, page.scores.tolist(), strict=True):
        item = stored.get(ids[doc])
        if item is None:
            continue  # deleted from the store a moment ago; the next snapshot does not have it
        article, clean = item.article, item.article.clean
        analysis = analysis_of(clean.language)
        title = highlighter.ranges(clean.title, "title", analysis) if highlighter else ()
        yield Hit(
            id=article.id,
            url=clean.url,
            title=Snippet(clean.title, title),
            source=article.source,
            published=clean.published.isoformat() if clean.published else None,
            published_origin=clean.published.origin if clean.published else None,
            authors=clean.authors,
            section=clean.section,
            language=clean.language,
            score=score if scored else 0.0,
            snippet=best_snippet(clean.text, highlighter, analysis=analysis) if highlighter else Snippet(""),
            persons=chips["person"][doc],
            places=chips["place"][doc],
            copies=int(view.story_sizes[view.snapshot.story[doc]]) - 1,
        )


def _chips(view: View, facet: str, docs: list[int], store: Articles) -> dict[int, tuple[Chip, ...]]:
    """Give the facet values of each document with the most points."""
    column = view.snapshot.facets[facet]
    keys: dict[int, list[str]] = {}
    for doc in docs:
        entries = slice(column.offsets[doc], column.offsets[doc + 1])
        salient = column.salient[entries]
        points = column.points[entries][salient].tolist()
        ordinals = column.ordinals[entries][salient].tolist()
        ranked = sorted(zip((-count for count in points), ordinals, strict=True))
        keys[doc] = [column.values[ordinal] for _, ordinal in ranked[:CHIPS]]
    names = display_names(facet, {key for found in keys.values() for key in found}, store)
    return {doc: tuple(Chip(key, names[key]) for key in found) for doc, found in keys.items()}
