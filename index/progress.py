"""Progress of long work on standard error: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Never, Self, TypeVar

from tqdm import tqdm

T = TypeVar("T")

PLAIN_INTERVAL_S = 5.0
"""Pause between two plain lines; short work prints none but the last."""


class Progress:
    """Count work done, showing rate and remaining time. A context manager.

    Args:
        label: What is being done ("indexing").
        total: How much there is to do, or None when unknown.
        unit: What is counted ("articles").
    """

    def __init__(self, label: str, total: int | None = None, unit: str = "articles") -> None:
        self.label, self.total, self.unit = label, total, unit
        self.done = 0
        self._started = self._printed = time.monotonic()
        self._bar: tqdm[Never] | None = None
        if sys.stderr.isatty():
            self._bar = tqdm(
                total=total, desc=label, unit=f" {unit}", unit_scale=unit == "B", file=sys.stderr
            )

    def advance(self, count: int = 1) -> None:
        """Say that ``count`` more are done."""
        self.done += count
        if self._bar is not None:
            self._bar.update(count)
        elif time.monotonic() - self._printed >= PLAIN_INTERVAL_S:
            self._printed = time.monotonic()
            self._print_line()

    def each(self, items: Iterable[T]) -> Iterator[T]:
        """Yield the items, counting them."""
        for item in items:
            yield item
            self.advance()

    @property
    def rate(self) -> float:
        """Units a second since the start."""
        return self.done / max(time.monotonic() - self._started, 1e-9)

    def _print_line(self) -> None:
        share = f"/{self.total}" if self.total is not None else ""
        left = ""
        if self.total and self.done and self.done < self.total:
            left = f", {(self.total - self.done) / self.rate:.0f} s left"
        print(f"{self.label}: {self.done}{share} {self.unit}, {self.rate:.0f}/s{left}", file=sys.stderr)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()
        elif self.done:
            self._print_line()
