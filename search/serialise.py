"""A result page as JSON, for the API and ``dateline search --json`` (`schemas/search.schema.json`)."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from index.tracing import Trace
from search.explanation import Explanation
from search.query import Diagnostic
from search.results import Comparison, FacetResult, Histogram, Hit, ResultPage, Snippet
from search.state import SearchState
from search.suggestions import Suggestion

API_PATH = "/api/v1/search"


def page_to_json(page: ResultPage, state: SearchState, path: str = API_PATH) -> dict[str, Any]:
    """Give the answer of the contract; ``next`` is a link under ``path``, or None on the last page."""
    following = state.at(page.next_cursor).to_query_string() if page.next_cursor else None
    return {
        "total": page.total,
        "hits": [hit_to_json(hit) for hit in page.hits],
        "facets": {name: _values(facet) for name, facet in page.facets.items()},
        "without": {name: facet.without for name, facet in page.facets.items()},
        "histogram": _histogram(page.histogram),
        "about_histogram": _histogram(page.about_histogram),
        "coarser": page.coarser,
        "next": f"{quote(path)}?{following}" if following else None,
        "took_ms": round(page.took_ms, 3),
        "generation": page.generation,
        "also_matching": [
            {"word": item.word, "variants": list(item.variants)} for item in page.also_matching
        ],
        "did_you_mean": (
            {"q": page.did_you_mean.query, "count": page.did_you_mean.count} if page.did_you_mean else None
        ),
        "diagnostics": [diagnostic_to_json(item) for item in page.diagnostics],
    }


def comparison_to_json(found: Comparison, states: Sequence[SearchState]) -> dict[str, Any]:
    """Give several searches over common buckets; ``of`` is what the archive has of the asked sources."""
    return {
        "granularity": found.granularity,
        "starts": list(found.starts),
        "series": [
            {
                "params": state.to_query_string(),
                "total": series.total,
                "counts": list(series.counts),
                "of": list(series.of),
                "undated": series.undated,
            }
            for state, series in zip(states, found.series, strict=True)
        ],
    }


def hit_to_json(hit: Hit) -> dict[str, Any]:
    """Give one hit; the title's highlights are ranges of the title."""
    return {
        "id": hit.id,
        "url": hit.url,
        "title": hit.title.text,
        "title_ranges": [list(item) for item in hit.title.ranges],
        "source": hit.source,
        "published": hit.published,
        "authors": list(hit.authors),
        "section": hit.section,
        "language": hit.language,
        "score": round(hit.score, 6),
        "snippet": _snippet(hit.snippet),
        "copies": hit.copies,
        "persons": [{"key": chip.key, "name": chip.name} for chip in hit.persons],
        "places": [{"key": chip.key, "name": chip.name} for chip in hit.places],
    }


def facet_to_json(facet: FacetResult) -> dict[str, Any]:
    """Give some values of a facet, how many there are in all, and how many articles have none."""
    return {
        "name": facet.name,
        "values": _values(facet),
        "distinct": facet.distinct,
        "without": facet.without,
    }


def suggestion_to_json(item: Suggestion) -> dict[str, Any]:
    """Give one suggestion; ``q`` is the query that it leads to, beside the key of a name."""
    return {
        "kind": item.kind,
        "text": item.text,
        "count": item.count,
        "q": item.query,
        "key": item.key or None,
    }


def explanation_to_json(found: Explanation) -> dict[str, Any]:
    """Give why an article is or is not a hit; ``score`` is that of the list."""
    return asdict(found)


def trace_to_json(found: Trace) -> dict[str, Any]:
    """Give what became of an address; ``lost`` names the stage and the reason where it went no further."""
    lost = found.lost if found.article is None else None
    return {
        "asked": found.asked,
        "url": found.url or None,
        "article": found.article,
        "steps": [asdict(step) for step in found.steps],
        "lost": {"stage": lost.stage, "reason": lost.reason} if lost else None,
    }


def diagnostic_to_json(item: Diagnostic) -> dict[str, Any]:
    """Give one diagnostic; ``start`` and ``end`` are code points of the parameter's value."""
    return {
        "kind": item.kind,
        "parameter": item.parameter,
        "start": item.start,
        "end": item.end,
        "message": item.message,
        "suggestion": item.suggestion,
    }


def _snippet(snippet: Snippet) -> dict[str, Any]:
    return {"text": snippet.text, "ranges": [list(item) for item in snippet.ranges]}


def _values(facet: FacetResult) -> list[dict[str, Any]]:
    return [
        {"key": value.key, "name": value.name, "count": value.count, "selected": value.selected}
        for value in facet.values
    ]


def _histogram(histogram: Histogram) -> dict[str, Any]:
    return {
        "granularity": histogram.granularity,
        "buckets": [
            {"start": bucket.start, "count": bucket.count, "of": bucket.of} for bucket in histogram.buckets
        ],
        "undated": histogram.undated,
        "beyond": histogram.beyond,
    }
