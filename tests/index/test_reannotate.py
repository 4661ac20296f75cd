"""Stored articles annotated again: what changed is said, the rest is left alone, a stopped run goes on."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from index import reannotate
from index.annotate import ANNOTATOR_VERSION
from index.article import Annotations
from index.clean import CLEANER_VERSION
from index.settings import load_settings
from index.store import Store, open_store
from index.store_writer import NewArticle, put_articles
from index.tables import articles, changes
from web.cli import cli

TEXT = "Mayor Ada Kovason said on Monday that Lagos would wait for the ferry. Story number {}."


def run(home: Path, *arguments: str) -> str:
    result = CliRunner().invoke(cli, ["--home", str(home), *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def home(tmp_path: Path) -> Path:
    rows = (
        {
            "id": str(number),
            "title": f"Story {number}",
            "text": TEXT.format(number),
            "published": "2022-11-11",
        }
        for number in range(5)
    )
    file = tmp_path / "news.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    run(tmp_path, "import", str(file))
    return tmp_path


def outdate(store: Store, number: int) -> None:
    """Let so many articles look as if an older annotator had found nothing in them."""
    with store.write() as connection:
        ids = list(connection.scalars(select(articles.c.id).order_by(articles.c.id).limit(number)))
        values = {"annotations": {}, "annotator_version": ANNOTATOR_VERSION - 1}
        connection.execute(update(articles).where(articles.c.id.in_(ids)).values(values))


def test_only_what_an_older_annotator_read_is_read_again_and_what_changed_is_said(home: Path) -> None:
    store = open_store(home / "articles.db")
    try:
        assert run(home, "reannotate") == "0 articles annotated again: nothing to do\n"
        outdate(store, 3)
        said = run(home, "reannotate").splitlines()
        assert said[0] == "3 articles annotated again: 3 changed"
        assert {line.split()[0]: line.split()[1] for line in said[1:]} == dict.fromkeys(
            ("persons", "places", "dates"), "3"
        )
        found = [one for one in store.named(["p:ada_kovason"]) if one.articles]
        assert found and reannotate.count_outdated(store) == 0
        answer = json.loads(run(home, "search", "ferry", "--json"))
        counts = {row["key"]: row["count"] for row in answer["facets"]["person"]}
        assert counts["p:ada_kovason"] == 5
        before = store.last_change()
        assert run(home, "reannotate", "--all") == "5 articles annotated again: 5 same\n"
        assert store.last_change() == before
    finally:
        store.close()


def test_a_run_that_was_stopped_goes_on_where_it_was(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reannotate, "BATCH", 1)
    store = open_store(home / "articles.db")

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    try:
        outdate(store, 3)
        with pytest.raises(KeyboardInterrupt):
            reannotate.reannotate(load_settings(home), store, stop, workers=1)
        assert reannotate.count_outdated(store) == 2
        with store.read() as connection:
            logged = len(connection.execute(select(changes)).all())
        report = reannotate.reannotate(load_settings(home), store, lambda _: None, workers=1)
        assert report.articles == {"changed": 2}
        with store.read() as connection:
            assert len(connection.execute(select(changes)).all()) == logged + 2
    finally:
        store.close()


def test_article_stored_anew_while_it_was_read_keeps_the_mentions_of_its_new_text(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reannotate, "BATCH", 1)
    store = open_store(home / "articles.db")
    told: list[int] = []

    def store_all_anew(count: int) -> None:
        told.append(count)
        if len(told) == 1:
            anew = [
                NewArticle(
                    id=item.article.id, source=item.article.source, bands=(1,), annotations=Annotations(),
                    clean=replace(item.article.clean, text="Nothing was said."),
                    cleaner_version=CLEANER_VERSION, annotator_version=ANNOTATOR_VERSION,
                )
                for item in store.iterate()
            ]  # fmt: skip
            with store.write() as connection:
                put_articles(connection, anew)

    try:
        outdate(store, 2)
        reannotate.reannotate(load_settings(home), store, store_all_anew, workers=1)
        assert len(told) == 2
        assert [item.annotations for item in store.iterate()] == [Annotations()] * 5
        assert reannotate.count_outdated(store) == 0
    finally:
        store.close()
