"""The pages of whole WARC files, ours and those of others, read as far as they go. Uses warcio."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from index.errors import InputError
from index.warc import LIST_FIELD, ArchivedResponse, content_type_of, response_of, status_of

MAX_BODY_BYTES = 10_000_000
"""Longest body that is decoded when not told otherwise."""

Notice = Callable[[str, int], None]
"""Called with a named reason and the offset of a record that was not read."""

_SOME_BYTES = 4_096
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})


def iterate_pages(
    path: Path,
    *,
    max_body_bytes: int = MAX_BODY_BYTES,
    notice: Notice | None = None,
    start: int = 0,
) -> Iterator[ArchivedResponse]:
    """Read the HTML pages of any WARC file, gzipped or not, one in memory at a time.

    Lists that our crawler kept (front pages, feeds, sitemaps) are passed over.

    Args:
        path: The file; it need not be one of ours.
        max_body_bytes: Longest body, after decoding.
        notice: Told of what is left out: ``http-error``, ``not-html``, ``too-large``, ``damaged``
            (that record alone) and ``torn`` (the file ends within a record).
        start: Offset of the record to begin with, in bytes.

    Raises:
        InputError: It is no WARC file.
    """
    with path.open("rb") as raw:
        raw.seek(start)
        yield from _Pages(path, raw, max_body_bytes, notice or _silent)


def _silent(_reason: str, _offset: int) -> None:
    return


class _Pages:
    """One pass over a WARC file."""

    def __init__(self, path: Path, raw: BinaryIO, max_body_bytes: int, notice: Notice) -> None:
        self._path = path
        self._records = ArchiveIterator(raw)
        self._max_body_bytes = max_body_bytes
        self._notice = notice

    def __iter__(self) -> Iterator[ArchivedResponse]:
        while (record := self._next_record()) is not None:
            found = self._page(record, self._records.offset)
            if found is not None:
                yield found
            self._records.read_to_end()

    def _next_record(self) -> Any:
        """Give the next record; None at the end, having told of what remains there."""
        end = sum(self._records.member_info or (0,))
        try:
            record = next(self._records, None)
        except (ArchiveLoadFailed, AttributeError, EOFError) as error:
            # AttributeError is how warcio meets a record header that is cut short.
            if end == 0:
                raise InputError(f"{self._path} is not a WARC file.", "Name a .warc or .warc.gz.") from error
            record = None
        if record is None and self._remains(end):
            # warcio passes over a header that is cut short.
            self._notice("torn", end)
        return record

    def _remains(self, end: int) -> bool:
        with self._path.open("rb") as raw:
            raw.seek(end)
            return bool(raw.read(_SOME_BYTES).strip())

    def _page(self, record: Any, offset: int) -> ArchivedResponse | None:
        if record.rec_type is None or not record.rec_headers.get_header("Content-Length"):
            # A header that is cut short; every record states its type and length (ISO 28500).
            self._notice("torn", offset)
            return None
        if record.rec_type not in ("response", "resource") or record.rec_headers.get_header(LIST_FIELD):
            return None
        reason = _unwanted(record)
        if reason is None:
            try:
                body = record.content_stream().read(self._max_body_bytes + 1)
                found = response_of(record, body, offset)
            except (ArchiveLoadFailed, EOFError, OSError, ValueError):
                reason = "damaged"
            else:
                reason = self._unfinished(record, body)
        elif _is_cut(record):
            reason = "torn"
        if reason is None:
            return found
        self._notice(reason, offset)
        return None

    def _unfinished(self, record: Any, body: bytes) -> str | None:
        if len(body) > self._max_body_bytes:
            return "too-large"
        return "torn" if _is_cut(record) else None


def _is_cut(record: Any) -> bool:
    """Whether the file ends before the record does, by the length that the record states."""
    while record.raw_stream.read(65536):
        pass
    return getattr(record.raw_stream, "limit", 0) > 0


def _unwanted(record: Any) -> str | None:
    if not (record.rec_headers.get_header("WARC-Target-URI") or ""):
        return "damaged"
    if record.rec_type == "response":
        if record.http_headers is None:
            return "not-html"
        if status_of(record) != 200:
            return "http-error"
    declared = content_type_of(record).partition(";")[0].strip().lower()
    return None if declared in _HTML_TYPES else "not-html"
