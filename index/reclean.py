"""Pages that an older cleaner cleaned, cleaned again from the WARC files, without the network.

Of each article the page that it was made from, and of each address that gave none the last one. What is
done is noted with each batch, so that a run that was stopped goes on where it was. The same page cleaned anew
is no revision: the publisher changed nothing. An article that another page made meanwhile is left alone.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import aliased

from index.article import CleanArticle
from index.clean import CLEANER_VERSION
from index.errors import StoreError
from index.ingest import Ingest, IngestReport, PageTask, Prepared, made_by_others
from index.page_writer import NewPage
from index.settings import Settings
from index.store import Store
from index.tables import articles, pages
from index.warc import WarcArchive, WarcRef
from index.wording import counted

BATCH = 200
"""Pages between two transactions."""
COMPARED = (
    "title", "description", "text", "authors", "published", "modified", "section", "tags", "language",
    "image", "image_alt", "image_credit", "credits", "dateline", "kind", "paywalled",
)  # fmt: skip
"""Fields in which an article may differ from what it was."""


@dataclass(slots=True)
class Differences:
    """How the articles of cleaned pages differ from what they were.

    Attributes:
        pages: Pages that were cleaned again.
        articles: Articles by what happened: ``same``, ``changed``, ``found`` (there was none), ``lost``
            (there is none any more; the old one stays), ``left alone`` (another page made it meanwhile).
        fields: Articles in which each field changed.
        problems: Pages that could not be read back, each a sentence.
    """

    pages: int = 0
    articles: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """Yield the summary."""
        told = ", ".join(f"{count:,} {name}" for name, count in sorted(self.articles.items()))
        yield f"{counted(self.pages, 'page')} cleaned again: {told or 'nothing to do'}"
        for name, count in self.fields.most_common():
            yield f"  {name:<12} {count:>8,}"


def count_stale(store: Store, source: str = "") -> int:
    """Count the pages to clean again; of a source all of them."""
    with store.read() as connection:
        return connection.scalar(select(func.count()).select_from(_stale(0, source).subquery())) or 0


def reclean(
    settings: Settings,
    store: Store,
    on_progress: Callable[[int], None],
    *,
    source: str = "",
    workers: int | None = None,
) -> tuple[Differences, IngestReport]:
    """Clean all pages again that an older cleaner made something of.

    Args:
        settings: Limits, and where the WARC files are.
        store: The article store.
        on_progress: Called with the number of pages done.
        source: The source whose pages are all cleaned, whatever cleaned them; for new rules of a site.
        workers: Processes; None takes one for each core.
    """
    found = Differences()
    archive = WarcArchive(settings.warc_dir)
    ingest = Ingest(
        settings, store, workers=workers, on_progress=on_progress,
        on_ready=lambda ready: _compare(store, ready, found),
    )  # fmt: skip
    with ingest:
        after = 0
        while rows := _read(store, after, source):
            for row in rows:
                task = _task(row, archive, settings, found)
                if task is not None:
                    ingest.take(task)
            ingest.flush()
            after = rows[-1].id
    return found, ingest.report


def _stale(after: int, source: str) -> Any:
    """The pages to clean again: the one behind each article, and the last of each address without one."""
    made_by = or_(pages.c.cleaner_version.is_(None), pages.c.cleaner_version < CLEANER_VERSION)
    later = aliased(pages)
    superseded = select(later.c.id).where(later.c.url == pages.c.url, later.c.id > pages.c.id).exists()
    return (
        select(pages, articles.c.source.label("article_source"))
        .outerjoin(articles, articles.c.page_id == pages.c.id)
        .where(
            pages.c.id > after,
            # Of what may not be archived there is no copy to clean again.
            pages.c.warc_file != "",
            func.coalesce(articles.c.source, pages.c.source) == source if source else made_by,
            or_(articles.c.id.is_not(None), pages.c.article_id.is_(None) & ~superseded),
        )
        .order_by(pages.c.id)
    )


def _read(store: Store, after: int, source: str) -> list[Row[Any]]:
    with store.read() as connection:
        return list(connection.execute(_stale(after, source).limit(BATCH)))


def _task(row: Row[Any], archive: WarcArchive, settings: Settings, found: Differences) -> PageTask | None:
    try:
        kept = archive.read(WarcRef(row.warc_file, row.warc_offset, row.digest))
    except StoreError as error:
        found.problems.append(f"{row.url}: {error}")
        return None
    page = NewPage(**{name: getattr(row, name) for name in NewPage.__slots__})
    local = f"file:{row.source}/"
    return PageTask(
        ref=row.url,
        body=kept.body,
        page=page,
        url=None if row.url.startswith(local) else row.final_url,
        source=row.article_source,
        given=row.url.removeprefix(local),
        content_type=row.content_type,
        max_bytes=settings.max_page_bytes,
        again=row.id,
    )


def _compare(store: Store, ready: list[Prepared], found: Differences) -> None:
    """Count how what is about to be stored differs from what is there."""
    known = store.articles(item.article.id for item in ready if item.article)
    with store.read() as connection:
        left_alone = made_by_others(connection, ready)
    for item in ready:
        found.pages += 1
        if item in left_alone:
            found.articles["left alone"] += 1
        elif item.article is None:
            found.articles["lost" if item.dropped else "same"] += 1
        elif item.article.id not in known:
            found.articles["found"] += 1
        else:
            changed = differing(known[item.article.id].article.clean, item.article.clean)
            found.fields.update(changed)
            found.articles["changed" if changed else "same"] += 1


def differing(old: CleanArticle, new: CleanArticle) -> list[str]:
    """Give the fields in which two articles differ."""
    return [name for name in COMPARED if getattr(old, name) != getattr(new, name)]
