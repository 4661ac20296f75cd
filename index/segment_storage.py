"""How Whoosh's files are read and written: mapped into memory, checked, on disk before they count.

Whoosh syncs nothing, copies what it maps, and trusts its pickles. Here a list of segments (TOC) is renamed
into place only after all files that it names are on disk, ends with a checksum, and is unpickled with a short
list of allowed classes. Whoosh reads these files too: it ignores the checksum.
"""

# mypy: disable-error-code="no-untyped-call"

import io
import mmap
import os
import pickle
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.index import TOC

from index.codec.segment import ARRAYS_EXT, SegmentArrays
from index.errors import IndexDamagedError
from index.layout import REINDEX, sync_folder
from index.schema import INDEX_NAME, schema
from index.wording import told

_TRAILER = struct.Struct("<4sI")
_TRAILER_MARK = b"tocs"
_ALLOWED = {
    ("index.codec.segment", "ArraySegment"),
    ("index.codec.codec", "ArrayCodec"),
    ("collections", "defaultdict"),
    ("builtins", "int"),
    ("builtins", "set"),
}
DAMAGE = (
    AssertionError, AttributeError, EOFError, IndexError, KeyError, NameError, OverflowError, TypeError,
    UnicodeError, ValueError, MemoryError, pickle.UnpicklingError, struct.error, zlib.error,
)  # fmt: skip
"""What Whoosh raises when it opens what was not written."""
POSTING_DAMAGE = (EOFError, pickle.UnpicklingError, struct.error, zlib.error)
"""What Whoosh raises when it reads altered postings; wider nets would blame the index for a wrong query."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _ALLOWED:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} does not belong into an index")


class _View:
    """A file's content as a file object with a position of its own; many may share one mapping."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self._at = 0

    def read(self, size: int | None = -1) -> bytes:
        end = len(self.data) if size is None or size < 0 else self._at + size
        found = bytes(self.data[self._at : end])
        self._at += len(found)
        return found

    def readline(self) -> bytes:
        rest = bytes(self.data[self._at :])
        found = rest[: rest.find(b"\n") + 1] or rest
        self._at += len(found)
        return found

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: len(self.data)}[whence]
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at


class MappedFile(StructFile):
    """A file that Whoosh reads without copying it into memory."""

    def __init__(self, data: memoryview, name: str | None = None) -> None:
        super().__init__(_View(data), name=name)  # type: ignore[arg-type]
        self.data = data

    def subset(self, offset: int, length: int, name: str | None = None) -> "MappedFile":
        """Give a part of the file as a file."""
        return MappedFile(self.data[offset : offset + length], name)

    def get(self, position: int, length: int) -> bytes:
        """Give the bytes at a position."""
        return bytes(self.data[position : position + length])

    def read_pickle(self) -> Any:
        """Read a pickle that holds nothing but an index's own classes."""
        return _Unpickler(self.file).load()

    def close(self) -> None:
        """Do nothing: the mapping goes with its last user."""


class MappedStorage(FileStorage):
    """The files of one generation, read through mappings.

    Args:
        folder: The generation's folder.
    """

    supports_mmap = False  # Whoosh's own mapping copies the file.

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), supports_mmap=False)
        self.path = folder
        self._pinned: dict[str, memoryview] = {}

    def pin(self, name: str) -> None:
        """Map a file now, so that it can be read after it was removed."""
        self._pinned[name] = _map(self.path / name)

    def open_file(self, name: str, **_options: Any) -> MappedFile:
        """Open a file for reading."""
        data = self._pinned.get(name)
        return MappedFile(_map(self.path / name) if data is None else data, name)

    def file_exists(self, name: str) -> bool:
        """Whether a file is there, or was when it was pinned."""
        return name in self._pinned or super().file_exists(name)


class SyncedStorage(MappedStorage):
    """The files of one generation, written so that a crash leaves the former commit or the new one."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._unsynced: set[str] = set()

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **options: Any) -> StructFile:
        """Create a file that the next renaming brings to disk."""
        self._unsynced.add(name)
        created: StructFile = super().create_file(name, excl=excl, mode=mode, **options)
        return created

    def move_in(self, path: Path, name: str) -> None:
        """Take a file from another folder of the same disk; the next renaming brings it to disk."""
        self._unsynced.add(name)
        path.replace(self.path / name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Put a list of segments in place, after all that was written before it is on disk."""
        with (self.path / oldname).open("ab") as file:
            file.write(_TRAILER.pack(_TRAILER_MARK, zlib.crc32((self.path / oldname).read_bytes())))
        for name in sorted(self._unsynced):
            if (self.path / name).exists():
                _sync(self.path / name)
        self._unsynced.clear()
        super().rename_file(oldname, newname, safe=safe)
        sync_folder(self.path)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _map(path: Path) -> memoryview:
    with path.open("rb") as file:
        if not file.seek(0, io.SEEK_END):
            return memoryview(b"")
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def latest_commit(folder: Path) -> int:
    """Give the number of a generation's last commit.

    Raises:
        IndexDamagedError: It has none.
    """
    number = int(TOC._latest_generation([entry.name for entry in os.scandir(folder)], INDEX_NAME))
    if number < 0:
        raise IndexDamagedError(told("%(folder)s holds no list of segments.", folder=folder), REINDEX)
    return number


def read_toc(storage: MappedStorage, commit: int) -> TOC:
    """Read the list of segments of a commit.

    Raises:
        IndexDamagedError: It is not as it was written.
        FileNotFoundError: A later commit replaced it.
    """
    name = TOC._filename(INDEX_NAME, commit)
    content = storage.open_file(name).read()
    body, trailer = content[: -_TRAILER.size], content[-_TRAILER.size :]
    if trailer != _TRAILER.pack(_TRAILER_MARK, zlib.crc32(body)):
        raise IndexDamagedError(
            told("%(file)s is corrupt: its checksum differs.", file=storage.path / name), REINDEX
        )
    try:
        toc: TOC = TOC.read(storage, INDEX_NAME, gen=commit, schema=schema())
    except DAMAGE as error:
        raise _damaged(storage.path / name, error) from error
    return toc


def arrays_of(storage: MappedStorage, segment: Any) -> SegmentArrays:
    """Open a segment's arrays; header, dictionaries and columns are checked, postings when they are read.

    Raises:
        IndexDamagedError: The file is truncated, altered or of another segment.
        FileNotFoundError: A later commit removed it.
    """
    try:
        arrays: SegmentArrays = segment.arrays(storage)
    except (KeyError, TypeError, ValueError) as error:
        name = segment.make_filename(ARRAYS_EXT)
        raise _damaged(storage.path / name, error) from error
    if arrays.doc_count != segment.doc_count_all():
        raise IndexDamagedError(
            told("%(file)s does not belong to its segment.", file=arrays.pack.path), REINDEX
        )
    return arrays


def _damaged(file: Path, error: Exception) -> IndexDamagedError:
    return IndexDamagedError(told("%(file)s is corrupt: %(reason)s.", file=file, reason=str(error)), REINDEX)


def live_mask(segment: Any) -> NDArray[np.bool_]:
    """Tell for each document of a segment whether it is not deleted."""
    live = np.ones(segment.doc_count_all(), dtype=np.bool_)
    live[list(segment.deleted_docs())] = False
    return live
