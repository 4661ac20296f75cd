"""Merge the spellings of one person across articles; precision first.

Forms meet in blocks of like-sounding surnames. Within a block, full names whose given names agree
are one person as long as their middle names do not tell them apart; initials, lone surnames and
shortened names join only when a single person of the block can be meant.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from index.annotate.evidence import merge_confidence
from index.annotate.romanise import one_slip_apart, same_given, same_surname, skeleton, sound_key
from index.annotate.tables import family_count, given_count, is_notable, words
from index.article import Merge

_COMMON_SURNAME = 100
"""Notable people of a surname from which a lone one is left alone: too many may be meant."""
_KEPT_PARTICLES = frozenset({"abu", "ben"})
"""Particles that make another name of what follows: Abu Omar is not Omar."""
_DOMINANCE = 10
"""How many times more articles than all others a person needs for a lone surname to mean only them."""
_GIVEN_NAME = 20
"""Notable people with a given name from which a form opens with one."""
_LEAST_SLIP = 6
"""Shortest word in which a slip of the pen is told from another name."""


@dataclass(frozen=True, slots=True)
class PersonForm:
    """A person key as extraction made it, its spelling, and the number of articles that hold it."""

    key: str
    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class _Name:
    form: PersonForm
    words: tuple[str, ...]
    suffix: str

    @classmethod
    def of(cls, form: PersonForm) -> "_Name":
        """Take a form apart: particles go, a suffix is kept aside."""
        parts = [word for word in form.key.removeprefix("p:").split("_") if word]
        suffix = parts[-1] if len(parts) > 1 and parts[-1] in words("suffixes") else ""
        dropped = (words("connectors") - _KEPT_PARTICLES) | words("suffixes")
        core = [word for word in parts if word not in dropped]
        return cls(form, tuple(core or parts), suffix)

    @property
    def surname(self) -> str:
        """The last word."""
        return self.words[-1]

    @property
    def given(self) -> str:
        """The first word, empty for a lone surname."""
        return self.words[0] if len(self.words) > 1 else ""

    @property
    def middle(self) -> tuple[str, ...]:
        """What stands between."""
        return self.words[1:-1]


@dataclass(slots=True)
class _Group:
    """Forms of one person, the leading one first."""

    names: list[_Name] = field(default_factory=list)

    @property
    def articles(self) -> int:
        """How many articles hold one of the forms."""
        return sum(name.form.articles for name in self.names)


def resolve(forms: Iterable[PersonForm]) -> dict[str, str]:
    """Map fine person keys to the key of the entity they belong to, only where it differs.

    The result does not depend on the order of ``forms``. An entity's key is that of its form in most
    articles, full names before lone ones, ties by alphabet.
    """
    return {key: merge.to_key for key, merge in merged(forms).items()}


def merged(forms: Iterable[PersonForm]) -> dict[str, Merge]:
    """Give what `resolve` gives, each with its evidence and confidence."""
    mapping: dict[str, str] = {}
    blocks: dict[str, list[_Name]] = {}
    same_words: dict[tuple[str, ...], str] = {}
    names = {form.key: _Name.of(form) for form in forms}
    for name in sorted(names.values(), key=_rank):
        leader = same_words.setdefault((*sorted(name.words), name.suffix), name.form.key)
        if leader == name.form.key:
            blocks.setdefault(_block(name), []).append(name)
        else:
            mapping[name.form.key] = leader
    for block in blocks.values():
        for group in _groups(block):
            leader = group.names[0].form.key
            mapping |= {name.form.key: leader for name in group.names[1:] if name.form.key != leader}
    entities = {key: mapping.get(leader, leader) for key, leader in mapping.items()}
    return {key: _merge(names[key], names[to_key]) for key, to_key in entities.items()}


def _merge(name: _Name, leader: _Name) -> Merge:
    evidence = _evidence(name, leader)
    return Merge(leader.form.key, evidence, merge_confidence(evidence))


def _evidence(name: _Name, leader: _Name) -> str:
    """Give the code of what makes a form another name of the leading one."""
    if sorted(name.words) == sorted(leader.words):
        return "particle" if name.words == leader.words else "order"
    if len(name.words) < 2:
        return "surname"
    if 1 in (len(name.given), len(leader.given)):
        return "initial"
    if name.words == leader.words[-len(name.words) :]:
        return "double-surname"
    if not same_surname(name.surname, leader.surname):
        return "slip"
    if sound_key(name.given) == sound_key(leader.given):
        return "spelling" if len(name.words) == len(leader.words) else "middle-name"
    return "given-form" if same_given(name.given, leader.given) else "slip"


def display_names(forms: Iterable[PersonForm], mapping: dict[str, str]) -> dict[str, str]:
    """Give each entity key the spelling to show: of the full forms the one in most articles."""
    best: dict[str, tuple[tuple[bool, bool, int, str], str]] = {}
    for form in forms:
        entity = mapping.get(form.key, form.key)
        rank = ("_" not in form.key, form.name.isupper(), -form.articles, form.name)
        if entity not in best or rank < best[entity][0]:
            best[entity] = (rank, form.name)
    return {entity: name for entity, (_, name) in best.items()}


def _rank(name: _Name) -> tuple[bool, int, str]:
    return (len(name.words) < 2, -name.form.articles, name.form.key)


def _block(name: _Name) -> str:
    if name.words[0] in words("east_asian_families") and len(name.words) > 1:
        return "=" + sound_key("".join(name.words))[:4]
    return skeleton(name.surname)[:3]


def _groups(block: list[_Name]) -> list[_Group]:
    groups: list[_Group] = []
    weak: list[_Name] = []
    for name in block:
        if len(name.words) < 2 or len(name.given) == 1 or _is_double_surname(name, block):
            weak.append(name)
            continue
        fitting = [group for group in groups if all(_same_person(name, other) for other in group.names)]
        if len(fitting) == 1 and not _ambiguous(name, groups, fitting[0]):
            fitting[0].names.append(name)
        else:
            groups.append(_Group([name]))
    for name in weak:
        _place_weak(name, groups)
    return groups


def _is_double_surname(name: _Name, block: list[_Name]) -> bool:
    """Whether a form is the end of a longer name: "Peña Nieto" of "Enrique Peña Nieto"."""
    if given_count(name.given) >= _GIVEN_NAME:
        return False
    size = len(name.words)
    return any(len(other.words) > size and other.words[-size:] == name.words for other in block)


def _ambiguous(name: _Name, groups: list[_Group], fitting: _Group) -> bool:
    """Whether a form without a middle name could as well be another person of the block."""
    if name.middle:
        return False
    return any(
        group is not fitting and any(_same_person(name, other) for other in group.names) for group in groups
    )


def _same_person(one: _Name, other: _Name) -> bool:
    if one.suffix != other.suffix:
        return False
    if "".join(one.words) == "".join(other.words):
        return True
    if one.words[0] in words("east_asian_families") or other.words[0] in words("east_asian_families"):
        return sound_key("".join(one.words)) == sound_key("".join(other.words)) and one.given == other.given
    if not same_surname(one.surname, other.surname):
        return same_given(one.given, other.given) and _slip(one.surname, other.surname, family_count)
    if one.surname == other.surname and _slip(one.given, other.given, given_count):
        return _middles_agree(one.middle, other.middle)
    if len(one.given) == 1 or len(other.given) == 1:
        return one.given[0] == other.given[0] and _middles_agree(one.middle, other.middle)
    return same_given(one.given, other.given) and _middles_agree(one.middle, other.middle)


def _slip(one: str, other: str, known: Callable[[str], int]) -> bool:
    """Whether one long word is a slip of the pen of the other, and no name of its own."""
    if min(len(one), len(other)) < _LEAST_SLIP or min(known(one), known(other)) > 0 or one[0] != other[0]:
        return False
    return one_slip_apart(one, other)


def _middles_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if not one or not other:
        return True
    if len(one) != len(other):
        return False
    return all(
        mine[0] == theirs[0] if 1 in (len(mine), len(theirs)) else same_given(mine, theirs)
        for mine, theirs in zip(one, other, strict=True)
    )


def _place_weak(name: _Name, groups: list[_Group]) -> None:
    """Let an initial, a double surname or a lone surname join the one person it can mean."""
    if len(name.given) == 1:
        fitting = [group for group in groups if _same_person(name, group.names[0])]
    elif name.given:
        fitting = [group for group in groups if name.words == group.names[0].words[-len(name.words) :]]
    else:
        sound = sound_key(name.surname)
        fitting = [group for group in groups if sound_key(group.names[0].surname) == sound]
        if name.suffix or (family_count(name.surname) >= _COMMON_SURNAME and not is_notable(name.surname)):
            fitting = []
    meant = _dominant(fitting)
    if meant is not None:
        meant.names.append(name)
    else:
        groups.append(_Group([name]))


def _dominant(fitting: list[_Group]) -> _Group | None:
    """Give the only group, or the one that all others together are nothing beside."""
    if not fitting:
        return None
    best = max(fitting, key=lambda group: group.articles)
    others = sum(group.articles for group in fitting) - best.articles
    return best if best.articles >= _DOMINANCE * others else None
