from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import event

from index import entity_reader, store_writer
from index.article import Annotations, Entity, FoundEntity, Span
from index.store import Store, open_store
from index.store_writer import NewArticle

Make = Callable[..., NewArticle]
ADA = Entity(key="p:ada", kind="person", name="Ada")
OTIS = Entity(key="p:otis", kind="person", name="Otis")


def put(store: Store, make_article: Make, number: str, *entities: Entity) -> None:
    persons = tuple(FoundEntity(entity=one, points=1, mentions=(Span("text", 0, 1),)) for one in entities)
    with store.write() as connection:
        store_writer.put_articles(
            connection, [make_article(number, annotations=Annotations(persons=persons))]
        )


def test_what_another_process_wrote_is_seen_by_the_next_reading(store: Store, make_article: Make) -> None:
    put(store, make_article, "1", ADA)
    assert store.entities(["p:ada", "p:otis"]) == {"p:ada": ADA}
    other = open_store(store.path)
    put(other, make_article, "2", OTIS)
    other.close()
    assert store.entities(["p:ada", "p:otis"]) == {"p:ada": ADA, "p:otis": OTIS}


def test_entities_are_read_once_until_something_is_written(store: Store, make_article: Make) -> None:
    put(store, make_article, "1", ADA)
    asked: list[str] = []
    event.listen(store.reading, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for _ in range(3):
        assert store.entities(["p:ada", "p:nobody"]) == {"p:ada": ADA}
    assert len([text for text in asked if "entities" in text]) == 1


def test_more_entities_than_are_remembered_are_all_given(
    store: Store, make_article: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entity_reader, "REMEMBERED", 3)
    many = [replace(ADA, key=f"p:{number}", name=f"Ada {number}") for number in range(5)]
    put(store, make_article, "1", *many)
    for some in (many[:2], many[1:4], many, many[:1]):
        assert list(store.entities(one.key for one in some).values()) == some
