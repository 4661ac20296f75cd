"""Other spellings of the names of persons: Hrytsenko, Gritsenko. From the merges of the alias table."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

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


Entities = Callable[[Iterable[str]], Mapping[str, Entity]]
"""Gives the entities of some keys, under the names that articles print."""


@dataclass(frozen=True, slots=True)
class NameSpellings:
    """The spellings of persons' last words under one alias table.

    Attributes:
        aliases: Key to the entity's key.
        groups: For each entity, each folded word with the other spellings of it.
        holders: Folded word to the entities that have it.
        variants: Folded word to its other spellings in all of them.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    holders: Mapping[str, frozenset[str]] = field(default_factory=dict)
    variants: Variants = field(default_factory=dict)

    def under(self, aliases: Mapping[str, str], entities: Entities) -> "NameSpellings":
        """Give the spellings under another table; only entities that gain or lose a key are read again."""
        old = self.aliases
        changed = (key for key in old.keys() | aliases.keys() if old.get(key) != aliases.get(key))
        affected = {target for key in changed for target in (old.get(key), aliases.get(key)) if target}
        fresh = _groups(aliases, affected, entities)
        groups = {key: words for key, words in self.groups.items() if key not in affected} | fresh
        holders, variants = dict(self.holders), dict(self.variants)
        for word in {word for key in affected for word in self.groups.get(key, ())}:
            holders[word] = holders[word] - affected
        for key, words in fresh.items():
            for word in words:
                holders[word] = holders.get(word, frozenset()) | {key}
        touched = (words for key in affected for words in (self.groups.get(key, {}), groups.get(key, {})))
        for word in {word for words in touched for word in words}:
            others = {other for key in holders[word] for other in groups[key][word]}
            variants[word] = tuple(sorted(others)[:MAX_VARIANTS])
            if not others:
                del variants[word], holders[word]
        return NameSpellings(aliases, groups, holders, variants)


def variants_of(aliases: Mapping[str, str], entities: Entities) -> Variants:
    """Give the spellings of the last words of persons' names, from the keys that are merged."""
    return NameSpellings().under(aliases, entities).variants


def _groups(
    aliases: Mapping[str, str], wanted: set[str], entities: Entities
) -> dict[str, dict[str, frozenset[str]]]:
    """Give each folded word of some entities with the other spellings of it there."""
    pairs = [(key, to) for key, to in aliases.items() if to in wanted and key.startswith("p:")]
    found = entities(sorted({key for pair in pairs for key in pair})) if pairs else {}
    names = {key: entity.name for key, entity in found.items()}
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    for key, target in pairs:
        words = [name.split()[-1] for name in (names.get(key), names.get(target)) if name]
        if len(words) == 2:
            spellings[target].update(words)
    groups: dict[str, dict[str, frozenset[str]]] = {}
    for target, group in spellings.items():
        known: dict[str, frozenset[str]] = {}
        for one in group:
            others = frozenset(other for other in group if is_spelling(one, other))
            if others:
                known[fold(one)] = known.get(fold(one), frozenset()) | others
        if known:
            groups[target] = known
    return groups


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
