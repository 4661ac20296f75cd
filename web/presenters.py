"""What the search templates show: labels and links made from a state and its result page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from index.article import Entity
from search.query import Diagnostic
from search.results import Hit, ResultPage
from search.state import Layout, SearchState, Sort
from web import labels
from web.charts import Chart, chart
from web.facet_presenters import FacetBox, facet_boxes
from web.facet_words import FACETS
from web.languages import gettext, msg
from web.links import article_href, compare_href, export_href, map_href, narrower, search_href, stored_href
from web.marks import Run, runs
from web.sentences import sentence

SORTS: tuple[tuple[Sort, str], ...] = (
    ("relevance", msg("Best match")),
    ("newest", msg("Newest")),
    ("oldest", msg("Oldest")),
)
PER_PAGE = (10, 20, 50, 100)
LAYOUTS: tuple[tuple[Layout, str], ...] = (("list", msg("Full")), ("compact", msg("Compact")))


class Link(NamedTuple):
    """A link of a choice; ``current`` ones are shown as chosen. A tuple: the hits of a page have many."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that narrows the search, and the search without it; ``label`` may be empty."""

    label: str
    value: str
    wider: SearchState
    excluded: bool = False

    @property
    def href(self) -> str:
        """The address of the search without it."""
        return search_href(self.wider)


@dataclass(frozen=True, slots=True)
class HitRow:
    """A hit of the list, its ranges cut into runs."""

    hit: Hit
    href: str
    title: tuple[Run, ...]
    snippet: tuple[Run, ...]
    day: str
    hover: str
    chips: tuple[tuple[str, Link], ...]
    copies_href: str
    stored_href: str


@dataclass(frozen=True, slots=True)
class Note:
    """A diagnostic with the text it is about, cut before, at and after the place."""

    diagnostic: Diagnostic
    before: str
    place: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    """All that the results template needs."""

    state: SearchState
    page: ResultPage
    heading: str
    sentence: str
    hits: tuple[HitRow, ...]
    facets: tuple[FacetBox, ...]
    charts: tuple[Chart, ...]
    chips: tuple[Chip, ...]
    clear_href: str
    sorts: tuple[Link, ...]
    sizes: tuple[Link, ...]
    switches: tuple[Link, ...]
    layouts: tuple[Link, ...]
    compare_href: str
    map_href: str
    atom_href: str
    zone: str
    first_href: str
    next_href: str
    notes: tuple[Note, ...]
    hidden: tuple[tuple[str, str], ...]
    date_hidden: tuple[tuple[str, str], ...]
    meant: Link | None


def search_view(
    state: SearchState,
    page: ResultPage,
    names: Mapping[str, str],
    diagnostics: tuple[Diagnostic, ...],
    zone: ZoneInfo,
    places: Mapping[str, Entity] = {},
) -> SearchView:
    """Make the view of one page of results.

    Args:
        state: What was asked.
        page: What was found.
        names: Names of the keys that the state selects.
        diagnostics: What could not be used of the address.
        zone: Zone of instants where the state names none.
        places: The places of the facet, to tell where they lie.
    """
    zone, here = ZoneInfo(state.time_zone) if state.time_zone else zone, narrower(state)
    return SearchView(
        state=state,
        page=page,
        heading=labels.hits(page.total, state),
        sentence=sentence(state, names),
        hits=hit_rows(page.hits, state, zone),
        facets=tuple(facet_boxes(state, page.facets, names, places)),
        charts=(
            chart(page.histogram, state, "published"),
            chart(page.about_histogram, state, "about"),
        ),
        chips=tuple(chips(state, names)),
        clear_href=search_href(SearchState(query=state.query, sort=state.sort, per_page=state.per_page)),
        sorts=_sorts(state),
        sizes=tuple(
            Link(labels.number(size), here.choice_href("per_page", str(size)), size == state.per_page)
            for size in PER_PAGE
        ),
        switches=_switches(state),
        layouts=tuple(
            Link(gettext(label), here.choice_href("layout", name), name == state.layout)
            for name, label in LAYOUTS
        ),
        compare_href=compare_href([state.first_page.to_query_string() or "q="]),
        map_href=map_href(state) if page.facets["place"].distinct else "",
        atom_href=export_href(state.change(sort="newest"), "atom"),
        zone=zone.key,
        first_href=search_href(state.first_page) if state.cursor else "",
        next_href=search_href(state.at(page.next_cursor)) if page.next_cursor else "",
        notes=tuple(note(item, state.query) for item in (*diagnostics, *page.diagnostics)),
        hidden=hidden_fields(state, "q"),
        date_hidden=hidden_fields(state, "from", "to", "about_from", "about_to", "undated", "tz"),
        meant=_meant(state, page),
    )


def _meant(state: SearchState, page: ResultPage) -> Link | None:
    """Give the search that was probably meant: what changes is a click of the reader's."""
    meant = page.did_you_mean
    return Link(meant.query, search_href(state.change(query=meant.query)), False) if meant else None


def hidden_fields(state: SearchState, *asked: str) -> tuple[tuple[str, str], ...]:
    """Give what a form must send along: all parameters but the cursor and those it asks for itself."""
    return tuple(pair for pair in state.to_params() if pair[0] not in (*asked, "cursor"))


def _sorts(state: SearchState) -> tuple[Link, ...]:
    # Without words there is nothing to match better or worse: the list is then newest first.
    shown = [item for item in SORTS if state.query or item[0] != "relevance"]
    current = "newest" if not state.query and state.sort == "relevance" else state.sort
    return tuple(
        Link(gettext(label), narrower(state).choice_href("sort", name), name == current)
        for name, label in shown
    )


def _switches(state: SearchState) -> tuple[Link, ...]:
    group, every = state.copies == "group", state.mentions == "every"
    recent, href = state.recency == "on", narrower(state).choice_href
    by_age = Link(gettext("Prefer recent"), href("recency", "off" if recent else "on"), recent)
    return (
        *((by_age,) if state.query and state.sort == "relevance" else ()),
        Link(gettext("Group copies"), href("copies", "show" if group else "group"), group),
        Link(gettext("Count every mention"), href("mentions", "salient" if every else "every"), every),
    )


def hit_rows(hits: Iterable[Hit], state: SearchState, zone: ZoneInfo) -> tuple[HitRow, ...]:
    """Make the rows of hits of a search; instants are said in the zone."""
    here = narrower(state)
    adding = {kind: here.adding(kind) for kind in ("person", "place")}

    def chip_link(kind: str, key: str, name: str) -> Link:
        mode = here.mode(kind, key)
        return Link(name, here.value_href(kind, key) if mode else adding[kind](key), mode == "any")

    return tuple(
        HitRow(
            hit=hit,
            href=here.article_href(hit.id),
            title=runs(hit.title.text, hit.title.ranges),
            snippet=runs(hit.snippet.text, hit.snippet.ranges),
            day=labels.printed(hit.published),
            hover=labels.hover(hit.published, hit.published_origin, zone),
            chips=tuple(
                (kind, chip_link(kind, chip.key, chip.name))
                for kind, some in (("person", hit.persons), ("place", hit.places))
                for chip in some
            ),
            copies_href=article_href(hit.id) + "#copies" if hit.copies else "",
            stored_href=stored_href(hit.id) if hit.kept else "",
        )
        for hit in hits
    )


def chips(state: SearchState, names: Mapping[str, str]) -> Iterator[Chip]:
    """Give one chip for each thing that narrows the search."""
    for item in state.selections:
        words = FACETS[item.facet]
        label = {"any": words.noun, "all": words.both, "not": words.excluded}[item.mode]
        name = labels.key_name(item.facet, item.key, names.get(item.key, item.key))
        wider = state.without_value(item.facet, item.key)
        yield Chip(gettext(label), name, wider, item.mode == "not")
    for name in state.without:
        left = tuple(other for other in state.without if other != name)
        yield Chip("", gettext(FACETS[name].without_any), state.change(without=left))
    if state.undated:
        yield Chip(gettext("date"), gettext("undated"), state.change(undated=False))
    if state.day_from or state.day_to:
        wider = state.change(day_from="", day_to="")
        yield Chip(gettext("published"), _days(state.day_from, state.day_to), wider)
    if state.about_from or state.about_to:
        wider = state.change(about_from="", about_to="")
        yield Chip(gettext("talks about"), _days(state.about_from, state.about_to), wider)


def _days(first: str, last: str) -> str:
    if first == last:
        return labels.span(first)
    if first and last:
        return gettext("from %(first)s to %(last)s", first=labels.span(first), last=labels.span(last))
    if first:
        return gettext("from %(first)s", first=labels.span(first))
    return gettext("to %(last)s", last=labels.span(last))


def note(item: Diagnostic, query: str) -> Note:
    """Cut the query, or name the parameter, around the place that a diagnostic is about."""
    if item.parameter != "q":
        return Note(item, "", item.parameter, "")
    start, end = min(item.start, len(query)), min(item.end, len(query))
    return Note(item, query[:start], query[start:end] or "␣", query[end:])
