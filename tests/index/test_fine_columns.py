import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.codec.pack import Pack, PackWriter
from index.documents import STORED_FACETS, DocumentColumns
from index.errors import IndexDamagedError
from index.fine_columns import FineColumns, build, join, keep, read_columns, read_ids, write_columns

values = st.lists(st.sampled_from("abcdeé"), max_size=4, unique=True)


@st.composite
def documents(draw: st.DrawFn) -> DocumentColumns:
    facets = {name: tuple((key, draw(st.integers(1, 9))) for key in draw(values)) for name in STORED_FACETS}
    about = draw(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9), st.integers(0, 3)), max_size=3))
    return DocumentColumns(
        id=draw(st.integers(0, 2**64 - 1)), story=draw(st.integers(0, 2**64 - 1)),
        published_day=draw(st.integers(-(2**31), 2**31 - 1)), published_at=draw(st.integers(-(2**62), 2**62)),
        first_seen=draw(st.integers(0, 2**40)), analysis=draw(st.integers(0, 34)), facets=facets,
        countries={key: f"{key}C" for key, _ in facets["place"] if key in "abc"}, about=tuple(about),
        sentences={
            name: tuple(
                tuple(draw(st.lists(st.integers(0, 2**32 - 1), max_size=3))) for _ in entries
            )
            for name, entries in (("person", facets["person"]), ("place", facets["place"]), ("about", about))
        },
    )  # fmt: skip


def sentences(columns: FineColumns, name: str, doc: int) -> tuple[tuple[int, ...], ...]:
    rows = columns.about.offsets if name == "about" else columns.facets[name].offsets
    found = columns.sentences[name]
    return tuple(
        tuple(found.numbers[found.offsets[entry] : found.offsets[entry + 1]].tolist())
        for entry in range(rows[doc], rows[doc + 1])
    )


def rows(columns: FineColumns) -> list[DocumentColumns]:
    country = dict(zip(columns.facets["place"].values, columns.countries, strict=True))
    found = []
    for doc in range(columns.doc_count):
        facets = {}
        for name, facet in columns.facets.items():
            span = slice(facet.offsets[doc], facet.offsets[doc + 1])
            keys = [facet.values[number] for number in facet.ordinals[span]]
            facets[name] = tuple(zip(keys, facet.points[span].tolist(), strict=True))
        span = slice(columns.about.offsets[doc], columns.about.offsets[doc + 1])
        about = (columns.about.start[span], columns.about.end[span], columns.about.granularity[span])
        numbers = {name: int(array[doc]) for name, array in columns.numbers.items()}
        numbers["id"] = numbers.pop("ids")
        found.append(
            DocumentColumns(
                **numbers,
                facets=facets,
                countries={key: country[key] for key, _ in facets["place"] if country[key]},
                about=tuple(zip(*(part.tolist() for part in about), strict=True)),
                sentences={name: sentences(columns, name, doc) for name in columns.sentences},
            )
        )
    return found


def packed(columns: FineColumns) -> bytes:
    file = io.BytesIO()
    writer = PackWriter(file)
    write_columns(writer, columns)
    writer.close()
    return file.getvalue()


def unpacked(content: bytes) -> FineColumns:
    return read_columns(Pack(memoryview(content), "test.arr"))


@given(st.lists(documents(), max_size=5))
def test_columns_come_back_from_a_file_as_they_were_built(given_rows: list[DocumentColumns]) -> None:
    content = packed(build(given_rows))
    assert rows(unpacked(content)) == given_rows
    assert read_ids(Pack(memoryview(content), "test.arr")).tolist() == [row.id for row in given_rows]


@given(st.lists(st.lists(documents(), max_size=3), max_size=3))
def test_joined_parts_are_the_documents_one_after_another(parts: list[list[DocumentColumns]]) -> None:
    assert rows(join([build(part) for part in parts])) == [row for part in parts for row in part]


@given(st.lists(st.tuples(documents(), st.booleans()), max_size=6))
def test_documents_left_out_take_their_own_values_along(pairs: list[tuple[DocumentColumns, bool]]) -> None:
    kept = keep(build([row for row, _ in pairs]), np.array([flag for _, flag in pairs], dtype=np.bool_))
    assert rows(kept) == [row for row, flag in pairs if flag]
    assert kept.facets["tag"].values == build(rows(kept)).facets["tag"].values


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.99])
def test_truncated_file_is_noticed(share: float) -> None:
    content = packed(build(()))
    with pytest.raises(IndexDamagedError, match=r"test\.arr is corrupt.*dateline reindex"):
        unpacked(content[: int(len(content) * share)])


def test_file_without_columns_is_noticed() -> None:
    file = io.BytesIO()
    PackWriter(file).close()
    with pytest.raises(IndexDamagedError, match="lacks"):
        unpacked(file.getvalue())


def test_any_altered_value_is_noticed() -> None:
    row = DocumentColumns(
        id=0x1122334455667788, story=1, published_day=7, published_at=8, first_seen=9, analysis=5,
        facets=dict.fromkeys(STORED_FACETS, ()), countries={}, about=(), sentences=dict.fromkeys(("person", "place", "about"), ()),
    )  # fmt: skip
    content = bytearray(packed(build([row])))
    content[content.index(bytes.fromhex("8877665544332211"))] ^= 1
    with pytest.raises(IndexDamagedError, match="column/ids"):
        unpacked(bytes(content))
