"""Pages cleaned again from the archive: what changed is counted, nothing twice, no revision, resumable."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Row, func, select, text

from index import reclean
from index.clean import CLEANER_VERSION
from index.settings import Settings
from index.store import Store, open_store
from index.tables import articles, pages
from web.cli import cli

WORDS = (
    "The council of the harbour met on Monday and talked about the ferry, the quay and the price of grain. "
)


def page(number: int) -> str:
    return f"""<!doctype html><html lang="en"><head><title>Session {number} - The Paper</title>
<link rel="canonical" href="https://paper.example/news/session-{number}">
<meta property="article:published_time" content="2022-11-{number % 28 + 1:02}T09:05:00+02:00"></head><body>
<article><h1>Session {number}</h1><p>{WORDS * 3}</p><p>Session {number} was long. {WORDS * 2}</p></article></body></html>"""


def run(home: Path, *arguments: str) -> str:
    result = CliRunner().invoke(cli, ["--home", str(home), *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def make(tmp_path: Path) -> Callable[[int], Path]:
    def make(count: int) -> Path:
        folder = tmp_path / "pages"
        folder.mkdir()
        for number in range(count):
            (folder / f"{number}.html").write_text(page(number))
        (folder / "empty.html").write_text("<html><body><p>Too short.</p></body></html>")
        home = tmp_path / "data"
        run(home, "import", str(folder), "--no-index")
        return home

    return make


def age(store: Store, sets: str = "", where: str = "1") -> None:
    """Make it look as if an older cleaner had made the articles."""
    with store.write() as connection:
        connection.execute(text(f"UPDATE articles SET cleaner_version = {CLEANER_VERSION - 1}"))
        if sets:
            connection.execute(text(f"UPDATE articles SET {sets} WHERE {where}"))
        connection.execute(text(f"UPDATE pages SET cleaner_version = {CLEANER_VERSION - 1}"))


def stale(store: Store) -> int:
    with store.read() as connection:
        return connection.scalar(select(func.count()).where(pages.c.cleaner_version < CLEANER_VERSION)) or 0


def test_what_changed_is_counted_by_field_and_is_no_revision(make: Callable[[int], Path]) -> None:
    home = make(6)
    store = open_store(Settings(home=home).store_path)
    before = {item.article.id: item.article.clean for item in store.iterate()}
    age(
        store,
        "text = 'Old text of an old cleaner.', content_hash = 'old', title = 'Old'",
        "title LIKE '%Session 1%'",
    )
    said = run(home, "reclean", "--no-index")
    assert "7 pages cleaned again: 1 changed, 1 lost, 5 same" in said
    assert "text                1" in said and "title               1" in said
    after = {item.article.id: item.article for item in store.iterate()}
    assert {id_: item.clean for id_, item in after.items()} == before
    assert {item.revision for item in after.values()} == {1}
    assert stale(store) == 0
    assert "0 pages cleaned again: nothing to do" in run(home, "reclean", "--no-index")


def test_changed_articles_reach_the_index(make: Callable[[int], Path]) -> None:
    home = make(3)
    store = open_store(Settings(home=home).store_path)
    age(store, "text = 'Zebras alone.', content_hash = 'old'")
    run(home, "index")
    assert '"total": 3' in run(home, "search", "zebras", "--json")
    run(home, "reclean")
    assert '"total": 0' in run(home, "search", "zebras", "--json")
    assert '"total": 3' in run(home, "search", "ferry", "--json")


def test_page_that_cannot_be_read_back_is_named_and_the_others_are_done(make: Callable[[int], Path]) -> None:
    home = make(4)
    store = open_store(Settings(home=home).store_path)
    age(store)
    with store.write() as connection:
        connection.execute(text("UPDATE pages SET warc_file = 'gone.warc.gz' WHERE url LIKE '%/2.html'"))
    result = CliRunner().invoke(cli, ["--home", str(home), "reclean", "--no-index"])
    assert result.exit_code != 0
    assert "2.html" in str(result.exception) and "gone.warc.gz" in str(result.exception)
    assert stale(store) == 1


def test_killed_run_goes_on_where_it_was(make: Callable[[int], Path]) -> None:
    home = make(500)
    store = open_store(Settings(home=home).store_path)
    age(store)
    started = subprocess.Popen(
        [sys.executable, "-m", "web", "--home", str(home), "reclean", "--no-index"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 300  # far off: a busy machine takes a minute to start
    while stale(store) == 501 and time.monotonic() < deadline and started.poll() is None:
        time.sleep(0.02)
    os.kill(started.pid, signal.SIGKILL)
    started.wait()
    left = stale(store)
    assert 0 < left < 501
    said = run(home, "reclean", "--no-index")
    assert f"{left:,} pages cleaned again" in said
    assert stale(store) == 0
    with store.read() as connection:
        assert connection.scalar(select(func.count()).select_from(articles)) == 500


def test_pages_of_one_source_are_cleaned_again_for_its_new_rules(make: Callable[[int], Path]) -> None:
    home = make(3)
    (home / "sites").mkdir()
    assert "0 pages" in run(home, "reclean", "--no-index")
    result = CliRunner().invoke(cli, ["--home", str(home), "reclean", "--source", "other.example"])
    assert "The archive has nothing of 'other.example'." in str(result.exception)
    store = open_store(Settings(home=home).store_path)
    [source] = {item.article.source for item in store.iterate()}
    assert "3 pages cleaned again: 3 same" in run(home, "reclean", "--source", source, "--no-index")


def test_article_that_another_page_made_meanwhile_is_left_alone(
    make: Callable[[int], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = make(2)
    settings = Settings(home=home)
    store = open_store(settings.store_path)
    age(store)
    read = reclean._read

    def read_then_store_another(store_: Store, after: int, source: str) -> list[Row[Any]]:
        rows = read(store_, after, source)
        if not after:
            # As a crawl does that finds the article changed, once the old page was read.
            with store_.write() as connection:
                connection.execute(text("UPDATE articles SET page_id = 99, title = 'Newer'"))
        return rows

    monkeypatch.setattr(reclean, "_read", read_then_store_another)
    found, _ = reclean.reclean(settings, store, lambda _: None, workers=1)
    assert found.articles == {"left alone": 2, "lost": 1}
    assert [(item.article.clean.title, item.article.revision) for item in store.iterate()] == [
        ("Newer", 1)
    ] * 2
    assert stale(store) == 0
