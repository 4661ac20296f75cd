"""Several processes that answer at one address: each has its own threads and its own interpreter lock."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

from index.errors import SettingsError

PAUSE_S = 1.0
"""Before a worker that was killed is replaced: one that dies at once must not fork without end."""
STOP_TIMEOUT_S = 20
"""Answers that are being made are finished; what takes longer is cut off."""
SIGNALS = (signal.SIGTERM, signal.SIGINT)


def become_worker(count: int, say: Callable[[str], None]) -> int:
    """Fork ``count`` workers: gives each of them its number from 0 on; the parent ends when all have ended.

    Call it before any thread is started and before the store is opened. SIGTERM and SIGINT of the parent stop
    the workers; one that is killed is replaced; one that ends with an error has said it, and all stop.

    Args:
        count: How many.
        say: Tells the operator something.

    Raises:
        SystemExit: In the parent, with the status to end with.
        SettingsError: This system cannot fork.
    """
    if not hasattr(os, "fork"):
        raise SettingsError(f"workers = {count} needs a system that can fork.", "Set it to 1.")
    parent = _Parent(say)
    for number in range(count):
        if parent.fork(number):
            return number
    replaced = parent.replaced_a_worker()
    if replaced is None:
        say("stopped")
        sys.exit(parent.status)
    return replaced


class _Parent:
    """Watches over the workers.

    Args:
        say: Tells the operator something.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self.status = 0
        self._say = say
        self._running: dict[int, int] = {}
        self._stopping = False
        # Held open by the parent alone: its end, however it comes, ends what the workers wait for.
        self._alive = os.pipe()
        for number in SIGNALS:
            signal.signal(number, self._stop)

    def fork(self, worker: int) -> bool:
        """Start the worker of a number; True in the worker."""
        # A signal waits until the worker has other handlers than its parent.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        pid = os.fork()
        if pid == 0:
            for number in SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            os.close(self._alive[1])
            threading.Thread(target=_end_with_parent, args=(self._alive[0],), daemon=True).start()
        else:
            self._running[pid] = worker
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        if pid and self._stopping:
            self._tell(signal.SIGTERM)  # this one was not there yet when the others were told
        return pid == 0

    def replaced_a_worker(self) -> int | None:
        """Watch until all have ended; gives its number in a worker that takes the place of another."""
        while self._running:
            pid, status = os.wait()
            worker = self._running.pop(pid)
            code = os.waitstatus_to_exitcode(status)
            if self._stopping:
                continue
            if code > 0:
                self.status = code
                self._stop(signal.SIGTERM, None)
                continue
            self._say(f"worker {pid} ended unasked ({-code}); another one takes its place")
            time.sleep(PAUSE_S)
            if not self._stopping and self.fork(worker):
                return worker
        return None

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True
        self._tell(signal.SIGTERM)
        signal.signal(signal.SIGALRM, lambda *_: self._tell(signal.SIGKILL))
        signal.alarm(STOP_TIMEOUT_S)

    def _tell(self, number: signal.Signals) -> None:
        for pid in list(self._running):
            with suppress(ProcessLookupError):  # ended a moment ago
                os.kill(pid, number)


def _end_with_parent(alive: int) -> None:
    """Wait for the end of the parent, then end this process as if asked to."""
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGTERM)
