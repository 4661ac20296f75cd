"""Merge the spellings of one person across articles; precision first.

Full names meet under the keys of their parts (`romanise`): those whose surnames and given names agree are
one person as long as their middle names do not tell them apart. Initials, lone surnames and shortened names
join afterwards (`lone_names`), only when a single person of the collection can be meant.
"""

from collections.abc import Iterable, Iterator

from index.annotate.evidence import merge_confidence
from index.annotate.lone_names import long_ends, place_lone_names, stands_alone
from index.annotate.person_names import PersonForm, PersonName
from index.annotate.romanise import given_keys, same_given, same_surname, skeleton, skeletons, sound_key
from index.annotate.same_person import (
    COMMON_SURNAME,
    DOMINANCE,
    LEAST_CONTINUED,
    LEAST_SLIP,
    RARE_SURNAME,
    Group,
    alike,
    dominant,
    one_letter_inside,
    told_apart,
)
from index.annotate.tables import family_count
from index.article import Merge


def resolve(forms: Iterable[PersonForm]) -> dict[str, str]:
    """Map fine person keys to the key of the entity they belong to, only where it differs.

    The result does not depend on the order of ``forms``. An entity's key is that of its form in most
    articles, full names before lone ones, ties by alphabet.
    """
    return {key: merge.to_key for key, merge in merged(forms).items()}


def merged(forms: Iterable[PersonForm]) -> dict[str, Merge]:
    """Give what `resolve` gives, each with its evidence and confidence."""
    names = sorted((PersonName.of(form) for form in forms), key=lambda name: name.rank)
    ends = long_ends(names)
    groups: list[Group] = []
    full = [name for name in names if not stands_alone(name, ends)]
    _group_full_names(full, groups)
    place_lone_names([name for name in names if stands_alone(name, ends)], groups)
    found: dict[str, Merge] = {}
    for group in groups:
        leader, *others = group.names
        for name in others:
            evidence = _evidence(name, leader)
            found[name.form.key] = Merge(leader.form.key, evidence, merge_confidence(evidence))
    return found


def display_names(forms: Iterable[PersonForm], mapping: dict[str, str]) -> dict[str, str]:
    """Give each entity key the spelling to show: of the full forms the one in most articles."""
    best: dict[str, tuple[tuple[bool, bool, int, str], str]] = {}
    for form in forms:
        entity = mapping.get(form.key, form.key)
        rank = ("_" not in form.key, form.name.isupper(), -form.articles, form.name)
        if entity not in best or rank < best[entity][0]:
            best[entity] = (rank, form.name)
    return {entity: name for entity, (_, name) in best.items()}


def _group_full_names(names: list[PersonName], groups: list[Group]) -> None:
    """Put each name, those in most articles first, to the one group it fits, or into one of its own."""
    near: dict[str, list[Group]] = {}
    for name in names:
        keys = list(dict.fromkeys(_meeting_keys(name)))
        met = list(dict.fromkeys(group for key in keys for group in near.get(key, ())))
        meant = _meant(name, met)
        if meant is None:
            meant = Group()
            groups.append(meant)
        meant.names.append(name)
        for key in keys:
            at = near.setdefault(key, [])
            if meant not in at:
                at.append(meant)


def _meant(name: PersonName, met: list[Group]) -> Group | None:
    """Choose the group that a name belongs to; None when there is none, or it could be several."""
    possible = [group for group in met if all(alike(name, other) for other in group.names)]
    if not possible:
        return _misspelt(name, met)
    if not name.middle:
        possible = [group for group in met if any(alike(name, other) for other in group.names)]
    best = dominant(possible)
    if best is None or not all(alike(name, other) for other in best.names):
        return None
    apart = any(told_apart(name, other) for other in best.names)
    outshone = bool(best.names[0].middle) and best.articles >= DOMINANCE * name.form.articles
    return best if outshone or not apart else None


def _misspelt(name: PersonName, met: list[Group]) -> Group | None:
    """Find the notable person, in many times more articles, whose rare name is one letter away."""
    for group in met:
        full = group.names[0]
        if (
            group.articles >= DOMINANCE * name.form.articles
            and name.surname == full.surname
            and not (name.family_first or name.middle or full.middle or name.suffix or full.suffix)
            and family_count(name.surname) < RARE_SURNAME
            and full.notable
            and not name.notable
            and one_letter_inside(name.given, full.given)
        ):
            return group
    return None


def _meeting_keys(name: PersonName) -> Iterator[str]:
    """Give keys of which any two names that `alike` calls one share at least one."""
    joined = "".join(name.words)
    yield "+" + joined
    yield f"/{' '.join(sorted(name.words))}"
    if len(name.words) >= LEAST_CONTINUED:
        yield f"^{' '.join(map(skeleton, name.words[:LEAST_CONTINUED]))}"
    if name.family_first:
        yield "=" + sound_key(joined)
    for given in given_keys(name.given):
        for bones in skeletons(name.surname):
            yield f"{bones} {given}"
        if len(name.surname) >= LEAST_SLIP - 1:
            yield f"<{given} {name.surname[:3]}"
            yield f">{given} {name.surname[-3:]}"
            yield f"~{given} {''.join(sorted(name.surname))}"
    if len(name.given) >= LEAST_SLIP - 1:
        yield f"[{name.surname} {name.given[:3]}"
        yield f"]{name.surname} {name.given[-3:]}"


def _evidence(name: PersonName, leader: PersonName) -> str:
    """Give the code of what makes a form another name of the leading one."""
    if sorted(name.words) == sorted(leader.words):
        return "particle" if name.words == leader.words else "order"
    if len(name.words) < 2:
        return _evidence_of_lone(name, leader)
    if 1 in (len(name.given), len(leader.given)):
        return "initial"
    if name.words == leader.words[-len(name.words) :]:
        return "double-surname"
    if not same_surname(name.surname, leader.surname):
        return "slip"
    if sound_key(name.given) == sound_key(leader.given):
        return "spelling" if len(name.words) == len(leader.words) else "middle-name"
    return "given-form" if same_given(name.given, leader.given) else "slip"


def _evidence_of_lone(name: PersonName, leader: PersonName) -> str:
    if leader.family_first and same_surname(name.surname, leader.words[0]):
        return "surname"
    if same_surname(name.surname, leader.surname):
        return "surname" if family_count(name.surname) < COMMON_SURNAME else "common-surname"
    return "first-name" if same_given(name.surname, leader.words[0]) else "slip"
