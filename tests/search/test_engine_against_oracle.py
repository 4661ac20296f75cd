"""Random states over random archives, against a plain reading of how things are counted."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import store_writer
from index.progress import Progress
from index.settings import Settings
from index.store import open_store
from index.writer import update
from search.array.engine import ArrayEngine
from search.engine import Engine
from search.open import Archive
from search.results import Histogram
from search.state import SearchState
from tests.random_archive import make_article
from tests.search.oracle import FACETS, Made, Oracle, bounds, speaks_at_large, speaks_of, units
from tests.search.random_searches import Clause, searches

ALIASES = (
    {},
    {"p:a_kova": "p:ada_kova", "p:kova": "p:ada_kova"},
    {"p:kova": "p:telu", "p:telu": "p:bo_telu", "g:2": "g:3"},
    {"p:mirp": "", "g:1": ""},
)
"""No merges; merges; a chain of merges and one across a border; hidden values."""
ARCHIVES = 8


@pytest.fixture(scope="module")
def archives(
    build_archive: Callable[..., Archive], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[tuple[Engine, Oracle]]]:
    """Archives of 0 to 40 articles, some of them deleted and others added after the first commit."""
    opened, made = [], []
    for seed in range(ARCHIVES):
        rnd = random.Random(seed)
        articles = [Made(make_article(rnd, number)) for number in range(seed * 40 // (ARCHIVES - 1))]
        aliases = ALIASES[seed % len(ALIASES)]
        gone = {item.id for item in articles if rnd.random() < 0.1}
        late = {item.id for item in articles if rnd.random() < 0.3}

        def change(settings: Settings, articles: list[Made] = articles, gone: set[str] = gone) -> None:
            store = open_store(settings.store_path)
            with store.write() as connection:
                store_writer.put_articles(connection, [item.article for item in articles])
                for id_ in gone:
                    store_writer.delete_article(connection, id_)
            with Progress("indexing") as progress:
                update(store, settings.index_dir, progress)
            store.close()

        archive = build_archive(
            tmp_path_factory.mktemp("random"),
            [item.article for item in articles if item.id not in late],
            aliases,
            change,
        )
        opened.append(archive)
        living = [item for item in articles if item.id not in gone]
        made.append((archive.engine, Oracle(living, dict(aliases))))
    yield made
    for archive in opened:
        archive.close()


def all_hits(engine: Engine, state: SearchState) -> list[tuple[str, float]]:
    """The list through all its pages, by cursor."""
    hits: list[tuple[str, float]] = []
    while True:
        page = engine.search(state, facets=())
        hits += [(hit.id, hit.score) for hit in page.hits]
        assert len(page.hits) == state.per_page or page.next_cursor is None
        if page.next_cursor is None:
            return hits
        state = state.at(page.next_cursor)


def check_order(listed: list[tuple[str, float]], oracle: Oracle, state: SearchState) -> None:
    """By score or instant, undated ones last, ties by id."""
    by_id = {made.id: made.article.clean.published for made in oracle.articles}

    def key(id_: str, score: float) -> tuple[float, bool, float, str]:
        published = by_id[id_]
        at = published.instant.timestamp() if published else 0.0
        ascending = at if state.sort == "oldest" else -at
        return -score, published is None, ascending, id_

    assert state.sort == "relevance" or all(score == 0 for _, score in listed)
    assert listed == sorted(listed, key=lambda hit: key(*hit))


def check_list(engine: Engine, oracle: Oracle, state: SearchState, found: list[Made]) -> list[Made]:
    """Compare the list and the total; gives the articles that are listed."""
    listed = all_hits(engine, state)
    ids = [id_ for id_, _ in listed]
    by_id = {made.id: made for made in found}
    assert len(set(ids)) == len(ids) and set(ids) <= by_id.keys()
    assert len(ids) == units(found, state) == engine.count(state) == engine.search(state).total
    if state.copies == "group":
        assert {by_id[id_].text for id_ in ids} == {made.text for made in found}
    else:
        assert set(ids) == by_id.keys()
    check_order(listed, oracle, state)
    assert [(hit.id, hit.score) for hit in engine.iterate(state)] == listed
    return [by_id[id_] for id_ in ids]


def check_facets(engine: Engine, oracle: Oracle, state: SearchState, clause: Clause) -> None:
    every = state.mentions == "every"
    page = engine.search(state)
    for facet in FACETS:
        base = oracle.found(state, clause, lifted=facet)
        having: dict[str, list[Made]] = {}
        for made in base:
            for value in oracle.values(made, facet, every):
                having.setdefault(value, []).append(made)
        wanted = {key: units(some, state) for key, some in having.items()}
        answer = engine.facet_values(state, facet, limit=1000)
        assert {value.key: value.count for value in answer.values} == wanted
        assert answer.distinct == page.facets[facet].distinct == len(wanted)
        none = [made for made in base if not oracle.values(made, facet, every)]
        assert answer.without == page.facets[facet].without == units(none, state)
        shown = {value.key: value.count for value in page.facets[facet].values}
        assert shown == {key: wanted.get(key, 0) for key in shown}
        assert {
            oracle.meant(facet, item.key) or item.key
            for item in state.selections
            if item.facet == facet and item.mode != "not"
        } <= shown.keys()


def period(start: str, granularity: str) -> tuple[date, date]:
    return bounds(*[start[: {"day": 10, "month": 7, "year": 4}[granularity]]] * 2)


def check_published_histogram(histogram: Histogram, listed: list[Made]) -> None:
    assert sum(bucket.count for bucket in histogram.buckets) + histogram.undated == len(listed)
    assert histogram.undated == sum(made.day is None for made in listed)
    for bucket in histogram.buckets:
        low, high = period(bucket.start, histogram.granularity)
        inside = [made for made in listed if made.day and low <= made.day <= high]
        assert bucket.count == len(inside)


def check_about_histogram(histogram: Histogram, found: list[Made], state: SearchState) -> None:
    dated = [made for made in found if made.article.annotations.dates]
    assert histogram.undated == units(found, state) - units(dated, state)
    assert histogram.beyond == 0
    for bucket in histogram.buckets:
        first, last = (str(day) for day in period(bucket.start, histogram.granularity))
        speaking = [made for made in found if speaks_of(made, first, last)]
        assert bucket.count == units(speaking, state)


@settings(max_examples=400, deadline=None)
@given(number=st.integers(0, ARCHIVES - 1), search=searches())
def test_engine_counts_and_lists_as_a_plain_loop_does(
    archives: list[tuple[Engine, Oracle]], number: int, search: tuple[SearchState, Clause]
) -> None:
    engine, oracle = archives[number]
    state, clause = search
    found = oracle.found(state, clause)
    page = engine.search(state)
    assert page.diagnostics == ()
    listed = check_list(engine, oracle, state, found)
    check_facets(engine, oracle, state, clause)
    check_published_histogram(page.histogram, listed)
    check_about_histogram(page.about_histogram, found, state)
    # What is offered beside the list: everything but the about days is obeyed.
    open_days = replace(state, about_from="", about_to="")
    coarser = [
        made
        for made in oracle.found(open_days, clause)
        if (state.about_from or state.about_to) and speaks_at_large(made, state.about_from, state.about_to)
    ]
    assert page.coarser == units(coarser, state)


@settings(max_examples=60, deadline=None)
@given(number=st.integers(0, ARCHIVES - 1), search=searches(), data=st.data())
def test_count_of_a_value_is_the_total_after_selecting_it(
    archives: list[tuple[Engine, Oracle]],
    number: int,
    search: tuple[SearchState, Clause],
    data: st.DataObject,
) -> None:
    engine, _ = archives[number]
    state = search[0]
    facet = data.draw(st.sampled_from(FACETS))
    for value in engine.facet_values(state, facet, limit=5).values:
        lifted = state
        for key in state.keys(facet):
            lifted = lifted.without_value(facet, key)
        if value.key in state.keys(facet, "all"):
            continue
        assert engine.count(lifted.with_value(facet, value.key)) == value.count


@settings(max_examples=30, deadline=None)
@given(
    number=st.integers(0, ARCHIVES - 1),
    search=searches(),
    containing=st.sampled_from(("", "a", "er")),
    limit=st.sampled_from((1, 300)),
)
def test_places_of_each_country_are_those_of_the_whole_list(
    archives: list[tuple[Engine, Oracle]],
    number: int,
    search: tuple[SearchState, Clause],
    containing: str,
    limit: int,
) -> None:
    engine, _ = archives[number]
    state = search[0]
    every = engine.facet_values(state, "place", containing=containing, limit=1000).values
    lands = engine.lands(state, containing=containing, limit=limit)
    assert sum(land.distinct for land in lands) == len(every)
    for land in lands:
        own = engine.facet_values(state, "place", containing=containing, within=land.code, limit=1000)
        assert land.distinct == own.distinct == len(own.values)
        assert set(own.values) <= set(every)
        assert land.values == own.values[: len(land.values)] or land.distinct > len(land.values)


@settings(max_examples=60, deadline=None)
@given(number=st.integers(0, ARCHIVES - 1), search=searches(), facet=st.sampled_from(FACETS))
def test_counts_of_groups_of_values_are_the_totals_with_any_of_each(
    archives: list[tuple[Engine, Oracle]], number: int, search: tuple[SearchState, Clause], facet: str
) -> None:
    engine, _ = archives[number]
    keys = [value.key for value in engine.facet_values(SearchState(), facet).values]
    groups = [keys[:1], keys[1::2], keys[2::2]][: len(keys)]
    lifted = search[0].change(
        selections=tuple(item for item in search[0].selections if item.facet != facet), without=()
    )
    for state in (search[0], lifted):
        totals = [engine.count(state.with_values(facet, some)) for some in groups]
        assert engine.count_any(state, facet, groups) == totals


@settings(max_examples=60, deadline=None)
@given(number=st.integers(0, ARCHIVES - 1), search=searches())
def test_bar_of_the_published_chart_lists_as_many_articles_as_it_shows(
    archives: list[tuple[Engine, Oracle]], number: int, search: tuple[SearchState, Clause]
) -> None:
    engine, _ = archives[number]
    state = search[0].change(copies="show", day_from="", day_to="", undated=False)
    histogram = engine.search(state).histogram
    for bucket in histogram.buckets[:10]:
        first, last = period(bucket.start, histogram.granularity)
        assert engine.count(state.change(day_from=str(first), day_to=str(last))) == bucket.count
    assert engine.count(state.change(undated=True)) == histogram.undated


def test_archives_of_the_property_tests_hold_what_they_are_meant_to(
    archives: list[tuple[Engine, Oracle]],
) -> None:
    """Copies, undated articles, several segments and merged entities occur, else the properties say little."""
    _, oracle = archives[-2]
    assert units(oracle.articles, SearchState(copies="group")) < len(oracle.articles)
    assert any(made.day is None for made in oracle.articles)
    assert all(isinstance(engine, ArrayEngine) for engine, _ in archives)
    merged = {key for made in archives[1][1].articles for key in archives[1][1].points(made, "person")}
    assert "p:ada_kova" in merged and "p:kova" not in merged
