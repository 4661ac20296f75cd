"""An article deleted from the store: counts and lists agree before the index is written again."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index import store_writer
from index.article import article_id
from index.reader import GenerationReader
from index.settings import Settings
from index.store import Store, open_store
from search.array.engine import ArrayEngine
from search.results import ResultPage
from search.state import SearchState

DELETED = article_id("gazette.example", "grain-open")
STATES = [
    SearchState(),
    SearchState(query="grain"),
    SearchState(query="grain OR ferry", recency="on"),
    SearchState(query="grai*", sort="oldest"),
    SearchState(query="-ferry"),
    SearchState(query='"grain deal"~5'),
    SearchState(query='person:"Olena Hrytsenko" SAME place:Odesa'),
    SearchState(query="grain").with_value("place", "g:698740"),
    SearchState(query="deal", copies="group"),
]


@pytest.fixture
def opened(newsroom_home: Path, tmp_path: Path) -> Iterator[tuple[ArrayEngine, Store]]:
    """A copy of the invented archive; its reader looks at the store before each search."""
    settings = Settings(home=tmp_path / "home")
    shutil.copytree(newsroom_home, settings.home)
    store = open_store(settings.store_path)
    reader = GenerationReader(settings.index_dir, store, max_age_s=0)
    yield ArrayEngine(reader.snapshot, store), store
    reader.close()
    store.close()


def agreeing(engine: ArrayEngine, state: SearchState) -> ResultPage:
    """Check that all parts of a page count the same articles, and give it."""
    page = engine.search(replace(state, per_page=100))
    listed = len(page.hits)
    assert page.total == listed == engine.count(state) == len(list(engine.iterate(state)))
    assert sum(bucket.count for bucket in page.histogram.buckets) + page.histogram.undated == listed
    if state.copies == "show":
        assert sum(value.count for value in page.facets["source"].values) == listed
    return page


@pytest.mark.parametrize("state", STATES, ids=SearchState.to_query_string)
def test_counts_equal_the_list_at_once_after_a_delete(
    opened: tuple[ArrayEngine, Store], state: SearchState
) -> None:
    engine, store = opened
    before = agreeing(engine, state)
    with store.write() as connection:
        assert store_writer.delete_article(connection, DELETED)
    after = agreeing(engine, state)
    ids = [hit.id for hit in before.hits]
    assert DELETED in ids
    assert after.version != before.version
    if state.copies == "show":
        assert [hit.id for hit in after.hits] == [
            id_ for id_ in ids if id_ != DELETED
        ] or state.recency == "on"
    else:
        # The copy now stands for the story.
        assert [hit.copies for hit in before.hits if hit.id == DELETED] == [1]
        assert after.total == before.total
    assert DELETED not in [hit.id for hit in after.hits]
