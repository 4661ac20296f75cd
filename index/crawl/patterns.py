"""Patterns of addresses, as users write them. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache


def matches(url: str, patterns: Iterable[str]) -> bool:
    """Whether an address matches one of some patterns.

    In a pattern ``*`` stands for anything; one without a scheme may begin anywhere in the address, and all
    may end anywhere: ``/sport/`` means every address with ``/sport/`` in it. Case is ignored.
    """
    return any(_compiled(pattern).search(url) for pattern in patterns)


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = ".*".join(re.escape(part) for part in pattern.strip().split("*"))
    return re.compile(f"^{parts}" if "://" in pattern else parts, re.IGNORECASE)
