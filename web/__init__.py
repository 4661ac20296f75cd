"""HTTP only: pages, the JSON API, feeds and static files over `search`.

In come requests, out go templates filled with result pages; `create_app` wires and decides nothing.
Not for: query logic (`search`), articles and the index (`index`).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from index.settings import Settings
    from index.store import Store
    from search.engine import Engine


def create_app(settings: "Settings", engine: "Engine | None" = None, store: "Store | None" = None) -> "Flask":
    """Build the application for one data folder.

    Args:
        settings: The data folder; ``host`` decides whether anything may be written.
        engine: What answers searches; None opens the embedded engine when it is first asked.
        store: The article store; None opens the data folder's.

    Raises:
        SettingsError: The time zone is not known.
    """
    # `dateline clean` imports this package for its command table and needs no Flask.
    from web.application import build

    return build(settings, engine, store)
