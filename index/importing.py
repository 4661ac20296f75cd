"""Read files that a user has: JSONL, plain text, HTML, WARC and folders of them, as ingest tasks.

Every reader is a generator, so that no file is held in memory. A line or record that cannot be used is
reported by name and the rest goes on.
"""

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, cast

from index.article import CleanArticle
from index.clean import CLEANER_VERSION, clean_text, paragraphs
from index.errors import InputError
from index.ingest import Ingest, IngestReport, PageTask, TextTask
from index.page_writer import NewPage
from index.printed_dates import parse_printed
from index.progress import Progress
from index.settings import Settings
from index.store import Store, now
from index.urls import check_url, source_of
from index.warc import WarcArchive
from index.warc_pages import iterate_pages

FIELDS = (
    "id", "url", "title", "text", "published", "source", "authors", "language", "section", "tags",
    "dateline", "description",
)  # fmt: skip
"""Names that ``--map`` may set; labels such as people or places are never read."""
ALSO = {"text": ("body",), "published": ("date_iso", "date"), "authors": ("author",)}
"""Other names of a field, tried in this order after its own."""
MAX_LINE_CHARS = 20_000_000

SUFFIXES = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".txt": "text", ".html": "html", ".htm": "html",
    ".xhtml": "html", ".warc": "warc",
}  # fmt: skip


@dataclass(slots=True)
class ImportOptions:
    """What the user said of the files; ``mapping`` is field name to the name in the file."""

    source: str | None = None
    title: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ImportRun:
    """Readers' shared state: where pages are archived, what could not be read, bytes gone through."""

    archive: WarcArchive
    options: ImportOptions
    holds_page: Callable[[str, str], bool]
    max_page_bytes: int
    on_bytes: Callable[[int], None] = lambda count: None
    problems: list[str] = field(default_factory=list)
    skipped: int = 0
    left_out: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file to read: ``form`` is jsonl, text, html or warc; ``name`` identifies it in its folder."""

    path: Path
    form: str
    name: str
    folder: str | None = None


def find_files(paths: list[Path]) -> list[ImportFile]:
    """Resolve what the user named to files, folders in depth and in order of name.

    Raises:
        InputError: A path is missing or unreadable, a folder holds nothing to import, or a file is of
            no known kind. Nothing was read yet.
    """
    found: list[ImportFile] = []
    for path in paths:
        if path.is_dir():
            inside = [
                ImportFile(item, form, str(item.relative_to(path)), path.resolve().name)
                for item in sorted(path.rglob("*"))
                if item.is_file() and (form := _form_by_name(item))
            ]
            if not inside:
                raise InputError(
                    f"Folder {path} holds nothing to import.",
                    "Known kinds: .jsonl, .txt, .html, .warc, each also with .gz.",
                )
            found += inside
        else:
            found.append(ImportFile(path, _form_by_name(path) or _form_by_content(path), path.name))
    for item in found:
        _check_readable(item.path)
    return found


def _check_readable(path: Path) -> None:
    try:
        with path.open("rb"):
            pass
    except FileNotFoundError:
        raise InputError(f"There is no file {path}.", "Check the path.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from error


def _form_by_name(path: Path) -> str | None:
    name = path.with_suffix("") if path.suffix == ".gz" else path
    return SUFFIXES.get(name.suffix.lower())


def _form_by_content(path: Path) -> str:
    _check_readable(path)
    with path.open("rb") as raw:
        head = raw.read(2)
    with _gzip_errors(path), gzip.open(path) if head == b"\x1f\x8b" else path.open("rb") as stream:
        head = stream.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")
    for start, form in ((b"WARC/", "warc"), (b"{", "jsonl"), (b"<", "html")):
        if head.startswith(start):
            return form
    raise InputError(
        f"{path} is of no known kind.",
        "Name it .jsonl, .txt, .html or .warc (each also with .gz).",
    )


def stem(name: str) -> str:
    """Give a file's name without its known endings: ``reuters.jsonl.gz`` is ``reuters``."""
    path = Path(Path(name).name)
    while path.suffix.lower() == ".gz" or path.suffix.lower() in SUFFIXES:
        path = path.with_suffix("")
    return str(path)


def read_tasks(item: ImportFile, run: ImportRun) -> Iterator[PageTask | TextTask]:
    """Yield the articles and pages of one file."""
    readers: dict[str, Callable[[ImportFile, ImportRun], Iterator[PageTask | TextTask]]]
    readers = {"jsonl": _read_jsonl, "text": _read_text, "html": _read_html, "warc": _read_warc}
    with _gzip_errors(item.path):
        yield from readers[item.form](item, run)


@contextmanager
def _gzip_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise InputError(
            f"{path} is a damaged gzip file: {error}.",
            "What came before the damage is imported; get a whole copy and run it again.",
        ) from error


def import_files(
    settings: Settings, store: Store, files: list[ImportFile], options: ImportOptions
) -> tuple[IngestReport, list[str]]:
    """Read, clean, annotate and store files, with a progress bar by bytes.

    Returns:
        The report, and a line for each record that could not be read.
    """
    total = sum(item.path.stat().st_size for item in files)
    archive = WarcArchive(settings.warc_dir)
    with (
        Progress("importing", total, "B") as progress,
        Ingest(settings, store, before_store=archive.sync) as ingest,
    ):
        run = ImportRun(
            archive=archive,
            options=options,
            holds_page=lambda url, digest: store.holds_page(url, digest, CLEANER_VERSION),
            max_page_bytes=settings.max_page_bytes,
            on_bytes=progress.advance,
        )
        for item in files:
            for task in read_tasks(item, run):
                ingest.take(task)
    archive.close()
    ingest.report.dropped.update(run.left_out)
    if run.skipped:
        ingest.report.outcomes["unchanged"] += run.skipped
    return ingest.report, run.problems


def _read_jsonl(item: ImportFile, run: ImportRun) -> Iterator[TextTask]:
    default_source = run.options.source or stem(item.name)
    for number, line in _lines(item.path, run):
        if not line.strip():
            continue
        ref = f"{item.name}:{number}"
        try:
            yield _record_task(json.loads(line), default_source, ref, run.options)
        except (ValueError, RecursionError, InputError) as error:
            why = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            run.problems.append(f"{item.path} line {number}: {why}")


def _lines(path: Path, run: ImportRun) -> Iterator[tuple[int, str]]:
    with path.open("rb") as raw:
        stream = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if _is_gzip(raw) else raw
        position = 0
        for number, line in enumerate(_whole_lines(stream), 1):
            run.on_bytes(raw.tell() - position)
            position = raw.tell()
            if line is None:
                run.problems.append(f"{path} line {number}: longer than {MAX_LINE_CHARS:,} characters")
                continue
            yield number, line.decode("utf-8-sig" if number == 1 else "utf-8", "replace")


def _whole_lines(stream: IO[bytes]) -> Iterator[bytes | None]:
    """Yield the lines of a file; None for one that is too long, which is never held as a whole."""
    while line := stream.readline(MAX_LINE_CHARS + 1):
        is_long = len(line) > MAX_LINE_CHARS
        while is_long and line and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE_CHARS)
        yield None if is_long else line


def _is_gzip(raw: BufferedReader) -> bool:
    return raw.peek(2)[:2] == b"\x1f\x8b"


def _record_task(record: Any, default_source: str, ref: str, options: ImportOptions) -> TextTask:
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    value = _field_reader(record, options.mapping)
    given, url = value("id"), value("url")
    if given in (None, "") and not url:
        raise ValueError("neither 'id' nor 'url'")
    if url:
        check_url(str(url))
    text = _string(value("text"))
    dateline = _string(value("dateline")) or None
    if dateline and not text.lstrip().startswith(dateline):
        text = f"{dateline} {text.lstrip()}"
    printed = value("published")
    clean = CleanArticle(
        title=" ".join(_string(value("title")).split()),
        text=paragraphs(text),
        url=str(url) if url else None,
        description=_string(value("description")),
        authors=_strings(value("authors")),
        published=parse_printed(str(printed)) if printed else None,
        language=_string(value("language")) or None,
        section=_string(value("section")) or None,
        tags=_strings(value("tags")),
        dateline=dateline,
    )
    source = options.source or _string(value("source")) or default_source
    return TextTask(ref=ref, source=source, clean=clean, given="" if given is None else str(given))


def _field_reader(record: dict[str, Any], mapping: Mapping[str, str]) -> Callable[[str], Any]:
    def value(name: str) -> Any:
        if name in mapping:
            return record.get(mapping[name])
        names = (name, *ALSO.get(name, ()))
        return next((record[known] for known in names if record.get(known) not in (None, "")), None)

    return value


def _string(value: Any) -> str:
    return "" if value is None else str(value).strip() if not isinstance(value, list | dict) else ""


def _strings(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(text for item in items if (text := _string(item)))


def _read_text(item: ImportFile, run: ImportRun) -> Iterator[TextTask]:
    text = _read_whole(item.path).decode("utf-8-sig", "replace")
    run.on_bytes(item.path.stat().st_size)
    result = clean_text(text, title=run.options.title or stem(item.name))
    source = run.options.source or item.folder or stem(item.name)
    clean = result.article or CleanArticle(title=stem(item.name), text="")
    yield TextTask(ref=item.name, source=source, clean=clean, given=item.name)


def _read_whole(path: Path) -> bytes:
    with path.open("rb") as raw:
        return gzip.decompress(raw.read()) if _is_gzip(raw) else raw.read()


def _read_html(item: ImportFile, run: ImportRun) -> Iterator[PageTask]:
    body = _read_whole(item.path)
    run.on_bytes(item.path.stat().st_size)
    source = run.options.source or item.folder or item.path.resolve().parent.name
    url = f"file:{source}/{item.name}"
    digest = run.archive.digest(body)
    if run.holds_page(url, digest):
        run.skipped += 1
        return
    kept = run.archive.write_resource(url, "text/html", body, datetime.now(UTC))
    page = NewPage(
        url=url, final_url=url, source=source, fetched_at=now(), status=200, content_type="text/html",
        warc_file=kept.file, warc_offset=kept.offset, digest=kept.digest,
    )  # fmt: skip
    task = PageTask(ref=url, body=body, page=page, url=None, given=item.name)
    # Without --source the page's own address names its source; the folder is what remains.
    yield replace(task, source=run.options.source, max_bytes=run.max_page_bytes)


def _read_warc(item: ImportFile, run: ImportRun) -> Iterator[PageTask]:
    def notice(reason: str, offset: int) -> None:
        run.left_out[reason] += 1
        if reason in ("damaged", "torn"):
            run.problems.append(f"{item.path} at byte {offset:,}: {reason} record")

    for found in iterate_pages(item.path, max_body_bytes=run.max_page_bytes, notice=notice):
        digest = run.archive.digest(found.body)
        if run.holds_page(found.url, digest):
            run.skipped += 1
            continue
        kept = run.archive.write_response(
            found.url, found.status, found.headers, found.body, found.fetched_at
        )
        source = run.options.source or source_of(found.url)
        page = NewPage(
            url=found.url, final_url=found.url, source=source,
            fetched_at=found.fetched_at.isoformat(timespec="seconds"), status=found.status,
            content_type=found.content_type, warc_file=kept.file, warc_offset=kept.offset,
            digest=kept.digest,
        )  # fmt: skip
        yield PageTask(
            ref=found.url, body=found.body, page=page, url=found.url, source=run.options.source,
            content_type=found.content_type, max_bytes=run.max_page_bytes,
        )  # fmt: skip
