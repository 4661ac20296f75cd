"""A file of named arrays: aligned to 64 bytes, checked block by block, read through a mapping.

```
arrays, each at a multiple of 64    CRC table    directory (JSON)    footer
```

Every array is cut into blocks of 64 KiB with a CRC-32 each; the footer's CRC-32 covers the CRC table, the
directory and the footer. The footer comes last, so that a truncated file has none. See docs/file-format.md.
"""

import json
import mmap
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamagedError
from index.layout import REINDEX
from index.wording import Message, told

FORMAT_VERSION = 1
"""Raised with every change of the file that an older reader would misread."""

ALIGNMENT = 64
"""Arrays begin at a multiple of so many bytes: a cache line, and what vector instructions like."""

BLOCK = 1 << 16
"""Bytes with one checksum: 27 microseconds to check."""

_BUFFER = 1 << 20
_MAGIC = b"DLarrays"
_FOOTER = struct.Struct("<8sIIQQQ")
_CRC = struct.Struct("<I")
_DTYPE = re.compile(r"\|[bu]1|<[iuf][248]")

Array = NDArray[Any]


class ArraySource(Protocol):
    """Where the arrays of a segment are: a mapped `Pack`, or memory."""

    def __contains__(self, name: str) -> bool: ...

    def count(self, name: str) -> int:
        """Give the number of elements of an array."""
        ...

    def slice(self, name: str, start: int, stop: int) -> Array:
        """Give a part of an array, checked."""
        ...


class MemoryArrays:
    """Arrays that no file holds yet."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = arrays

    def __contains__(self, name: str) -> bool:
        return name in self.arrays

    def count(self, name: str) -> int:
        """Give the number of elements of an array."""
        return self.arrays[name].size

    def slice(self, name: str, start: int, stop: int) -> Array:
        """Give a part of an array."""
        return self.arrays[name][start:stop]


class OutputFile(Protocol):
    """What a pack is written to."""

    def seek(self, offset: int, /) -> Any:
        """Go to a place, also beyond the end."""
        ...

    def write(self, data: bytes | memoryview, /) -> Any:
        """Write bytes there."""
        ...


class ArraySink:
    """One array of known length, written in parts. Others may be written between the parts."""

    def __init__(self, file: OutputFile, offset: int, dtype: np.dtype[Any], count: int) -> None:
        self.offset, self.dtype, self.count = offset, dtype, count
        self.crcs: list[int] = []
        self._file = file
        self._written = 0
        self._crc = 0
        self._buffer = bytearray()

    def append(self, part: Array) -> None:
        """Write the next elements."""
        self._buffer += np.ascontiguousarray(part, dtype=self.dtype).tobytes()
        if len(self._buffer) >= _BUFFER:
            self._flush()

    def finish(self) -> None:
        """Write what is left.

        Raises:
            ValueError: More or fewer elements came than were reserved.
        """
        self._flush()
        if self._written != self.count * self.dtype.itemsize:
            raise ValueError(f"{self.count} elements were reserved, {self._written} bytes came")
        if self._written % BLOCK:
            self.crcs.append(self._crc)

    def _flush(self) -> None:
        self._file.seek(self.offset + self._written)
        view, at = memoryview(self._buffer), 0
        self._file.write(view)
        while at < len(view):
            part = view[at : at + BLOCK - self._written % BLOCK]
            self._crc = zlib.crc32(part, self._crc)
            at += len(part)
            self._written += len(part)
            if self._written % BLOCK == 0:
                self.crcs.append(self._crc)
                self._crc = 0
        self._buffer = bytearray()


class PackWriter:
    """Write a pack. Call `close`; without it the file has no footer and nobody takes it for a pack.

    Args:
        file: A new file that can be written and sought.
    """

    def __init__(self, file: OutputFile) -> None:
        self._file = file
        self._sinks: dict[str, ArraySink] = {}
        self._end = 0
        self._notes: dict[str, Any] = {}

    def note(self, **values: Any) -> None:
        """Keep a few plain JSON values in the directory."""
        self._notes |= values

    def add(self, name: str, array: Array) -> None:
        """Write an array."""
        self.reserve(name, array.dtype, array.size).append(array)

    def reserve(self, name: str, dtype: np.dtype[Any], count: int) -> ArraySink:
        """Make room for an array that is written in parts.

        Raises:
            ValueError: The name is taken, or the type is none of the format's.
        """
        dtype = dtype.newbyteorder("<")
        if name in self._sinks or not _DTYPE.fullmatch(dtype.str):
            raise ValueError(f"{name} ({dtype.str}) cannot be added")
        sink = self._sinks[name] = ArraySink(self._file, self._end, dtype, count)
        self._end += -(-count * dtype.itemsize // ALIGNMENT) * ALIGNMENT
        return sink

    def close(self) -> None:
        """Write the checksums, the directory and the footer."""
        entries = {}
        crcs: list[int] = []
        for name, sink in self._sinks.items():
            sink.finish()
            entries[name] = [sink.dtype.str, sink.offset, sink.count, len(crcs)]
            crcs += sink.crcs
        table = np.array(crcs, dtype="<u4").tobytes()
        directory = json.dumps({"notes": self._notes, "arrays": entries}, separators=(",", ":")).encode()
        size = self._end + len(table) + len(directory) + _FOOTER.size + _CRC.size
        footer = _FOOTER.pack(_MAGIC, FORMAT_VERSION, len(crcs), self._end, len(directory), size)
        tail = table + directory + footer
        self._file.seek(self._end)
        self._file.write(tail + _CRC.pack(zlib.crc32(tail)))


class _Entry:
    """One array of a mapped pack, and which of its blocks were checked."""

    __slots__ = ("array", "checked", "crcs", "data", "whole")

    def __init__(self, data: memoryview, array: Array, crcs: NDArray[np.uint32]) -> None:
        self.data, self.array, self.crcs = data, array, crcs
        self.checked = bytearray(len(crcs))
        self.whole = not len(crcs)

    def bad_block(self, first: int, last: int) -> int | None:
        """Check the blocks up to ``last`` that were not yet; give the first that is not as written."""
        block = self.checked.find(0, first, last + 1)
        while block >= 0:
            if zlib.crc32(self.data[block * BLOCK : (block + 1) * BLOCK]) != self.crcs[block]:
                return block
            self.checked[block] = 1
            block = self.checked.find(0, block, last + 1)
        self.whole = self.checked.find(0) < 0
        return None


class Pack:
    """A pack, mapped. Immutable; share it between threads.

    Args:
        data: The whole file.
        path: Its name, for messages.

    Raises:
        IndexDamagedError: It is no pack, or its directory is not as it was written.
    """

    def __init__(self, data: memoryview, path: str) -> None:
        self.path = path
        self._data = data
        table, directory = self._tables()
        self.notes: dict[str, Any] = directory["notes"]
        self._entries = {name: self._entry(table, *entry) for name, entry in directory["arrays"].items()}

    def _tables(self) -> tuple[NDArray[np.uint32], dict[str, Any]]:
        end = len(self._data) - _FOOTER.size - _CRC.size
        if end < 0:
            raise self._damaged(told("it is truncated"))
        magic, version, blocks, tables, length, size = _FOOTER.unpack_from(self._data, end)
        if magic != _MAGIC or size != len(self._data):
            raise self._damaged(told("it is truncated or no index file"))
        if tables + blocks * 4 + length != end:
            raise self._damaged(told("its footer is altered"))
        [expected] = _CRC.unpack_from(self._data, end + _FOOTER.size)
        if zlib.crc32(self._data[tables : end + _FOOTER.size]) != expected:
            raise self._damaged(told("the checksum of its directory differs"))
        if version != FORMAT_VERSION:
            cause = told(
                "its format is %(found)s, this version of Dateline reads %(known)s",
                found=str(version),
                known=str(FORMAT_VERSION),
            )
            raise self._damaged(cause)
        table = np.frombuffer(self._data, dtype="<u4", count=blocks, offset=tables)
        return table, json.loads(bytes(self._data[end - length : end]))

    def _entry(
        self, table: NDArray[np.uint32], dtype: str, offset: int, count: int, first_block: int
    ) -> _Entry:
        array = np.frombuffer(self._data, dtype=dtype, count=count, offset=offset)
        blocks = -(-array.nbytes // BLOCK)
        data = self._data[offset : offset + array.nbytes]
        return _Entry(data, array, table[first_block : first_block + blocks])

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def count(self, name: str) -> int:
        """Give the number of elements of an array."""
        return self._entries[name].array.size

    def array(self, name: str) -> Array:
        """Give a whole array.

        Raises:
            IndexDamagedError: A block of it is not as it was written.
        """
        return self.slice(name, 0, self.count(name))

    def slice(self, name: str, start: int, stop: int) -> Array:
        """Give a part of an array; blocks that were never looked at are checked first.

        Raises:
            IndexDamagedError: A block of the part is not as it was written.
        """
        entry = self._entries[name]
        if not entry.whole and stop > start:
            size = entry.array.itemsize
            bad = entry.bad_block(start * size // BLOCK, (stop * size - 1) // BLOCK)
            if bad is not None:
                raise self._damaged(
                    told("the checksum of %(name)s, block %(number)s, differs", name=name, number=str(bad))
                )
        return entry.array[start:stop]

    def verify(self) -> None:
        """Check every block again, also those that were checked before.

        Raises:
            IndexDamagedError: One is not as it was written.
        """
        for name, entry in self._entries.items():
            entry.checked, entry.whole = bytearray(len(entry.crcs)), not len(entry.crcs)
            self.array(name)

    def release(self) -> None:
        """Let the system take back the memory of pages that were read; they can be read again."""
        mapping = self._data.obj
        if isinstance(mapping, mmap.mmap):
            mapping.madvise(mmap.MADV_DONTNEED)

    def _damaged(self, cause: Message) -> IndexDamagedError:
        return IndexDamagedError(
            told("%(file)s is corrupt: %(reason)s.", file=self.path, reason=cause), REINDEX
        )
