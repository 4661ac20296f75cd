"""A check of everything on disk: the store, every byte of the index, what both hold, the archived pages.

Nothing is changed. Each check yields one finding, a good one too, in the order of what depends on what.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import Select, func, select, text
from sqlalchemy.exc import DatabaseError

from index import tables
from index.batching import batched
from index.documents import id_text
from index.errors import DatelineError, IndexMissingError
from index.filling import WORK
from index.generations import committed_ids
from index.layout import REINDEX, generation_names, living_name, read_meta
from index.progress import Progress
from index.segment_storage import MappedStorage, arrays_of, latest_commit, read_toc
from index.settings import Settings
from index.store import MAX_VARIABLES, Store
from index.warc import WarcArchive, WarcRef
from index.wording import English, counted

PAGE_SAMPLE = 200
"""Archived pages read back when not all are asked for, spread over the whole archive."""

NAMED = 5
"""Articles named in a finding; the others are counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found.

    Attributes:
        check: What was checked.
        ok: Whether all is well.
        message: What was found.
        next_step: What to do about it; empty when all is well.
    """

    check: str
    ok: bool
    message: str
    next_step: str = ""

    def to_json(self) -> dict[str, str | bool]:
        """Give it as `dateline doctor --json` prints it."""
        return asdict(self)


def examine(settings: Settings, store: Store, progress: Progress, *, all_pages: bool) -> Iterator[Finding]:
    """Check an archive.

    Args:
        settings: Where it is.
        store: Its open store.
        progress: Told of each file, segment and page that was read.
        all_pages: Read every archived page back, not a sample.
    """
    yield _guarded("store", lambda: _store(store, progress))
    name = _living(settings.index_dir)
    if isinstance(name, Finding):
        yield name
    else:
        folder = settings.index_dir / name
        yield _guarded("index files", lambda: _index_files(folder, progress))
        yield _guarded("index and store", lambda: _index_and_store(folder, store))
    yield _guarded("archived pages", lambda: _pages(settings, store, progress, all_pages))
    yield _guarded("leftovers", lambda: _leftovers(settings.index_dir))


def _guarded(check: str, work: Callable[[], Finding]) -> Finding:
    try:
        return work()
    except DatelineError as error:
        return Finding(check, False, error.message, error.next_step)
    except (OSError, DatabaseError) as error:
        return Finding(
            check, False, " ".join(str(error).split())[:300], "Check the disk and the file's mode."
        )


def _store(store: Store, progress: Progress) -> Finding:
    with store.read() as connection:
        problems = [
            row[0] for row in connection.execute(text("PRAGMA integrity_check(20)")) if row[0] != "ok"
        ]
        problems += [
            f"{row[0]} points to a missing {row[2]}"
            for row in connection.execute(text("PRAGMA foreign_key_check"))
        ]
    progress.advance()
    if problems:
        step = "Restore articles.db from a backup, or import and crawl again."
        return Finding("store", False, f"{store.path}: {'; '.join(problems[:NAMED])}.", step)
    return Finding("store", True, f"{store.path} is sound: {counted(store.count_articles(), 'article')}.")


def _living(index_dir: Path) -> str | Finding:
    try:
        name = living_name(index_dir)
        if name is None:
            raise IndexMissingError(
                English(f"There is no index in {index_dir}."), English("Run `dateline index`.")
            )
        read_meta(index_dir / name)
    except (DatelineError, OSError) as error:
        step = error.next_step if isinstance(error, DatelineError) else REINDEX
        return Finding("index files", False, str(getattr(error, "message", error)), step)
    return name


def _index_files(folder: Path, progress: Progress) -> Finding:
    """Read every byte of every segment against its checksum."""
    storage = MappedStorage(folder)
    size = documents = 0
    segments = read_toc(storage, latest_commit(folder)).segments
    for segment in segments:
        arrays = arrays_of(storage, segment)
        arrays.verify()
        size += Path(arrays.pack.path).stat().st_size
        documents += segment.doc_count()
        arrays.pack.release()
        progress.advance()
    return Finding(
        "index files",
        True,
        f"{folder.name}: {counted(len(segments), 'segment')}, {counted(documents, 'article')}, "
        f"{size / 1e6:,.1f} MB as written.",
    )


def _index_and_store(folder: Path, store: Store) -> Finding:
    """Compare the index's articles with the store's, but for changes that wait to be indexed."""
    check, sequence = "index and store", read_meta(folder).sequence
    waiting = _changed_after(store, sequence)
    indexed = np.array(committed_ids(folder), dtype=np.uint64)
    with store.read() as connection:
        ids = connection.execute(select(tables.articles.c.id)).scalars()
        stored = np.array([int(id_, 16) for id_ in ids], dtype=np.uint64)
    ignored = np.array([int(id_, 16) for id_ in waiting], dtype=np.uint64)
    twice = len(indexed) - len(np.unique(indexed))
    missing = np.setdiff1d(np.setdiff1d(stored, indexed), ignored)
    foreign = np.setdiff1d(np.setdiff1d(indexed, stored), ignored)
    problems = [f"{twice:,} articles stand twice in the index"] if twice else []
    problems += (
        [f"{len(missing):,} articles are not in the index ({_named(missing)})"] if len(missing) else []
    )
    problems += (
        [f"{len(foreign):,} articles are not in the store ({_named(foreign)})"] if len(foreign) else []
    )
    if sequence > store.last_change():
        problems.append("the index is newer than the store")
    if problems:
        return Finding(check, False, f"{folder.name}: {'; '.join(problems)}.", REINDEX)
    later = f"; {len(waiting):,} changes wait for `dateline index`" if waiting else ""
    return Finding(check, True, f"The index holds the store's {len(indexed):,} articles{later}.")


def _changed_after(store: Store, sequence: int) -> set[str]:
    found: set[str] = set()
    while True:
        ids, last = store.changes_after(sequence)
        if last == sequence:
            return found
        found |= set(ids)
        sequence = last


def _named(ids: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> str:
    names = ", ".join(id_text(int(number)) for number in ids[:NAMED])
    return f"{names}, ..." if len(ids) > NAMED else names


def _pages(settings: Settings, store: Store, progress: Progress, all_pages: bool) -> Finding:
    """Read archived pages back where the store says that they are."""
    columns = tables.pages.c
    kept = columns.warc_file != ""
    wanted: Select[tuple[int]] = (
        select(columns.id).where(kept).order_by(columns.warc_file, columns.warc_offset)
    )
    with store.read() as connection:
        total = connection.execute(select(func.count()).where(kept)).scalar_one()
        step = 1 if all_pages else max(1, total // PAGE_SAMPLE)
        ids = list(connection.execute(wanted).scalars())[::step]
    archive, bad = WarcArchive(settings.warc_dir), []
    for some in batched(ids, MAX_VARIABLES):
        with store.read() as connection:
            rows = connection.execute(select(tables.pages).where(columns.id.in_(some))).all()
        for row in rows:
            try:
                archive.read(WarcRef(row.warc_file, row.warc_offset, row.digest))
            except DatelineError as error:
                bad.append(error.message)
            progress.advance()
    read = f"{len(ids):,} of {total:,} archived pages" if step > 1 else f"all {total:,} archived pages"
    if bad:
        message = f"{len(bad):,} of {read} cannot be read back: {' '.join(bad[:NAMED])}"
        return Finding("archived pages", False, message, "Restore the file from a backup, or crawl again.")
    hint = " (--all-pages reads every one)" if step > 1 else ""
    return Finding("archived pages", True, f"{read} read back as they were fetched{hint}.")


def _leftovers(index_dir: Path) -> Finding:
    """Find what killed runs left: it costs space and nothing else."""
    living = living_name(index_dir)
    strays = [index_dir / name for name in generation_names(index_dir) if name != living]
    strays += sorted(index_dir.glob(f"*/{WORK}*"))
    size = sum(file.stat().st_size for stray in strays for file in stray.rglob("*") if file.is_file())
    if strays:
        names = ", ".join(stray.name for stray in strays[:NAMED])
        message = f"{names}: {size / 1e6:,.0f} MB of unfinished or replaced generations; they do no harm."
        return Finding("leftovers", True, f"{message} `dateline reindex` removes them.")
    return Finding("leftovers", True, "none.")
