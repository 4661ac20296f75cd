"""WARC files: every page kept as it came, and read back. Uses warcio; `index.warc_pages` reads whole files.

A writer has a file of its own, so that processes never share one and a torn end (after a crash) is never
written behind. Bodies are stored decoded; the headers then say so.
"""

import hashlib
import os
import secrets
import zlib
from base64 import b32encode
from collections.abc import Iterable, Sequence
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

from index.errors import StoreError
from index.wording import told

RESTORE = told("Restore it, or crawl the page again.")
MAX_FILE_BYTES = 1_000_000_000
"""A file is closed when it has grown past this; 1 GB is what WARC's guidelines advise."""

GZIP_LEVEL = 4
"""Of 0 to 9. For news pages of 175 kB, CPU and ratio: level 9 7.0 ms, 4.70; 6 5.3 ms, 4.68; 4 3.2 ms, 4.49; 1
2.2 ms, 4.03."""

LIST_FIELD = "Dateline-List"
"""Field of a WARC header by which records of lists are passed over when articles are read."""

Headers = Sequence[tuple[str, str]]
_BLOCK_BYTES = 65_536
_NOT_AS_STORED = frozenset({"content-encoding", "transfer-encoding", "content-length"})


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
        writer: A word of letters and digits that the names of the files written end with; made up when
            empty.
    """

    def __init__(self, warc_dir: Path, *, max_file_bytes: int = MAX_FILE_BYTES, writer: str = "") -> None:
        self.warc_dir = warc_dir
        self._writer = writer or secrets.token_hex(3)
        self._max_file_bytes = max_file_bytes
        self._file: BinaryIO | None = None
        self._name = ""
        self._count = 0
        self._unsynced = False

    @staticmethod
    def digest(body: bytes) -> str:
        """Give the digest under which a body is kept: SHA-1 in base 32, as WARC files print it."""
        raw = hashlib.sha1(body, usedforsecurity=False).digest()
        return f"sha1:{b32encode(raw).decode('ascii')}"

    def write_response(
        self,
        url: str,
        status: int,
        headers: Headers,
        body: bytes,
        fetched_at: datetime,
        *,
        is_list: bool = False,
        digest: str = "",
    ) -> WarcRef:
        """Keep an HTTP response; on return the record has left our buffers (see `sync`).

        Args:
            url: The address that answered.
            status: Of HTTP.
            headers: As sent.
            body: Decoded.
            fetched_at: UTC.
            is_list: It is a front page, section, feed, sitemap or redirect, so that reading the file for
                articles passes over it.
            digest: Of the body, when it is known.

        Raises:
            OSError: The disk is full or refuses; the next record goes to a new file.
        """
        fields = {LIST_FIELD: "1"} if is_list else {}
        if digest:
            fields["WARC-Payload-Digest"] = digest
        http_headers = _http_headers(status, headers, len(body))
        return self._write(url, "response", body, fetched_at, fields, http_headers=http_headers)

    def write_revisit(
        self,
        url: str,
        status: int,
        headers: Headers,
        fetched_at: datetime,
        *,
        digest: str,
        first_at: datetime,
    ) -> WarcRef:
        """Keep that a page was found unchanged: a revisit record, without its body.

        Args:
            url: The address that answered.
            status: 304 when the server said so; else its body was the same.
            headers: As sent.
            fetched_at: UTC.
            digest: Of the body that is kept already.
            first_at: When that one was fetched, UTC.

        Raises:
            OSError: As for `write_response`.
        """
        profile = "server-not-modified" if status == HTTPStatus.NOT_MODIFIED else "identical-payload-digest"
        fields = {
            "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{profile}",
            "WARC-Refers-To-Target-URI": url,
            "WARC-Refers-To-Date": _warc_date(first_at),
            "WARC-Payload-Digest": digest,
        }
        return self._write(
            url, "revisit", b"", fetched_at, fields, http_headers=_http_headers(status, headers, 0)
        )

    def write_resource(self, url: str, content_type: str, body: bytes, fetched_at: datetime) -> WarcRef:
        """Keep a file that came without HTTP, under an address made for it.

        Raises:
            OSError: As for `write_response`.
        """
        return self._write(url, "resource", body, fetched_at, {}, warc_content_type=content_type)

    def _write(
        self, url: str, kind: str, body: bytes, at: datetime, more: dict[str, str], **record: Any
    ) -> WarcRef:
        digest = more.get("WARC-Payload-Digest") or self.digest(body)
        fields = {"WARC-Date": _warc_date(at), "WARC-Payload-Digest": digest} | more
        out = self._open()
        try:
            offset = out.tell()
            writer = WARCWriter(_Packer(out), gzip=False, warc_version="1.1")
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
            self._count += 1
            self._name = f"dateline-{stamp}-{os.getpid()}-{self._count}-{self._writer}.warc.gz"
            self._file = (self.warc_dir / self._name).open("xb")
            self._file.write(warcinfo(self._name))
        return self._file

    def sync(self) -> None:
        """Wait until what was written is on the disk; call it before recording the references."""
        if self._file is not None and self._unsynced:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._unsynced = False

    def sync_files(self, names: Iterable[str]) -> None:
        """Wait until files of this folder, which another process may be writing, are on the disk so far."""
        for name in names:
            with (self.warc_dir / name).open("rb") as file:
                os.fsync(file.fileno())

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
                found = response_of(record, record.content_stream().read(), ref.offset)
        except FileNotFoundError as error:
            raise StoreError(told("%(file)s is missing.", file=path), RESTORE) from error
        except (ArchiveLoadFailed, AttributeError, StopIteration, EOFError, ValueError) as error:
            # AttributeError is how warcio meets a record header that is cut short.
            raise _damaged(path, ref.offset) from error
        if self.digest(found.body) != ref.digest:
            raise _damaged(path, ref.offset)
        return found

    def read_record(self, ref: WarcRef) -> bytes:
        """Give a record as it stands in its file, packed, after checking that it can be read.

        Raises:
            StoreError: As for `read`.
        """
        self.read(ref)
        unpacker, packed = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16), bytearray()
        with (self.warc_dir / ref.file).open("rb") as raw:
            raw.seek(ref.offset)
            while not unpacker.eof and (block := raw.read(_BLOCK_BYTES)):
                unpacker.decompress(block)
                packed += block
        return bytes(packed[: len(packed) - len(unpacker.unused_data)])


class _Packer:
    """Packs one record as a gzip member of its own; warcio would do so at level 9, for twice the CPU."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._packed = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)

    def write(self, data: bytes) -> None:
        self._out.write(self._packed.compress(data))

    def flush(self) -> None:
        """End the member; called once, when the record is whole."""
        self._out.write(self._packed.flush())
        self._out.flush()


def warcinfo(name: str, **about: str) -> bytes:
    """Give the record that begins a WARC file: its name, what wrote it, and what else is to be said."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    fields = {"software": "Dateline", "format": "WARC File Format 1.1"} | about
    writer.write_record(writer.create_warcinfo_record(name, fields))
    return out.getvalue()


def content_type_of(record: Any) -> str:
    """Give the type that a response or resource record declares, or ""."""
    headers = record.http_headers if record.rec_type == "response" else record.rec_headers
    return headers.get_header("Content-Type") or ""


def status_of(record: Any) -> int:
    """Give the HTTP status of a record; 200 for one without HTTP, 0 for one that cannot be read."""
    code = record.http_headers.get_statuscode() if record.http_headers else "200"
    return int(code) if code.isdigit() else 0


def response_of(record: Any, body: bytes, offset: int) -> ArchivedResponse:
    """Give a warcio record as a value.

    Raises:
        ValueError: It has no address or no usable date.
    """
    headers = tuple(record.http_headers.headers) if record.http_headers else ()
    if record.rec_type == "resource":
        headers = (("Content-Type", content_type_of(record)),)
    url = record.rec_headers.get_header("WARC-Target-URI")
    date = record.rec_headers.get_header("WARC-Date") or ""
    if not url:
        raise ValueError("a record without an address")
    return ArchivedResponse(
        url=url.strip("<>"),
        status=status_of(record),
        headers=headers,
        body=body,
        fetched_at=_utc(datetime.fromisoformat(date)),
        offset=offset,
    )


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _warc_date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _http_headers(status: int, headers: Headers, length: int) -> StatusAndHeaders:
    kept = [(name, _one_line(value)) for name, value in headers if name.lower() not in _NOT_AS_STORED]
    kept.append(("Content-Length", str(length)))
    return StatusAndHeaders(f"{status} {_reason(status)}", kept, protocol="HTTP/1.1")


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _damaged(path: Path, offset: int) -> StoreError:
    return StoreError(told("%(file)s is damaged at byte %(place)s.", file=path, place=str(offset)), RESTORE)
