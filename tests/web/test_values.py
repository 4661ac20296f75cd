"""The pure parts: marks, differences, charts, labels."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import CleanArticle, Moment
from search.results import Bucket, Histogram
from search.state import SearchState
from web import labels
from web.article_presenters import standfirst
from web.charts import HEIGHT, chart
from web.diffs import compare
from web.marks import Mark, paragraphs, runs

OFFSETS = st.integers(0, 40)
SPANS = st.lists(st.tuples(OFFSETS, OFFSETS), max_size=8)


@given(st.text(alphabet="ab \n", max_size=40), SPANS, SPANS)
def test_cutting_a_text_loses_nothing(
    text: str, hits: list[tuple[int, int]], named: list[tuple[int, int]]
) -> None:
    ranges, end = [], 0
    for first, last in sorted(hits):
        if end <= first < last <= len(text):
            ranges.append((first, last))
            end = last
    marks = [Mark(first, last, "person", "", "") for first, last in named]
    cut = paragraphs(text, ranges, marks)
    assert [
        "".join(run.text for piece in line for run in piece.runs) for line in cut
    ] == [line for line in text.split("\n") if line.strip()]  # fmt: skip
    assert "".join(run.text for run in runs(text, ranges)) == text
    assert "".join(run.text for run in runs(text, ranges) if run.hit) == "".join(
        text[first:last] for first, last in ranges
    )


def test_highlight_within_a_mark_stays_within_it() -> None:
    (line,) = paragraphs("See Ada Brook go", [(8, 16)], [Mark(4, 13, "person", "/x", "Ada Brook")])
    assert [(piece.mark is not None, [(run.text, run.hit) for run in piece.runs]) for piece in line] == [
        (False, [("See ", False)]),
        (True, [("Ada ", False), ("Brook", True)]),
        (False, [(" go", True)]),
    ]


def test_first_of_overlapping_marks_wins_then_the_longer() -> None:
    marks = [Mark(0, 3, "place", "", "short"), Mark(0, 9, "person", "", "long"), Mark(4, 9, "date", "", "in")]
    (line,) = paragraphs("Ada Brook", (), marks)
    assert [piece.mark.label for piece in line if piece.mark] == ["long"]


@given(st.text(alphabet="ab c\n", max_size=60), st.text(alphabet="ab c\n", max_size=60))
def test_difference_gives_back_both_texts(old: str, new: str) -> None:
    lines = compare(old, new)
    for unwanted, whole in (("added", old), ("removed", new)):
        shown = [[part.text for part in line.parts if part.change != unwanted] for line in lines]
        kept = ["".join(parts) for parts in shown]
        assert "".join("".join(kept).split()) == "".join(whole.split())


def years(counts: dict[int, int], first: int, last: int) -> Histogram:
    buckets = tuple(Bucket(f"{year:04}-01-01", counts.get(year, 0)) for year in range(first, last + 1))
    return Histogram("year", buckets, undated=3)


@pytest.fixture
def in_a_request() -> object:
    from flask import Flask

    from web import article_views, chart_views, export_views, search_views

    app = Flask("web")
    for module in (search_views, export_views, chart_views, article_views):
        app.register_blueprint(module.blueprint)
    with app.test_request_context():
        yield app


@pytest.mark.usefixtures("in_a_request")
def test_chart_keeps_empty_buckets_and_scales_to_the_tallest() -> None:
    drawn = chart(years({2020: 10, 2022: 5}, 2020, 2022), SearchState(query="x"), "published")
    assert [(bar.row.articles, bar.height) for bar in drawn.bars] == [(10, HEIGHT), (0, 0), (5, HEIGHT / 2)]
    assert [row.label for row in drawn.rows] == ["2020", "2022"]
    assert drawn.rows[0].href == "/search?q=x&from=2020&to=2020"
    assert (drawn.ticks, drawn.peak, drawn.undated) == (("2020", "2021", "2022"), "10", 3)
    assert drawn.undated_href == "/search?q=x&undated=1"


@pytest.mark.usefixtures("in_a_request")
def test_far_years_are_linked_and_not_drawn_but_stay_in_the_table() -> None:
    counts = {1789: 1, 2000: 100, 2001: 100, 2103: 1}
    drawn = chart(years(counts, 1789, 2103), SearchState(), "about")
    assert [bar.row.label for bar in drawn.bars] == ["2000", "2001"]
    assert [row.label for row in drawn.rows] == ["1789", "2000", "2001", "2103"]
    assert drawn.earlier == ("/search?about_from=1789&about_to=1789", "1789")
    assert drawn.later == ("/search?about_from=2103&about_to=2103", "2103")
    published = chart(years(counts, 1789, 2103), SearchState(), "published")
    assert len(published.bars) == 2103 - 1789 + 1


@pytest.mark.usefixtures("in_a_request")
def test_shares_are_drawn_and_gaps_of_the_archive_are_hatched() -> None:
    buckets = (
        Bucket("2020-01-01", 2, 4),
        Bucket("2021-01-01", 0, 0),
        Bucket("2022-01-01", 3, 30),
        Bucket("2023-01-01", 0, 0),
    )
    drawn = chart(Histogram("year", buckets, 0), SearchState(bars="share"), "published")
    assert [bar.height for bar in drawn.bars] == [HEIGHT, 0, HEIGHT / 5, 0]
    assert [(row.share, row.of) for row in drawn.rows] == [("50%", 4), ("10%", 30)]
    assert [(gap.x, gap.width, gap.label) for gap in drawn.gaps] == [
        ("25.000%", "25.000%", "2021"),
        ("75.000%", "25.000%", "2023"),
    ]
    assert (drawn.peak, drawn.switch_href) == ("50%", "/search")
    counted = chart(Histogram("year", buckets, 0), SearchState(), "about")
    assert (counted.peak, counted.gaps, counted.switch_href) == ("3", (), "/search?bars=share")


@pytest.mark.parametrize(
    ("part", "words"), [(0, "0%"), (0.5, "50%"), (0.034, "3.4%"), (0.00012, "0.012%"), (1, "100%")]
)
def test_share_has_two_digits_that_say_something(part: float, words: str) -> None:
    assert labels.share(part) == words


@pytest.mark.usefixtures("in_a_request")
def test_bar_of_few_buckets_is_narrow_and_stands_in_the_middle_of_its_slot() -> None:
    (bar,) = chart(years({2020: 4}, 2020, 2020), SearchState(), "published").bars
    assert (bar.x, bar.width, bar.slot_width) == ("44.000%", "12.000%", "100.000%")
    four = chart(years({2020: 4}, 2020, 2023), SearchState(), "published")
    assert four.ticks == ("2020", "2023")  # the middle is between two bars
    *_, last = chart(years({2020: 4, 2021: 1}, 2020, 2021), SearchState(), "published").bars
    assert (last.x, last.width, last.slot_x) == ("69.000%", "12.000%", "50.000%")


@pytest.mark.usefixtures("in_a_request")
def test_chart_without_dates_is_empty() -> None:
    drawn = chart(Histogram("month", (), undated=2), SearchState(), "about")
    assert (drawn.bars, drawn.rows, drawn.ticks) == ((), (), ())


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("2022-11-11", "11 November 2022"),
        ("2022-11-11T09:05:00", "11 November 2022, 09:05"),
        ("2022-11-11T23:30:00+02:00", "11 November 2022, 23:30 UTC+2"),
        ("2022-11-11T23:30:00-03:30", "11 November 2022, 23:30 UTC−3:30"),
        ("2022-11-11T23:30:00+00:00", "11 November 2022, 23:30 UTC"),
    ],
)
def test_moment_is_never_more_precise_than_printed(printed: str, words: str) -> None:
    assert labels.moment(Moment.parse(printed, "meta")) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [("2022", "2022"), ("2022-11", "November 2022"), ("2022-11-05", "5 November 2022"), ("odd", "odd"),
     ("2022-13", "2022-13")],
)  # fmt: skip
def test_span_of_days_is_put_into_words(text: str, words: str) -> None:
    assert labels.span(text) == words


@pytest.mark.parametrize("joint", ["\n", " "])
def test_texts_that_repeat_a_few_lines_or_words_are_compared_in_bounded_time(joint: str) -> None:
    # Without a bound four minutes for the lines, half a minute for the words.
    one, other = ([f"x{at * step % 7}" if at % 2 else "0" for at in range(4_000)] for step in (1, 3))
    if joint == " ":
        one, other = one[:990], other[:990]
    old, new = joint.join(["begun", *one, "done"]), joint.join(["begun", *other, "done"])
    lines = compare(old, new)
    for change, text in (("removed", old), ("added", new)):
        told = (
            "".join(part.text for part in line.parts if part.change in (change, "same")) for line in lines
        )
        assert [line for line in told if line] == text.split("\n")


@pytest.mark.parametrize(
    ("description", "shown"),
    [
        ("The ferry  sails again from Mon…", False),
        ("The ferry sails again from Monday, eleven mo", False),
        ("Ferry to sail", False),
        ("A ship, a crew and a berth.", True),
        ("", False),
    ],
)
def test_a_description_that_is_a_cut_of_the_text_is_not_shown_twice(description: str, shown: bool) -> None:
    text = "ODESA, Sept 2 - The ferry sails again\nfrom Monday, eleven months after it was stopped."
    clean = CleanArticle(title="Ferry to sail again", text=text, description=description)
    assert standfirst(clean) == (description if shown else "")
