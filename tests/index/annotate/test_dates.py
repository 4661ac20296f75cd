"""Said dates and what they mean against Friday, 11 November 2022."""

from datetime import date

import pytest

from index.annotate.dates import find_dates

FRIDAY = date(2022, 11, 11)


def read(text: str, published: date | None = FRIDAY) -> list[str]:
    """Give each reading as day, month, year, or first..last."""
    sizes = {"day": 10, "month": 7, "year": 4}
    return [
        at.start.isoformat()[: sizes[at.granularity]] if at.granularity in sizes else f"{at.start}..{at.end}"
        for _, _, at in find_dates(text, published)
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("It began on February 24.", ["2022-02-24"]),
        ("It ends on 3 December.", ["2022-12-03"]),
        ("on Friday, November 11, it", ["2022-11-11"]),
        ("on 5 March 1999 and March 6, 1999", ["1999-03-05", "1999-03-06"]),
        ("2022-11-09", ["2022-11-09"]),
        ("on 11/09/2022", ["2022-11-09"]),
        ("on Monday", ["2022-11-07"]),
        ("on Friday", ["2022-11-11"]),
        ("last Friday", ["2022-11-04"]),
        ("will meet on Monday", ["2022-11-14"]),
        ("next Tuesday", ["2022-11-15"]),
        ("yesterday", ["2022-11-10"]),
        ("the day before yesterday", ["2022-11-09"]),
        ("last night", ["2022-11-10"]),
        ("in September", ["2022-09"]),
        ("In December the court ruled", ["2021-12"]),
        ("until next June", ["2023-06"]),
        ("in March 2014", ["2014-03"]),
        ("in 1989", ["1989"]),
        ("last week", ["2022-10-31..2022-11-06"]),
        ("this month", ["2022-11"]),
        ("last year", ["2021"]),
        ("two years ago", ["2020"]),
        ("ten days ago", ["2022-11-01"]),
        ("three months earlier", ["2022-08"]),
        ("in the third quarter", ["2022-07-01..2022-09-30"]),
        ("the fourth quarter of 2020", ["2020-10-01..2020-12-31"]),
        ("Q1 2021", ["2021-01-01..2021-03-31"]),
        ("last winter", ["2021-12-01..2022-02-28"]),
        ("in the summer of 2019", ["2019-06-01..2019-08-31"]),
        ("the 1990s", ["1990-01-01..1999-12-31"]),
        ("the early '80s", ["1980-01-01..1989-12-31"]),
        ("on Christmas Eve", ["2022-12-24"]),
        ("June 3-5", ["2022-06-03", "2022-06-03..2022-06-05"]),
        ("between 1990 and 1995", ["1990", "1995", "1990-01-01..1995-12-31"]),
        ("between March and May", ["2022-03", "2022-05", "2022-03-01..2022-05-31"]),
        ("on 1 May he fell; three days later he died", ["2022-05-01", "2022-05-04"]),
    ],
)
def test_expression_is_resolved(text: str, meant: list[str]) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "The video runs 00:52.", "They won 3-2, then 21-19.", "It cost $1,995 or 2000 euros.", "He is 45.",
        "A Peugeot 2008 and a Boeing 747.", "Some 1,998 people and 1500 troops.", "They may march on.",
        "Route 1950", "Version 1.2.34", "in 4:11.20", "a 12-11 vote", "May I come?", "for two years",
    ],
)  # fmt: skip
def test_other_numbers_and_words_are_no_dates(text: str) -> None:
    assert read(text) == []


def test_without_a_day_of_publication_only_full_dates_are_read() -> None:
    assert read("On Friday and in September he met them, last week.", None) == []
    assert read("On 5 March 1999 he fell.", None) == ["1999-03-05"]


def test_a_full_date_in_the_text_gives_the_year_of_others() -> None:
    text = "It began on February 24. In September they left. A rider, Kyiv, November 11, 2022."
    assert read(text, None) == ["2022-02-24", "2022-09", "2022-11-11"]


def test_said_weekday_decides_the_year() -> None:
    assert read("on Tuesday, 4 June", date(2021, 1, 5)) == ["2019-06-04"]


def test_days_that_do_not_exist_are_left_out() -> None:
    assert not [value for value in read("on February 30, 2022") if len(value) > 4]
