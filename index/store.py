"""The article store, read side: articles, entities, changes, counts. SQLite in WAL mode.

`open_store` opens (and, when asked, creates or migrates) the data folder's database. Reading never
waits for writing. Everything that changes articles is in `index.store_writer`.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, bindparam, create_engine, event, exists, func, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import DatabaseError, OperationalError

from index import entity_words, tables
from index.alias_reader import AliasReader
from index.aliases import AliasTable
from index.article import Entity, StoredArticle
from index.batching import batched
from index.entity_reader import EntityReader
from index.entity_words import NamedKey
from index.errors import MachineError, StoreError
from index.migrating import migrate
from index.rows import Shown, Texts, stored_article
from index.wording import told

STORE_REVISION = "0006"
"""Newest migration; a test keeps it equal to Alembic's head."""

BUSY_TIMEOUT_MS = 60_000
"""How long a process waits for another one's write transaction."""

MAX_VARIABLES = 500
"""Ids asked for in one statement."""

_COLUMNS = tables.articles.c
# Made once: to build a statement takes as long as to run it.
_ARTICLES = select(tables.articles).where(_COLUMNS.id.in_(bindparam("ids", expanding=True)))
_KEPT = exists().where(tables.pages.c.article_id == _COLUMNS.id, tables.pages.c.warc_file != "").label("kept")
_SHOWN = _ARTICLES.with_only_columns(
    *(_COLUMNS[item.name] for item in fields(Shown) if item.name != "kept"), _KEPT
)
_TEXTS = _ARTICLES.with_only_columns(_COLUMNS.id, _COLUMNS.title, _COLUMNS.text, _COLUMNS.language)


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source: articles kept, and when one was last taken in (UTC, ISO 8601)."""

    name: str
    articles: int
    last_success: str | None


@dataclass(frozen=True, slots=True)
class RevisionText:
    """An earlier text of an article; ``number`` counts from 1, ``seen_at`` is UTC."""

    number: int
    title: str
    text: str
    published: str | None
    seen_at: str


class Store:
    """An open article store. Share it between threads; each read has its own connection.

    Args:
        path: The database file.
        reading: Connections whose transactions only read.
        writing: Connections whose transactions take the write lock at once.
    """

    def __init__(self, path: Path, reading: Engine, writing: Engine) -> None:
        self.path = path
        self.reading = reading
        self.writing = writing
        self._aliases = AliasReader(path, self.read)
        self._printed = EntityReader(self.commits, self.read)
        self._entities = EntityReader(self.commits, self.read, lambda: self.alias_table().rules.names)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open one consistent view of the store."""
        with storage_errors(self.path), self.reading.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that holds the write lock; commits on leaving, rolls back on an error."""
        with storage_errors(self.path), self.writing.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close the connections."""
        self._aliases.close()
        self.reading.dispose()
        self.writing.dispose()

    def resolve_id(self, article_id: str) -> str:
        """Give the id in use for an id that may be an older alias of it."""
        table = tables.article_aliases
        with self.read() as connection:
            found = connection.scalar(select(table.c.article_id).where(table.c.alias == article_id))
        return str(found) if found else article_id

    def article(self, article_id: str) -> StoredArticle | None:
        """Give one article by its id or an alias of it, or None."""
        return self.articles([self.resolve_id(article_id)]).get(self.resolve_id(article_id))

    def articles(self, ids: Iterable[str]) -> dict[str, StoredArticle]:
        """Give the articles of ``ids`` that exist, keyed by id."""
        return {row.id: stored_article(row) for row in self._by_id(_ARTICLES, ids)}

    def shown(self, ids: Iterable[str]) -> dict[str, Shown]:
        """Give what a list shows of those of ``ids`` that exist: without their mentions, which cost most."""
        return {row.id: Shown(*tuple(row)) for row in self._by_id(_SHOWN, ids)}

    def texts(self, ids: Iterable[str]) -> dict[str, Texts]:
        """Give the texts of those of ``ids`` that exist: a fraction of the cost of whole articles."""
        return {row.id: Texts(row.title, row.text, row.language) for row in self._by_id(_TEXTS, ids)}

    def _by_id(self, query: Select[Any], ids: Iterable[str]) -> Iterator[Row[Any]]:
        """Yield what a query finds of some ids, in no order."""
        with self.read() as connection:
            for some in batched(ids, MAX_VARIABLES):
                yield from connection.execute(query, {"ids": some}).all()

    def iterate(self, after: str = "", limit: int = 1000) -> list[StoredArticle]:
        """Give up to ``limit`` articles with ids above ``after``, in order of id."""
        return self._page(
            select(tables.articles).where(tables.articles.c.id > after).order_by(tables.articles.c.id), limit
        )

    def id_borders(self, after: str, step: int) -> list[str]:
        """Give the id of every ``step``-th article with an id above ``after``, in order."""
        ids = tables.articles.c.id
        numbered = select(ids, func.row_number().over(order_by=ids).label("number")).where(ids > after)
        found = numbered.subquery()
        query = select(found.c.id).where(found.c.number % step == 0).order_by(found.c.id)
        with self.read() as connection:
            return list(connection.scalars(query))

    def _page(self, query: Select[Any], limit: int) -> list[StoredArticle]:
        with self.read() as connection:
            return [stored_article(row) for row in connection.execute(query.limit(limit))]

    def content_hashes(self, ids: Iterable[str], cleaner: int, annotator: int) -> dict[str, str]:
        """Give the digests of those of ``ids`` that were made by these versions of our code."""
        columns = tables.articles.c
        query = select(columns.id, columns.content_hash).where(
            columns.cleaner_version == cleaner, columns.annotator_version == annotator
        )
        found: dict[str, str] = {}
        with self.read() as connection:
            for some in batched(ids, MAX_VARIABLES):
                rows = connection.execute(query.where(columns.id.in_(some)))
                found |= {row.id: row.content_hash for row in rows}
        return found

    def holds_page(self, url: str, digest: str, cleaner: int) -> bool:
        """Whether a response is kept and was cleaned by this version of the cleaner."""
        columns = tables.pages.c
        query = select(columns.id).where(
            columns.url == url, columns.digest == digest, columns.cleaner_version == cleaner
        )
        with self.read() as connection:
            return connection.scalar(query) is not None

    def count_articles(self) -> int:
        """Count the articles."""
        with self.read() as connection:
            return connection.scalar(select(func.count()).select_from(tables.articles)) or 0

    def is_empty(self) -> bool:
        """Whether there is no article, without counting them."""
        with self.read() as connection:
            return connection.scalar(select(tables.articles.c.id).limit(1)) is None

    def commits(self) -> int:
        """Give a number that changes with everything that is written to the store; it takes 10 µs."""
        with storage_errors(self.path):
            return self._aliases.commits()

    def last_change(self) -> int:
        """Give the highest sequence number of the change log, 0 when nothing ever changed."""
        with self.read() as connection:
            return connection.scalar(select(func.max(tables.changes.c.seq))) or 0

    def changes_after(self, seq: int, limit: int = 1000) -> tuple[list[str], int]:
        """Give ids changed after ``seq`` (each once, oldest change first) and the last number read.

        An id that the store no longer holds was deleted.
        """
        table = tables.changes
        query = select(table.c.seq, table.c.article_id).where(table.c.seq > seq).order_by(table.c.seq)
        with self.read() as connection:
            rows = connection.execute(query.limit(limit)).all()
        return list(dict.fromkeys(row.article_id for row in rows)), rows[-1].seq if rows else seq

    def gone_after(self, seq: int, known: frozenset[str]) -> tuple[frozenset[str], int]:
        """Give the articles that are not there any more, by the changes after ``seq``.

        Args:
            seq: The change that was looked at last.
            known: What was gone by the changes up to it; those that came back are left out.

        Returns:
            Their ids, and the last change that was looked at.
        """
        table = tables.changes
        here = exists().where(tables.articles.c.id == table.c.article_id)
        query = select(table.c.article_id).distinct().where(table.c.seq > seq, ~here)
        with self.read() as connection:
            last = connection.scalar(select(func.max(table.c.seq))) or 0
            if last <= seq:
                return known, seq
            ids = tables.articles.c.id
            back = {
                id_
                for some in batched(sorted(known), MAX_VARIABLES)
                for id_ in connection.scalars(select(ids).where(ids.in_(some)))
            }
            return (known - back).union(connection.scalars(query)), last

    def revisions(self, article_id: str) -> list[RevisionText]:
        """Give the earlier texts of an article, oldest first."""
        table = tables.revisions
        query = select(table).where(table.c.article_id == article_id).order_by(table.c.number)
        with self.read() as connection:
            return [
                RevisionText(row.number, row.title, row.text, row.published, row.seen_at)
                for row in connection.execute(query)
            ]

    def copies(self, story: str, limit: int = 100) -> list[str]:
        """Give the ids of the articles of one story, in order of id."""
        query = select(tables.articles.c.id).where(tables.articles.c.story == story)
        with self.read() as connection:
            return list(connection.scalars(query.order_by(tables.articles.c.id).limit(limit)))

    def entities(self, keys: Iterable[str]) -> dict[str, Entity]:
        """Give the entities of ``keys`` that are known, keyed by key, under the names that people gave."""
        return self._entities.entities(keys)

    def printed(self, keys: Iterable[str]) -> dict[str, Entity]:
        """Give the entities of ``keys`` that are known, keyed by key, under the names that articles print."""
        return self._printed.entities(keys)

    def alias_table(self) -> AliasTable:
        """Give what each key of a person or place stands for, and the names that people gave."""
        with storage_errors(self.path):
            return self._aliases.table()

    def entity_aliases(self) -> tuple[int, Mapping[str, str]]:
        """Give the version of the alias table, and the table: key to its entity's key, empty when hidden."""
        table = self.alias_table()
        return table.version, table.aliases

    def alias_version(self) -> int:
        """Give the number that grows with every change of the alias table; it costs next to nothing."""
        with storage_errors(self.path):
            return self._aliases.version()

    def renamed(self) -> list[NamedKey]:
        """Give the persons and places that people gave a name, with that name."""
        names = self.alias_table().rules.names
        return [replace(item, name=names[item.key]) for item in self.named(names)] if names else []

    def keys_with_words(self, words: Sequence[str]) -> list[str]:
        """Give the persons and places whose name holds every one of some folded words, in order of key."""
        with self.read() as connection:
            return entity_words.keys_with_words(connection, words)

    def keys_starting(self, words: Sequence[str], prefix: str, limit: int) -> list[NamedKey]:
        """Give those in use whose name holds some words and one that begins so; most articles first."""
        with self.read() as connection:
            return entity_words.keys_starting(connection, words, prefix, limit)

    def named(self, keys: Iterable[str]) -> list[NamedKey]:
        """Give those of some keys of persons and places that are known, those in most articles first."""
        with self.read() as connection:
            return entity_words.named(connection, keys)

    def most_used(self, limit: int) -> list[NamedKey]:
        """Give the persons and places that most articles hold, those first."""
        with self.read() as connection:
            return entity_words.most_used(connection, limit)

    def person_forms(self) -> Iterator[tuple[str, str, int]]:
        """Yield key, name and number of articles of each person's key in use, in order of key."""
        table = tables.entities
        query = select(table.c.key, table.c.name, table.c.articles).where(
            table.c.kind == "person", table.c.articles > 0
        )
        with self.read() as connection:
            for row in connection.execute(query.order_by(table.c.key)):
                yield row.key, row.name, row.articles

    def source_status(self) -> list[SourceStatus]:
        """Give every source that has articles or had a success, in order of name."""
        counts = select(tables.articles.c.source, func.count()).group_by(tables.articles.c.source)
        with self.read() as connection:
            articles: dict[str, int] = {row[0]: row[1] for row in connection.execute(counts)}
            last = {row.name: row.last_success for row in connection.execute(select(tables.sources))}
        names = sorted(articles.keys() | last.keys())
        return [SourceStatus(name, articles.get(name, 0), last.get(name)) for name in names]

    def drop_counts(self) -> dict[str, int]:
        """Count what was dropped, by named reason."""
        query = select(tables.drops.c.reason, func.count()).group_by(tables.drops.c.reason)
        with self.read() as connection:
            return {row[0]: row[1] for row in connection.execute(query.order_by(tables.drops.c.reason))}

    def count_pages(self) -> int:
        """Count the pages fetched or imported."""
        with self.read() as connection:
            return connection.scalar(select(func.count()).select_from(tables.pages)) or 0


def open_store(path: Path, *, create: bool = False) -> Store:
    """Open the store of a data folder, migrating an older one.

    Args:
        path: The database file.
        create: Make the folder and the store when they are missing.

    Raises:
        StoreError: It is missing (and ``create`` is False), damaged or not a store.
        StoreNewerError: A later version of Dateline wrote it.
        MachineError: The folder cannot be made or written.
    """
    if not create and not path.is_file():
        raise StoreError(
            told("There is no article store at %(file)s.", file=path),
            told("Import or crawl something first, or name another folder with --home."),
        )
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        reading, writing = _engine(path, "BEGIN"), _engine(path, "BEGIN IMMEDIATE")
        migrate(path, reading, writing, STORE_REVISION)
    return Store(path, reading, writing)


def _engine(path: Path, begin: str) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)))

    @event.listens_for(engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own transaction control would begin late and commit before DDL.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into errors that name the file and the next step."""
    try:
        yield
    except (OperationalError, sqlite3.OperationalError) as error:
        reason = str(getattr(error, "orig", error))
        said = told("%(file)s: %(reason)s.", file=path, reason=reason)
        if "full" in reason or "disk I/O" in reason:
            raise MachineError(said, told("Free some space, then try again.")) from error
        if "readonly" in reason or "unable to open" in reason:
            raise MachineError(said, told("Check the folder's owner and mode.")) from error
        if "locked" in reason:
            held = told("%(file)s is held by another process.", file=path)
            raise StoreError(held, told("Try again later.")) from error
        raise StoreError(said, told("Check the file, or restore it from a backup.")) from error
    except (DatabaseError, sqlite3.DatabaseError) as error:
        said = told("%(file)s: %(reason)s.", file=path, reason=str(getattr(error, "orig", error)))
        raise StoreError(said, told("Restore it from a backup.")) from error
    except (PermissionError, FileExistsError, NotADirectoryError) as error:
        said = told("%(folder)s cannot be used: %(reason)s.", folder=path.parent, reason=str(error.strerror))
        raise MachineError(said, told("Check --home.")) from error


def now() -> str:
    """Give the present instant in UTC to the second, as the store writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
