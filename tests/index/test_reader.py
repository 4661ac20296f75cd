import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from whoosh.filedb.filestore import RamStorage
from whoosh.query import And, Every, Not, Or, Phrase, Prefix, Term

from index import edits, segment_writer, store_writer
from index.article import (
    Annotations,
    Entity,
    FoundDate,
    FoundEntity,
    StoredArticle,
    article_id,
)
from index.columns import FACETS, GRANULARITIES, UNDATED, Snapshot
from index.documents import day_number, texts
from index.generations import rebuild
from index.progress import Progress
from index.reader import GenerationReader
from index.schema import schema
from index.settings import Settings
from index.store import Store, open_store
from index.store_writer import NewArticle
from index.writer import update

Make = Callable[..., NewArticle]

WORDS = ("harbour", "grain", "bridge", "vote", "storm", "treaty", "river", "strike")
COUNTRIES = {"g:1": "UA", "g:2": "UA", "g:3": "PL", "l:x": None}
DAYS = ("2022-11-11T23:30:00-05:00", "2022-11-12", "1999-01-01", None)


def person(key: str, points: int) -> FoundEntity:
    return FoundEntity(entity=Entity(key=key, kind="person", name=key), points=points, mentions=())


def place(key: str, points: int) -> FoundEntity:
    entity = Entity(key=key, kind="place", name=key, country=COUNTRIES[key])
    return FoundEntity(entity=entity, points=points, mentions=())


def put(store: Store, *articles: NewArticle) -> None:
    with store.write() as connection:
        store_writer.put_articles(connection, articles)


def set_aliases(store: Store, aliases: dict[str, str]) -> None:
    with store.write() as connection:
        store_writer.set_automatic_aliases(connection, aliases)


def index_now(store: Store, settings: Settings) -> None:
    with Progress("indexing") as progress:
        update(store, settings.index_dir, progress)


def make_random(rng: random.Random, number: int, make_article: Make) -> NewArticle:
    found = Annotations(
        persons=tuple(person(f"p:{key}", rng.randint(1, 4)) for key in "abcd" if rng.random() < 0.4),
        places=tuple(place(key, rng.randint(1, 4)) for key in COUNTRIES if rng.random() < 0.4),
        dates=tuple(
            FoundDate(start=date(2022, month, 1), end=date(2022, month, 9), granularity="range", mentions=())
            for month in range(1, 13)
            if rng.random() < 0.1
        ),
    )
    return make_article(
        str(number),
        f"{' '.join(rng.choices(WORDS, k=rng.randint(3, 30)))} {number}",
        title=" ".join(rng.choices(WORDS, k=3)),
        source=rng.choice(("paper", "wire")),
        published=rng.choice(DAYS),
        annotations=found,
        authors=tuple(rng.sample(("Jane Roe", "Max Ro"), rng.randint(0, 2))),
        tags=tuple(rng.sample(WORDS, 2)),
        section=rng.choice((None, "World")),
        language=rng.choice(("en", "en-GB")),
    )


@pytest.fixture
def archive(
    store: Store, settings: Settings, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> GenerationReader:
    """An index after several commits, changes, deletions and merges."""
    monkeypatch.setattr(segment_writer, "TIER_FACTOR", 4)
    rng = random.Random(7)
    for turn in range(12):
        put(store, *(make_random(rng, turn * 5 + number, make_article) for number in range(8)))
        if turn % 3 == 2:
            with store.write() as connection:
                gone = store.iterate(limit=turn)[-1].article.id
                store_writer.delete_article(connection, gone)
        index_now(store, settings)
    return GenerationReader(settings.index_dir, store, max_age_s=0)


def by_document(found: Snapshot, store: Store) -> list[tuple[int, StoredArticle]]:
    articles = store.articles(found.ids[doc] for doc in np.flatnonzero(found.live))
    assert len(articles) == store.count_articles() == found.live.sum()
    return [(int(doc), articles[found.ids[doc]]) for doc in np.flatnonzero(found.live)]


def values(found: Snapshot, name: str, doc: int) -> dict[str, int]:
    column = found.facets[name]
    span = slice(column.offsets[doc], column.offsets[doc + 1])
    keys = [column.values[ordinal] for ordinal in column.ordinals[span]]
    return dict(zip(keys, column.points[span].tolist(), strict=True))


def test_columns_equal_a_plain_loop_over_the_store(archive: GenerationReader, store: Store) -> None:
    found = archive.snapshot()
    assert set(found.facets) == set(FACETS)
    for doc, stored in by_document(found, store):
        clean = stored.article.clean
        countries: dict[str, int] = {}
        for item in stored.annotations.places:
            if code := COUNTRIES[item.entity.key]:
                countries[code] = max(countries.get(code, 0), item.points)
        assert values(found, "person", doc) == {
            item.entity.key: item.points for item in stored.annotations.persons
        }
        assert values(found, "place", doc) == {
            item.entity.key: item.points for item in stored.annotations.places
        }
        assert values(found, "country", doc) == countries
        assert set(values(found, "author", doc)) == set(clean.authors)
        assert set(values(found, "tag", doc)) == set(clean.tags)
        assert set(values(found, "source", doc)) == {stored.article.source}
        assert set(values(found, "section", doc)) == ({clean.section} if clean.section else set())
        assert set(values(found, "lang", doc)) == {clean.language}
        assert set(values(found, "type", doc)) == {"news"}
        day = clean.published
        assert found.published_day[doc] == (day_number(day.day) if day else UNDATED)
        assert not day or found.published_at[doc] == int(day.instant.timestamp())
        span = slice(found.about.offsets[doc], found.about.offsets[doc + 1])
        assert found.about.start[span].tolist() == [
            day_number(item.start) for item in stored.annotations.dates
        ]
        assert {GRANULARITIES[code] for code in found.about.granularity[span]} <= {"range"}


def test_copies_share_a_story_and_others_do_not(archive: GenerationReader, store: Store) -> None:
    found = archive.snapshot()
    pairs = {(found.story[doc].item(), stored.article.story) for doc, stored in by_document(found, store)}
    assert len(pairs) == len({ordinal for ordinal, _ in pairs}) == len({story for _, story in pairs})


def test_articles_are_found_by_id(archive: GenerationReader, store: Store) -> None:
    found = archive.snapshot()
    for doc, stored in by_document(found, store):
        assert found.doc_number(stored.article.id) == doc
    for other in ("0" * 16, "f" * 16, "f" * 17, "not an id", ""):
        assert found.doc_number(other) is None


QUERIES = [
    Term("body", "grain"),
    And([Term("body", "grain"), Term("title", "storm")]),
    Or([Term("title", "vote"), Term("body", "river"), Term("body", "missing")]),
    And([Term("body", "bridg"), Not(Term("body", "strike"))]),
    Phrase("body", ["harbour", "grain"]),
    Prefix("body", "st"),
    Every(),
    Term("body", "missing"),
]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_matches_are_those_of_a_fresh_whoosh_index(
    archive: GenerationReader, store: Store, query: object
) -> None:
    found = archive.snapshot()
    plain = RamStorage().create_index(schema())
    writer = plain.writer()
    articles = store.iterate(limit=1000)
    for stored in articles:
        writer.add_document(**texts(stored))
    writer.commit()
    with plain.searcher() as searcher:
        hits = searcher.search(query, limit=None)
        expected = {articles[hit.docnum].article.id for hit in hits}
    docs, scores = found.match(query)
    assert {found.ids[doc] for doc in docs} == expected
    assert docs.tolist() == sorted(set(docs.tolist()))
    assert len(scores) == len(docs)
    assert (docs.dtype, scores.dtype) == (np.uint32, np.float32)


def test_scores_of_one_segment_are_those_of_whoosh(
    store: Store, settings: Settings, make_article: Make
) -> None:
    rng = random.Random(3)
    put(store, *(make_random(rng, number, make_article) for number in range(40)))
    index_now(store, settings)
    found = GenerationReader(settings.index_dir, store).snapshot()
    plain = RamStorage().create_index(schema())
    writer = plain.writer()
    for stored in store.iterate(limit=1000):
        writer.add_document(**texts(stored))
    writer.commit()
    query = Or([Term("body", "grain"), Term("title", "storm", boost=2.0)])
    with plain.searcher() as searcher:
        expected = {hit.docnum: hit.score for hit in searcher.search(query, limit=None)}
    docs, scores = found.match(query)
    assert dict(zip(docs.tolist(), scores.tolist(), strict=True)) == pytest.approx(expected, rel=1e-6)


def test_terms_with_a_prefix_come_in_order_up_to_a_limit(archive: GenerationReader) -> None:
    found = archive.snapshot()
    assert found.expand("body", "", 10_000) == sorted(found.expand("body", "", 10_000))
    assert found.expand("body", "st", 10) == ["storm", "strike"]
    assert found.expand("body", "st", 1) == ["storm"]
    assert found.expand("body", "zz", 10) == []


def test_rebuild_shows_the_same_as_the_commits_before_it(
    archive: GenerationReader, store: Store, settings: Settings
) -> None:
    def counts(found: Snapshot) -> dict[str, Counter[str]]:
        return {
            name: Counter(key for doc in np.flatnonzero(found.live) for key in values(found, name, int(doc)))
            for name in FACETS
        }

    before = counts(archive.snapshot())
    version = archive.snapshot().version
    with Progress("reindexing") as progress:
        rebuild(store, settings.index_dir, progress)
    after = archive.snapshot()
    assert counts(after) == before
    assert after.version != version
    assert after.live.all()


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


def test_threads_sharing_a_snapshot_get_the_same_answers(archive: GenerationReader) -> None:
    found = archive.snapshot()
    expected = [found.match(query)[0].tolist() for query in QUERIES]
    wrong: list[int] = []

    def ask() -> None:
        for _ in range(10):
            for number, query in enumerate(QUERIES):
                if found.match(query)[0].tolist() != expected[number]:
                    wrong.append(number)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_closed_reader_opens_again_when_asked(archive: GenerationReader) -> None:
    version = archive.snapshot().version
    archive.close()
    assert archive.snapshot().version == version


def test_ids_are_spelt_as_the_store_spells_them(
    store: Store, settings: Settings, make_article: Make, tmp_path: Path
) -> None:
    put(store, make_article("1"), make_article("2"))
    index_now(store, settings)
    ids = GenerationReader(settings.index_dir, store).snapshot().ids
    expected = sorted((article_id("paper", "1"), article_id("paper", "2")))
    assert list(ids) == [ids[0], ids[1]] == list(ids[:2]) == expected
    assert (len(ids), ids[-1]) == (2, expected[-1])
