"""The names of the persons and places in most articles, held ready to be completed. Immutable."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from index.entity_words import NamedKey, name_words
from search.near import NearWords


class NameLexicon:
    """Names by their words.

    Args:
        named: Keys with their names, those in most articles first.
    """

    def __init__(self, named: Sequence[NamedKey]) -> None:
        self.named = named
        self._words = [frozenset(name_words(item.name)) for item in named]
        pairs = sorted((word, rank) for rank, words in enumerate(self._words) for word in words)
        self._sorted = [word for word, _ in pairs]
        self._ranks = [rank for _, rank in pairs]
        self._near = NearWords(dict.fromkeys(word for words in self._words for word in sorted(words)))

    def starting(self, words: Sequence[str]) -> Iterator[NamedKey]:
        """Yield the names that hold all but the last word, and one that begins with it; most used first."""
        *whole, prefix = words
        for rank in sorted(set(self._with_prefix(prefix))):
            if self._words[rank].issuperset(whole):
                yield self.named[rank]

    def starting_near(self, words: Sequence[str]) -> Iterator[NamedKey]:
        """Yield the names that would begin so without a typing error; fewer errors first, then most used."""
        *whole, prefix = words
        seen: set[int] = set()
        errors: dict[int, list[str]] = {}
        for word, count in self._near.starting_near(prefix).items():
            errors.setdefault(count, []).append(word)
        for count in sorted(errors):
            ranks = {rank for word in errors[count] for rank in self._with_prefix(word)} - seen
            seen |= ranks
            for rank in sorted(ranks):
                if self._words[rank].issuperset(whole):
                    yield self.named[rank]

    def _with_prefix(self, prefix: str) -> list[int]:
        start = bisect_left(self._sorted, prefix)
        return self._ranks[start : bisect_left(self._sorted, f"{prefix}\U0010ffff", start)]
