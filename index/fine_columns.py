"""Columns of documents as extraction made them, before merges: built, cut, joined, saved, loaded. Pure.

A part belongs to one segment and lies in its file of arrays; the read side joins the parts of all segments.
Arrays are in the order of the segment's documents.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.codec.pack import Pack, PackWriter
from index.columns import AboutColumn
from index.documents import SENTENCE_COLUMNS, STORED_FACETS, DocumentColumns
from index.errors import IndexDamagedError
from index.layout import REINDEX
from index.wording import told

ABOUT_PARTS = ("offsets", "start", "end", "granularity")

DOCUMENT_ARRAYS: Mapping[str, type[np.generic]] = {
    "ids": np.uint64,
    "story": np.uint64,
    "published_day": np.int32,
    "published_at": np.int64,
    "first_seen": np.int64,
    "analysis": np.uint8,
}
"""Arrays with one number a document."""


@dataclass(frozen=True, slots=True)
class FineColumn:
    """One facet in compressed sparse rows, as `index.columns.FacetColumn`; ``values`` are sorted."""

    values: tuple[str, ...]
    offsets: NDArray[np.int64]
    ordinals: NDArray[np.uint32]
    points: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class SentenceColumn:
    """Sentences that name each entry of a facet's column, or each interval, in compressed sparse rows."""

    offsets: NDArray[np.int64]
    numbers: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class FineColumns:
    """All columns of some documents; ``countries`` is parallel to the values of the place column."""

    numbers: Mapping[str, NDArray[Any]]
    facets: Mapping[str, FineColumn]
    countries: tuple[str, ...]
    about: AboutColumn
    sentences: Mapping[str, SentenceColumn]

    @property
    def doc_count(self) -> int:
        """Number of documents."""
        return len(self.numbers["ids"])


def build(rows: Sequence[DocumentColumns]) -> FineColumns:
    """Lay out the rows of some documents."""
    facets = {name: _build_facet([row.facets[name] for row in rows]) for name in STORED_FACETS}
    countries: dict[str, str] = {}
    for row in rows:
        countries |= row.countries
    days = np.array([day for row in rows for day in row.about], dtype=np.int64).reshape(-1, 3)
    numbers = {
        "ids": [row.id for row in rows],
        "story": [row.story for row in rows],
        "published_day": [row.published_day for row in rows],
        "published_at": [row.published_at for row in rows],
        "first_seen": [row.first_seen for row in rows],
        "analysis": [row.analysis for row in rows],
    }
    return FineColumns(
        numbers={name: np.array(numbers[name], dtype=kind) for name, kind in DOCUMENT_ARRAYS.items()},
        facets=facets,
        countries=tuple(countries.get(key, "") for key in facets["place"].values),
        about=AboutColumn(
            offsets=_offsets([len(row.about) for row in rows]),
            start=days[:, 0].astype(np.int32),
            end=days[:, 1].astype(np.int32),
            granularity=days[:, 2].astype(np.uint8),
        ),
        sentences={
            name: _sentence_column([item for row in rows for item in row.sentences[name]])
            for name in SENTENCE_COLUMNS
        },
    )


def _sentence_column(entries: Sequence[tuple[int, ...]]) -> SentenceColumn:
    numbers = np.fromiter(chain.from_iterable(entries), dtype=np.uint32)
    return SentenceColumn(_offsets([len(entry) for entry in entries]), numbers)


def _build_facet(rows: Sequence[tuple[tuple[str, int], ...]]) -> FineColumn:
    values = tuple(sorted({key for row in rows for key, _ in row}))
    ordinal = {key: number for number, key in enumerate(values)}
    entries = [(ordinal[key], points) for row in rows for key, points in row]
    pairs = np.array(entries, dtype=np.int64).reshape(-1, 2)
    return FineColumn(
        values=values,
        offsets=_offsets([len(row) for row in rows]),
        ordinals=pairs[:, 0].astype(np.uint32),
        points=pairs[:, 1].astype(np.uint16),
    )


def _offsets(counts: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    return np.concatenate(([0], np.cumsum(np.asarray(counts, dtype=np.int64)))).astype(np.int64)


def keep(columns: FineColumns, wanted: NDArray[np.bool_]) -> FineColumns:
    """Leave out the documents that are not ``wanted``, and the values that only they had."""
    about = columns.about
    entries = _entries(about.offsets, wanted)
    values = tuple(columns.facets["place"].values)
    facets = {name: _keep_facet(column, wanted) for name, column in columns.facets.items()}
    country = dict(zip(values, columns.countries, strict=True))
    return FineColumns(
        numbers={name: array[wanted] for name, array in columns.numbers.items()},
        facets=facets,
        countries=tuple(country[key] for key in facets["place"].values),
        about=AboutColumn(
            offsets=_offsets(np.diff(about.offsets)[wanted]),
            start=about.start[entries],
            end=about.end[entries],
            granularity=about.granularity[entries],
        ),
        sentences={
            name: _keep_sentences(columns.sentences[name], _entries(_rows(columns, name), wanted))
            for name in SENTENCE_COLUMNS
        },
    )


def _rows(columns: FineColumns, name: str) -> NDArray[np.int64]:
    """Give where each document's entries of a column begin."""
    return columns.about.offsets if name == "about" else columns.facets[name].offsets


def _keep_sentences(column: SentenceColumn, entries: NDArray[np.bool_]) -> SentenceColumn:
    return SentenceColumn(
        _offsets(np.diff(column.offsets)[entries]), column.numbers[_entries(column.offsets, entries)]
    )


def _keep_facet(column: FineColumn, wanted: NDArray[np.bool_]) -> FineColumn:
    entries = _entries(column.offsets, wanted)
    used, ordinals = np.unique(column.ordinals[entries], return_inverse=True)
    return FineColumn(
        values=tuple(column.values[number] for number in used.tolist()),
        offsets=_offsets(np.diff(column.offsets)[wanted]),
        ordinals=ordinals.astype(np.uint32),
        points=column.points[entries],
    )


def _entries(offsets: NDArray[np.int64], wanted: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.repeat(wanted, np.diff(offsets))


def join(parts: Sequence[FineColumns]) -> FineColumns:
    """Put the documents of several parts one after another; no parts give no documents."""
    if len(parts) < 2:
        return parts[0] if parts else build(())
    facets = {name: _join_facet([part.facets[name] for part in parts]) for name in STORED_FACETS}
    country = {
        key: code
        for part in parts
        for key, code in zip(part.facets["place"].values, part.countries, strict=True)
        if code
    }
    return FineColumns(
        numbers={name: np.concatenate([part.numbers[name] for part in parts]) for name in DOCUMENT_ARRAYS},
        facets=facets,
        countries=tuple(country.get(key, "") for key in facets["place"].values),
        about=AboutColumn(
            offsets=_join_offsets([part.about.offsets for part in parts]),
            start=np.concatenate([part.about.start for part in parts]),
            end=np.concatenate([part.about.end for part in parts]),
            granularity=np.concatenate([part.about.granularity for part in parts]),
        ),
        sentences={
            name: SentenceColumn(
                _join_offsets([part.sentences[name].offsets for part in parts]),
                np.concatenate([part.sentences[name].numbers for part in parts]),
            )
            for name in SENTENCE_COLUMNS
        },
    )


def _join_facet(parts: Sequence[FineColumn]) -> FineColumn:
    values = tuple(sorted(set().union(*(part.values for part in parts))))
    ordinal = {key: number for number, key in enumerate(values)}
    renumbered = [
        np.array([ordinal[key] for key in part.values], dtype=np.uint32)[part.ordinals] for part in parts
    ]
    return FineColumn(
        values=values,
        offsets=_join_offsets([part.offsets for part in parts]),
        ordinals=np.concatenate(renumbered),
        points=np.concatenate([part.points for part in parts]),
    )


def _join_offsets(parts: Iterable[NDArray[np.int64]]) -> NDArray[np.int64]:
    return _offsets(np.concatenate([np.diff(part) for part in parts]))


def write_columns(pack: PackWriter, columns: FineColumns) -> None:
    """Write the columns into a segment's file."""
    for name, array in columns.numbers.items():
        pack.add(f"column/{name}", array)
    for name, facet in columns.facets.items():
        pack.add(f"column/{name}/values", _json_array(list(facet.values)))
        pack.add(f"column/{name}/offsets", facet.offsets)
        pack.add(f"column/{name}/ordinals", facet.ordinals)
        pack.add(f"column/{name}/points", facet.points)
    pack.add("column/countries", _json_array(list(columns.countries)))
    for part in ABOUT_PARTS:
        pack.add(f"column/about/{part}", getattr(columns.about, part))
    for name, sentences in columns.sentences.items():
        pack.add(f"column/{name}/sentence_offsets", sentences.offsets)
        pack.add(f"column/{name}/sentences", sentences.numbers)


def read_columns(pack: Pack) -> FineColumns:
    """Read the columns of a segment's file, without copying numbers; every block is checked.

    Raises:
        IndexDamagedError: The file is not as it was written.
    """
    try:
        facets = {
            name: FineColumn(
                values=tuple(_from_json(pack.array(f"column/{name}/values"))),
                offsets=pack.array(f"column/{name}/offsets"),
                ordinals=pack.array(f"column/{name}/ordinals"),
                points=pack.array(f"column/{name}/points"),
            )
            for name in STORED_FACETS
        }
        return FineColumns(
            numbers={name: pack.array(f"column/{name}") for name in DOCUMENT_ARRAYS},
            facets=facets,
            countries=tuple(_from_json(pack.array("column/countries"))),
            about=AboutColumn(*(pack.array(f"column/about/{part}") for part in ABOUT_PARTS)),
            sentences={
                name: SentenceColumn(
                    pack.array(f"column/{name}/sentence_offsets"), pack.array(f"column/{name}/sentences")
                )
                for name in SENTENCE_COLUMNS
            },
        )
    except (KeyError, ValueError) as error:
        said = told("%(file)s is corrupt: it lacks %(name)s.", file=pack.path, name=str(error))
        raise IndexDamagedError(said, REINDEX) from error


def read_ids(pack: Pack) -> NDArray[np.uint64]:
    """Read nothing but the ids of a segment's documents."""
    return pack.array("column/ids")


def _json_array(value: Any) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(value, separators=(",", ":")).encode(), dtype=np.uint8)


def _from_json(array: NDArray[np.uint8]) -> Any:
    return json.loads(array.tobytes())
