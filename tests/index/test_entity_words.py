"""Names looked up by their words."""

from importlib.resources import files
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, insert, text

from index import tables
from index.article import Entity
from index.entity_words import add_words, name_words
from index.settings import Settings
from index.store import STORE_REVISION, Store, open_store

NAMES = {
    "p:olena_hrytsenko": ("person", "Olena Hrytsenko", 7),
    "p:olha_hrytsenko": ("person", "Olha Hrytsenko", 2),
    "p:bashar_al-assad": ("person", "Bashar al-Assad", 9),
    "g:698740": ("place", "Odesa", 5),
    "g:1": ("place", "Olena", 0),
}


def put_names(store: Store) -> None:
    with store.write() as connection:
        rows = [
            {"key": key, "kind": kind, "name": name, "articles": articles}
            for key, (kind, name, articles) in NAMES.items()
        ]
        connection.execute(insert(tables.entities), rows)
        add_words(
            connection, [Entity(key=key, kind=kind, name=name) for key, (kind, name, _) in NAMES.items()]
        )  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = open_store(Settings(home=tmp_path).store_path, create=True)
    put_names(store)
    return store


def test_words_of_a_name_are_folded_and_parted() -> None:
    assert name_words("Bashar al-Assad") == ["bashar", "al", "assad"]
    assert name_words("Konashénkov") == ["konashenkov"]


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["hrytsenko"], ["p:olena_hrytsenko", "p:olha_hrytsenko"]),
        (["hrytsenko", "olha"], ["p:olha_hrytsenko"]),
        (["al", "assad", "al"], ["p:bashar_al-assad"]),
        (["hryts"], []),
        ([], []),
    ],
)
def test_key_is_found_by_all_words_of_its_name(store: Store, words: list[str], keys: list[str]) -> None:
    assert store.keys_with_words(words) == keys


def test_beginnings_give_the_most_used_first_and_none_out_of_use(store: Store) -> None:
    assert [item.key for item in store.keys_starting([], "hryt", 10)] == [
        "p:olena_hrytsenko",
        "p:olha_hrytsenko",
    ]
    assert [item.key for item in store.keys_starting(["hrytsenko"], "olh", 10)] == ["p:olha_hrytsenko"]
    assert [item.key for item in store.keys_starting([], "ole", 10)] == ["p:olena_hrytsenko"]
    assert [item.name for item in store.most_used(2)] == ["Bashar al-Assad", "Olena Hrytsenko"]


def test_store_of_an_earlier_version_learns_its_names(tmp_path: Path) -> None:
    path = Settings(home=tmp_path).store_path
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(files("index") / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        row = "('p:bashar_al-assad', 'person', 'Bashar al-Assad', 1)"
        connection.execute(text(f"INSERT INTO entities (key, kind, name, articles) VALUES {row}"))
    engine.dispose()
    store = open_store(path)
    assert store.keys_with_words(["assad"]) == ["p:bashar_al-assad"]
    with store.read() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == STORE_REVISION
