"""The way from the fetching process to its parent: messages out, word of what was stored back."""

import asyncio
import os
import threading
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, Self

from index.crawl.messages import Crashed, Ended, Message, PageArrived
from index.errors import DatelineError

MAX_UNSTORED_BYTES = 32_000_000
"""Bodies sent and not yet stored; then fetching waits. Bounds the memory of both processes; at usual sizes it
lets some hundred pages go on being fetched while the store is busy."""
MAX_UNSENT = 1_000
"""Messages that wait for the pipe."""
POLL_S = 0.05


class Pipe:
    """The way to the parent: sends messages, waits while too many pages are not stored.

    A context manager; leaving it waits until all is sent.

    Args:
        connection: Our end.
        loop: The loop that is woken when pages were stored.
    """

    def __init__(self, connection: "Connection[Any, Any]", loop: asyncio.AbstractEventLoop) -> None:
        self._connection, self._loop = connection, loop
        self._unsent: SimpleQueue[Message | None] = SimpleQueue()
        self._unstored_bytes = 0
        self._room = asyncio.Event()
        self._is_over = False
        self._sender = threading.Thread(target=self._send_all, name="send", daemon=True)
        self._sender.start()
        threading.Thread(target=self._listen, name="listen", daemon=True).start()

    async def __call__(self, message: Message) -> None:
        """Hand over one message; it is sent after those before it."""
        if isinstance(message, PageArrived):
            while self._unstored_bytes >= MAX_UNSTORED_BYTES:
                self._room.clear()
                await self._room.wait()
            self._unstored_bytes += len(message.page.body)
        while self._unsent.qsize() >= MAX_UNSENT:
            await asyncio.sleep(POLL_S)
        if isinstance(message, Ended | Crashed):
            self._is_over = True
        self._unsent.put(message)

    def _send_all(self) -> None:
        while (message := self._unsent.get()) is not None:
            try:
                self._connection.send(message)
            except OSError:
                _vanish()

    def _listen(self) -> None:
        while True:
            try:
                stored = self._connection.recv()
            except (EOFError, OSError):
                if self._is_over:
                    return
                _vanish()
            self._loop.call_soon_threadsafe(self._make_room, stored)

    def _make_room(self, stored_bytes: int) -> None:
        self._unstored_bytes -= stored_bytes
        self._room.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._unsent.put(None)
        self._sender.join()


def _vanish() -> None:
    """End at once: the parent is gone, and the frontier has all that is to be kept."""
    os._exit(1)


def describe(error: BaseException) -> str:
    """Give an exception as one line; an error of ours says by itself what and what now."""
    if isinstance(error, DatelineError):
        return str(error)
    return " ".join(f"{type(error).__name__}: {error}".split())
