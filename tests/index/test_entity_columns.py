from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.aliases import entity_of
from index.article import FACET_POINTS, is_full_name
from index.columns import FACETS, FacetColumn
from index.documents import STORED_FACETS, DocumentColumns
from index.entity_columns import FacetColumns
from index.fine_columns import build

KEYS = ("p:a_b", "p:b", "p:c", "p:d_e", "p:d_f")
PLACES = {"g:1": "UA", "g:2": "UA", "g:3": "RU", "l:4": ""}

Row = dict[str, int]


def document(number: int, people: Row, places: Row) -> DocumentColumns:
    facets: dict[str, tuple[tuple[str, int], ...]] = dict.fromkeys(STORED_FACETS, ())
    facets |= {"person": tuple(people.items()), "place": tuple(places.items())}
    countries = {key: PLACES[key] for key in places if PLACES[key]}
    return DocumentColumns(
        id=number, story=number, published_day=0, published_at=0, first_seen=0, analysis=0, facets=facets,
        countries=countries, about=(),
        sentences={"person": ((),) * len(people), "place": ((),) * len(places), "about": ()},
    )  # fmt: skip


def read(column: FacetColumn) -> list[dict[str, tuple[int, bool]]]:
    assert list(column.values) == sorted(set(column.values))
    rows = []
    for start, end in zip(column.offsets, column.offsets[1:], strict=False):
        keys = [column.values[ordinal] for ordinal in column.ordinals[start:end]]
        assert len(keys) == len(set(keys))
        marks = zip(column.points[start:end].tolist(), column.salient[start:end].tolist(), strict=True)
        rows.append(dict(zip(keys, marks, strict=True)))
    return rows


def merged(row: Row, aliases: dict[str, str]) -> dict[str, tuple[int, bool]]:
    """The rule in a plain loop."""
    points: dict[str, int] = defaultdict(int)
    full: dict[str, bool] = defaultdict(bool)
    for key, count in row.items():
        entity = aliases.get(key, key)
        points[entity] += count
        full[entity] |= is_full_name(key)
    return {key: (points[key], points[key] >= FACET_POINTS or full[key]) for key in points if key}


people = st.dictionaries(st.sampled_from(KEYS), st.integers(1, 5))
places = st.dictionaries(st.sampled_from(sorted(PLACES)), st.integers(1, 5))
tables = st.dictionaries(st.sampled_from((*KEYS, *PLACES)), st.sampled_from(("p:x_y", "p:z", "g:9", "")))


@given(st.lists(st.tuples(people, places), max_size=6), tables)
def test_merged_columns_equal_a_plain_loop(rows: list[tuple[Row, Row]], aliases: dict[str, str]) -> None:
    fine = build([document(number, *row) for number, row in enumerate(rows)])
    columns = FacetColumns(fine, aliases)
    assert read(columns["person"]) == [merged(row, aliases) for row, _ in rows]
    assert read(columns["place"]) == [merged(row, aliases) for _, row in rows]


@given(st.lists(st.tuples(people, places), max_size=6), tables, tables)
def test_columns_laid_out_anew_for_changed_keys_equal_those_made_afresh(
    rows: list[tuple[Row, Row]], before: dict[str, str], after: dict[str, str]
) -> None:
    fine = build([document(number, *row) for number, row in enumerate(rows)])
    former = FacetColumns(fine, before)
    for facet in FACETS:
        assert former[facet] is not None
    columns, fresh = FacetColumns(fine, after, former), FacetColumns(fine, after)
    for facet in ("person", "place", "country"):
        assert read(columns[facet]) == read(fresh[facet])


def test_column_that_holds_no_changed_key_stays_as_it_is() -> None:
    fine = build([document(0, {"p:b": 3}, {"g:1": 3})])
    former = FacetColumns(fine, {})
    held = {facet: former[facet] for facet in FACETS}
    columns = FacetColumns(fine, {"p:b": "", "p:unknown": "p:b"}, former)
    assert [facet for facet in FACETS if columns[facet] is not held[facet]] == ["person"]


def test_country_has_the_most_points_of_one_of_its_places() -> None:
    fine = build([document(0, {}, {"g:1": 2, "g:2": 4, "g:3": 1, "l:4": 9})])
    assert read(FacetColumns(fine, {})["country"]) == [{"UA": (4, True), "RU": (1, False)}]


def test_hidden_place_takes_its_country_along() -> None:
    fine = build([document(0, {}, {"g:1": 3, "g:3": 3})])
    assert read(FacetColumns(fine, {"g:3": ""})["country"]) == [{"UA": (3, True)}]


def test_place_merged_into_one_that_no_article_names_keeps_a_country() -> None:
    fine = build([document(0, {}, {"g:1": 3})])
    assert read(FacetColumns(fine, {"g:1": "g:77"})["country"]) == [{"UA": (3, True)}]


def test_place_merged_into_a_known_one_takes_its_country() -> None:
    fine = build([document(0, {}, {"g:1": 3}), document(1, {}, {"g:3": 1})])
    assert read(FacetColumns(fine, {"g:1": "g:3"})["country"]) == [{"RU": (3, True)}, {"RU": (1, False)}]


def test_alias_of_an_alias_is_followed_and_a_circle_ends() -> None:
    assert entity_of("a", {"a": "b", "b": "c"}) == "c"
    assert entity_of("a", {"a": "b", "b": ""}) == ""
    assert entity_of("a", {"a": "b", "b": "a"}) in {"a", "b"}


def test_points_of_merged_keys_stay_within_sixteen_bits() -> None:
    fine = build([document(0, {"p:b": 60_000, "p:c": 60_000}, {})])
    column = FacetColumns(fine, {"p:b": "p:c"})["person"]
    assert column.points.tolist() == [65_535]
    assert column.points.dtype == np.uint16
