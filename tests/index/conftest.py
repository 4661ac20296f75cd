"""Indexes of the store's articles, by several commits, with merges among them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index import filling, generations, segment_writer
from index.reader import GenerationReader
from index.settings import Settings
from index.store import Store
from index.store_writer import NewArticle
from tests.index import numbered, several_commits

Make = Callable[..., NewArticle]


@pytest.fixture
def small_commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generations, "PAGE", 3)
    monkeypatch.setattr(generations, "COMMIT_ARTICLES", 5)
    monkeypatch.setattr(filling, "PAGE", 3)
    monkeypatch.setattr(filling, "FILL_ARTICLES", 5)
    monkeypatch.setattr(segment_writer, "TIER_FACTOR", 3)


@pytest.fixture
def index_dir(settings: Settings) -> Path:
    return settings.index_dir


@pytest.fixture
def put(store: Store, make_article: Make) -> Callable[..., list[str]]:
    def put(*numbers: int, text: str = numbered.TEXT) -> list[str]:
        return numbered.put(store, make_article, numbers, text)

    return put


@pytest.fixture
def archive(
    store: Store, settings: Settings, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> GenerationReader:
    """An index after several commits, changes, deletions and merges."""
    monkeypatch.setattr(segment_writer, "TIER_FACTOR", 4)
    return several_commits.build(store, settings, make_article)
