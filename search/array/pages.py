"""Result pages remembered for a short time. Shared between threads."""

import time
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from search.results import ResultPage


class PageCache:
    """The pages asked for last.

    Args:
        size: Pages kept; 0 keeps none.
        max_age_s: A page is forgotten after so many seconds.
    """

    def __init__(self, size: int, max_age_s: float) -> None:
        self._size, self._max_age_s = size, max_age_s
        self._pages: OrderedDict[Hashable, tuple[float, ResultPage]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> ResultPage | None:
        """Give a page that was put a short time ago, or None."""
        with self._lock:
            made_at, page = self._pages.get(key, (0.0, None))
            if page is None or time.monotonic() - made_at > self._max_age_s:
                return None
            self._pages.move_to_end(key)
            return page

    def put(self, key: Hashable, page: ResultPage) -> None:
        """Remember a page; the one asked for longest ago goes."""
        with self._lock:
            self._pages[key] = time.monotonic(), page
            self._pages.move_to_end(key)
            while len(self._pages) > self._size:
                self._pages.popitem(last=False)
