"""Addresses that led to an article by redirects become its aliases: links to them keep working."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from index.article import article_id
from index.batching import batched
from index.crawl.database import FrontierDatabase
from index.crawl.messages import MAX_REDIRECTS
from index.store import MAX_VARIABLES, Store
from index.tables import article_aliases, articles
from index.urls import source_of


class Redirects(FrontierDatabase):
    """The redirects in a frontier that no article knows yet, for one thread."""

    def unknown(self, roots: Iterable[str]) -> dict[str, str]:
        """Give address and target of each, of some sites, as `canonical_url` spells them."""
        with self._errors():
            return {
                row["key"]: row["target"]
                for root in roots
                for row in self._db.execute(
                    "SELECT key, target FROM urls WHERE root = ? AND target IS NOT NULL", (root,)
                )
            }

    def forget(self, keys: Iterable[str]) -> None:
        """Note that an article knows these now."""
        with self._write():
            self._db.executemany("UPDATE urls SET target = NULL WHERE key = ?", ((key,) for key in keys))


def remember_redirects(frontier_path: Path, store: Store, roots: Iterable[str]) -> int:
    """Make aliases of the addresses that led to stored articles; gives how many.

    What led to something that is no article, or is none yet, is looked at again after the next crawl.
    """
    with Redirects(frontier_path) as redirects:
        unknown = redirects.unknown(roots)
        ends = {key: _end(unknown, key) for key in unknown}
        known = {}
        if ends:
            with store.write() as connection:
                known = _aliases(connection, ends)
        redirects.forget(known)
    return len(known)


def _end(targets: Mapping[str, str], key: str) -> str:
    for _ in range(MAX_REDIRECTS):
        if key not in targets:
            break
        key = targets[key]
    return key


def _id(key: str) -> str:
    return article_id(source_of(key), key)


def _aliases(connection: Connection, ends: Mapping[str, str]) -> dict[str, str]:
    """Add the aliases of those whose end is an article; gives its id by address."""
    ids = _stored(connection, {_id(end) for end in ends.values()})
    found = {key: ids[_id(end)] for key, end in ends.items() if _id(end) in ids}
    rows = [{"alias": _id(key), "article_id": id_} for key, id_ in found.items() if _id(key) != id_]
    if rows:
        connection.execute(insert(article_aliases).on_conflict_do_nothing(), rows)
    return found


def _stored(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """Give those ids that are an article's, or an alias of one, with the article's own."""
    found: dict[str, str] = {}
    for some in batched(sorted(ids), MAX_VARIABLES):
        own = connection.scalars(select(articles.c.id).where(articles.c.id.in_(some)))
        found |= {id_: id_ for id_ in own}
        rows = connection.execute(select(article_aliases).where(article_aliases.c.alias.in_(some)))
        found |= {row.alias: row.article_id for row in rows}
    return found
