"""A commit is made ready in the background: the next search finds everything that all searches share."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from click.testing import CliRunner

from index.progress import Progress
from index.reader import GenerationReader
from index.settings import Settings
from index.store import Store
from index.store_writer import NewArticle, put_articles
from index.writer import update
from search.array import view as views
from search.array.engine import ArrayEngine
from search.state import SearchState
from web import serve as serving
from web import warming
from web.archive import Archive
from web.serve import listen
from web.warming import Warmer

Make = Callable[..., NewArticle]


@pytest.fixture
def served(indexed: Settings, store: Store) -> Iterator[Archive]:
    reader = GenerationReader(indexed.index_dir, store, max_age_s=0)
    yield Archive(indexed, ArrayEngine(reader.snapshot, store, cached_pages=0), store)
    reader.close()


def commit(settings: Settings, store: Store, article: NewArticle) -> None:
    with store.write() as connection:
        put_articles(connection, [article])
    update(store, settings.index_dir, Progress("indexing"))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the facets whose rows for counting were laid out."""
    sizes: list[int] = []
    counting = views.Counting

    def noted(*given: object) -> object:
        found = counting(*given)  # type: ignore[arg-type]
        sizes.append(found.size)
        return found

    monkeypatch.setattr(views, "Counting", noted)
    return sizes


def test_search_after_a_commit_finds_everything_laid_out(
    served: Archive, store: Store, make_article: Make, made: list[int]
) -> None:
    warmer = Warmer(served)
    assert warmer.look() and made
    commit(served.settings, store, make_article("new", "A ferry of the harbour."))
    made.clear()
    assert warmer.look() and made
    made.clear()
    page = served.engine.search(SearchState(query="ferry"))
    assert any(hit.title.text == "A title" for hit in page.hits) and made == []


def test_snapshot_is_made_ready_once(served: Archive, store: Store, make_article: Make) -> None:
    warmer = Warmer(served)
    assert [warmer.look() for _ in range(3)] == [True, False, False]
    commit(served.settings, store, make_article("new"))
    assert [warmer.look() for _ in range(2)] == [True, False]


def test_archive_that_is_filled_later_is_made_ready_then(
    settings: Settings, make_article: Make, request: pytest.FixtureRequest
) -> None:
    warmer = Warmer(Archive(settings))
    assert not warmer.look()
    commit(settings, request.getfixturevalue("store"), make_article("first"))
    assert warmer.look()


def test_warmer_rests_ten_times_as_long_as_it_worked(
    served: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, rests = iter([0.0, 0.01, 1.0, 3.0]), []

    def rest(seconds: float) -> None:
        rests.append(round(seconds, 3))
        if len(rests) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(warming.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(warming.time, "sleep", rest)
    warmer = Warmer(served)
    monkeypatch.setattr(warmer, "look", lambda: True)
    with pytest.raises(KeyboardInterrupt):
        warmer.run()
    assert rests == [warming.LOOK_S, 20.0]


def test_listening_keeps_the_archive_warm_where_it_is_asked_to(
    indexed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Archive] = []
    monkeypatch.setattr(warming, "keep_warm", kept.append)
    for warm in (False, True):
        listen(replace(indexed, port=0), warm=warm).close()
    assert [archive.settings.home for archive in kept] == [indexed.home]


def test_command_serve_asks_to_be_kept_warm(indexed: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    class Ended:
        def run(self) -> None:
            """End at once."""

    def listening(_settings: Settings, *, sockets: list[socket.socket], **given: object) -> Ended:
        for item in sockets:
            item.close()
        asked.append(given.get("warm"))
        return Ended()

    monkeypatch.setattr(serving, "listen", listening)
    monkeypatch.setattr(serving, "collect_seldom", lambda: None)
    monkeypatch.setattr(serving.signal, "signal", lambda *_: None)
    found = CliRunner().invoke(serving.serve, ["--port", "0"], obj=indexed.home, catch_exceptions=False)
    assert (found.exit_code, asked) == (0, [True])
