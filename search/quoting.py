"""How values are written in addresses. Pure."""

from functools import lru_cache
from urllib.parse import quote_plus

LONGEST_QUOTED = 80
"""Characters of a value whose quoted form is remembered: names and keys are shorter."""


def quoted(value: str) -> str:
    """Write a value as an address has it."""
    return _remembered_quoted(value) if len(value) <= LONGEST_QUOTED else quote_plus(value)


def writable(text: str) -> str:
    """Take out what no address or database holds: NUL, and halves of characters, which become ``?``."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


# Quoting is slow, and a page's values are mostly those of the page before.
_remembered_quoted = lru_cache(maxsize=16_384)(quote_plus)
