"""Shares, gaps, comparisons and trends: every number is what a search for it finds."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from index import edits
from index.article import Annotations, Entity, FoundEntity
from index.store_writer import NewArticle
from search.array.engine import ArrayEngine
from search.comparing import MAX_COMPARED, compared_state, compared_states
from search.open import Archive
from search.results import Histogram
from search.state import SearchState, Selection

DIGITS = {"day": 10, "month": 7, "year": 4}
WIRE = (Selection("source", "any", "wire.example"),)
STATES = [
    SearchState(),
    SearchState(query="the"),
    SearchState(query="harbour OR flood"),
    SearchState(query="film", selections=WIRE),
    SearchState(selections=(Selection("source", "not", "gazette.example"),)),
    SearchState(query="grain", copies="group"),
    SearchState(query="zebra"),
]


def wholes(state: SearchState) -> SearchState:
    chosen = tuple(item for item in state.selections if item.facet == "source")
    return SearchState(selections=chosen, copies=state.copies)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.to_query_string() or "all")
def test_whole_of_a_bucket_is_what_its_sources_published_then(
    engine: ArrayEngine, state: SearchState
) -> None:
    histogram = engine.search(state).histogram
    for bucket in histogram.buckets:
        day = bucket.start[: DIGITS[histogram.granularity]]
        assert bucket.of == engine.count(wholes(state).change(day_from=day, day_to=day))
        assert bucket.count <= bucket.of


def test_whole_of_the_days_talked_about_is_what_talks_about_them(engine: ArrayEngine) -> None:
    histogram = engine.search(SearchState(query="election")).about_histogram
    assert any(bucket.count for bucket in histogram.buckets)
    for bucket in histogram.buckets:
        day = bucket.start[: DIGITS[histogram.granularity]]
        assert bucket.of == engine.count(SearchState(about_from=day, about_to=day))


def starts(histogram: Histogram) -> tuple[str, str, int]:
    return histogram.buckets[0].start, histogram.buckets[-1].start, len(histogram.buckets)


def test_asked_days_are_counted_whole(engine: ArrayEngine) -> None:
    page = engine.search(SearchState(query="ferry", day_from="2022-11", day_to="2022-11"))
    assert starts(page.histogram) == ("2022-11-01", "2022-11-30", 30)
    page = engine.search(SearchState(query="flood", about_from="1996-11", about_to="1998"))
    assert starts(page.about_histogram)[0] == page.about_histogram.buckets[0].start == "1996-11-01"
    half_open = engine.search(SearchState(query="ferry", day_from="2022-11"))
    assert starts(half_open.histogram)[0] == "2022-11-02"
    none = engine.search(SearchState(query="zebra", day_from="2022-11", day_to="2022-11"))
    assert none.histogram.buckets == ()


def test_compared_searches_share_buckets_and_count_what_each_finds(engine: ArrayEngine) -> None:
    found = engine.compare(STATES[:4])
    assert len({len(series.counts) for series in found.series} | {len(found.starts)}) == 1
    for state, series in zip(STATES[:4], found.series, strict=True):
        assert series.total == engine.count(state) == sum(series.counts) + series.undated
        for start, count, of in zip(found.starts, series.counts, series.of, strict=True):
            if count or start.endswith("-01-01"):
                day = start[: DIGITS[found.granularity]]
                assert count == engine.count(state.change(day_from=day, day_to=day))
                assert of == engine.count(wholes(state).change(day_from=day, day_to=day))


def test_comparing_what_finds_nothing_gives_no_buckets(engine: ArrayEngine) -> None:
    found = engine.compare([SearchState(query="zebra"), SearchState(undated=True)])
    assert (found.starts, [series.total for series in found.series]) == ((), [0, 2])
    assert found.series[1].undated == 2


def test_compared_search_is_words_or_a_query_string() -> None:
    assert compared_state("a=b and c")[0] == SearchState(query="a=b and c")
    assert compared_state("q=ferry&sort=newest")[0] == SearchState(query="ferry", sort="newest")
    assert compared_state("person=p:ada_brook")[0] == SearchState().with_value("person", "p:ada_brook")


def test_too_many_and_equal_searches_are_left_out_with_a_word() -> None:
    states, diagnostics = compared_states(["a", "q=a", "", "b", "c", "d", "e"])
    assert [state.query for state in states] == ["a", "b", "c", "d"]
    assert [(item.kind, item.parameter) for item in diagnostics] == [("too-many", "q")]
    assert len(states) == MAX_COMPARED
    _, diagnostics = compared_states(["from=never&q=x"])
    assert [item.parameter for item in diagnostics] == ["q: from"]


def naming(*names: str) -> Annotations:
    entities = (Entity(key=f"p:{name.lower().replace(' ', '_')}", kind="person", name=name) for name in names)
    return Annotations(persons=tuple(FoundEntity(entity=item, points=3, mentions=()) for item in entities))


def test_who_is_named_more_than_usual_comes_with_the_count_of_the_days(
    build_archive: Callable[..., Archive], make_article: Callable[..., NewArticle], tmp_path: Path
) -> None:
    weeks = (date(2024, 1, 1) + timedelta(weeks=number) for number in range(11))
    steady = [
        make_article(
            str(day), f"Ida Berg spoke on {day}.", published=str(day), annotations=naming("Ida Berg")
        )
        for day in weeks
    ]
    sudden = [
        make_article(f"n{number}", f"Otto Kern, thing {number}.", published=f"2024-03-2{number}", annotations=naming("Otto Kern"))
        for number in range(5)
    ]  # fmt: skip
    wrong = make_article(
        "wrong", "Otto Kern to come.", published="2999-01-01", annotations=naming("Otto Kern")
    )
    archive = build_archive(tmp_path, [*steady, *sudden, wrong])
    found = archive.engine.trends()
    assert found is not None
    assert [(item.name, item.recent, item.usual) for item in found.persons] == [("Otto Kern", 5, 0.0)]
    assert (found.first, found.last, found.places) == ("2024-03-18", "2024-03-24", ())
    state = SearchState(day_from=found.first, day_to=found.last).with_value("person", "p:otto_kern")
    assert archive.engine.count(state) == 5
    edits.rename(archive.store, "p:otto_kern", "Otto K. Kern")
    renamed = archive.engine.trends()
    assert renamed is not None and [item.name for item in renamed.persons] == ["Otto K. Kern"]
    archive.close()


def test_archive_without_dates_has_no_trends(
    build_archive: Callable[..., Archive], make_article: Callable[..., NewArticle], tmp_path: Path
) -> None:
    archive = build_archive(tmp_path, [make_article("x", "Nothing.", published=None)])
    assert archive.engine.trends() is None
    archive.close()
