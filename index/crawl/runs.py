"""Names for crawl runs, by which another run sees whether their owner still lives."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

_OWN: set[str] = set()
"""Runs of this process."""


def new_owner() -> str:
    """Give a name for a run that tells others where to see whether it lives."""
    return f"{socket.gethostname()}/{os.getpid()}/{os.urandom(4).hex()}"


def token_of(owner: str) -> str:
    """Give the part of a run's name that is its alone, to name its files by."""
    return owner.rpartition("/")[2]


def is_alive(owner: str) -> bool:
    """Whether a run still lives, as far as this machine can tell; it may be on another one."""
    machine, _, rest = owner.partition("/")
    pid = rest.partition("/")[0]
    if machine != socket.gethostname() or not pid.isdigit():
        return True
    if int(pid) == os.getpid():
        # A container's first process has the number of the one that was killed.
        return owner in _OWN
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def owned_run() -> Iterator[str]:
    """Name a run of this process for as long as the block lasts."""
    owner = new_owner()
    _OWN.add(owner)
    try:
        yield owner
    finally:
        _OWN.discard(owner)
