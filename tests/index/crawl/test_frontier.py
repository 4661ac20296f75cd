"""The frontier: nothing lost, nothing twice, and the second run visits what is due."""

import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from index.crawl.answers import MAX_PAUSES, next_interval
from index.crawl.frontier import REVISIT_AGES_S, Frontier, Visit, next_revisit
from index.crawl.links import Link
from index.crawl.runs import is_alive, new_owner, owned_run
from index.crawl.statements import MIGRATIONS
from index.errors import StoreError, StoreNewerError

ROOT = "paper.example"
ROOTS = (ROOT,)
NOW = 2e9
"""Later than the clock, so that everything found is due."""


def article(number: int, **more: object) -> Link:
    return Link(url=f"https://paper.example/story/{number}", kind="article", **more)


@pytest.fixture
def frontier(tmp_path):
    with Frontier(tmp_path / "frontier.db") as opened:
        yield opened


def add(frontier: Frontier, *links: Link, run_start: float = 0.0) -> int:
    return frontier.add(links, root=ROOT, depth=1, run_start=run_start)


def lease(frontier: Frontier, limit: int = 100, now: float = NOW) -> list[str]:
    return [
        item.key.removeprefix("https://paper.example/")
        for item in frontier.lease("me", ROOT, ROOTS, now, limit)
    ]


def visit_all(frontier: Frontier, at: float) -> None:
    leased = frontier.lease("me", ROOT, ROOTS, NOW, 100)
    frontier.finish(Visit(key=item.key, kind=item.kind, at=at) for item in leased)


def test_every_spelling_of_an_address_is_added_once(frontier):
    assert add(frontier, article(1), Link(url="http://www.paper.example/story/1/#x", kind="article")) == 1
    assert add(frontier, article(1)) == 0
    assert lease(frontier) == ["story/1"]


def test_address_refused_as_private_is_due_again_where_a_crawl_begins_or_once_it_is_allowed(frontier):
    home = Link(url="https://paper.example/", kind="home")
    frontier.add([home], root=ROOT, depth=0, run_start=0.0)
    add(frontier, article(1), article(2))
    for item in frontier.lease("me", ROOT, ROOTS, NOW, 100):
        frontier.exclude(item.key, "robots" if item.key.endswith("2") else "private-address")
    assert lease(frontier) == []
    frontier.readmit(ROOTS, whole=False)
    assert lease(frontier) == [""]  # the home page
    frontier.readmit(ROOTS, whole=True)
    assert lease(frontier) == ["story/1"]


def test_leased_address_is_not_leased_again(frontier):
    add(frontier, *map(article, range(5)))
    first, second = lease(frontier, limit=3), lease(frontier)
    assert sorted(first + second) == [f"story/{n}" for n in range(5)]


def test_lists_are_visited_before_articles(frontier):
    add(
        frontier,
        article(1),
        Link(url="https://paper.example/world", kind="section"),
        Link(url="https://paper.example/s.xml", kind="sitemap"),
        Link(url="https://paper.example/world?page=2", kind="paging"),
    )
    assert lease(frontier) == ["s.xml", "world", "story/1", "world?page=2"]


def test_sites_of_other_runs_are_left_alone(frontier):
    add(frontier, article(1))
    assert frontier.lease("me", ROOT, ["other.example"], NOW, 10) == []
    assert frontier.own_host("me", ["other.example"], NOW, []) is None


def test_host_belongs_to_one_run_at_a_time(frontier):
    add(frontier, article(1))
    assert frontier.own_host("me", ROOTS, NOW, []) == ROOT
    assert frontier.own_host("you", ROOTS, NOW, []) is None
    assert frontier.own_host("me", ROOTS, NOW, [ROOT]) is None
    frontier.release_host("you", ROOT)
    assert frontier.own_host("you", ROOTS, NOW, []) is None
    frontier.release_host("me", ROOT)
    assert frontier.own_host("you", ROOTS, NOW, []) == ROOT


def test_resting_host_is_not_visited_before_its_time(frontier):
    add(frontier, article(1))
    frontier.rest_host(ROOT, NOW + 60)
    assert frontier.own_host("me", ROOTS, NOW, []) is None
    assert frontier.next_due("me", ROOTS) == NOW + 60
    assert frontier.own_host("me", ROOTS, NOW + 61, []) == ROOT


def test_finished_article_is_not_due_again_when_it_is_found_again(frontier):
    add(frontier, article(1))
    visit_all(frontier, at=1000.0)
    add(frontier, article(1), run_start=2000.0)
    assert lease(frontier) == []
    assert frontier.counts(ROOT) == {"done": 1}


def test_section_becomes_an_article_once_a_list_of_articles_names_it(frontier):
    guessed = [Link(url=f"https://paper.example/opera/{name}", kind="section") for name in "abc"]
    add(frontier, *guessed)
    waiting, done, leased = (link.url for link in guessed)
    frontier.finish(
        Visit(key=item.key, kind=item.kind, at=NOW - 9, etag="x", digest="y")
        for item in frontier.lease("me", ROOT, ROOTS, NOW, 2)
        if item.url == done
    )
    in_work = frontier.lease("me", ROOT, ROOTS, NOW, 1)
    assert [item.url for item in in_work] == [leased]
    assert add(frontier, *(Link(url=link.url, kind="article", listed=True) for link in guessed)) == 3
    frontier.finish(Visit(key=item.key, kind=item.kind, at=NOW - 1, digest="z") for item in in_work)
    frontier.release("me")
    found = frontier.lease("me", ROOT, ROOTS, NOW, 9)
    assert {(item.url, item.kind, item.etag, item.digest) for item in found} == {
        (url, "article", None, None) for url in (waiting, done, leased)
    }


def test_section_stays_a_section_when_a_page_or_plain_sitemap_names_it(frontier):
    add(frontier, Link(url="https://paper.example/opera", kind="section"))
    assert add(frontier, Link(url="https://paper.example/opera", kind="article")) == 0
    assert [item.kind for item in frontier.lease("me", ROOT, ROOTS, NOW, 9)] == ["section"]


def test_article_is_due_again_when_its_list_says_that_it_changed(frontier):
    add(frontier, article(1))
    visit_all(frontier, at=1000.0)
    add(frontier, article(1, modified=datetime.fromtimestamp(900, UTC)))
    assert lease(frontier) == []
    add(frontier, article(1, modified=datetime.fromtimestamp(1100, UTC)))
    assert lease(frontier) == ["story/1"]


def test_lists_are_due_once_in_each_run(frontier):
    world = Link(url="https://paper.example/world", kind="section")
    add(frontier, world)
    visit_all(frontier, at=1000.0)
    add(frontier, world, run_start=900.0)
    assert lease(frontier) == []
    add(frontier, world, run_start=1100.0)
    assert lease(frontier) == ["world"]


def test_further_pages_are_due_again_only_behind_new_articles(frontier):
    page = Link(url="https://paper.example/world?page=2", kind="paging")
    add(frontier, page, article(1))
    visit_all(frontier, at=1000.0)
    add(frontier, page, article(1), run_start=1100.0)
    assert lease(frontier) == []
    add(frontier, page, article(2), run_start=1100.0)
    assert lease(frontier) == ["story/2", "world?page=2"]


def test_young_article_is_due_at_set_ages_then_left_alone(frontier):
    add(frontier, article(1, fresh=True), article(2))
    started = time.time()
    visit_all(frontier, at=started)
    assert lease(frontier, now=started + REVISIT_AGES_S[0] - 1) == []
    assert lease(frontier, now=started + REVISIT_AGES_S[0]) == ["story/1"]


def test_ages_that_passed_unvisited_are_skipped():
    first = 1000.0
    assert next_revisit(first, first) == first + 3_600
    assert next_revisit(first, first + 90_000) == first + 604_800
    assert next_revisit(first, first + 604_800) is None


def test_failed_address_waits_for_its_retry_and_excluded_for_nothing(frontier):
    add(frontier, article(1), article(2), article(3))
    one, two, three = frontier.lease("me", ROOT, ROOTS, NOW, 10)
    frontier.fail(one.key, "http-500", NOW + 10)
    frontier.fail(two.key, "http-404", None)
    frontier.exclude(three.key, "robots")
    assert lease(frontier) == []
    assert frontier.next_due("me", ROOTS) == NOW + 10
    (again,) = frontier.lease("me", ROOT, ROOTS, NOW + 10, 10)
    assert (again.key, again.attempts) == (one.key, 1)
    assert frontier.counts(ROOT) == {"failed": 2, "excluded": 1}


def test_forced_addresses_are_due_whatever_became_of_them(frontier):
    add(frontier, article(1))
    frontier.exclude("https://paper.example/story/1", "robots")
    frontier.force([article(1)], root=ROOT)
    assert lease(frontier) == ["story/1"]
    visit_all(frontier, at=1.0)
    frontier.force_all(ROOTS)
    assert frontier.counts(ROOT) == {"waiting": 1}


def test_redirect_moves_on_and_remembers_where_it_came_from(frontier):
    add(frontier, article(1))
    (item,) = frontier.lease("me", ROOT, ROOTS, NOW, 1)
    assert frontier.redirect(item, "https://paper.example/story/2", 0.0) == "waiting"
    (target,) = frontier.lease("me", ROOT, ROOTS, NOW, 10)
    assert (target.url, target.asked, target.hops) == (
        "https://paper.example/story/2", "https://paper.example/story/1", 1,
    )  # fmt: skip
    assert frontier.counts(ROOT) == {"waiting": 1}


def test_redirect_to_a_known_address_adds_nothing(frontier):
    add(frontier, article(1), article(2))
    visit_all(frontier, at=1000.0)
    frontier.force([article(1)], root=ROOT)
    (item,) = frontier.lease("me", ROOT, ROOTS, NOW, 1)
    assert frontier.redirect(item, "https://paper.example/story/2", 0.0) == "known"
    assert lease(frontier) == []


def test_redirects_that_come_round_are_a_loop_only_within_a_run(frontier):
    add(frontier, article(1))
    (one,) = frontier.lease("me", ROOT, ROOTS, NOW, 1)
    frontier.redirect(one, "https://paper.example/story/2", 0.0)
    (two,) = frontier.lease("me", ROOT, ROOTS, NOW, 1)
    assert frontier.redirect(two, one.url, NOW) == "known"
    assert frontier.redirect(two, one.url, 0.0) == "loop"


def test_redirect_to_another_spelling_stays_the_same_address(frontier):
    add(frontier, Link(url="http://paper.example/story/1", kind="article"))
    (item,) = frontier.lease("me", ROOT, ROOTS, NOW, 1)
    frontier.redirect(item, "https://www.paper.example/story/1", 0.0)
    (again,) = frontier.lease("me", ROOT, ROOTS, NOW, 10)
    assert (again.key, again.url, again.hops) == (item.key, "https://www.paper.example/story/1", 1)


def test_leases_of_a_killed_run_are_given_back(frontier, tmp_path):
    add(frontier, article(1), article(2))
    script = (
        "import os, sys; from pathlib import Path; from index.crawl.frontier import Frontier\n"
        "from index.crawl.runs import new_owner\n"
        "owner = new_owner(); frontier = Frontier(Path(sys.argv[1]))\n"
        f"frontier.own_host(owner, {ROOTS!r}, {NOW}, []); frontier.lease(owner, {ROOT!r}, {ROOTS!r}, {NOW}, 1)\n"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "frontier.db")], check=False)
    assert lease(frontier) == ["story/2"]
    assert frontier.recover(time.time()) == 1
    assert frontier.own_host("me", ROOTS, NOW, []) == ROOT
    assert lease(frontier) == ["story/1"]


def test_leases_of_a_living_run_are_kept_until_they_expire(frontier):
    add(frontier, article(1))
    with owned_run() as owner:
        started = time.time()
        frontier.lease(owner, ROOT, ROOTS, started + 1, 10)
        assert frontier.recover(started) == 0
        assert frontier.recover(started + 3_600) == 1


def test_run_of_an_earlier_process_with_our_number_is_dead():
    assert not is_alive(new_owner())
    assert is_alive("another-machine/1/abc")


def test_two_writers_share_a_frontier(tmp_path):
    with Frontier(tmp_path / "f.db") as one, Frontier(tmp_path / "f.db") as two:
        assert add(one, article(1)) == 1
        assert add(two, article(1), article(2)) == 1
        assert len({*lease(one, 1), *lease(two, 1)}) == 2


def test_frontier_of_a_later_version_is_refused_by_name(tmp_path):
    path = tmp_path / "frontier.db"
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(StoreNewerError, match=r"frontier\.db was written by a later version"):
        Frontier(path)


def test_damaged_frontier_is_named(tmp_path):
    path = tmp_path / "frontier.db"
    path.write_bytes(b"no database at all, just text" * 100)
    with pytest.raises(StoreError, match=r"frontier\.db"):
        Frontier(path)


def test_list_rests_as_long_as_was_learnt_in_a_scheduled_run(frontier):
    world = Link(url="https://paper.example/world", kind="section")
    add(frontier, world)
    started = time.time()
    (item,) = frontier.lease("me", ROOT, ROOTS, NOW, 9)
    frontier.finish([Visit(key=item.key, kind="section", at=started - 1000, interval_s=2000.0)])
    frontier.add([world], root=ROOT, depth=1, run_start=started, pause_s=900.0)
    assert lease(frontier) == []
    frontier.finish([Visit(key=item.key, kind="section", at=started - 1000, interval_s=900.0)])
    frontier.add([world], root=ROOT, depth=1, run_start=started, pause_s=900.0)
    assert lease(frontier) == ["world"]


def test_interval_halves_with_news_and_grows_without_within_bounds(frontier):
    add(frontier, Link(url="https://paper.example/world", kind="section"), article(1))
    world, story = frontier.lease("me", ROOT, ROOTS, NOW, 9)
    quiet = 900.0
    for _ in range(20):
        quiet = next_interval(replace(world, interval_s=quiet), 900.0, has_new=False)
    assert quiet == MAX_PAUSES * 900.0
    assert next_interval(replace(world, interval_s=quiet), 900.0, has_new=True) == quiet / 2
    assert next_interval(world, 900.0, has_new=True) == 900.0
    assert next_interval(world, 200_000.0, has_new=False) == 200_000.0
    assert next_interval(world, 0.0, has_new=True) is None
    assert next_interval(story, 900.0, has_new=False) is None


def test_frontier_of_the_first_version_is_brought_up_to_date(tmp_path):
    path = tmp_path / "old.db"
    database = sqlite3.connect(path)
    database.executescript(MIGRATIONS[0])
    database.execute("PRAGMA user_version = 1")
    database.close()
    with Frontier(path) as opened:
        add(opened, article(1))
        assert [(item.url, item.archived_at, item.interval_s) for item in opened.lease("me", ROOT, ROOTS, NOW, 1)] == [
            (article(1).url, None, None)
        ]  # fmt: skip


def test_rules_of_robots_are_kept_until_they_are_old(frontier):
    assert frontier.robots("https://paper.example", 0.0) is None
    frontier.put_robots("https://paper.example", 100.0, 200, b"User-agent: *")
    assert frontier.robots("https://paper.example", 99.0) == (100.0, 200, b"User-agent: *")
    assert frontier.robots("https://paper.example", 100.0) is None
