"""Count the countries whose institutions an article names: where Tories stand, Sedgefield is English. Pure.

Only those that news of their own country names: what the White House says is said of all the world.
"""

from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

from index.annotate.chunks import Chunk
from index.annotate.tables import institution_lines


def countries_of(chunks: Iterable[Chunk]) -> Counter[str]:
    """Give the ISO 3166-1 alpha-2 codes of those countries, each with the number of mentions."""
    return Counter(code for chunk in chunks for code in _owners(chunk.key))


@lru_cache(maxsize=50_000)
def _owners(key: str) -> tuple[str, ...]:
    words = key.split()
    if _known_words().isdisjoint(words):
        return ()
    held = f" {key} "
    return tuple(code for name, code in institution_lines().items() if f" {name} " in held)


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word for name in institution_lines() for word in name.split())
