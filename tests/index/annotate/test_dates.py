"""Said dates and what they mean against Friday, 11 November 2022."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("June 3-5", ["2022-06-03", "2022-06-03..2022-06-05", "2022-06-05"]),
        ("between 1990 and 1995", ["1990", "1990-01-01..1995-12-31", "1995"]),
        ("between March and May", ["2022-03", "2022-03-01..2022-05-31", "2022-05"]),
        ("from 3 to 5 May", ["2022-05-03", "2022-05-03..2022-05-05", "2022-05-05"]),
        ("on 24 and 25 April", ["2022-04-24", "2022-04-25"]),
        ("from May 3 to June 5, 2021", ["2021-05-03", "2021-05-03..2021-06-05", "2021-06-05"]),
        ("from November 2019 to March 2020", ["2019-11", "2019-11-01..2020-03-31", "2020-03"]),
        ("1998-2001", ["1998", "1998-01-01..2001-12-31", "2001"]),
        ("in January and February", ["2022-01", "2022-02"]),
        ("in mid-1996 and late 2008", ["1996", "2008"]),
        ("nineteen ninety-one and the year two thousand", ["1991", "2000"]),
        ("since '82", ["1982"]),
        ("the 19th century", ["1800-01-01..1899-12-31"]),
        ("H1 2022", ["2022-01-01..2022-06-30"]),
        ("the first half of 2021", ["2021-01-01..2021-06-30"]),
        ("the first nine months of last year", ["2021-01-01..2021-09-30"]),
        ("in the spring", ["2022-03-01..2022-05-31"]),
        ("in the past year", ["2021-11-11..2022-11-11"]),
        ("over the last three months", ["2022-08-11..2022-11-11"]),
        ("in the next five years", ["2022-11-11..2027-11-11"]),
        ("24 hours ago", ["2022-11-10"]),
        ("by the end of the year, or by year-end", ["2022", "2022"]),
        ("It fell since year-end.", ["2021"]),
        ("earlier in the month", ["2022-11"]),
        ("July last year", ["2021-07"]),
        ("this coming Sunday, November thirteenth", ["2022-11-13"]),
        ("the eighth of March", ["2022-03-08"]),
        ("the 11th of last month", ["2022-10-11"]),
        ("11-12-2022 and 11.12.2022", ["2022-11-12", "2022-12-11"]),
        ("Thursday, Oct. 6: a ferry sank", ["2022-10-06"]),
        ("on Easter Monday", ["2022-04-18"]),
        ("Good Friday 2021", ["2021-04-02"]),
        ("on Thanksgiving Day", ["2022-11-24"]),
        ("on Labor Day and Memorial Day", ["2022-05-30", "2022-09-05"]),
        ("St. Patrick's Day and New Year’s Day 2020", ["2020-01-01", "2022-03-17"]),
        ("on July 4", ["2022-07-04"]),
        ("after 9/11 and the Sept. 11 attacks", ["2001-09-11", "2001-09-11"]),
        ("ON FRIDAY, NOVEMBER 11", ["2022-11-11"]),
        ("on friday, november 11, and in june", ["2022-11-11", "2022-06"]),
        ("On 4 March he left. The next day he came.", ["2022-03-04", "2022-03-05"]),
        ("On 4 March he left. The following Monday he came.", ["2022-03-04", "2022-03-07"]),
        ("March sales rose under the Companies Act 1965.", ["2022-03", "1965"]),
        ("In 1987 he played; three years later he left.", ["1987", "1990"]),
        ("In May 2019 he came; a month later he left.", ["2019-05", "2019-06"]),
        ("On 4 March he left. Later that day he came.", ["2022-03-04", "2022-03-04"]),
        ("On 4 March he left. The following month he came.", ["2022-03-04", "2022-04"]),
        ("on 1 May he fell; three days later he died", ["2022-05-01", "2022-05-04"]),
    ],
)
def test_expression_is_resolved(text: str, meant: list[str]) -> None:
    assert sorted(read(text)) == sorted(meant)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("They will meet in the old town on Monday.", "2022-11-14"),
        ("He could come as early as Monday.", "2022-11-14"),
        ("On Monday, the court of appeals will decide.", "2022-11-14"),
        ("The father would be travelling to Lima Monday.", "2022-11-14"),
        ("It stays shut until Monday.", "2022-11-14"),
        ("The debate on Monday's vote will go on.", "2022-11-14"),
        ("It had been due to expire Monday.", "2022-11-07"),
        ("The rite planned for Monday was cancelled.", "2022-11-07"),
        ("By Monday, nine had filed reports.", "2022-11-07"),
        ("He will look for ways around Monday's ruling.", "2022-11-07"),
        ("He will resign, the company said Monday.", "2022-11-07"),
        ("He will succeed Ann P. Roe Feb. 1.", "2023-02-01"),
        ("The dividend will be paid June 1.", "2023-06-01"),
        ("It hit a record set on June 1.", "2022-06-01"),
        ("The case is heard in December.", "2022-12"),
        ("In December the court ruled.", "2021-12"),
        ("It closed in January.", "2022-01"),
        ("It will close in January.", "2023-01"),
    ],
)
def test_verbs_tell_the_past_from_the_future(text: str, meant: str) -> None:
    assert read(text) == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "The video runs 00:52.", "They won 3-2, then 21-19.", "It cost $1,995 or 2000 euros.", "He is 45.",
        "A Peugeot 2008 and a Boeing 747.", "Some 1,998 people and 1500 troops.", "They may march on.",
        "Route 1950", "Version 1.2.34", "in 4:11.20", "a 12-11 vote", "May I come?", "for two years",
        "Good Friday Agreement", "Easter Island", "Christmas shopping", "every Friday",
        "Monday through Friday", "on Monday and Tuesday nights", "the Russell 2000 Index",
        "a 1987 Chevrolet", "a 2000 year old rite", "it will last two months", "Suddenly Last Summer", "on a Friday afternoon",
        "a baby's first three months", "Fahrenheit 9/11", "They may 5 times", "room 2011", "Call 555-1984",
        "F-16", "24/7", "6/4, 6/3", "1.2.3", "at 20:22", "the fall of Saigon", "the second half was better",
        "two thousand people", "the next day", "Theresa May met April Jones", "the past weeks",
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


@pytest.mark.parametrize(
    ("text", "language", "surface", "meant"),
    [
        ("😀😀 On November 11, 2021 it rained.", "en", "November 11, 2021", "2021-11-11"),
        ("El vie\u0301rnes y el miércoles 9 de noviembre.", "es", "miércoles 9 de noviembre", "2022-11-09"),
        ("Vino el mie\u0301rcoles.", "es", "mie\u0301rcoles", "2022-11-09"),
        ("On Nov\u200bember 9 it rained.", "en", "Nov\u200bember 9", "2022-11-09"),
        (
            "On May \uff19, \uff12\uff10\uff12\uff11.",
            "en",
            "May \uff19, \uff12\uff10\uff12\uff11",
            "2021-05-09",
        ),
        ("On November\u00a09 it rained.", "en", "November\u00a09", "2022-11-09"),
        ("\u202bشرق November 9, 2021\u202c", "en", "November 9, 2021", "2021-11-09"),
        ("IT RAINED ON NOVEMBER 9.", "en", "NOVEMBER 9", "2022-11-09"),
        ("it rained on november 9.", "en", "november 9", "2022-11-09"),
    ],
)
def test_odd_characters_keep_offsets(text: str, language: str, surface: str, meant: str) -> None:
    found = find_dates(text, FRIDAY, language=language)
    assert (surface, meant) in [(text[start:end], str(at.start)) for start, end, at in found]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("piece", ["on 11 May 2022 ", "may", "1/2/3.4 ", "New ", "\u0301e\u200b", "\n "])
def test_a_long_text_in_one_line_does_not_hang(piece: str, language: str) -> None:
    text = piece * (80_000 // len(piece))
    started = time.process_time()
    found = find_dates(text, FRIDAY, language=language)
    assert time.process_time() - started < 120
    assert len(found) == text.count("11 May 2022") * (language == "en" or piece != "on 11 May 2022 ")


@given(st.text(alphabet=st.sampled_from("0123456789 /-.:'’thsMayNovFriQ\u0301\u200b\n"), max_size=60))
def test_any_figures_are_read_without_error_and_inside_the_text(text: str) -> None:
    for start, end, at in find_dates(text, FRIDAY):
        assert 0 <= start < end <= len(text)
        assert at.start <= at.end
