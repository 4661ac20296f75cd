"""The fetching process: Scrapy's engine over the frontier, pages out through a pipe.

A process of its own, because a Twisted reactor runs once in a process and because cleaning and storing
must never hold up the network. It ends as soon as its parent does.
"""

import asyncio
import logging
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

from index.crawl.messages import Crashed, FetchJob, Message, PageArrived

MAX_UNSTORED_BYTES = 32_000_000
"""Bodies sent and not yet stored; then fetching waits. Bounds the memory of both processes; at usual sizes it
lets some hundred pages go on being fetched while the store is busy."""


class Pipe:
    """The way to the parent: sends messages, waits while too many pages are not stored.

    Args:
        connection: Our end.
        loop: The loop that is woken when pages were stored.
    """

    def __init__(self, connection: "Connection[Any, Any]", loop: asyncio.AbstractEventLoop) -> None:
        self._connection, self._loop = connection, loop
        self._sender = ThreadPoolExecutor(1, "send")
        self._unstored_bytes = 0
        self._stored = asyncio.Condition()
        threading.Thread(target=self._listen, name="listen", daemon=True).start()

    async def __call__(self, message: Message) -> None:
        """Send one message."""
        if isinstance(message, PageArrived):
            async with self._stored:
                await self._stored.wait_for(lambda: self._unstored_bytes < MAX_UNSTORED_BYTES)
                self._unstored_bytes += len(message.page.body)
        await self._loop.run_in_executor(self._sender, self._send, message)

    def _send(self, message: Message) -> None:
        try:
            self._connection.send(message)
        except OSError:
            _vanish()

    def _listen(self) -> None:
        while True:
            try:
                stored = self._connection.recv()
            except (EOFError, OSError):
                _vanish()
            asyncio.run_coroutine_threadsafe(self._make_room(stored), self._loop)

    async def _make_room(self, stored_bytes: int) -> None:
        async with self._stored:
            self._unstored_bytes -= stored_bytes
            self._stored.notify_all()


def _vanish() -> None:
    """End at once: the parent is gone, and the frontier has all that is to be kept."""
    os._exit(1)


def run(connection: "Connection[Any, Any]", job: FetchJob) -> None:
    """Fetch as told and say how it ended; the entry of the process."""
    # Ctrl-C is the parent's to answer: it stores what has come, then lets us go.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _keep_quiet()
    try:
        from index.crawl.spider import run_spider

        run_spider(connection, job)
    except Exception as error:
        connection.send(Crashed(describe(error)))
        sys.exit(1)


def _keep_quiet() -> None:
    """Keep what Scrapy and Twisted log of bad sites off the user's terminal; we name it ourselves."""
    if os.environ.get("DATELINE_DEBUG") == "1":
        return
    from twisted.logger import globalLogBeginner

    logging.getLogger().addHandler(logging.NullHandler())
    observers: list[Any] = [lambda _event: None]
    globalLogBeginner.beginLoggingTo(observers, redirectStandardIO=False)


def describe(error: BaseException) -> str:
    """Give an exception as one line."""
    return " ".join(f"{type(error).__name__}: {error}".split())
