"""The hits of a page: articles read from the store, with highlights and chips."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from index.article import Entity
from index.columns import FacetColumn
from index.languages import analysis_of
from index.rows import Shown
from search.array.order import Listed
from search.array.view import View
from search.highlight import Highlighter
from search.results import Chip, Hit, Snippet
from search.snippets import best_snippet

CHIPS = 4
"""Persons and places shown on a hit."""


class Articles(Protocol):
    """Where articles and names are read: the store's read side."""

    def shown(self, ids: Iterable[str]) -> Mapping[str, Shown]:
        """Give what a list shows of the articles that exist, keyed by id."""
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
    stored = store.shown(ids.values())
    kept = [doc for doc in docs if ids[doc] in stored]
    persons, places = _chips(view, kept, store)
    for doc, score in zip(docs, page.scores.tolist(), strict=True):
        item = stored.get(ids[doc])
        if item is None:
            continue  # deleted from the store a moment ago; the next snapshot does not have it
        analysis = analysis_of(item.language)
        title = highlighter.ranges(item.title, "title", analysis) if highlighter else ()
        yield Hit(
            id=item.id,
            url=item.url,
            title=Snippet(item.title, title),
            source=item.source,
            published=item.published,
            published_origin=item.published_origin,
            authors=tuple(item.authors),
            section=item.section,
            language=item.language,
            score=score if scored else 0.0,
            snippet=best_snippet(item.text, highlighter, analysis=analysis) if highlighter else Snippet(""),
            persons=persons[doc],
            places=places[doc],
            copies=int(view.story_sizes[view.snapshot.story[doc]]) - 1,
            kept=item.kept,
        )


Chips = dict[int, tuple[Chip, ...]]


def _chips(view: View, docs: list[int], store: Articles) -> tuple[Chips, Chips]:
    """Give the persons and the places of each document with the most points."""
    persons, places = (_most_named(view.snapshot.facets[facet], docs) for facet in ("person", "place"))
    wanted = {key for found in (persons, places) for keys in found.values() for key in keys}
    known = store.entities(wanted)

    def named(found: dict[int, list[str]]) -> Chips:
        return {
            doc: tuple(Chip(key, known[key].name if key in known else key) for key in keys)
            for doc, keys in found.items()
        }

    return named(persons), named(places)


def _most_named(column: FacetColumn, docs: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for doc in docs:
        entries = slice(column.offsets[doc], column.offsets[doc + 1])
        columns = (column.points[entries], column.ordinals[entries], column.salient[entries])
        rows = zip(*[part.tolist() for part in columns], strict=True)
        ranked = sorted([(-points, ordinal) for points, ordinal, is_salient in rows if is_salient])
        found[doc] = [column.values[ordinal] for _, ordinal in ranked[:CHIPS]]
    return found
