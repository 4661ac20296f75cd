"""The way of an address through crawl, cleaning and store."""

import time
from pathlib import Path

import pytest
from sqlalchemy import insert

from index import tables
from index.crawl.frontier import Frontier, Visit
from index.crawl.links import Link
from index.settings import Settings
from index.store import Store, now, open_store
from index.tracing import Trace, trace

ROOT = "https://paper.example/"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


@pytest.fixture
def store(settings: Settings) -> Store:
    return open_store(settings.store_path, create=True)


def steps(found: Trace) -> list[tuple[str, bool, str]]:
    return [(step.stage, step.passed, step.reason) for step in found.steps]


def found_by_crawl(settings: Settings, url: str) -> str:
    with Frontier(settings.frontier_path) as frontier:
        frontier.add([Link(url=url, kind="article")], root=ROOT, depth=1, run_start=time.time())
    return trace(open_store(settings.store_path), settings.frontier_path, url).url


def add_page(store: Store, url: str, **values: object) -> None:
    row = {
        "url": url, "final_url": url, "source": "paper.example", "fetched_at": now(), "status": 200,
        "warc_file": "a.warc.gz", "warc_offset": 0, "digest": "x", "cleaner_version": 1,
    }  # fmt: skip
    with store.write() as connection:
        connection.execute(insert(tables.pages), {**row, **values})


def test_address_that_no_crawl_met_is_lost_at_the_crawl(store: Store, settings: Settings) -> None:
    found_by_crawl(settings, "https://paper.example/other")
    found = trace(store, settings.frontier_path, "https://paper.example/never")
    assert steps(found) == [("crawl", False, "not-found-by-crawl"), ("article", False, "unknown")]


def test_waiting_and_excluded_addresses_name_their_reason(store: Store, settings: Settings) -> None:
    key = found_by_crawl(settings, "https://paper.example/a")
    assert steps(trace(store, settings.frontier_path, "https://paper.example/a"))[0] == (
        "crawl",
        False,
        "waiting",
    )
    with Frontier(settings.frontier_path) as frontier:
        frontier.exclude(key, "robots")
    found = trace(store, settings.frontier_path, "https://www.paper.example/a?utm_source=x")
    assert steps(found)[0] == ("crawl", False, "robots")
    assert "left out (robots)" in found.steps[0].message


def test_page_without_an_article_names_why_it_was_dropped(store: Store, settings: Settings) -> None:
    url = "https://paper.example/gallery"
    key = found_by_crawl(settings, url)
    with Frontier(settings.frontier_path) as frontier:
        frontier.finish([Visit(key=key, kind="article", at=time.time())])
    add_page(store, url, dropped="no-text")
    found = trace(store, settings.frontier_path, url)
    assert [(step.stage, step.passed) for step in found.steps] == [
        ("crawl", True), ("page", True), ("clean", False), ("article", False),
    ]  # fmt: skip
    assert found.steps[2].reason == "no-text"


def test_page_that_waits_for_the_cleaner_is_said_to_wait(store: Store, settings: Settings) -> None:
    add_page(store, "https://paper.example/new", cleaner_version=None)
    found = trace(store, settings.frontier_path, "https://paper.example/new")
    assert steps(found)[1] == ("clean", False, "waiting")


def test_imported_record_that_was_dropped_is_found_by_its_reference(store: Store, settings: Settings) -> None:
    with store.write() as connection:
        row = {"ref": "wire.jsonl:7", "source": "wire", "reason": "no-text", "at": now()}
        connection.execute(insert(tables.drops), row)
    assert steps(trace(store, settings.frontier_path, "wire.jsonl:7"))[0] == ("clean", False, "no-text")


def test_damaged_frontier_is_said_to_be_damaged(store: Store, settings: Settings) -> None:
    settings.frontier_path.write_bytes(b"not a database, but as long as the header of one would be" * 20)
    found = trace(store, settings.frontier_path, "https://paper.example/a")
    assert steps(found)[0] == ("crawl", False, "damaged")
