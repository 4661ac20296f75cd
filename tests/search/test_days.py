from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.days import Days, parse_days

TODAY = date(2022, 11, 24)
LEAP_DAY = date(2024, 2, 29)
SINGLE_DAY = (TODAY, TODAY)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2022", (date(2022, 1, 1), date(2022, 12, 31))),
        ("2022-11", (date(2022, 11, 1), date(2022, 11, 30))),
        ("2022-11-11", (date(2022, 11, 11), date(2022, 11, 11))),
        (" 2022-11 ", (date(2022, 11, 1), date(2022, 11, 30))),
        ("2022-11..2023-01", (date(2022, 11, 1), date(2023, 1, 31))),
        ("2022 .. 2023", (date(2022, 1, 1), date(2023, 12, 31))),
        ("2022-11-01..", (date(2022, 11, 1), None)),
        ("..2022-11-01", (None, date(2022, 11, 1))),
        ("2022-11-01/2022-11-30", (date(2022, 11, 1), date(2022, 11, 30))),
        ("2022/", (date(2022, 1, 1), None)),
        ("today", SINGLE_DAY),
        ("Yesterday", (TODAY - timedelta(1), TODAY - timedelta(1))),
        ("last 1 day", SINGLE_DAY),
        ("last day", SINGLE_DAY),
        ("last 7 days", (date(2022, 11, 18), TODAY)),
        ("LAST  7  DAYS", (date(2022, 11, 18), TODAY)),
        ("last week", (date(2022, 11, 18), TODAY)),
        ("last 2 weeks", (date(2022, 11, 11), TODAY)),
        ("last month", (date(2022, 10, 25), TODAY)),
        ("last 12 months", (date(2021, 11, 25), TODAY)),
        ("last year", (date(2021, 11, 25), TODAY)),
        ("P1D", SINGLE_DAY),
        ("p1w", (date(2022, 11, 18), TODAY)),
        ("P1M", (date(2022, 10, 25), TODAY)),
        ("P1Y2M3W4D", (date(2021, 8, 31), TODAY)),
        ("P9999Y", (date.min, TODAY)),
        ("last 9999 years", (date.min, TODAY)),
    ],
)
def test_days_of_a_text(text: str, days: Days) -> None:
    assert parse_days(text, TODAY) == days


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "..", "/", "soon", "2022-13", "2022-02-30", "2023..2022", "2022..x", "x..2022", "P", "PT1H", "P0D",
        "last 0 days", "last 7", "last seven days", "7 days", "2022-11-11..2022-11-10", "1..2", "20221111",
    ],
)  # fmt: skip
def test_what_is_no_date_gives_none(text: str) -> None:
    assert parse_days(text, TODAY) is None


@pytest.mark.parametrize(
    ("today", "text", "first"),
    [
        (date(2023, 3, 31), "P1M", date(2023, 3, 1)),
        (date(2024, 3, 30), "P1M", date(2024, 3, 1)),
        (LEAP_DAY, "P1Y", date(2023, 3, 1)),
        (date(2022, 1, 15), "P1M", date(2021, 12, 16)),
    ],
    ids=str,
)
def test_month_back_is_never_longer_than_a_month(today: date, text: str, first: date) -> None:
    assert parse_days(text, today) == (first, today)


@given(st.dates(min_value=date(1, 1, 2)), st.integers(1, 400))
def test_span_of_days_ends_today_and_holds_so_many(today: date, number: int) -> None:
    found = parse_days(f"last {number} days", today)
    assert found is not None and found[0] is not None and found[1] == today
    assert (today - found[0]).days + 1 == number or found[0] == date.min


@given(
    st.text(max_size=30)
    | st.from_regex(r"(last )?[0-9]{0,5} ?(days|weeks|months|years)?(\.\.)?", fullmatch=True)
)
def test_any_text_gives_days_in_order_or_none(text: str) -> None:
    found = parse_days(text, TODAY)
    assert found is None or (found[0] or date.min) <= (found[1] or date.max)
