"""Articles whose only word of their own is a number spelt out, and what an index finds of them."""

from collections.abc import Callable, Iterable
from pathlib import Path

from whoosh.query import Every, Term

from index import store_writer
from index.generations import rebuild
from index.progress import Progress
from index.reader import GenerationReader
from index.snapshot import GenerationSnapshot
from index.store import Store
from index.store_writer import NewArticle
from index.writer import update

Make = Callable[..., NewArticle]

TEXT = "Common words of article"


def word(number: int) -> str:
    """Spell a number as a word that no stemmer touches."""
    return "q" + str(number).translate(str.maketrans("0123456789", "bcfghjklmp"))


def delete(store: Store, article_id: str) -> None:
    with store.write() as connection:
        assert store_writer.delete_article(connection, article_id)


def put(store: Store, make_article: Make, numbers: Iterable[int], text: str = TEXT) -> list[str]:
    """Store an article a number and give their ids."""
    items = [make_article(str(number), f"{text} {word(number)}.") for number in numbers]
    with store.write() as connection:
        store_writer.put_articles(connection, items)
    return [item.id for item in items]


def snapshot(store: Store, index_dir: Path) -> GenerationSnapshot:
    return GenerationReader(index_dir, store).snapshot()


def contents(found: GenerationSnapshot) -> dict[str, set[str]]:
    """Each article's id with the words made of numbers by which Whoosh finds it."""
    articles: dict[str, set[str]] = {found.ids[doc]: set() for doc in found.live.nonzero()[0]}
    assert len(articles) == found.live.sum()
    assert len(found.match(Every())[0]) == found.live.sum()
    for term in found.expand("body", "q", 1000):
        for doc in found.match(Term("body", term))[0]:
            articles[found.ids[doc]].add(term)
    return articles


def stored(store: Store) -> dict[str, set[str]]:
    return {
        item.article.id: {term for term in item.article.clean.text.rstrip(".").split() if term[0] == "q"}
        for item in store.iterate(limit=10_000)
    }


def bring_up_to_date(store: Store, index_dir: Path) -> int:
    with Progress("indexing") as progress:
        return update(store, index_dir, progress)


def build_anew(store: Store, index_dir: Path) -> str:
    with Progress("reindexing") as progress:
        return rebuild(store, index_dir, progress)
