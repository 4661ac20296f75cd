"""What became of each source's addresses is counted by day, and what is not as usual is an alarm."""

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from index.crawl import journal
from index.crawl.frontier import Frontier
from index.crawl.journal import read_journal
from index.errors import StoreError
from index.status import source_lines, source_rows
from index.store import SourceStatus

NOW = datetime(2026, 3, 30, 12, 0, tzinfo=UTC)


@pytest.fixture
def note(tmp_path):
    """Count for a source, some days back, and give its history."""
    path = tmp_path / "frontier.db"

    def count(days_back: int = 0, name: str = "harbour.example", **counts: int):
        tallies = Counter({(name, key.replace("__", ":").replace("_", "-")): n for key, n in counts.items()})
        with Frontier(path) as frontier:
            frontier.count(tallies, (NOW - timedelta(days=days_back)).timestamp())
        return {item.name: item for item in read_journal(path, NOW)}[name]

    return count


def test_counts_of_all_days_add_up(note):
    note(1, found=5, fetched=4, new=3, dropped__http_404=1)
    found = note(found=2, fetched=2, new=1, changed=1, unchanged=7, dropped__http_404=1, postponed__timeout=1)
    assert (found.found, found.fetched, found.new, found.changed, found.unchanged) == (7, 6, 4, 1, 7)
    assert (found.dropped, found.postponed) == ({"http-404": 2}, {"timeout": 1})
    assert found.last_success == NOW
    assert found.error_rate == pytest.approx(3 / (3 + 6 + 7))
    assert found.alarms == ()


def test_nothing_is_known_without_a_crawl(tmp_path):
    assert read_journal(tmp_path / "none.db", NOW) == []


def test_fall_below_the_usual_volume_is_an_alarm(note):
    for back in range(2, 12):
        note(back, new=10, fetched=10)
    usual = note(1, new=9, fetched=9)
    assert (usual.new_last_day, usual.new_per_day, usual.alarms) == (9, 10.0, ())


def test_day_without_news_is_an_alarm_only_where_news_are_usual(note):
    for back in range(2, 12):
        note(back, new=10, fetched=10)
        note(back, name="village.example", new=1, fetched=1)
    assert note(0, lists=3).alarms == ("volume",)
    assert note(0, name="village.example", lists=3).alarms == ()


def test_quiet_weekday_is_measured_by_its_own_kind(note):
    """29 March 2026, the day before, is a Sunday."""
    for back in range(2, 23):
        sunday = back % 7 == 1
        note(back, new=4 if sunday else 40, fetched=40)
        note(back, name="daily.example", new=40, fetched=40)
    quiet = note(1, new=3, fetched=3)
    assert (quiet.new_same_weekday, quiet.alarms) == (4.0, ())
    assert quiet.new_per_day == pytest.approx((18 * 40 + 3 * 4) / 21)
    fallen = note(1, name="daily.example", new=3, fetched=3)
    assert (fallen.new_same_weekday, fallen.alarms) == (40.0, ("volume",))


def test_one_week_is_no_measure_of_a_weekday(note):
    for back in range(2, 10):
        note(back, new=0 if back == 8 else 10, fetched=10)
    found = note(1, new=1, fetched=1)
    assert (found.new_same_weekday, found.alarms) == (None, ("volume",))


def test_first_days_have_no_average(note):
    found = note(1, new=10, fetched=10)
    assert (found.new_last_day, found.new_per_day, found.alarms) == (10, None, ())


def test_pages_without_text_are_an_alarm(note):
    assert note(fetched=20, new=12, dropped__no_text=4, dropped__empty=4).alarms == ()
    assert note(fetched=0, dropped__no_text=6).alarms == ("empty",)


def test_site_that_mostly_fails_or_says_nothing_is_an_alarm(note):
    assert note(4, fetched=1).alarms == ("silent",)
    assert note(0, postponed__timeout=9).alarms == ("failing", "silent")
    assert note(0, lists=20).alarms == ()


def test_what_was_not_wanted_is_no_failure(note):
    found = note(fetched=1, lists=9, dropped__robots=50, dropped__noindex=9, dropped__pattern=9)
    assert (found.error_rate, found.alarms) == (0.0, ())


def test_stored_and_crawled_sources_are_joined_by_name(note):
    for back in range(1, 12):
        note(back, new=0 if back == 1 else 8, fetched=8)
    history = note(lists=1, dropped__http_404=2)
    stored = [
        SourceStatus("harbour.example", 90, "2026-03-29T10:00:00+00:00"),
        SourceStatus("reuters", 7, None),
    ]
    harbour, reuters = source_rows(stored, [history])
    assert (harbour["articles"], harbour["last_success"]) == (90, "2026-03-30T12:00:00+00:00")
    assert reuters == {"name": "reuters", "articles": 7, "last_success": None}
    assert source_lines(harbour) == [
        "harbour.example: 90 articles, last success 2026-03-30T12:00:00+00:00",
        "  0 found, 88 fetched, 80 new, 0 changed, 0 unchanged, 2 dropped (http-404), "
        "0 new yesterday, 8.0 a day before",
        "  ALARM volume: far fewer new articles than usual",
    ]


def test_damaged_frontier_is_named(tmp_path):
    path = tmp_path / "frontier.db"
    path.write_bytes(b"not a database, but long enough to be read as one" * 50)
    with pytest.raises(StoreError, match=r"frontier\.db"):
        read_journal(path, NOW)


def test_frontier_of_an_earlier_version_has_no_history(tmp_path):
    path = tmp_path / "frontier.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE urls (key)")
    database.close()
    assert read_journal(path, NOW) == []


def test_totals_are_kept_with_the_days_and_made_for_a_frontier_that_has_none(note, tmp_path):
    for back in (1, 2, 29, 30, 31, 200, 2_000):
        found = note(back, new=5, fetched=7)
    note(0, name="other.example", new=3)
    assert (found.new, found.fetched, found.new_last_day) == (35, 49, 5)
    assert found.new_per_day == pytest.approx(10 / 28)
    path, kept = tmp_path / "frontier.db", "SELECT * FROM totals ORDER BY source, name"
    with closing(sqlite3.connect(path)) as database:
        totals = database.execute(kept).fetchall()
        assert totals == database.execute(f"{journal._ADDED_UP} ORDER BY source, name").fetchall()
        database.execute("DROP TABLE totals")
        database.execute("PRAGMA user_version = 2")
        database.commit()
        former = read_journal(path, NOW)
        assert (former[0].new, former[0].new_per_day, former[1].new) == (35, found.new_per_day, 3)
        Frontier(path).close()
        assert database.execute(kept).fetchall() == totals
    assert read_journal(path, NOW) == former


def test_totals_are_read_without_reading_years_of_days(note, tmp_path):
    note(0, new=1)
    queries = (
        (journal._TOTALS, ()),
        (journal._RECENT, {"source": "x", "since": "2026"}),
        (journal._FIRST_DAY, ("x",)),
    )
    with closing(sqlite3.connect(tmp_path / "frontier.db")) as database:
        steps = [
            row[3]
            for query, values in queries
            for row in database.execute(f"EXPLAIN QUERY PLAN {query}", values)
        ]
    assert "SCAN totals" in steps and "SCAN tallies" not in steps
