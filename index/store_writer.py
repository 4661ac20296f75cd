"""The article store, write side: articles with their revisions, pages, drops, entities, the change log.

Every function takes an open write transaction (`Store.write`) and leaves it to its caller to commit, so
that a batch goes in whole or not at all. All are idempotent: the same work twice changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from index import tables
from index.alias_reader import raise_version
from index.article import (
    Annotations,
    CleanArticle,
    Entity,
    Merge,
    annotations_from_json,
    annotations_to_json,
)
from index.batching import batched
from index.edit_log import read_edits
from index.entity_words import add_words
from index.parting import change_of, partings
from index.store import MAX_VARIABLES, now
from index.stories import same_story, shingles

Outcome = Literal["new", "changed", "unchanged"]

MAX_STORY_CANDIDATES = 50
"""Candidates compared for one article; a band shared by more is a template, not a copy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """An article ready to be stored.

    Attributes:
        id: Hash of source and canonical URL (or given id).
        aliases: Other ids under which the same article was or may be asked for.
        bands: Story signature, from `index.stories.bands`.
    """

    id: str
    source: str
    clean: CleanArticle
    annotations: Annotations
    bands: tuple[int, ...]
    cleaner_version: int
    annotator_version: int
    aliases: tuple[str, ...] = ()
    page_id: int | None = None


def put_articles(connection: Connection, batch: Iterable[NewArticle]) -> dict[str, Outcome]:
    """Store a batch; the last one of several with one id wins.

    A changed text becomes a new revision and the earlier one is kept; what is new or changed enters the
    change log.

    Returns:
        What happened to each id.
    """
    parted = change_of(partings(read_edits(connection)))
    incoming = {item.id: replace(item, annotations=parted(item.id, item.annotations)) for item in batch}
    known = _known(connection, incoming)
    outcomes: dict[str, Outcome] = {
        id_: "new" if id_ not in known
        else "unchanged" if known[id_].content_hash == item.clean.content_hash
        else "changed"
        for id_, item in incoming.items()
    }  # fmt: skip
    fresh = [item for item in incoming.values() if item.id not in known]
    stale = [item for id_, item in incoming.items() if id_ in known and _is_stale(item, known[id_])]
    _insert(connection, fresh)
    for item in stale:
        _replace(connection, item, known[item.id])
    count_entities(
        connection,
        [_annotations(known[item.id]) for item in stale],
        [item.annotations for item in (*fresh, *stale)],
    )
    _add_aliases(connection, incoming.values())
    log_changes(connection, (item.id for item in (*fresh, *stale)))
    touch_sources(connection, {item.source for item in incoming.values()})
    return outcomes


def _known(connection: Connection, ids: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for some in batched(ids, MAX_VARIABLES):
        rows = connection.execute(select(tables.articles).where(tables.articles.c.id.in_(some)))
        found |= {row.id: row for row in rows}
    return found


def pages_of(connection: Connection, ids: Iterable[str]) -> dict[str, int | None]:
    """Give the page that each of some articles was made from; None for one that came as text."""
    columns = tables.articles.c
    return {
        row.id: row.page_id
        for some in batched(sorted(ids), MAX_VARIABLES)
        for row in connection.execute(select(columns.id, columns.page_id).where(columns.id.in_(some)))
    }


def _is_stale(item: NewArticle, old: Any) -> bool:
    made = (item.clean.content_hash, item.annotator_version, item.cleaner_version)
    return made != (old.content_hash, old.annotator_version, old.cleaner_version)


def _annotations(row: Any) -> Annotations:
    return annotations_from_json(row.annotations) if row.annotations else Annotations()


def _insert(connection: Connection, fresh: list[NewArticle]) -> None:
    if not fresh:
        return
    at = now()
    stories = StoryFinder(connection)
    connection.execute(
        insert(tables.articles),
        [
            {"id": item.id, "story": stories.place(item), "revision": 1, "first_seen": at, "updated_at": at}
            | _columns(item)
            for item in fresh
        ],
    )
    _add_bands(connection, fresh)


def _replace(connection: Connection, item: NewArticle, old: Any) -> None:
    changed = old.content_hash != item.clean.content_hash
    # The same page cleaned anew is no revision: the publisher changed nothing.
    revised = changed and (item.page_id is None or item.page_id != old.page_id)
    if revised:
        _keep_revision(connection, old)
    if changed:
        connection.execute(delete(tables.story_bands).where(tables.story_bands.c.article_id == item.id))
        _add_bands(connection, [item])
    columns = _columns(item) | {"updated_at": now(), "revision": old.revision + revised}
    connection.execute(update(tables.articles).where(tables.articles.c.id == item.id).values(columns))


def _columns(item: NewArticle) -> dict[str, Any]:
    clean = item.clean
    return {
        "source": item.source, "url": clean.url, "title": clean.title, "description": clean.description,
        "text": clean.text, "authors": list(clean.authors), "section": clean.section,
        "tags": list(clean.tags), "language": clean.language, "image": clean.image, "kind": clean.kind,
        "paywalled": clean.paywalled, "image_alt": clean.image_alt, "image_credit": clean.image_credit,
        "published": clean.published.isoformat() if clean.published else None,
        "published_origin": clean.published.origin if clean.published else None,
        "modified": clean.modified.isoformat() if clean.modified else None,
        "modified_origin": clean.modified.origin if clean.modified else None,
        "credits": list(clean.credits), "dateline": clean.dateline, "content_hash": clean.content_hash,
        "page_id": item.page_id, "cleaner_version": item.cleaner_version,
        "annotations": annotations_to_json(item.annotations),
        "annotator_version": item.annotator_version,
    }  # fmt: skip


def _keep_revision(connection: Connection, old: Any) -> None:
    row = {
        "article_id": old.id, "number": old.revision, "title": old.title,
        "description": old.description, "text": old.text, "published": old.published,
        "modified": old.modified, "content_hash": old.content_hash, "seen_at": old.updated_at,
    }  # fmt: skip
    connection.execute(insert(tables.revisions).on_conflict_do_nothing(), row)


def _add_aliases(connection: Connection, items: Iterable[NewArticle]) -> None:
    rows = [
        {"alias": alias, "article_id": item.id}
        for item in items
        for alias in item.aliases
        if alias != item.id
    ]
    if rows:
        connection.execute(insert(tables.article_aliases).on_conflict_do_nothing(), rows)


def _add_bands(connection: Connection, items: Iterable[NewArticle]) -> None:
    rows = [{"band": band, "article_id": item.id} for item in items for band in set(item.bands)]
    connection.execute(insert(tables.story_bands).on_conflict_do_nothing(), rows)


class StoryFinder:
    """Gives each article of a batch its story: that of an earlier copy, or its own id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._batch: dict[str, tuple[str, str]] = {}
        self._bands: dict[int, list[str]] = {}

    def place(self, item: NewArticle) -> str:
        """Find the story of an article; later articles of the batch may be copies of it."""
        story = self._find(item)
        self._batch[item.id] = (story, item.clean.text)
        for band in item.bands:
            self._bands.setdefault(band, []).append(item.id)
        return story

    def _find(self, item: NewArticle) -> str:
        candidates = self._stored(item) + self._of_batch(item)
        if not candidates:
            return item.id
        own = shingles(item.clean.text)
        return next((story for story, text in candidates if same_story(own, shingles(text))), item.id)

    def _of_batch(self, item: NewArticle) -> list[tuple[str, str]]:
        ids = dict.fromkeys(id_ for band in item.bands for id_ in self._bands.get(band, ()))
        return [self._batch[id_] for id_ in ids][:MAX_STORY_CANDIDATES]

    def _stored(self, item: NewArticle) -> list[tuple[str, str]]:
        table, columns = tables.story_bands, tables.articles.c
        shared = (
            select(table.c.article_id)
            .where(table.c.band.in_(item.bands))
            .group_by(table.c.article_id)
            .order_by(func.count().desc(), table.c.article_id)
            .limit(MAX_STORY_CANDIDATES)
        )
        rows = self._connection.execute(
            select(columns.story, columns.text)
            .where(columns.id.in_(shared))
            .order_by(columns.first_seen, columns.id)
        )
        return [(row.story, row.text) for row in rows]


def change_annotations(
    connection: Connection, ids: Iterable[str], change: Callable[[str, Annotations], Annotations]
) -> dict[str, tuple[Annotations, Annotations]]:
    """Change the mentions of those of some articles that are here; gives old and new of those that differ."""
    rows = _known(connection, sorted(ids)).values()
    pairs = {row.id: (_annotations(row), change(row.id, _annotations(row))) for row in rows}
    changed = {id_: (old, new) for id_, (old, new) in pairs.items() if old != new}
    table = tables.articles
    for id_, (_, new) in changed.items():
        statement = update(table).where(table.c.id == id_)
        connection.execute(statement.values(annotations=annotations_to_json(new)))
    count_entities(connection, [old for old, _ in changed.values()], [new for _, new in changed.values()])
    log_changes(connection, changed)
    return changed


def delete_article(connection: Connection, article_id: str) -> bool:
    """Remove an article and its revisions; False when there was none."""
    row = _known(connection, [article_id]).get(article_id)
    if row is None:
        return False
    count_entities(connection, [_annotations(row)], [])
    for table, column in (
        (tables.articles, tables.articles.c.id),
        (tables.revisions, tables.revisions.c.article_id),
        (tables.article_aliases, tables.article_aliases.c.article_id),
        (tables.story_bands, tables.story_bands.c.article_id),
    ):
        connection.execute(delete(table).where(column == article_id))
    log_changes(connection, [article_id])
    return True


def log_changes(connection: Connection, ids: Iterable[str]) -> None:
    """Name articles that the index must read again."""
    rows = [{"article_id": id_} for id_ in ids]
    if rows:
        connection.execute(insert(tables.changes), rows)


def touch_sources(connection: Connection, names: Iterable[str]) -> None:
    """Note that these sources gave something just now."""
    rows = [{"name": name, "last_success": now()} for name in sorted(names)]
    if rows:
        statement = insert(tables.sources)
        connection.execute(
            statement.on_conflict_do_update(set_={"last_success": statement.excluded.last_success}), rows
        )


_GAZETTEER_COLUMNS = (
    "place_kind", "country", "admin1", "admin1_key", "geonames_id", "lat", "lon", "population",
)  # fmt: skip


def count_entities(
    connection: Connection, before: Iterable[Annotations], after: Iterable[Annotations]
) -> None:
    """Move each entity's number of articles from the old to the new annotations of some articles."""
    change: Counter[str] = Counter()
    entities: dict[str, Entity] = {}
    for found in before:
        change.subtract(item.entity.key for item in (*found.persons, *found.places))
    for found in after:
        for item in (*found.persons, *found.places):
            change[item.entity.key] += 1
            entities[item.entity.key] = item.entity
    rows = [_entity_row(entity, change[key]) for key, entity in sorted(entities.items())]
    if rows:
        statement = insert(tables.entities)
        # A newer gazetteer may know a place better; the first name seen of a key stays.
        newer = {name: statement.excluded[name] for name in _GAZETTEER_COLUMNS}
        total = tables.entities.c.articles + statement.excluded.articles
        connection.execute(statement.on_conflict_do_update(set_={**newer, "articles": total}), rows)
        add_words(connection, entities.values())
    gone = [{"b_key": key, "less": count} for key, count in sorted(change.items()) if key not in entities]
    if gone:
        table = tables.entities
        connection.execute(
            update(table)
            .where(table.c.key == bindparam("b_key"))
            .values(articles=table.c.articles + bindparam("less")),
            gone,
        )


def _entity_row(entity: Entity, articles: int) -> dict[str, Any]:
    return {
        "key": entity.key, "kind": entity.kind, "name": entity.name, "place_kind": entity.place_kind,
        "country": entity.country, "admin1": entity.admin1, "admin1_key": entity.admin1_key,
        "geonames_id": entity.geonames_id, "lat": entity.lat, "lon": entity.lon,
        "population": entity.population, "articles": articles,
    }  # fmt: skip


def set_automatic_aliases(
    connection: Connection, aliases: Mapping[str, str], reasons: Mapping[str, Merge] | None = None
) -> int:
    """Make ``aliases`` the automatic merges; what people corrected stands above them (`index.edits`).

    Args:
        connection: In a transaction.
        aliases: A key and the key of the entity it belongs to.
        reasons: What speaks for each merge, as far as it is known.

    Returns:
        How many entries were added, led elsewhere or removed.
    """
    table = tables.entity_aliases
    current = {row.from_key: row for row in connection.execute(select(table))}
    wanted = {key: _alias_row(key, to, (reasons or {}).get(key)) for key, to in aliases.items() if key != to}
    gone = sorted(current.keys() - wanted.keys())
    for some in batched(gone, MAX_VARIABLES):
        connection.execute(delete(table).where(table.c.from_key.in_(some)))
    changed = [row for key, row in sorted(wanted.items()) if _differs(current.get(key), row)]
    led = [row for row in changed if _differs(current.get(row["from_key"]), row, "to_key")]
    if changed:
        statement = insert(table)
        connection.execute(
            statement.on_conflict_do_update(
                set_={name: statement.excluded[name] for name in ("to_key", "evidence", "confidence")}
            ),
            changed,
        )
    if gone or led:
        raise_version(connection)
    return len(gone) + len(led)


def _alias_row(key: str, to_key: str, reason: Merge | None) -> dict[str, Any]:
    return {
        "from_key": key, "to_key": to_key, "origin": "auto", "created": now(),
        "evidence": reason.evidence if reason else None,
        "confidence": reason.confidence if reason else None,
    }  # fmt: skip


def _differs(
    known: Row[Any] | None, row: Mapping[str, Any], *names: Literal["to_key", "evidence", "confidence"]
) -> bool:
    columns = names or ("to_key", "evidence", "confidence")
    return known is None or any(getattr(known, name) != row[name] for name in columns)
