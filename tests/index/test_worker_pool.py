"""Workers that are killed and replaced: what trips a limit is named, everything else comes out."""

import math
import operator
import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from index.worker_pool import CPU_S, MEMORY_BYTES, OUTPUT_BYTES, GuardedPool

Call = Callable[[], Any]

LONG = partial(math.factorial, 3_000_000)
"""Minutes in C, where no handler of Python's is heard."""
LARGE = partial(bytes, 3 << 30)


def refused(_item: Call, reason: str) -> str:
    return reason


def done(number: int) -> Call:
    return partial(operator.add, number, 0)


def pool(workers: int = 1, **limits: Any) -> GuardedPool[Call, Any]:
    return GuardedPool(workers, operator.call, refused, **limits)


def test_results_come_in_the_order_of_the_items() -> None:
    with pool(2) as guarded:
        chunks = [guarded.submit([done(10 * at + number) for number in range(10)]) for at in range(20)]
        assert [number for chunk in chunks for number in chunk.result()] == list(range(200))


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (LONG, "time-limit"),
        (LARGE, "memory-limit"),
        (os.abort, "crashed"),
        (partial(os._exit, 0), "crashed"),
        (partial(operator.truediv, 1, 0), "crashed"),
        (partial(eval, "bytes(700 << 20)"), "memory-limit"),
        (partial(bytes, 17 << 20), "output-limit"),
    ],
)
def test_item_that_trips_is_named_and_the_others_come_out(item: Call, reason: str) -> None:
    with pool(cpu_s=0.5) as guarded:
        found = guarded.submit([done(1), item, done(2), item, item, done(3)]).result()
        assert found == [1, reason, 2, reason, reason, 3]
        assert guarded.submit([done(4)]).result() == [4]


def test_cpu_time_is_counted_for_each_item() -> None:
    busy = partial(math.factorial, 60_000)
    with pool(cpu_s=0.6) as guarded:
        found = guarded.submit([busy] * 12).result()
    assert len(found) == 12 and "time-limit" not in found


def test_result_up_to_the_limit_of_output_comes_out() -> None:
    with pool(output_bytes=1_000) as guarded:
        found = guarded.submit([partial(bytes, 900), partial(bytes, 1_000), done(3)]).result()
    assert found == [bytes(900), "output-limit", 3]


def test_limits_are_those_that_the_manual_names() -> None:
    assert (CPU_S, MEMORY_BYTES, OUTPUT_BYTES) == (10.0, 1 << 30, 16 << 20)


def test_memory_of_the_items_before_is_not_held_against_an_item() -> None:
    """A worker that keeps what it was given gets a successor, who tries the item again."""
    keeping, asking = (
        partial(exec, "import os; os.kept = bytes(600 << 20)"),
        partial(eval, "len(bytes(600 << 20))"),
    )
    with pool(memory_bytes=1 << 30) as guarded:
        assert guarded.submit([keeping, asking, done(1)]).result() == [None, 600 << 20, 1]


def test_closed_pool_leaves_no_process() -> None:
    with pool(2) as guarded:
        pids = {guarded.submit([os.getpid]).result()[0] for _ in range(4)}
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_interrupted_run_ends_at_once() -> None:
    started = time.monotonic()
    with pytest.raises(KeyboardInterrupt), pool(2, cpu_s=60) as guarded:
        busy = [guarded.submit([LONG]) for _ in range(4)]
        while not busy[0].running():
            time.sleep(0.01)
        time.sleep(0.5)
        raise KeyboardInterrupt
    assert time.monotonic() - started < 20
