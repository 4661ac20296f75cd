import random
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from whoosh.filedb.filestore import RamStorage
from whoosh.query import And, Every, Not, Or, Phrase, Prefix, Term

from index.article import (
    article_id,
)
from index.columns import FACETS, GRANULARITIES, UNDATED
from index.documents import day_number, texts
from index.generations import rebuild
from index.progress import Progress
from index.read_side import Snapshot
from index.reader import GenerationReader
from index.schema import schema
from index.settings import Settings
from index.store import Store
from index.store_writer import NewArticle
from tests.index.several_commits import (
    COUNTRIES,
    by_document,
    index_now,
    make_random,
    put,
    values,
)

Make = Callable[..., NewArticle]


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
