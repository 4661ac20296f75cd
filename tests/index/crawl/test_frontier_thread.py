"""The frontier behind its thread: calls in order, committed on return, and a loop that is never held up."""

import asyncio
import sqlite3
import time
from contextlib import closing

import pytest

from index.crawl.frontier import Frontier
from index.crawl.frontier_thread import FrontierThread
from index.crawl.links import Link
from index.crawl.stalls import StallWatch
from index.errors import StoreError

ROOT = "paper.example"


def link(number: int) -> Link:
    return Link(url=f"http://{ROOT}/story/{number}", kind="article")


def add(thread: FrontierThread, number: int):
    return thread.do(Frontier.add, [link(number)], root=ROOT, depth=1, run_start=0.0)


def counted(path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT count(*) FROM urls").fetchone()[0]


def test_what_a_call_wrote_is_in_the_file_when_it_returns(tmp_path):
    path = tmp_path / "frontier.db"

    async def work() -> list[tuple[int, int]]:
        with FrontierThread(path, asyncio.get_running_loop()) as thread:
            return [(await add(thread, number), counted(path)) for number in (1, 2, 2)]

    assert asyncio.run(work()) == [(1, 1), (1, 2), (0, 2)]


def test_calls_of_many_are_made_in_their_order_and_all_before_the_end(tmp_path):
    path = tmp_path / "frontier.db"

    async def work() -> list[int]:
        with FrontierThread(path, asyncio.get_running_loop()) as thread:
            # The first to name an address finds it new, whichever transaction they fall into.
            calls = [asyncio.create_task(add(thread, number // 2)) for number in range(300)]
            await asyncio.sleep(0)
        return await asyncio.gather(*calls)

    assert asyncio.run(work()) == [1, 0] * 150
    assert counted(path) == 150


def test_loop_goes_on_while_another_process_holds_the_file(tmp_path):
    path = tmp_path / "frontier.db"
    Frontier(path).close()

    async def work() -> tuple[float, float]:
        with (
            closing(sqlite3.connect(path, isolation_level=None)) as other,
            FrontierThread(path, asyncio.get_running_loop()) as thread,
        ):
            other.execute("BEGIN IMMEDIATE")
            started = time.monotonic()
            async with StallWatch() as watch:
                call = asyncio.create_task(add(thread, 1))
                await asyncio.sleep(1.0)
                assert not call.done()
                other.execute("ROLLBACK")
                assert await call == 1
            return watch.longest_held_s, time.monotonic() - started

    held_s, waited_s = asyncio.run(work())
    assert waited_s >= 1.0
    assert held_s < 0.9


def test_failure_reaches_each_caller_and_those_who_come_later(tmp_path):
    path = tmp_path / "frontier.db"
    Frontier(path).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE urls")

    async def work() -> None:
        with FrontierThread(path, asyncio.get_running_loop()) as thread:
            for number in range(3):
                with pytest.raises(StoreError, match=r"frontier\.db: no such table: urls"):
                    await add(thread, number)

    asyncio.run(work())
