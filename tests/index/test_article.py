from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import (
    Annotations,
    Entity,
    FoundDate,
    FoundEntity,
    Moment,
    Span,
    annotations_from_json,
    annotations_to_json,
    article_id,
    is_full_name,
)


@pytest.mark.parametrize(
    ("printed", "day", "instant"),
    [
        ("2022-11-11", date(2022, 11, 11), datetime(2022, 11, 11, tzinfo=UTC)),
        ("2022-11-11T23:30:00+02:00", date(2022, 11, 11), datetime(2022, 11, 11, 21, 30, tzinfo=UTC)),
        ("2022-11-11T00:30:00+02:00", date(2022, 11, 11), datetime(2022, 11, 10, 22, 30, tzinfo=UTC)),
        ("1987-02-26T15:01:01", date(1987, 2, 26), datetime(1987, 2, 26, 15, 1, 1, tzinfo=UTC)),
    ],
)
def test_moment_keeps_the_printed_day_and_the_instant(printed: str, day: date, instant: datetime) -> None:
    moment = Moment.parse(printed, "meta")
    assert (moment.day, moment.instant, moment.isoformat()) == (day, instant, printed)


@pytest.mark.parametrize("printed", ["", "yesterday", "2022-13-01", "2022"])
def test_moment_refuses_what_is_not_a_date(printed: str) -> None:
    with pytest.raises(ValueError):
        Moment.parse(printed, "meta")


@given(st.datetimes(timezones=st.timezones() | st.none()))
def test_moment_survives_printing_and_reading(moment: datetime) -> None:
    offset = moment.utcoffset()
    if offset is not None and offset.total_seconds() % 60:
        return  # offsets with seconds are not printed by news
    printed = moment.replace(fold=0).isoformat()
    assert Moment.parse(printed, "meta").isoformat() == printed


def test_ids_of_two_sources_with_one_given_id_differ() -> None:
    assert article_id("a", "1") != article_id("b", "1")
    assert article_id("a", "1") == article_id("a", "1")
    assert len(article_id("a", "1")) == 16


def test_full_name_has_two_words() -> None:
    assert is_full_name("p:igor_konashenkov")
    assert not is_full_name("p:konashenkov")
    assert not is_full_name("l:west_bank")


def test_annotations_survive_json() -> None:
    at = Span("title", 0, 7)
    person = Entity(key="p:igor_konashenkov", kind="person", name="Igor Konashenkov")
    place = Entity(
        key="g:706448", kind="place", name="Kherson", place_kind="city", country="UA", geonames_id=706448
    )
    found = Annotations(
        persons=(FoundEntity(entity=person, points=2, mentions=(Span("text", 3, 9),), confidence=0.75),),
        places=(FoundEntity(entity=place, points=3, mentions=(at,), metonyms=(at,)),),
        dates=(
            FoundDate(
                start=date(2022, 11, 1),
                end=date(2022, 11, 30),
                granularity="month",
                mentions=(Span("text", 0, 2),),
            ),
        ),
    )
    assert annotations_from_json(annotations_to_json(found)) == found


def test_facet_value_needs_points_or_a_full_name() -> None:
    def facet_value(key: str, points: int) -> bool:
        kind = "person" if key.startswith("p:") else "place"
        entity = Entity(key=key, kind=kind, name="x")  # type: ignore[arg-type]
        return FoundEntity(entity=entity, points=points, mentions=()).is_facet_value

    assert facet_value("g:1", 3)
    assert not facet_value("g:1", 2)
    assert facet_value("p:a_b", 1)
    assert not facet_value("p:b", 2)
