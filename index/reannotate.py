"""Stored articles that an older annotator read, read again: no page is cleaned, nothing is fetched.

What is done is noted with each batch, so that a run that was stopped goes on where it was. Corrections hold:
merges stand above keys, and articles of a second person of a name keep that person's key.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from os import cpu_count
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select, update

from index import store_writer
from index.annotate import ANNOTATOR_VERSION, annotate
from index.article import Annotations, Moment
from index.edit_log import read_edits
from index.ingest import PIPELINE_CPU_S, PIPELINE_MEMORY_BYTES
from index.parting import change_of, partings
from index.settings import Settings
from index.store import Store
from index.tables import articles
from index.wording import counted
from index.worker_pool import GuardedPool

BATCH = 200
"""Articles between two transactions."""
CHUNK = 25
"""Articles handed to a worker together."""


@dataclass(frozen=True, slots=True)
class _Text:
    id: str
    title: str
    text: str
    published: str | None
    language: str | None
    content_hash: str
    spacy_model: str


@dataclass(frozen=True, slots=True)
class _Read:
    """What was found in a text, or the reason why it was given up; the text told by its digest."""

    id: str
    content_hash: str
    found: Annotations | None
    reason: str = ""


@dataclass(slots=True)
class Reread:
    """What came of it.

    Attributes:
        articles: Articles by what happened: ``same``, ``changed``, ``given up`` (the old mentions stay).
        kinds: Articles in which the ``persons``, ``places`` or ``dates`` changed.
        given_up: Ids of articles given up, with the reason.
    """

    articles: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    given_up: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield the summary."""
        told = ", ".join(f"{count:,} {name}" for name, count in sorted(self.articles.items()))
        yield f"{counted(self.articles.total(), 'article')} annotated again: {told or 'nothing to do'}"
        for name, count in self.kinds.most_common():
            yield f"  {name:<12} {count:>8,}"


def count_outdated(store: Store) -> int:
    """Count the articles that an older annotator read, or none."""
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(articles).where(_outdated())) or 0


def outdate(store: Store) -> None:
    """Let all articles count as read by an older annotator, for a change of its settings."""
    with store.write() as connection:
        connection.execute(update(articles).values(annotator_version=0))


def reannotate(
    settings: Settings, store: Store, on_progress: Callable[[int], None], *, workers: int | None = None
) -> Reread:
    """Annotate all outdated articles again.

    Args:
        settings: Names the spaCy pipeline, if any.
        store: The article store.
        on_progress: Called with the number of articles done.
        workers: Processes; None takes one for each core.

    Raises:
        SettingsError: The spaCy pipeline cannot be loaded.
    """
    report, after = Reread(), ""
    limits: Any = {}
    if settings.spacy_model:
        from index.annotate.spacy_source import load_pipeline

        load_pipeline(settings.spacy_model)
        limits = {"cpu_s": PIPELINE_CPU_S, "memory_bytes": PIPELINE_MEMORY_BYTES}
    pool = GuardedPool(workers or cpu_count() or 1, _read, _refused, **limits)
    waiting: deque[list[Future[list[_Read]]]] = deque()
    try:
        while (rows := _rows(store, after)) or waiting:
            if rows:
                after = rows[-1].id
                texts = [_text(row, settings.spacy_model) for row in rows]
                parts = [texts[at : at + CHUNK] for at in range(0, len(texts), CHUNK)]
                waiting.append([pool.submit(part) for part in parts])
            if len(waiting) > 1 or not rows:
                read = [one for part in waiting.popleft() for one in part.result()]
                with store.write() as connection:
                    _store(connection, _still_there(connection, read), report)
                on_progress(len(read))
    finally:
        pool.close(at_once=bool(waiting))
    return report


def _outdated() -> Any:
    version = articles.c.annotator_version
    return or_(version.is_(None), version < ANNOTATOR_VERSION)


def _rows(store: Store, after: str) -> list[Row[Any]]:
    columns = articles.c
    query = select(
        columns.id, columns.title, columns.text, columns.published, columns.language, columns.content_hash
    )
    with store.read() as connection:
        query = query.where(columns.id > after, _outdated()).order_by(columns.id).limit(BATCH)
        return list(connection.execute(query))


def _text(row: Row[Any], spacy_model: str) -> _Text:
    return _Text(row.id, row.title, row.text, row.published, row.language, row.content_hash, spacy_model)


def _read(task: _Text) -> _Read:
    """Annotate one text. Runs in a worker."""
    day = Moment.parse(task.published, "import").day if task.published else None
    found = annotate(task.title, task.text, day, language=task.language, spacy_model=task.spacy_model)
    return _Read(task.id, task.content_hash, found)


def _refused(task: _Text, reason: str) -> _Read:
    return _Read(task.id, task.content_hash, None, reason)


def _still_there(connection: Connection, read: list[_Read]) -> list[_Read]:
    """Leave out articles that were stored anew while they were read: those mentions are of another text."""
    columns = articles.c
    query = select(columns.id, columns.content_hash).where(
        columns.id.in_([one.id for one in read]), _outdated()
    )
    same = {(row.id, row.content_hash) for row in connection.execute(query)}
    return [one for one in read if (one.id, one.content_hash) in same]


def _store(connection: Connection, read: list[_Read], report: Reread) -> None:
    parted = change_of(partings(read_edits(connection)))
    found = {one.id: parted(one.id, one.found) for one in read if one.found is not None}
    changed = store_writer.change_annotations(connection, found, lambda id_, _: found[id_])
    for old, new in changed.values():
        report.kinds.update(
            kind for kind in ("persons", "places", "dates") if getattr(old, kind) != getattr(new, kind)
        )
    given_up = [one for one in read if one.found is None]
    report.given_up += [f"{one.id}: {one.reason}" for one in given_up]
    report.articles.update(
        {"changed": len(changed), "same": len(found) - len(changed), "given up": len(given_up)}
    )
    report.articles = +report.articles
    ids = [one.id for one in read]
    table = articles
    connection.execute(update(table).where(table.c.id.in_(ids)).values(annotator_version=ANNOTATOR_VERSION))
