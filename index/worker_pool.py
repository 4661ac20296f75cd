"""Worker processes for pages that nobody vouches for: what takes too long or too much is killed, and named.

Each worker is a process under a thread of this one. The kernel ends a worker that spends more CPU time on an
item than it may (a profiling timer whose signal is not caught: C loops heed no handler of Python's), and
refuses it memory beyond its limit; a result that is too large is not sent. The item is then refused by name,
a new worker takes the place, the others go on.

Workers are forked from one server that has the tables in memory: started separately, each would load
gazetteer, language model and parsers for itself, 350 MB a process instead of about 90, and a second of start.
Not forked from this process, which may run threads.
"""

import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from threading import local
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

CPU_S = 10.0
"""CPU time for one item, in seconds; the slowest page of a thousand takes 2."""
MEMORY_BYTES = 1 << 30
"""Memory that a worker may take beyond what it has at its start."""
OUTPUT_BYTES = 16 << 20
"""Size of what a worker may give for an item; the longest text that is an article takes a third of it."""
STOP_S = 5.0

TIME_LIMIT, MEMORY_LIMIT, OUTPUT_LIMIT, CRASHED = "time-limit", "memory-limit", "output-limit", "crashed"

Item = TypeVar("Item")
Result = TypeVar("Result")


class GuardedPool(Generic[Item, Result]):
    """Runs a function over chunks of items in worker processes. A context manager.

    Args:
        workers: How many processes; started when they are needed.
        work: What is done with an item; found by its name in the worker.
        refused: What stands for an item that was given up, by a named reason: ``time-limit``,
            ``memory-limit``, ``output-limit`` or ``crashed``.
        cpu_s: CPU time for one item, in seconds.
        memory_bytes: Memory that a worker may take beyond what it has at its start.
        output_bytes: Size of the result for one item, as it is sent back.
    """

    def __init__(
        self,
        workers: int,
        work: Callable[[Item], Result],
        refused: Callable[[Item, str], Result],
        *,
        cpu_s: float = CPU_S,
        memory_bytes: int = MEMORY_BYTES,
        output_bytes: int = OUTPUT_BYTES,
    ) -> None:
        self._work, self._refused = work, refused
        self._limits = cpu_s, memory_bytes, output_bytes
        self._context = get_context("forkserver")
        self._context.set_forkserver_preload(["index.worker_preload"])
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="dateline-worker")
        self._own = local()
        self._alive: list[_Worker] = []
        self._given_up = False

    def submit(self, items: Sequence[Item]) -> Future[list[Result]]:
        """Work on a chunk; its results come in the order of its items."""
        return self._threads.submit(self._chunk, list(items))

    def _chunk(self, items: list[Item]) -> list[Result]:
        results: list[Result] = []
        while len(results) < len(items) and not self._given_up:
            worker = self._worker()
            results += worker.run(items[len(results) :])
            if worker.lost is None:
                continue
            self._drop(worker)
            if worker.lost == MEMORY_LIMIT and worker.served:
                continue  # perhaps the memory went to the items before it: the next worker begins with it
            results.append(self._refused(items[len(results)], worker.lost))
        return results

    def _worker(self) -> "_Worker":
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            worker = self._own.worker = _Worker(self._context, self._work, self._limits)
            self._alive.append(worker)
        return worker

    def _drop(self, worker: "_Worker") -> None:
        worker.stop()
        self._alive.remove(worker)
        self._own.worker = None

    def close(self, *, at_once: bool = False) -> None:
        """Finish what is being worked on (``at_once`` does not), forget what is not, and end the workers."""
        self._given_up = at_once
        if at_once:
            for worker in list(self._alive):
                worker.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._alive:
            worker.stop()
        self._alive.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(at_once=kind is not None)


class _Worker:
    """One process, and the thread's end of the pipe to it.

    Attributes:
        served: Items that it gave a result for.
        lost: Why it gave none for the item after those of the last run; None when it did.
    """

    def __init__(self, context: Any, work: Callable[[Any], Any], limits: tuple[float, int, int]) -> None:
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, work, *limits), daemon=True)
        self._process.start()
        theirs.close()
        self.served = 0
        self.lost: str | None = None

    def run(self, items: list[Any]) -> list[Any]:
        """Give the results of items up to the first that the worker was lost at."""
        results: list[Any] = []
        try:
            self._pipe.send(items)
            while len(results) < len(items):
                kind, value = self._pipe.recv()
                if kind == "lost":
                    self.lost = value
                    break
                results.append(value)
                self.served += 1
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self._process.join(STOP_S)
            self.lost = TIME_LIMIT if self._process.exitcode == -signal.SIGPROF else CRASHED
        return results

    def kill(self) -> None:
        """End the process in the middle of its work."""
        self._process.kill()

    def stop(self) -> None:
        """End the process, which has nothing to do."""
        self._pipe.close()
        self._process.join(0.2)
        if self._process.is_alive():
            self._process.kill()
            self._process.join(STOP_S)


def _serve(
    pipe: Connection, work: Callable[[Any], Any], cpu_s: float, memory_bytes: int, output_bytes: int
) -> None:
    """Work on chunks until the pipe is closed. Runs in the worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, which ends us
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    _limit_memory(memory_bytes)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            for item in pipe.recv():
                lost = _answer(pipe, work, item, cpu_s, output_bytes)
                if lost is not None:
                    pipe.send(("lost", lost))
                    return


def _answer(
    pipe: Connection, work: Callable[[Any], Any], item: Any, cpu_s: float, output_bytes: int
) -> str | None:
    """Send what the work gives; or say why it gives nothing."""
    signal.setitimer(signal.ITIMER_PROF, cpu_s)
    try:
        answer = ForkingPickler.dumps(("done", work(item)))
        if len(answer) > output_bytes:
            return OUTPUT_LIMIT
        pipe.send_bytes(answer)
    except MemoryError:
        return MEMORY_LIMIT
    except OSError:
        raise  # nobody listens any more
    except Exception as error:  # a fault of ours; the run goes on without this item
        print(f"Note: an item was given up: {type(error).__name__}: {error}", file=sys.stderr)
        return CRASHED
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return None


def _limit_memory(more: int) -> None:
    """Let this process take so many bytes beyond what it has mapped; Linux alone tells what that is."""
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (pages * os.sysconf("SC_PAGE_SIZE") + more, most))
