"""Workers that do nothing but wait, in processes of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HANG_S = 60
"""Far above what anything here takes."""
WAITING = r"""
import os, signal, sys, time
from web.workers import become_worker
number = become_worker(2, lambda text: print(text, flush=True))
os.write(1, f"{{os.getpid()}} {{number}}\n".encode())
{then}
"""


@contextmanager
def parent_of(then: str) -> Iterator[tuple["subprocess.Popen[str]", Callable[[], str]]]:
    script = WAITING.format(then=then)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        try:
            yield running, running.stdout.readline
        finally:
            running.kill()


def numbers(line: str) -> tuple[int, int]:
    """Read what a worker says: its process and its number."""
    process, number = line.split()
    return int(process), int(number)


def wait_until_gone(*pids: int) -> None:
    end = time.monotonic() + HANG_S
    while any(map(is_running, pids)):
        assert time.monotonic() < end
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat")
        return not stat.is_file() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_a_worker_that_is_killed_is_replaced_and_all_stop_with_a_signal() -> None:
    with parent_of("time.sleep(1000)") as (running, line):
        started = [numbers(line()) for _ in range(2)]
        assert {number for _, number in started} == {0, 1}
        (first, number), (other, _) = started
        os.kill(first, signal.SIGKILL)
        assert line() == f"worker {first} ended unasked (9); another one takes its place\n"
        new, its_number = numbers(line())
        assert new not in (first, other) and its_number == number
        running.send_signal(signal.SIGTERM)
        assert line() == "stopped\n"
        assert running.wait(HANG_S) == 0
        wait_until_gone(other, new)


def test_workers_end_with_a_parent_that_was_killed() -> None:
    with parent_of("time.sleep(1000)") as (running, line):
        workers = [numbers(line())[0] for _ in range(2)]
        running.kill()
        wait_until_gone(*workers)


def test_the_error_of_one_worker_ends_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "taken by one"
    folder.mkdir()
    with parent_of(f"try: os.rmdir({str(folder)!r})\nexcept OSError: time.sleep(1000)\nsys.exit(3)") as (
        running,
        _,
    ):
        assert running.wait(HANG_S) == 3
