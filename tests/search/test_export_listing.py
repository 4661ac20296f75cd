"""`Engine.export`: hits, total and histograms of one snapshot."""

import shutil
from pathlib import Path

import pytest

from index import store_writer
from index.progress import Progress
from index.reader import GenerationReader
from index.settings import Settings
from index.store import open_store
from index.writer import update
from search.array.engine import ArrayEngine
from search.state import SearchState

STATES = [SearchState(), SearchState(query="grain", sort="newest"), SearchState(query="deal", copies="group")]


@pytest.mark.parametrize("state", STATES, ids=SearchState.to_query_string)
def test_export_is_the_page_without_its_borders(engine: ArrayEngine, state: SearchState) -> None:
    page, export = engine.search(state.change(per_page=100)), engine.export(state)
    assert [hit.id for hit in export.hits] == [hit.id for hit in page.hits]
    for name in ("total", "generation", "version", "histogram", "about_histogram"):
        assert getattr(export, name) == getattr(page, name)


def test_export_begun_before_a_commit_keeps_its_total(newsroom_home: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    shutil.copytree(newsroom_home, settings.home)
    store = open_store(settings.store_path)
    reader = GenerationReader(settings.index_dir, store, max_age_s=0)
    engine = ArrayEngine(reader.snapshot, store)
    begun = engine.export(SearchState())
    gone = engine.search(SearchState(per_page=1)).hits[0].id
    with store.write() as connection:
        store_writer.delete_article(connection, gone)
    update(store, settings.index_dir, Progress("indexing"))
    after = engine.export(SearchState())
    assert after.total == begun.total - 1 == len(list(after.hits))
    assert after.version != begun.version
    ids = [hit.id for hit in begun.hits]
    assert gone not in ids
    assert len(ids) == begun.total - 1
    reader.close()
    store.close()
