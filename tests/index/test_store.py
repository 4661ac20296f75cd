import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import select

from index import page_writer, store_writer, tables
from index.article import Annotations, Entity, FoundEntity, Merge, Span
from index.errors import MachineError, StoreError, StoreNewerError
from index.page_writer import NewPage
from index.settings import Settings
from index.store import STORE_REVISION, Store, open_store
from index.store_writer import NewArticle

Make = Callable[..., NewArticle]


def put(store: Store, *articles: NewArticle) -> dict[str, str]:
    with store.write() as connection:
        return dict(store_writer.put_articles(connection, articles))


def naming(*keys: str) -> Annotations:
    return Annotations(
        persons=tuple(
            FoundEntity(
                entity=Entity(key=key, kind="person", name=key[2:]), points=1, mentions=(Span("text", 0, 1),)
            )
            for key in keys
        )
    )


def test_stored_article_comes_back_as_it_was(store: Store, make_article: Make) -> None:
    item = make_article(
        "1", "Two.\nParagraphs.", authors=("Jane Roe",), tags=("a", "b"), credits=("With EFE",)
    )
    assert put(store, item) == {item.id: "new"}
    found = store.article(item.id)
    assert found is not None
    assert found.article.clean == item.clean
    assert (found.article.source, found.article.revision, found.article.story) == ("paper", 1, item.id)


def test_storing_twice_changes_nothing(store: Store, make_article: Make) -> None:
    item = make_article("1", annotations=naming("p:a_b"))
    put(store, item)
    seq = store.last_change()
    assert put(store, item) == {item.id: "unchanged"}
    assert store.last_change() == seq
    assert list(store.person_forms()) == [("p:a_b", "a_b", 1)]


def test_changed_text_becomes_a_revision_and_keeps_the_earlier_one(store: Store, make_article: Make) -> None:
    first, second = make_article("1", "Old text."), make_article("1", "New text.")
    put(store, first)
    assert put(store, second) == {first.id: "changed"}
    found = store.article(first.id)
    assert found is not None
    assert (found.article.clean.text, found.article.revision) == ("New text.", 2)
    assert [(item.number, item.text) for item in store.revisions(first.id)] == [(1, "Old text.")]


def test_change_log_names_each_article_once_in_order(store: Store, make_article: Make) -> None:
    one, two = make_article("1"), make_article("2", "Other.")
    put(store, one, two)
    put(store, make_article("1", "Changed."))
    ids, seq = store.changes_after(0)
    assert ids == [one.id, two.id]
    assert seq == store.last_change() == 3
    assert store.changes_after(seq) == ([], seq)


def test_deleted_article_is_in_the_change_log_and_gone(store: Store, make_article: Make) -> None:
    item = make_article("1", annotations=naming("p:a_b"))
    put(store, item)
    seq = store.last_change()
    with store.write() as connection:
        assert store_writer.delete_article(connection, item.id)
        assert not store_writer.delete_article(connection, item.id)
    assert store.article(item.id) is None
    assert store.changes_after(seq)[0] == [item.id]
    assert list(store.person_forms()) == []


def test_failed_batch_leaves_nothing(store: Store, make_article: Make) -> None:
    with pytest.raises(RuntimeError), store.write() as connection:
        store_writer.put_articles(connection, [make_article("1")])
        raise RuntimeError
    assert store.count_articles() == 0
    assert store.last_change() == 0


def test_new_annotations_move_the_counts_of_entities(store: Store, make_article: Make) -> None:
    put(store, make_article("1", "One.", annotations=naming("p:a_b", "p:c_d")))
    put(store, make_article("2", "Two.", annotations=naming("p:a_b")))
    assert [(key, count) for key, _, count in store.person_forms()] == [("p:a_b", 2), ("p:c_d", 1)]
    put(store, make_article("1", "Changed.", annotations=naming("p:c_d")))
    assert [(key, count) for key, _, count in store.person_forms()] == [("p:a_b", 1), ("p:c_d", 1)]


def test_newer_annotations_bring_what_a_newer_gazetteer_knows(store: Store, make_article: Make) -> None:
    def placing(entity: Entity) -> Annotations:
        return Annotations(places=(FoundEntity(entity=entity, points=1, mentions=(Span("text", 0, 1),)),))

    old = Entity(key="g:1", kind="place", name="Town", place_kind="city", country="UA")
    put(store, make_article("1", "One.", annotations=placing(old)))
    put(store, make_article("1", "Two.", annotations=placing(replace(old, admin1="North", admin1_key="g:2"))))
    assert store.entities(["g:1"])["g:1"].admin1_key == "g:2"


def test_alias_leads_to_the_article(store: Store, make_article: Make) -> None:
    item = replace(make_article("1"), aliases=("00000000000000ff",))
    put(store, item)
    assert store.resolve_id("00000000000000ff") == item.id
    found = store.article("00000000000000ff")
    assert found is not None and found.article.id == item.id


COPY = " ".join(f"word{number}" for number in range(60))


def test_near_copies_share_a_story_and_others_do_not(store: Store, make_article: Make) -> None:
    original = make_article("1", COPY)
    edited = make_article("2", COPY.replace("word7 ", "changed ") + " With a new last line.")
    other = make_article("3", " ".join(f"other{number}" for number in range(60)))
    put(store, original, edited)
    put(store, other)
    stories = {
        key: found.article.story for key, found in store.articles([original.id, edited.id, other.id]).items()
    }
    assert stories == {original.id: original.id, edited.id: original.id, other.id: other.id}
    assert store.copies(original.id) == sorted([original.id, edited.id])


def test_alias_table_has_a_new_version_only_when_merges_changed(store: Store) -> None:
    def resolve_as(aliases: dict[str, str]) -> int:
        with store.write() as connection:
            return store_writer.set_automatic_aliases(connection, aliases)

    assert resolve_as({"p:a": "p:x", "p:b": "p:c"}) == 2
    assert store.entity_aliases() == (1, {"p:a": "p:x", "p:b": "p:c"})
    assert resolve_as({"p:a": "p:x", "p:b": "p:c"}) == 0
    assert store.alias_version() == 1
    assert resolve_as({"p:a": "p:y"}) == 2
    assert store.entity_aliases() == (2, {"p:a": "p:y"})


def test_merges_keep_what_speaks_for_them(store: Store) -> None:
    merge = Merge("p:b", "spelling", 0.99)
    with store.write() as connection:
        store_writer.set_automatic_aliases(connection, {"p:a": "p:b"}, {"p:a": merge})
    with store.read() as connection:
        row = connection.execute(select(tables.entity_aliases)).one()
    assert (row.to_key, row.evidence, row.confidence) == ("p:b", "spelling", 0.99)


def test_new_evidence_alone_is_no_change_of_the_merges(store: Store) -> None:
    with store.write() as connection:
        store_writer.set_automatic_aliases(connection, {"p:a": "p:b"})
        reasons = {"p:a": Merge("p:b", "order", 0.9)}
        assert store_writer.set_automatic_aliases(connection, {"p:a": "p:b"}, reasons) == 0
    assert store.alias_version() == 1


def test_page_with_one_body_is_kept_once(store: Store) -> None:
    page = NewPage(
        url="https://example.org/a", final_url="https://example.org/a", source="example.org", status=200,
        fetched_at="2022-11-11T00:00:00+00:00", content_type="text/html", warc_file="a.warc.gz",
        warc_offset=0, digest="sha1:x",
    )  # fmt: skip
    with store.write() as connection:
        first = page_writer.put_page(connection, page)
        assert page_writer.put_page(connection, page) == first
        page_writer.page_cleaned(connection, first, 3, None, "empty")
    assert store.count_pages() == 1
    assert store.holds_page(page.url, page.digest, 3)
    assert not store.holds_page(page.url, page.digest, 4)


def test_drops_are_counted_by_reason_and_forgotten_when_mended(store: Store) -> None:
    with store.write() as connection:
        for ref, reason in (("a", "empty"), ("b", "empty"), ("b", "empty"), ("c", "not-html")):
            page_writer.put_drop(connection, ref, "paper", reason)
    assert store.drop_counts() == {"empty": 2, "not-html": 1}
    with store.write() as connection:
        page_writer.clear_drops(connection, ["b"])
    assert store.drop_counts() == {"empty": 1, "not-html": 1}


def test_two_writers_wait_for_each_other(settings: Settings, make_article: Make) -> None:
    open_store(settings.store_path, create=True).close()

    def work(name: str) -> None:
        mine = open_store(settings.store_path)
        for number in range(20):
            put(mine, make_article(f"{name}{number}", f"Text {name} {number}."))
        mine.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, "abc"))
    store = open_store(settings.store_path)
    assert store.count_articles() == 60
    assert [item.articles for item in store.source_status()] == [60]
    store.close()


def test_known_revision_is_the_newest_migration(settings: Settings) -> None:
    config = Config()
    config.set_main_option("script_location", "index:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == STORE_REVISION


def test_migrations_make_the_tables_that_the_code_knows(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with store.reading.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_missing_store_is_named_and_not_made(settings: Settings) -> None:
    with pytest.raises(StoreError, match="no article store at"):
        open_store(settings.store_path)
    assert not settings.home.exists()


def test_store_of_a_later_version_is_refused_untouched(settings: Settings) -> None:
    open_store(settings.store_path, create=True).close()
    with sqlite3.connect(settings.store_path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(StoreNewerError, match="later version"):
        open_store(settings.store_path)


def test_file_that_is_no_database_is_refused(settings: Settings) -> None:
    settings.home.mkdir()
    settings.store_path.write_bytes(b"not a database, but long enough to be read as one" * 50)
    with pytest.raises(StoreError, match=r"articles\.db"):
        open_store(settings.store_path)


def test_foreign_database_is_refused(settings: Settings) -> None:
    settings.home.mkdir()
    with sqlite3.connect(settings.store_path) as raw:
        raw.execute("CREATE TABLE theirs (x)")
    raw.close()
    with pytest.raises(StoreError, match="not an article store"):
        open_store(settings.store_path)


def test_data_folder_that_is_a_file_is_named(settings: Settings) -> None:
    settings.home.write_text("in the way")
    with pytest.raises(MachineError, match="--home"):
        open_store(settings.store_path, create=True)


def test_store_is_opened_while_another_writes_to_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.store.BUSY_TIMEOUT_MS", 100)
    writer = open_store(settings.store_path, create=True)
    with writer.write():
        reader = open_store(settings.store_path)
        assert reader.count_articles() == 0
        reader.close()
    writer.close()


def test_store_that_is_gone_while_it_is_open_is_named(settings: Settings) -> None:
    store = open_store(settings.store_path, create=True)
    for file in settings.home.glob("articles.db*"):
        file.unlink()
    for ask in (store.alias_table, store.entity_aliases, lambda: store.entities(["p:ada_kova"])):
        with pytest.raises(MachineError, match=r"articles\.db"):
            ask()
    store.close()
