"""Other spellings of the names of persons: Hrytsenko, Gritsenko. From the merges of the alias table."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from whoosh.support.levenshtein import distance

from index.analysis import fold, terms
from index.article import Entity

Variants = Mapping[str, tuple[str, ...]]
"""Folded last word of a name to the other spellings of it, as printed, each once, sorted."""

MIN_CHARS = 4
"""Shorter names are too alike by chance: Li, Lee."""
EDITS = 3
"""Two spellings of one name may differ by one letter in so many; what differs more is another name of the
person (a maiden name, a title), not a spelling. Gritsenko and Hrytsenko differ by two in nine."""
MAX_VARIANTS = 8


def variants_of(
    aliases: Mapping[str, str], entities: Callable[[Iterable[str]], Mapping[str, Entity]]
) -> Variants:
    """Give the spellings of the last words of persons' names, from the keys that are merged.

    Args:
        aliases: Key to the entity's key.
        entities: Gives the entities of some keys.
    """
    keys = {key for pair in aliases.items() for key in pair if key.startswith("p:")}
    names = {key: entity.name for key, entity in entities(sorted(keys)).items()}
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    for key, target in aliases.items():
        words = [name.split()[-1] for name in (names.get(key), names.get(target)) if name]
        if len(words) == 2:
            spellings[target].update(words)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for group in spellings.values():
        for one in group:
            found[fold(one)] |= {other for other in group if is_spelling(one, other)}
    return {word: tuple(sorted(others)[:MAX_VARIANTS]) for word, others in found.items() if others}


def is_spelling(one: str, other: str) -> bool:
    """Whether two words are spellings of one name that a search for either would not find in the other."""
    first, second = fold(one), fold(other)
    longest = max(len(first), len(second))
    if min(len(first), len(second)) < MIN_CHARS or _terms(first) == _terms(second):
        return False
    limit = longest // EDITS
    return int(distance(first, second, limit=limit)) <= limit  # type: ignore[no-untyped-call]


def _terms(word: str) -> list[str]:
    return [term.text for term in terms(word)]
