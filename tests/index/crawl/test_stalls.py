"""How long a loop was held up, and how much of it was for want of a processor."""

import asyncio
import time

import pytest

from index.crawl import stalls
from index.crawl.stalls import StallWatch


@pytest.fixture
def account(tmp_path, monkeypatch):
    """The system's account of the thread, which has run for a second and waited for none."""
    path = tmp_path / "schedstat"
    path.write_text("1000000000 0 7\n")
    monkeypatch.setattr(stalls, "SCHEDULING", path)
    return path


async def watched(block) -> StallWatch:
    async with StallWatch() as watch:
        await asyncio.sleep(0.1)
        block()
        await asyncio.sleep(0.1)
    return watch


def test_what_the_process_itself_does_holds_its_loop_up(account):
    watch = asyncio.run(watched(lambda: time.sleep(0.5)))
    assert watch.longest_held_s >= 0.45


def test_waiting_for_a_processor_is_not_counted_as_held_up(account):
    def starve() -> None:
        time.sleep(2.0)
        account.write_text("1000000000 2000000000 7\n")

    watch = asyncio.run(watched(starve))
    assert watch.longest_s >= 1.9
    assert watch.longest_held_s < 1.5


def test_a_system_that_keeps_no_account_counts_every_stall(account):
    account.unlink()
    watch = asyncio.run(watched(lambda: time.sleep(0.5)))
    assert watch.longest_held_s == watch.longest_s >= 0.45
