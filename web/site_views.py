"""The start page, and what browsers and robots ask of a site."""

import json
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from index.errors import IndexDamagedError, IndexMissingError, IndexOutdatedError
from index.store import SourceStatus
from search.results import ResultPage, Trends
from search.saved import saved_list
from search.state import SearchState
from search.suggestions import MAX_TYPED, Suggestion
from web import labels
from web.archive import Archive, archive
from web.charts import chart
from web.facet_presenters import facet_boxes
from web.presenters import hit_rows
from web.trending import trending

blueprint = Blueprint("site", __name__)

LATEST = 12
"""Articles on the start page."""
SUGGESTED = 4
"""Suggestions of each kind in a browser's own box, which shows about ten lines."""
NAMED_FACETS = ("person", "place", "source")


@dataclass(frozen=True, slots=True)
class Summary:
    """What is in the archive, in words; empty where there is nothing to say."""

    articles: int
    sources: int
    first_day: str
    last_day: str
    last_import: str


@dataclass(frozen=True, slots=True)
class _Front:
    """What the archive has for its start page."""

    page: ResultPage
    oldest: ResultPage
    sources: list[SourceStatus]
    trends: Trends | None


LATEST_FIRST = SearchState(sort="newest", per_page=LATEST)


@blueprint.get("/")
def start() -> str:
    """Show the search box and what is in the archive, or how to fill an empty one."""
    here = archive()
    if here.is_empty:
        return render_template("empty.html", home=here.settings.home)
    try:
        front = here.remembered("front", lambda: _front(here))
    except (IndexMissingError, IndexOutdatedError, IndexDamagedError) as error:
        return render_template("unindexed.html", error=error, articles=here.store.count_articles())
    state = SearchState()
    boxes = {box.name: box for box in facet_boxes(state, front.page.facets, {})}
    return render_template(
        "start.html",
        summary=_summary(front),
        latest=hit_rows(front.page.hits, LATEST_FIRST, here.zone),
        boxes=[boxes[name] for name in NAMED_FACETS if name in boxes],
        chart=chart(front.page.histogram, state, "published"),
        saved=saved_list(here.store),
        trending=list(trending(front.trends)),
    )


def _front(here: Archive) -> _Front:
    engine, store = here.engine, here.store
    page = engine.search(LATEST_FIRST, facets=NAMED_FACETS)
    oldest = engine.search(SearchState(sort="oldest", per_page=1), facets=())
    return _Front(page, oldest, store.source_status(), engine.trends())


def _summary(front: _Front) -> Summary:
    days = [hit.published for hit in (*front.oldest.hits[:1], *front.page.hits[:1])]
    known = [labels.printed(day) for day in days if day]
    last = max((item.last_success or "" for item in front.sources), default="")
    return Summary(
        articles=front.page.total,
        sources=len(front.sources),
        first_day=known[0] if known else "",
        last_day=known[-1] if known else "",
        last_import=labels.stored_instant(last, archive().zone),
    )


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the search box to browsers (OpenSearch 1.1)."""
    return Response(
        render_template("opensearch.xml"), content_type="application/opensearchdescription+xml; charset=utf-8"
    )


@blueprint.get("/suggest.json")
def suggestions() -> Response:
    """Complete what is typed into the browser's own box (OpenSearch suggestions 1.1): words and names."""
    typed = request.args.get("q", "")[:MAX_TYPED]
    found = archive().engine.suggest(typed, kinds=("word", "person", "place"), limit=SUGGESTED)
    texts = [item.query if item.kind == "word" else _named(item) for item in found]
    counts = [labels.count(item.count, "article") for item in found]
    body = json.dumps([typed, texts, counts], ensure_ascii=False)
    return Response(body, content_type="application/x-suggestions+json; charset=utf-8")


def _named(item: Suggestion) -> str:
    """Give the query that finds a person or place by name."""
    name = item.text.replace('"', " ")
    return f'{item.query} {item.kind}:"{name}"'.strip()


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Keep robots out of the endless combinations of filters."""
    return Response(render_template("robots.txt"), content_type="text/plain; charset=utf-8")
