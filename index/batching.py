"""Cut a stream into batches (`itertools.batched` comes with Python 3.12 only)."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of up to ``size`` items, in order; nothing for an empty stream."""
    stream = iter(items)
    while batch := list(islice(stream, size)):
        yield batch
