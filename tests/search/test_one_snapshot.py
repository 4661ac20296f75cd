"""What one answer says is of one snapshot, also while an article goes or comes in the middle of it."""

import shutil
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest

from index import store_writer
from index.article import article_id
from index.read_side import Snapshot
from index.reader import GenerationReader
from index.settings import Settings
from index.store import Store, open_store
from search.array.engine import ArrayEngine
from search.state import SearchState
from web import create_app

EVERYTHING = SearchState()
MISSPELT = SearchState(query="harbuor")
CHOSEN = EVERYTHING.with_value("source", "wire.example")


@pytest.fixture
def opened(newsroom_home: Path, tmp_path: Path) -> Iterator[tuple[Settings, ArrayEngine, Store]]:
    """An engine whose archive has one article more or less each time that it looks."""
    settings = Settings(home=tmp_path / "home")
    shutil.copytree(newsroom_home, settings.home)
    store = open_store(settings.store_path)
    reader = GenerationReader(settings.index_dir, store, max_age_s=0)
    before = reader.snapshot()
    with store.write() as connection:
        assert store_writer.delete_article(connection, article_id("gazette.example", "grain-open"))
    turns = cycle([before, reader.snapshot()])
    yield settings, ArrayEngine(lambda: next(turns), store, cached_pages=0), store
    reader.close()
    store.close()


def test_all_series_of_a_comparison_count_the_same_articles(
    opened: tuple[Settings, ArrayEngine, Store],
) -> None:
    _, engine, _ = opened
    totals = {series.total for _ in range(3) for series in engine.compare([EVERYTHING] * 4).series}
    assert len(totals) == 2  # one for each snapshot
    for _ in range(3):
        assert len({series.total for series in engine.compare([EVERYTHING] * 4).series}) == 1


def test_a_page_says_the_version_that_it_counts(opened: tuple[Settings, ArrayEngine, Store]) -> None:
    _, engine, _ = opened
    found = [(page.version, page.total) for page in (engine.search(EVERYTHING) for _ in range(5))]
    assert len(set(found)) == 2


def test_what_is_offered_instead_is_counted_where_the_page_is(
    opened: tuple[Settings, ArrayEngine, Store],
) -> None:
    _, engine, _ = opened
    pages = [engine.search(MISSPELT) for _ in range(5)]
    offered = {(page.version, page.did_you_mean.count) for page in pages if page.did_you_mean}
    assert len(offered) == 2 and len({count for _, count in offered}) == 2


CALLS: dict[str, Callable[[ArrayEngine], object]] = {
    "search": lambda engine: engine.search(MISSPELT),
    "count": lambda engine: engine.count(CHOSEN),
    "count_any": lambda engine: engine.count_any(
        CHOSEN, "source", [["gazette.example"], ["courier.example"]]
    ),
    "compare": lambda engine: engine.compare([EVERYTHING, MISSPELT, CHOSEN]),
    "explain": lambda engine: engine.explain(CHOSEN, "0" * 16),
    "export": lambda engine: engine.export(CHOSEN),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_each_call_looks_for_a_newer_snapshot_once(
    opened: tuple[Settings, ArrayEngine, Store],
    call: Callable[[ArrayEngine], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _, engine, _ = opened
    looked = looks(engine, monkeypatch)
    call(engine)
    assert len(looked) == 1


def test_a_held_engine_stays_where_it_first_looked(opened: tuple[Settings, ArrayEngine, Store]) -> None:
    _, engine, _ = opened
    held = [engine.held() for _ in range(2)]
    assert all(len({one.version() for _ in range(3)}) == 1 for one in held)
    assert held[0].version() != held[1].version()
    for one in held:
        sources = one.facet_values(EVERYTHING, "source").values
        assert one.search(EVERYTHING).total == one.count(EVERYTHING) == sum(item.count for item in sources)


@pytest.mark.parametrize(
    "where", ["/map?q=", "/facets/place?order=tree", "/search?q=grain+zebra", "/compare?q=a"]
)
def test_a_request_asks_the_archive_once(
    opened: tuple[Settings, ArrayEngine, Store], where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, engine, store = opened
    looked = looks(engine, monkeypatch)
    assert create_app(settings, engine, store).test_client().get(where).status_code == 200
    assert len(looked) == 1


def looks(engine: ArrayEngine, monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Note each time that an engine looks for a newer snapshot."""
    looked: list[None] = []
    look = engine._snapshot

    def noted() -> Snapshot:
        looked.append(None)
        return look()

    monkeypatch.setattr(engine, "_snapshot", noted)
    return looked
