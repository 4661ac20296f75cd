"""Which entity each key stands for: automatic merges under what people decided. Pure.

Keys are as fine as extraction made them. An automatic merge is a group of keys around a leader, found anew
whenever names are resolved; an edit (`index.edit_log`) stands above it, whoever leads the group by then: what
was merged or hidden takes its spellings along, what was merged into or renamed keeps the lead, and what was
taken out is in no group.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from index.edit_log import Edit

MAX_ALIAS_STEPS = 16
"""An alias of an alias is followed; a circle ends here."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the edits that hold come to.

    Attributes:
        leads: Key to the key that it was merged into, to itself when taken out, to nothing when hidden.
        apart: Keys that no automatic merge may touch.
        names: Key to the name that it was given.
    """

    leads: Mapping[str, str] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AliasTable:
    """One state of all merges, splits, hidden entities and given names.

    Attributes:
        version: Grows with every change.
        aliases: Key to its entity's key, one step, only where it differs; empty when hidden.
        rules: What people decided.
    """

    version: int
    aliases: Mapping[str, str]
    rules: Rules


def entity_of(key: str, aliases: Mapping[str, str]) -> str:
    """Follow the aliases of a key to its entity's key; empty when it is hidden."""
    for _ in range(MAX_ALIAS_STEPS):
        target = aliases.get(key)
        if target is None or target == key:
            return key
        key = target
    return key


def rules_of(edits: Iterable[Edit]) -> Rules:
    """Replay the edits that hold, oldest first; of two on one key the later counts."""
    leads: dict[str, str] = {}
    names: dict[str, str] = {}
    apart: set[str] = set()
    for edit in edits:
        if edit.undone:
            continue
        if edit.action == "rename":
            names[edit.keys[0]] = edit.value
            continue
        if edit.action == "part":
            continue  # the second person's key stands in the articles themselves
        target = edit.keys[0] if edit.action == "split" else edit.value
        leads |= dict.fromkeys(edit.keys, target)
        if edit.action == "split":
            apart.update(edit.keys)
    return Rules(leads, frozenset(apart), names)


def circle(leads: Mapping[str, str], among: Iterable[str] | None = None) -> str:
    """Give a key that merges lead back to, looking from some keys, or from all; empty when there is none."""
    ended: set[str] = set()
    for start in leads if among is None else among:
        seen: set[str] = set()
        key = start
        while leads.get(key, key) != key and key not in ended:
            if key in seen:
                return key
            seen.add(key)
            key = leads[key]
        ended |= seen
    return ""


def parents(automatic: Mapping[str, str], rules: Rules) -> dict[str, str]:
    """Give the key that each merged key stands under, without circles.

    Args:
        automatic: Key to the key it belongs to, as names were resolved last.
        rules: What people decided; it is without circles.
    """
    flat = {
        key: entity_of(target, automatic) if target in automatic else target
        for key, target in automatic.items()
    }
    led = {key: target for key, target in rules.leads.items() if key != target}
    targets = {target for target in led.values() if target}
    concerned = rules.leads.keys() | targets | rules.names.keys() | rules.apart
    groups: dict[str, list[str]] = {
        leader: [leader] for leader in {flat.get(key, key) for key in concerned} if leader
    }
    for key, leader in flat.items():
        if leader in groups and key != leader:
            groups[leader].append(key)
    found = {key: leader for key, leader in flat.items() if leader not in groups} | led
    for leader in sorted(groups):
        members = sorted(key for key in groups[leader] if key not in rules.apart)
        root = _root(members, leader, led, targets | rules.names.keys()) if members else ""
        for key in members:
            if key != root and key not in led and not _leads_to(root, key, found):
                found[key] = root
    return found


def _root(members: list[str], leader: str, led: Mapping[str, str], chosen: set[str]) -> str:
    """Give the key that the others of a group stand under."""
    for key in members:
        if key in led and _end(key, led) not in members:
            return key
    preferred = [key for key in members if key in chosen and key not in led]
    if leader in preferred or (not preferred and leader in members):
        return leader
    # Full names before lone ones, as names are resolved.
    return min(preferred or members, key=lambda key: ("_" not in key, -len(key), key))


def _end(key: str, led: Mapping[str, str]) -> str:
    while key in led:
        key = led[key]
    return key


def _leads_to(start: str, wanted: str, found: Mapping[str, str]) -> bool:
    key = start
    while key in found and key != wanted:
        key = found[key]
    return key == wanted


def flattened(found: Mapping[str, str]) -> dict[str, str]:
    """Give each key's entity in one step."""
    return {key: _end(target, found) if target in found else target for key, target in found.items()}
