"""The feed of a saved search: its newest articles."""

from collections.abc import Iterable
from datetime import datetime

from search.exporting.entries import Entry, entry
from search.exporting.listing import rfc3339

__all__ = ["entry", "last_update"]


def last_update(entries: Iterable[Entry], created: str) -> str:
    """Give the latest instant of the entries, or when an empty feed was created."""
    return max((item.updated for item in entries), default=rfc3339(datetime.fromisoformat(created)))
