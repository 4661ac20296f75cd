"""What the views ask: the store and the engine of one data folder, opened when first needed."""

import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from flask import current_app, has_request_context, request

from index.errors import SettingsError
from index.settings import Settings
from index.store import Store
from search.engine import Engine
from search.open import open_archive

T = TypeVar("T")
EXTENSION = "dateline"
"""Where the application keeps its archive, among Flask's extensions."""
HELD = "dateline.engine"
"""Where a request keeps its engine, in its WSGI environment."""
READING = ("GET", "HEAD")
"""Methods that change nothing, so that nobody waits for a change to be seen."""


class Archive:
    """The open archive, shared by all requests.

    A data folder may be filled while the server runs: what could not be opened is tried again with the
    next request.

    Args:
        settings: Which data folder, and how to show it.
        engine: The engine, when the caller has one already.
        store: The store, likewise.

    Raises:
        SettingsError: The time zone is not known.
    """

    def __init__(self, settings: Settings, engine: Engine | None = None, store: Store | None = None) -> None:
        self.settings = settings
        self._engine, self._store = engine, store
        self._lock = threading.Lock()
        self._remembered: dict[str, tuple[object, Any]] = {}
        try:
            self.zone = ZoneInfo(settings.time_zone)
        except (KeyError, ValueError, OSError):
            raise SettingsError(
                f"time_zone = {settings.time_zone!r} is unknown.", "Name one such as Europe/Kyiv or UTC."
            ) from None

    @property
    def store(self) -> Store:
        """The store.

        Raises:
            StoreError: There is none yet, or it cannot be read.
        """
        return self._open()[0]

    @property
    def engine(self) -> Engine:
        """The engine; its methods raise the errors of the index.

        Within a request that only reads it is held at one snapshot: totals, facets and circles on a page, and
        its ETag, are of the same moment.

        Raises:
            StoreError: There is no store yet.
        """
        engine = self._open()[1]
        if not has_request_context() or request.method not in READING:
            return engine
        held: Engine = request.environ.get(HELD) or request.environ.setdefault(HELD, engine.held())
        return held

    def _open(self) -> tuple[Store, Engine]:
        with self._lock:
            if self._store is None or self._engine is None:
                opened = open_archive(self.settings)
                self._store = self._store or opened.store
                self._engine = self._engine or opened.engine
            return self._store, self._engine

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever put in."""
        if self._store is None and not self.settings.store_path.is_file():
            return True
        return self.store.is_empty()

    def remembered(self, name: str, make: Callable[[], T]) -> T:
        """Give what was made under a name since anything was last written, or make it.

        Only for what depends on the archive alone, not on what is asked.
        """
        written = self.engine.version(), self.store.commits()
        held = self._remembered.get(name)
        if held is None or held[0] != written:
            held = self._remembered[name] = written, make()
        found: T = held[1]
        return found

    @property
    def aliases(self) -> Mapping[str, str]:
        """Key of each merged person or place, to the key of what it was merged into; empty when hidden."""
        return self.store.alias_table().aliases


def archive() -> Archive:
    """Give the archive of the running application."""
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Archive)
    return found
