from datetime import UTC, date, datetime

import pytest

from index.article import (
    Annotations,
    Article,
    CleanArticle,
    Entity,
    FoundDate,
    FoundEntity,
    Moment,
    StoredArticle,
)
from index.columns import UNDATED
from index.documents import UNDATED_AT, columns_of, day_number, id_number, id_text, texts


def stored(published: str | None, found: Annotations | None = None, **clean: object) -> StoredArticle:
    moment = Moment.parse(published, "import") if published else None
    return StoredArticle(
        article=Article(
            id="00ff00ff00ff00ff",
            source="paper",
            clean=CleanArticle(title="T", text="B", published=moment, **clean),  # type: ignore[arg-type]
            first_seen=datetime(2022, 11, 12, 1, tzinfo=UTC),
            story="ffffffffffffffff",
        ),
        annotations=found or Annotations(),
    )


def place(key: str, points: int, country: str | None) -> FoundEntity:
    return FoundEntity(
        entity=Entity(key=key, kind="place", name=key, country=country), points=points, mentions=()
    )


def test_day_is_the_printed_one_and_the_instant_is_utc() -> None:
    row = columns_of(stored("2022-11-11T23:30:00-05:00"))
    assert row.published_day == day_number(date(2022, 11, 11))
    assert datetime.fromtimestamp(row.published_at, UTC) == datetime(2022, 11, 12, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize("published", ["0001-01-01", "9999-12-31T23:59:59-12:00", "1066-10-14"])
def test_any_printed_year_has_a_day_and_an_instant(published: str) -> None:
    row = columns_of(stored(published))
    assert row.published_day > UNDATED
    assert row.published_at > UNDATED_AT


def test_article_without_a_date_sorts_below_every_day() -> None:
    row = columns_of(stored(None))
    assert (row.published_day, row.published_at) == (UNDATED, UNDATED_AT)
    assert row.first_seen == int(datetime(2022, 11, 12, 1, tzinfo=UTC).timestamp())


def test_ids_keep_their_sixteen_digits() -> None:
    row = columns_of(stored(None))
    assert (id_text(row.id), id_text(row.story)) == ("00ff00ff00ff00ff", "ffffffffffffffff")
    assert id_number("00ff00ff00ff00ff") == row.id


def test_facets_hold_each_value_once_and_no_empty_one() -> None:
    found = Annotations(places=(place("g:1", 2, "UA"), place("g:1", 3, "UA"), place("l:x", 1, None)))
    row = columns_of(
        stored(None, found, authors=("Jane Roe", "", "Jane Roe"), tags=("a", "b", "a"), kind="opinion")
    )
    assert row.facets["place"] == (("g:1", 5), ("l:x", 1))
    assert row.countries == {"g:1": "UA"}
    assert row.facets["author"] == (("Jane Roe", 3),)
    assert row.facets["tag"] == (("a", 3), ("b", 3))
    assert row.facets["section"] == row.facets["lang"] == ()
    assert row.facets["type"] == (("opinion", 3),)
    assert row.facets["source"] == (("paper", 3),)


def test_days_talked_about_keep_their_granularity_and_count_once() -> None:
    month = FoundDate(start=date(1970, 1, 1), end=date(1970, 1, 31), granularity="month", mentions=())
    day = FoundDate(start=date(1969, 12, 31), end=date(1969, 12, 31), granularity="day", mentions=())
    assert columns_of(stored(None, Annotations(dates=(month, day, month)))).about == ((-1, -1, 0), (0, 30, 1))


def test_texts_are_the_fields_of_the_schema() -> None:
    assert texts(stored(None, description="D")) == {
        "title": "T", "description": "D", "body": "B",
    }  # fmt: skip
