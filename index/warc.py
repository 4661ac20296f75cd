"""WARC files: every page kept as it came, and read back; also those of others. Uses warcio.

A writer has a file of its own, so that processes never share one and a torn end (after a crash) is never
written behind. Bodies are stored decoded; the headers then say so.
"""

import hashlib
import os
import secrets
from base64 import b32encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from index.errors import InputError, StoreError

MAX_FILE_BYTES = 1_000_000_000
"""A file is closed when it has grown past this; 1 GB is what WARC's guidelines advise."""

MAX_BODY_BYTES = 10_000_000
"""Longest body that `WarcArchive.iterate` decodes when not told otherwise."""

Headers = Sequence[tuple[str, str]]
Notice = Callable[[str, int], None]
"""Called with a named reason and the offset of a record that was not read."""

_SOME_BYTES = 4_096
_NOT_AS_STORED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class WarcRef:
    """Where a record is: file name within the WARC folder, byte offset, digest of its body."""

    file: str
    offset: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedResponse:
    """A record read back: ``fetched_at`` in UTC, ``body`` decoded, ``offset`` in its file."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    offset: int = 0

    @property
    def content_type(self) -> str | None:
        """The Content-Type header as it was sent, or None."""
        return header(self.headers, "content-type")


def header(headers: Headers, name: str) -> str | None:
    """Give the first value of a header, whatever the case of its name, or None."""
    return next((value for key, value in headers if key.lower() == name.lower()), None)


class WarcArchive:
    """The data folder's WARC files. Writing opens a new file; use it in one thread, and close it.

    Args:
        warc_dir: The folder; made when first written to.
        max_file_bytes: Size at which a file is closed and the next one begun.
    """

    def __init__(self, warc_dir: Path, *, max_file_bytes: int = MAX_FILE_BYTES) -> None:
        self.warc_dir = warc_dir
        self._max_file_bytes = max_file_bytes
        self._file: BinaryIO | None = None
        self._name = ""
        self._unsynced = False

    @staticmethod
    def digest(body: bytes) -> str:
        """Give the digest under which a body is kept: SHA-1 in base 32, as WARC files print it."""
        raw = hashlib.sha1(body, usedforsecurity=False).digest()
        return f"sha1:{b32encode(raw).decode('ascii')}"

    def write_response(
        self, url: str, status: int, headers: Headers, body: bytes, fetched_at: datetime
    ) -> WarcRef:
        """Keep an HTTP response; on return the record has left our buffers (see `sync`).

        Raises:
            OSError: The disk is full or refuses; the next record goes to a new file.
        """
        kept = [(name, _one_line(value)) for name, value in headers if name.lower() not in _NOT_AS_STORED]
        kept.append(("Content-Length", str(len(body))))
        http_headers = StatusAndHeaders(f"{status} {_reason(status)}", kept, protocol="HTTP/1.1")
        return self._write(url, "response", body, fetched_at, http_headers=http_headers)

    def write_resource(self, url: str, content_type: str, body: bytes, fetched_at: datetime) -> WarcRef:
        """Keep a file that came without HTTP, under an address made for it.

        Raises:
            OSError: As for `write_response`.
        """
        return self._write(url, "resource", body, fetched_at, warc_content_type=content_type)

    def _write(self, url: str, kind: str, body: bytes, at: datetime, **record: Any) -> WarcRef:
        digest = self.digest(body)
        fields = {"WARC-Date": _warc_date(at), "WARC-Payload-Digest": digest}
        out = self._open()
        try:
            offset = out.tell()
            writer = WARCWriter(out, gzip=True, warc_version="1.1")
            writer.write_record(
                writer.create_warc_record(
                    url, kind, payload=BytesIO(body), length=len(body), warc_headers_dict=fields, **record
                )
            )
            ref = WarcRef(self._name, offset, digest)
            self._unsynced = True
            full = out.tell() >= self._max_file_bytes
        except OSError:
            # Half a record may be on disk: nothing must be written behind it.
            self._file = None
            with suppress(OSError):
                out.close()
            raise
        if full:
            self.close()
        return ref

    def _open(self) -> BinaryIO:
        if self._file is None:
            self.warc_dir.mkdir(parents=True, exist_ok=True)
            stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
            self._name = f"dateline-{stamp}-{os.getpid()}-{secrets.token_hex(3)}.warc.gz"
            self._file = (self.warc_dir / self._name).open("xb")
            writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
            about = {"software": "Dateline", "format": "WARC File Format 1.1"}
            writer.write_record(writer.create_warcinfo_record(self._name, about))
        return self._file

    def sync(self) -> None:
        """Wait until what was written is on the disk; call it before recording the references."""
        if self._file is not None and self._unsynced:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._unsynced = False

    def close(self) -> None:
        """Finish the open file, if any."""
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, ref: WarcRef) -> ArchivedResponse:
        """Read a record back.

        Raises:
            StoreError: The file is missing, or what stands there is damaged or another body.
        """
        path = self.warc_dir / ref.file
        try:
            with path.open("rb") as raw:
                raw.seek(ref.offset)
                record = next(iter(ArchiveIterator(raw)))
                found = _response(record, record.content_stream().read(), ref.offset)
        except FileNotFoundError as error:
            raise StoreError(f"{path} is missing.", "Restore it, or crawl the page again.") from error
        except (ArchiveLoadFailed, AttributeError, StopIteration, EOFError, ValueError) as error:
            # AttributeError is how warcio meets a record header that is cut short.
            raise _damaged(path, ref.offset) from error
        if self.digest(found.body) != ref.digest:
            raise _damaged(path, ref.offset)
        return found

    @staticmethod
    def iterate(
        path: Path, *, max_body_bytes: int = MAX_BODY_BYTES, notice: Notice | None = None
    ) -> Iterator[ArchivedResponse]:
        """Read the HTML pages of any WARC file, gzipped or not, one in memory at a time.

        Args:
            path: The file; it need not be one of ours.
            max_body_bytes: Longest body, after decoding.
            notice: Told of what is left out: ``http-error``, ``not-html``, ``too-large``, ``damaged``
                (that record alone) and ``torn`` (the file ends within a record).

        Raises:
            InputError: It is no WARC file.
        """
        with path.open("rb") as raw:
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
        if record.rec_type not in ("response", "resource"):
            return None
        reason = _unwanted(record)
        if reason is None:
            try:
                body = record.content_stream().read(self._max_body_bytes + 1)
                found = _response(record, body, offset)
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
        if _status(record) != 200:
            return "http-error"
    declared = _content_type(record).partition(";")[0].strip().lower()
    return None if declared in _HTML_TYPES else "not-html"


def _content_type(record: Any) -> str:
    headers = record.http_headers if record.rec_type == "response" else record.rec_headers
    return headers.get_header("Content-Type") or ""


def _status(record: Any) -> int:
    code = record.http_headers.get_statuscode() if record.http_headers else "200"
    return int(code) if code.isdigit() else 0


def _response(record: Any, body: bytes, offset: int) -> ArchivedResponse:
    headers = tuple(record.http_headers.headers) if record.http_headers else ()
    if record.rec_type == "resource":
        headers = (("Content-Type", _content_type(record)),)
    url = record.rec_headers.get_header("WARC-Target-URI")
    date = record.rec_headers.get_header("WARC-Date") or ""
    if not url:
        raise ValueError("a record without an address")
    return ArchivedResponse(
        url=url.strip("<>"),
        status=_status(record),
        headers=headers,
        body=body,
        fetched_at=_utc(datetime.fromisoformat(date)),
        offset=offset,
    )


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _damaged(path: Path, offset: int) -> StoreError:
    return StoreError(f"{path} is damaged at byte {offset}.", "Restore it, or crawl the page again.")
