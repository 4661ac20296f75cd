"""The frontier behind a thread of its own, so that the loop that fetches waits for no disk or lock."""

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

from index.crawl.frontier import Frontier

P = ParamSpec("P")
T = TypeVar("T")

MAX_BATCH = 64
"""Calls in one transaction at most: one from each worker, and their successors."""

Call = tuple[Callable[[Frontier], Any], "asyncio.Future[Any]"]


class FrontierThread:
    """Makes the calls of one loop on a frontier, in their order.

    What waits when the thread is free is done in one transaction; a caller goes on when it is committed, so
    that nothing it does next is ahead of the file. As each caller waits, no more calls wait than there are
    callers. After a failure every call fails with the same error. A context manager, which ends when all
    calls were made.

    Args:
        path: The database file.
        loop: Where the callers are.
    """

    def __init__(self, path: Path, loop: asyncio.AbstractEventLoop) -> None:
        self._path, self._loop = path, loop
        self._calls: SimpleQueue[Call | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="frontier", daemon=True)
        self._thread.start()

    async def do(
        self, work: Callable[Concatenate[Frontier, P], T], *arguments: P.args, **options: P.kwargs
    ) -> T:
        """Call a method of the frontier; on return what it wrote is committed.

        Raises:
            DatelineError: The file cannot be opened, read or written.
        """
        done: asyncio.Future[T] = self._loop.create_future()
        self._calls.put((lambda frontier: work(frontier, *arguments, **options), done))
        return await done

    def _run(self) -> None:
        try:
            with Frontier(self._path) as frontier:
                while calls := self._next_calls():
                    self._make(frontier, calls)
        except Exception as error:
            # Whatever it is, those who wait must hear of it, and those who come later.
            while calls := self._next_calls():
                self._answer([(done, None, error) for _, done in calls])

    def _next_calls(self) -> list[Call]:
        """Wait for a call, and take what else is there; empty when there will be none."""
        calls: list[Call] = []
        call = self._calls.get()
        try:
            while call is not None:
                calls.append(call)
                if len(calls) == MAX_BATCH:
                    break
                call = self._calls.get_nowait()
            else:
                if calls:
                    self._calls.put(None)
        except Empty:
            pass
        return calls

    def _make(self, frontier: Frontier, calls: list[Call]) -> None:
        try:
            with frontier.batch():
                results = [work(frontier) for work, _ in calls]
        except Exception as error:
            self._answer([(done, None, error) for _, done in calls])
            raise
        self._answer([(done, result, None) for (_, done), result in zip(calls, results, strict=True)])

    def _answer(self, answers: list[tuple["asyncio.Future[Any]", Any, Exception | None]]) -> None:
        self._loop.call_soon_threadsafe(_settle, answers)

    def close(self) -> None:
        """End when all calls were made."""
        self._calls.put(None)
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _settle(answers: list[tuple["asyncio.Future[Any]", Any, Exception | None]]) -> None:
    for done, result, error in answers:
        if done.cancelled():
            continue
        if error is None:
            done.set_result(result)
        else:
            done.set_exception(error)
