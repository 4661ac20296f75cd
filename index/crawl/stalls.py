"""How long an asyncio loop is held up: what blocks it keeps every host waiting."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Self

TICK_S = 0.02
SCHEDULING = Path("/proc/thread-self/schedstat")
"""Linux's account of this thread: nanoseconds run, nanoseconds ready without a processor, turns."""


class StallWatch:
    """Watches the running loop while the block lasts. An asynchronous context manager.

    Attributes:
        longest_s: The longest time by which the loop was late for its own timer, in seconds of the clock;
            what the machine does for others counts too.
        longest_held_s: The same without the time that the loop's thread was ready and got no processor: what
            this process did, or waited for. Where the system does not tell, no less than ``longest_s``.
    """

    def __init__(self) -> None:
        self.longest_s = self.longest_held_s = 0.0
        self._task: asyncio.Task[None] | None = None

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        # Who made the loop may run its first turn in another thread than the others.
        await asyncio.sleep(TICK_S)
        starved_s = _starved_s()
        while True:
            due = loop.time() + TICK_S
            await asyncio.sleep(TICK_S)
            late_s, before_s = loop.time() - due, starved_s
            starved_s = _starved_s()
            self.longest_s = max(self.longest_s, late_s)
            self.longest_held_s = max(self.longest_held_s, late_s - (starved_s - before_s))

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_exception: object) -> None:
        assert self._task is not None
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task


def _starved_s() -> float:
    """Give how long this thread was ready to run and did not, since it began; 0 where nobody counts it."""
    try:
        return int(SCHEDULING.read_bytes().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0
