"""Random articles in an index of several commits, with what a snapshot of it holds, to hold against the store."""

import random
from collections.abc import Callable
from datetime import date

import numpy as np

from index import store_writer
from index.article import Annotations, Entity, FoundDate, FoundEntity, StoredArticle
from index.progress import Progress
from index.read_side import Snapshot
from index.reader import GenerationReader
from index.settings import Settings
from index.store import Store
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


def build(store: Store, settings: Settings, make_article: Make) -> GenerationReader:
    """Commit random articles twelve times, with changes and deletions in between."""
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
