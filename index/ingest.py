"""Pages and texts in, stored and annotated articles out: the stages between a source and the index.

`Ingest` cleans and annotates in guarded worker processes (a handful of texts in this one) and stores the
results in short batches; `finish` merges names across articles and brings the index up to date.
"""

import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection

from index import page_writer, store_writer
from index.annotate import ANNOTATOR_VERSION, annotate
from index.annotate.person_names import PersonForm
from index.annotate.resolve import merged
from index.article import Annotations, CleanArticle, article_id
from index.clean import CLEANER_VERSION, clean_html
from index.clean.language import language_of
from index.clean.sites import SiteRules, load_rules, rules_for
from index.page_writer import NewPage
from index.parting import SIGN
from index.progress import Progress
from index.settings import Settings
from index.store import Store
from index.store_writer import NewArticle
from index.stories import bands, shingles
from index.urls import accept_canonical, canonical_url, source_of
from index.wording import counted
from index.worker_pool import GuardedPool

CHUNK = 40
"""Items handed to a worker at once."""
CHUNK_BYTES = 2_000_000
"""Bytes of pages that make a chunk full before that; bounds the memory."""
BATCH = 400
"""Items stored in one transaction: about 0.3 s of write lock."""
IN_FLIGHT_PER_WORKER = 2
"""Chunks waiting for each worker; bounds the memory."""
PIPELINE_CPU_S = 60.0
"""CPU time for one item where a spaCy pipeline reads too; a worker loads it with its first."""
PIPELINE_MEMORY_BYTES = 8 << 30
"""Memory that a worker may take then; address space, of which a pipeline reserves more than it uses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTask:
    """A page to clean. ``given`` identifies it when it has no URL; ``source`` None takes the host.

    ``again`` is its number in the store when it was cleaned before: it then replaces no article that another
    page made.
    """

    ref: str
    body: bytes
    page: NewPage
    url: str | None
    source: str | None = None
    given: str = ""
    content_type: str | None = None
    max_bytes: int = 10_000_000
    rules: SiteRules | None = None
    spacy_model: str = ""
    again: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTask:
    """An article that came as text; ``given`` is its id in the source when it has no URL."""

    ref: str
    source: str
    clean: CleanArticle
    given: str = ""
    spacy_model: str = ""

    @property
    def id(self) -> str:
        """The article's id."""
        return article_id(self.source, canonical_url(self.clean.url) if self.clean.url else self.given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a worker made of a task: an article, or the named reason why there is none."""

    ref: str
    source: str
    article: NewArticle | None
    page: NewPage | None = None
    dropped: str | None = None
    clean_s: float = 0.0
    annotate_s: float = 0.0
    again: int | None = None


@dataclass(slots=True)
class IngestReport:
    """What happened so far: counts by outcome, drops by reason, CPU seconds by stage."""

    outcomes: Counter[str] = field(default_factory=Counter)
    dropped: Counter[str] = field(default_factory=Counter)
    stage_s: dict[str, float] = field(default_factory=dict)
    stage_items: Counter[str] = field(default_factory=Counter)

    def spend(self, stage: str, seconds: float, items: int) -> None:
        """Add CPU seconds spent by a stage on some items."""
        self.stage_s[stage] = self.stage_s.get(stage, 0.0) + seconds
        self.stage_items[stage] += items

    @contextmanager
    def timed(self, stage: str, items: int) -> Iterator[None]:
        """Charge a block's CPU time to a stage."""
        started = time.process_time()
        try:
            yield
        finally:
            self.spend(stage, time.process_time() - started, items)

    def lines(self) -> Iterator[str]:
        """Yield a line on the articles, then one on each stage."""
        total = self.outcomes.total()
        parts = [f"{count:,} {name}" for name, count in sorted(self.outcomes.items())]
        parts += [f"{count:,} dropped ({name})" for name, count in sorted(self.dropped.items())]
        yield f"{counted(total, 'article')}: {', '.join(parts) or 'nothing to do'}"
        for stage, seconds in self.stage_s.items():
            items = self.stage_items[stage]
            yield f"  {stage:<9} {items:>8,} in {seconds:7.1f} s CPU, {items / max(seconds, 1e-9):>9,.0f}/s"


def prepare(task: PageTask | TextTask) -> Prepared:
    """Clean, annotate and sign an item. Runs in a worker; pure but for the clock."""
    return _prepare_page(task) if isinstance(task, PageTask) else _prepare_text(task)


def refused(task: PageTask | TextTask, reason: str) -> Prepared:
    """Give what stands for an item that was given up."""
    if isinstance(task, TextTask):
        return Prepared(ref=task.ref, source=task.source, article=None, dropped=reason)
    source = task.source or (source_of(task.url) if task.url else task.page.source)
    return Prepared(
        ref=task.ref, source=source, article=None, page=task.page, dropped=reason, again=task.again
    )


def _prepare_page(task: PageTask) -> Prepared:
    started = time.process_time()
    result = clean_html(
        task.body, url=task.url, content_type=task.content_type, max_bytes=task.max_bytes, rules=task.rules
    )
    clean_s = time.process_time() - started
    source = task.source or (source_of(task.url) if task.url else "")
    if result.article is None:
        return Prepared(
            ref=task.ref, source=source or task.page.source, article=None, page=task.page,
            dropped=result.dropped, clean_s=clean_s, again=task.again,
        )  # fmt: skip
    clean = result.article
    aliases: tuple[str, ...] = ()
    url = clean.url if task.url is None else accept_canonical(task.url, clean.url or task.url)
    if url:
        clean = replace(clean, url=canonical_url(url))
        source = task.source or source_of(url)
        asked = {task.url or url, task.page.url, task.page.final_url}
        aliases = tuple(sorted(article_id(source, canonical_url(item)) for item in asked if "://" in item))
    source = source or task.page.source
    prepared = _annotated(task, source, article_id(source, clean.url or task.given), clean)
    assert prepared.article is not None
    return replace(
        prepared,
        page=task.page,
        clean_s=clean_s,
        article=replace(prepared.article, aliases=aliases),
        again=task.again,
    )


def _prepare_text(task: TextTask) -> Prepared:
    clean = task.clean
    if clean.url:
        clean = replace(clean, url=canonical_url(clean.url))
    if clean.language is None:
        clean = replace(clean, language=language_of(clean.text, None))
    if not clean.text.strip():
        return Prepared(ref=task.ref, source=task.source, article=None, dropped="no-text")
    return _annotated(task, task.source, task.id, clean)


def _annotated(task: PageTask | TextTask, source: str, id_: str, clean: CleanArticle) -> Prepared:
    started = time.process_time()
    day = clean.published.day if clean.published else None
    found: Annotations = annotate(
        clean.title, clean.text, day, language=clean.language, spacy_model=task.spacy_model
    )
    article = NewArticle(
        id=id_, source=source, clean=clean, annotations=found,
        bands=tuple(bands(shingles(clean.text))), cleaner_version=CLEANER_VERSION,
        annotator_version=ANNOTATOR_VERSION,
    )  # fmt: skip
    return Prepared(ref=task.ref, source=source, article=article, annotate_s=time.process_time() - started)


class Ingest:
    """Take pages and texts, store them as articles. A context manager; leaving it stores the rest.

    Args:
        settings: Limits.
        store: Where to.
        workers: Processes that clean and annotate; None takes one for each core.
        on_progress: Called with the number of items just stored or dropped.
        before_store: Called before each transaction; what it refers to must then be on disk.
        on_ready: Called with what is about to be stored.

    Raises:
        SettingsError: The spaCy pipeline of the settings cannot be loaded.
    """

    def __init__(
        self,
        settings: Settings,
        store: Store,
        *,
        workers: int | None = None,
        on_progress: Callable[[int], None] | None = None,
        before_store: Callable[[], None] | None = None,
        on_ready: Callable[[list[Prepared]], None] | None = None,
    ) -> None:
        self.settings = settings
        self.store = store
        self.report = IngestReport()
        self._workers = workers or os.cpu_count() or 1
        self._on_progress = on_progress
        self._before_store = before_store
        self._on_ready = on_ready
        self.on_stored: Callable[[list[Prepared], Mapping[str, store_writer.Outcome]], None] | None = None
        """Called with what was just stored, and the outcome of each article's id."""
        self._rules = load_rules(settings.sites_dir)
        if settings.spacy_model:
            from index.annotate.spacy_source import load_pipeline

            load_pipeline(settings.spacy_model)  # a wrong one is told before anything is taken
        self._waiting: list[PageTask | TextTask] = []
        self._waiting_bytes = 0
        self._flying: deque[Future[list[Prepared]]] = deque()
        self._ready: list[Prepared] = []
        self._pool: GuardedPool[PageTask | TextTask, Prepared] | None = None

    def take(self, task: PageTask | TextTask) -> None:
        """Accept an item; it is stored at the latest by the next `flush`."""
        if isinstance(task, PageTask) and self._rules:
            task = replace(task, rules=rules_for(self._rules, task.url or f"//{task.source}"))
        if self.settings.spacy_model:
            task = replace(task, spacy_model=self.settings.spacy_model)
        self._waiting.append(task)
        self._waiting_bytes += len(task.body) if isinstance(task, PageTask) else 0
        if len(self._waiting) >= CHUNK or self._waiting_bytes >= CHUNK_BYTES:
            self._submit()

    def flush(self) -> None:
        """Store everything taken so far; on return it is committed."""
        vouched = not any(isinstance(task, PageTask) for task in self._waiting)
        if vouched and not self._flying and len(self._waiting) < CHUNK // 2:
            self._ready += map(prepare, self._waiting)
            self._waiting, self._waiting_bytes = [], 0
        elif self._waiting:
            self._submit()
        while self._flying:
            self._land()
        self._store()

    def _submit(self) -> None:
        tasks = self._skip_unchanged(self._waiting)
        self._waiting, self._waiting_bytes = [], 0
        if tasks:
            self._flying.append(self._guarded().submit(tasks))
        while len(self._flying) > self._workers * IN_FLIGHT_PER_WORKER:
            self._land()
        if len(self._ready) >= BATCH:
            self._store()

    def _guarded(self) -> GuardedPool[PageTask | TextTask, Prepared]:
        if self._pool is None:
            limits: Any = {}
            if self.settings.spacy_model:
                limits = {"cpu_s": PIPELINE_CPU_S, "memory_bytes": PIPELINE_MEMORY_BYTES}
            self._pool = GuardedPool(self._workers, prepare, refused, **limits)
        return self._pool

    def _land(self) -> None:
        self._ready += self._flying.popleft().result()
        if len(self._ready) >= BATCH:
            self._store()

    def _skip_unchanged(self, tasks: list[PageTask | TextTask]) -> list[PageTask | TextTask]:
        """Leave out texts that the store already holds, made by these versions of our code."""
        made = (CLEANER_VERSION, ANNOTATOR_VERSION)
        texts = {task.id: task.clean.content_hash for task in tasks if isinstance(task, TextTask)}
        kept = self.store.content_hashes(texts, *made)
        known = {id_ for id_, digest in texts.items() if kept.get(id_) == digest}
        if known:
            self.report.outcomes["unchanged"] += len(known)
            self._advance(len(known))
        return [task for task in tasks if not (isinstance(task, TextTask) and task.id in known)]

    def _store(self) -> None:
        ready, self._ready = self._ready, []
        if not ready:
            return
        if self._before_store:
            self._before_store()
        if self._on_ready:
            self._on_ready(ready)
        with self.report.timed("store", len(ready)), self.store.write() as connection:
            outcomes = store_prepared(connection, ready)
        if self.on_stored:
            self.on_stored(ready, outcomes)
        self.report.outcomes.update(outcomes.values())
        self.report.dropped.update(item.dropped for item in ready if item.dropped)
        pages = [item for item in ready if item.page]
        if pages:
            self.report.spend("clean", sum(item.clean_s for item in pages), len(pages))
        kept = [item for item in ready if item.article]
        if kept:
            self.report.spend("annotate", sum(item.annotate_s for item in kept), len(kept))
        self._advance(len(ready))

    def _advance(self, count: int) -> None:
        if self._on_progress:
            self._on_progress(count)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.flush()
        finally:
            if self._pool:
                self._pool.close(at_once=kind is not None)


def store_prepared(connection: Connection, ready: Iterable[Prepared]) -> dict[str, store_writer.Outcome]:
    """Store a batch of prepared items in an open transaction; gives the outcome of each article."""
    articles: list[NewArticle] = []
    passed: list[str] = []
    left_alone = made_by_others(connection, ready)
    for item in ready:
        page_id = page_writer.put_page(connection, item.page) if item.page else None
        if item.article:
            if item not in left_alone:
                articles.append(replace(item.article, page_id=page_id))
            passed.append(item.ref)
        else:
            page_writer.put_drop(connection, item.ref, item.source, item.dropped or "no-text")
        if page_id is not None:
            id_ = item.article.id if item.article else None
            page_writer.page_cleaned(connection, page_id, CLEANER_VERSION, id_, item.dropped)
    page_writer.clear_drops(connection, passed)
    return store_writer.put_articles(connection, articles)


def made_by_others(connection: Connection, ready: Iterable[Prepared]) -> list[Prepared]:
    """Give what was cleaned again of articles that another page, or a text, made since."""
    again = [item for item in ready if item.article and item.again is not None]
    pages = store_writer.pages_of(connection, {item.article.id for item in again if item.article})
    return [item for item in again if item.article and pages.get(item.article.id, item.again) != item.again]


def resolve_entities(store: Store) -> int:
    """Merge the variants of persons' names across all articles; gives the number of changed merges."""
    # A second person of a name was set apart by a person, and stays so.
    forms = [PersonForm(*form) for form in store.person_forms() if SIGN not in form[0]]
    merges = merged(forms)
    aliases = {key: merge.to_key for key, merge in merges.items()}
    with store.write() as connection:
        return store_writer.set_automatic_aliases(connection, aliases, merges)


def finish(settings: Settings, store: Store, report: IngestReport) -> None:
    """Merge names across articles and bring the index up to date, timing both into the report."""
    from index.writer import update

    with report.timed("resolve", 0):
        report.stage_items["resolve"] += resolve_entities(store)
    with Progress("indexing") as progress:
        with report.timed("index", 0):
            count = update(store, settings.index_dir, progress)
        report.stage_items["index"] += count
