"""How long an asyncio loop is held up: what blocks it keeps every host waiting."""

import asyncio
from contextlib import suppress
from typing import Self

TICK_S = 0.02


class StallWatch:
    """Watches the running loop while the block lasts. An asynchronous context manager.

    Attributes:
        longest_s: The longest time by which the loop was late for its own timer, in seconds of the clock;
            what the machine does for others counts too.
    """

    def __init__(self) -> None:
        self.longest_s = 0.0
        self._task: asyncio.Task[None] | None = None

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK_S
            await asyncio.sleep(TICK_S)
            self.longest_s = max(self.longest_s, loop.time() - due)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_exception: object) -> None:
        assert self._task is not None
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
