import pytest

from index.printed_dates import parse_printed


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("2022-11-11", "2022-11-11"),
        ("2022-11-11T23:30:00+02:00", "2022-11-11T23:30:00+02:00"),
        ("26-FEB-1987 15:01:01", "1987-02-26T15:01:01"),
        ("Nov 11, 2022", "2022-11-11"),
        ("Fri, 11 Nov 2022 09:05:00 +0100", "2022-11-11T09:05:00+01:00"),
        ("20221111", "2022-11-11"),
        ("11 Nov 2022 10:00", "2022-11-11T10:00:00"),
        ("11 Nov 2022 00:00", "2022-11-11T00:00:00"),
        ("11 November 2022 10:00 CEST", "2022-11-11T10:00:00+02:00"),
        ("Nov 11, 2022 9:05 pm EST", "2022-11-11T21:05:00-05:00"),
        ("11 Nov 2022 10:00 XYZ", "2022-11-11T10:00:00"),
        ("11 Nov 2022 10:00 GMT+3", "2022-11-11T10:00:00+03:00"),
        ("11 Nov 2022 10:00 GMT", "2022-11-11T10:00:00+00:00"),
        ("November 2022", None),
        ("2022", None),
        ("15:01", None),
        ("Friday", None),
        ("soon", None),
        ("", None),
    ],
)
def test_printed_date_is_read_and_nothing_is_invented(printed: str, expected: str | None) -> None:
    moment = parse_printed(printed)
    assert (moment.isoformat() if moment else None) == expected
