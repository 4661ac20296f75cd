"""A snapshot follows merges, corrections, deletions and commits at once, and what it was stays what it was."""

import shutil
import threading
import time
from collections.abc import Callable

import numpy as np
from whoosh.query import Term

from index import edits, store_writer
from index.article import (
    Annotations,
    article_id,
)
from index.columns import FACETS
from index.reader import GenerationReader
from index.settings import Settings
from index.store import Store, open_store
from index.store_writer import NewArticle
from tests.index.several_commits import by_document, index_now, person, place, put, set_aliases, values

Make = Callable[..., NewArticle]


def test_change_of_the_alias_table_shows_without_a_commit(
    store: Store, settings: Settings, make_article: Make
) -> None:
    both = Annotations(persons=(person("p:zelensky", 2), person("p:zelenskyy", 2)))
    put(store, make_article("1", annotations=both))
    index_now(store, settings)
    reader = GenerationReader(settings.index_dir, store, max_age_s=0)
    first = reader.snapshot()
    assert values(first, "person", 0) == {"p:zelensky": 2, "p:zelenskyy": 2}
    assert not first.facets["person"].salient.any()
    set_aliases(store, {"p:zelenskyy": "p:zelensky"})
    second = reader.snapshot()
    assert values(second, "person", 0) == {"p:zelensky": 4}
    assert second.facets["person"].salient.all()
    assert values(first, "person", 0) == {"p:zelensky": 2, "p:zelenskyy": 2}
    set_aliases(store, {"p:zelenskyy": ""})
    assert values(reader.snapshot(), "person", 0) == {"p:zelensky": 2}
    set_aliases(store, {})
    assert values(reader.snapshot(), "person", 0) == values(first, "person", 0)
    assert reader.snapshot().version != first.version


def test_correction_by_another_process_shows_at_once_and_leaves_other_columns_alone(
    store: Store, settings: Settings, make_article: Make
) -> None:
    both = Annotations(persons=(person("p:ada", 3), person("p:otis", 3)), places=(place("g:1", 3),))
    put(store, make_article("1", annotations=both))
    index_now(store, settings)
    reader = GenerationReader(settings.index_dir, store, max_age_s=3600)
    first = reader.snapshot()
    held = {facet: first.facets[facet] for facet in FACETS}
    other = open_store(store.path)
    edits.merge(other, ["p:otis"], "p:ada")
    other.close()
    second = reader.snapshot()
    assert values(second, "person", 0) == {"p:ada": 6}
    assert [facet for facet in FACETS if second.facets[facet] is not held[facet]] == ["person"]
    assert second.commit is first.commit and second.version != first.version
    assert reader.snapshot() is second


def test_what_was_committed_before_a_correction_is_seen_with_it(
    store: Store, settings: Settings, make_article: Make
) -> None:
    put(store, make_article("1", annotations=Annotations(persons=(person("p:ada_b", 3), person("p:o", 3)))))
    index_now(store, settings)
    reader = GenerationReader(settings.index_dir, store, max_age_s=3600)
    assert len(reader.snapshot().ids) == 1
    put(store, make_article("2"))
    index_now(store, settings)
    assert len(reader.snapshot().ids) == 1
    edits.merge(store, ["p:o"], "p:ada_b")
    assert len(reader.snapshot().ids) == 2


def delete(store: Store, id_: str) -> None:
    with store.write() as connection:
        assert store_writer.delete_article(connection, id_)


def test_deleted_article_is_gone_before_the_next_commit(archive: GenerationReader, store: Store) -> None:
    before = archive.snapshot()
    gone = [before.ids[int(doc)] for doc in np.flatnonzero(before.live)[[0, 7]]]
    for number, id_ in enumerate(gone):
        delete(store, id_)
        after = archive.snapshot()
        assert len(by_document(after, store)) == before.live.sum() - number - 1
        assert after.doc_number(id_) is None
        assert after.commit is before.commit
    assert len({archive.snapshot().version, before.version}) == 2
    assert before.doc_number(gone[0]) is not None


def test_commit_takes_over_from_what_the_store_has_lost(
    archive: GenerationReader, store: Store, settings: Settings
) -> None:
    delete(store, archive.snapshot().ids[0])
    hidden = archive.snapshot()
    index_now(store, settings)
    after = archive.snapshot()
    assert after.commit is not hidden.commit and not after.gone
    assert len(by_document(after, store)) == hidden.live.sum()


def test_deleted_article_that_came_back_is_there_again(
    store: Store, settings: Settings, make_article: Make
) -> None:
    put(store, make_article("1"), make_article("2"))
    index_now(store, settings)
    reader = GenerationReader(settings.index_dir, store, max_age_s=0)
    first = reader.snapshot()
    delete(store, article_id("paper", "1"))
    assert reader.snapshot().live.sum() == 1
    put(store, make_article("1"))
    assert reader.snapshot().live.sum() == 2
    assert reader.snapshot().version == first.version


def test_two_readers_name_the_same_deletions_alike(
    archive: GenerationReader, store: Store, settings: Settings
) -> None:
    former = archive.snapshot()
    for doc in np.flatnonzero(former.live)[:3]:
        delete(store, former.ids[int(doc)])
        archive.snapshot()
    fresh = GenerationReader(settings.index_dir, store)
    assert fresh.snapshot().version == archive.snapshot().version != former.version


def test_articles_that_no_commit_has_seen_change_nothing(
    archive: GenerationReader, store: Store, make_article: Make
) -> None:
    found = archive.snapshot()
    put(store, make_article("fleeting"))
    assert archive.snapshot() is found
    delete(store, article_id("paper", "fleeting"))
    assert archive.snapshot().version == found.version


def test_snapshot_is_kept_until_something_changes(archive: GenerationReader, store: Store) -> None:
    found = archive.snapshot()
    assert archive.snapshot() is found
    set_aliases(store, {"p:a": "p:b"})
    assert archive.snapshot() is not found
    assert archive.snapshot().commit is found.commit


def test_snapshot_is_not_older_than_its_limit(store: Store, settings: Settings, make_article: Make) -> None:
    put(store, make_article("1"))
    index_now(store, settings)
    reader = GenerationReader(settings.index_dir, store, max_age_s=0.2)
    found = reader.snapshot()
    put(store, make_article("2"))
    index_now(store, settings)
    deadline = time.monotonic() + 5
    while reader.snapshot() is found:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert reader.snapshot().live.sum() == 2


def test_snapshot_outlives_its_files(archive: GenerationReader, settings: Settings) -> None:
    found = archive.snapshot()
    expected = found.match(Term("body", "grain"))[0].tolist()
    assert expected
    shutil.rmtree(settings.index_dir)
    answers: list[list[int]] = []
    thread = threading.Thread(target=lambda: answers.append(found.match(Term("body", "grain"))[0].tolist()))
    thread.start()
    thread.join()
    assert answers == [expected]
    assert found.expand("body", "st", 10) == ["storm", "strike"]
