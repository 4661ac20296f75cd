"""The file of arrays: what was written comes back, and nothing else does."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from index.codec.pack import ALIGNMENT, BLOCK, Pack, PackWriter
from index.errors import IndexDamagedError

TYPES = [np.dtype(name) for name in ("u1", "<u2", "<u4", "<i4", "<i8", "<u8", "<f4", "<f8")]
ARRAYS = st.dictionaries(
    st.sampled_from("abcdef"), st.sampled_from(TYPES).flatmap(lambda kind: arrays.arrays(kind, st.integers(0, 40))), max_size=5
)  # fmt: skip


def written(given_arrays: dict[str, np.ndarray], **notes: object) -> bytes:
    file = io.BytesIO()
    writer = PackWriter(file)
    for name, array in given_arrays.items():
        writer.add(name, array)
    writer.note(**notes)
    writer.close()
    return file.getvalue()


def opened(content: bytes) -> Pack:
    return Pack(memoryview(content), "x.arr")


@given(ARRAYS)
def test_arrays_come_back_as_they_were(given_arrays):
    pack = opened(written(given_arrays, documents=7))
    assert pack.notes == {"documents": 7}
    assert sorted(pack) == sorted(given_arrays)
    for name, array in given_arrays.items():
        found = pack.array(name)
        assert found.dtype == array.dtype
        assert found.tobytes() == array.tobytes()


def test_parts_written_in_turns_are_whole_arrays():
    file = io.BytesIO()
    writer = PackWriter(file)
    first, second = (writer.reserve(name, np.dtype("<u4"), 300_000) for name in ("first", "second"))
    for at in range(0, 300_000, 7_000):
        part = np.arange(at, min(at + 7_000, 300_000))
        first.append(part)
        second.append(part * 2)
    writer.close()
    pack = opened(file.getvalue())
    assert pack.array("first").tolist() == list(range(300_000))
    assert pack.slice("second", 150_000, 150_002).tolist() == [300_000, 300_002]
    pack.verify()


def test_arrays_are_aligned():
    content = written({"a": np.zeros(3, np.uint8), "b": np.full(1, 77, np.uint64)})
    assert content.index(np.uint64(77).tobytes()) % ALIGNMENT == 0


def test_wrong_count_is_an_error():
    writer = PackWriter(io.BytesIO())
    writer.reserve("a", np.dtype("<u4"), 3).append(np.zeros(2))
    with pytest.raises(ValueError, match="3 elements were reserved"):
        writer.close()


@pytest.mark.parametrize("name", ["a", "b"])
def test_name_or_type_that_cannot_be_added_is_an_error(name):
    writer = PackWriter(io.BytesIO())
    writer.add("a", np.zeros(1, np.uint8))
    with pytest.raises(ValueError, match="cannot be added"):
        writer.add(name, np.zeros(1, np.uint8 if name == "a" else np.complex64))


def test_altered_block_is_named_when_it_is_read_and_not_before():
    content = bytearray(written({"a": np.zeros(3 * BLOCK, np.uint8)}))
    content[2 * BLOCK + 5] = 1
    pack = opened(bytes(content))
    assert not pack.slice("a", 0, 2 * BLOCK).any()
    with pytest.raises(IndexDamagedError, match=r"x\.arr is corrupt: the checksum of a, block 2, differs"):
        pack.slice("a", 2 * BLOCK, 2 * BLOCK + 1)
    with pytest.raises(IndexDamagedError, match="block 2"):
        opened(bytes(content)).verify()


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_flipped_bit_of_the_directory_is_named(at, bit):
    content = bytearray(written({"a": np.arange(3)}, note="x"))
    directory = content.index(b'{"notes"')
    at = directory + at % (len(content) - directory)
    content[at] ^= 1 << bit
    with pytest.raises(IndexDamagedError, match="dateline reindex"):
        opened(bytes(content))


@given(st.floats(0, 0.999))
def test_truncated_file_is_named(share):
    content = written({"a": np.arange(100)})
    with pytest.raises(IndexDamagedError, match="dateline reindex"):
        opened(content[: int(len(content) * share)])
