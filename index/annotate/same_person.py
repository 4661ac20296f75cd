"""Whether two full names can be one person's, going by nothing but the names. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field

from index.annotate.person_names import PersonName
from index.annotate.romanise import one_letter_changed, one_slip_apart, same_given, same_surname, sound_key
from index.annotate.tables import family_count, given_count

COMMON_SURNAME = 100
"""Notable people of a surname from which too many may be meant by it alone."""
DOMINANCE = 10
"""How many times more articles than all others a person needs for a doubtful form to mean only them."""
LEAST_SLIP = 6
"""Shortest word in which a slip of the pen is told from another name."""
LEAST_CONTINUED = 3
"""Fewest words of a name to which another last name may be added."""
RARE_SURNAME = 20
"""Notable people of a surname below which a misspelt given name is hardly another person's."""
GIVEN_NAME = 20
"""Notable people with a given name from which a word is one, so that its place in a name tells."""


@dataclass(slots=True, eq=False)
class Group:
    """Forms of one person, the leading one first."""

    names: list[PersonName] = field(default_factory=list)

    @property
    def articles(self) -> int:
        """How many articles hold one of the forms."""
        return sum(name.form.articles for name in self.names)


def dominant(fitting: list[Group], times: int = DOMINANCE) -> Group | None:
    """Give the only group, or the one in so many times more articles than all others together."""
    if not fitting:
        return None
    best = max(fitting, key=lambda group: group.articles)
    others = sum(group.articles for group in fitting) - best.articles
    return best if best.articles >= times * others else None


def alike(one: PersonName, other: PersonName) -> bool:
    """Whether two full names can be forms of one, going by nothing but the names."""
    if one.suffix != other.suffix:
        return False
    if "".join(one.words) == "".join(other.words):
        return True
    if one.numbered or other.numbered:
        return False
    if sorted(one.words) == sorted(other.words):
        return not all(given_count(word) >= GIVEN_NAME for word in one.words)
    if one.family_first or other.family_first:
        return sound_key("".join(one.words)) == sound_key("".join(other.words)) and one.given == other.given
    if _continues(one.words, other.words):
        return True
    if not same_surname(one.surname, other.surname):
        return same_given(one.given, other.given) and is_slip(one.surname, other.surname, family_count)
    if not middles_agree(one.middle, other.middle):
        return False
    if same_given(one.given, other.given):
        return True
    return one.surname == other.surname and is_slip(one.given, other.given, given_count)


def _continues(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one name is the other, of three words or more, and a last word: Osama Mustafa Hassan (Nasr)."""
    short, long = sorted((one, other), key=len)
    return len(short) >= LEAST_CONTINUED and len(long) == len(short) + 1 and all(map(same_given, short, long))


def told_apart(one: PersonName, other: PersonName) -> bool:
    """Whether a middle name makes two persons of them, as of Michael Jordan and Michael B. Jordan."""
    if bool(one.middle) == bool(other.middle):
        return False
    if family_count(one.surname) >= COMMON_SURNAME and sound_key(one.given) != sound_key(other.given):
        return True
    return all(name.notable for name in (one, other))


def is_slip(one: str, other: str, known: Callable[[str], int]) -> bool:
    """Whether one long word is a slip of the pen of the other, and no name of its own."""
    least = LEAST_SLIP - 1 if sorted(one) == sorted(other) else LEAST_SLIP
    if min(len(one), len(other)) < least or min(known(one), known(other)) > 0 or one[0] != other[0]:
        return False
    if known is family_count and one_letter_changed(one, other):
        return max(known(one), known(other)) == 0
    if one_slip_apart(one, other):
        return True
    mine, theirs = sound_key(one), sound_key(other)
    return one_slip_apart(mine, theirs) and not one_letter_changed(mine, theirs)


def middles_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether middle names, of which one may be left out or an initial, can be one person's."""
    if not one or not other:
        return True
    if len(one) != len(other):
        return False
    return all(
        mine[0] == theirs[0] if 1 in (len(mine), len(theirs)) else same_given(mine, theirs)
        for mine, theirs in zip(one, other, strict=True)
    )


def one_letter_inside(one: str, other: str) -> bool:
    """Whether long words differ in one letter within: not Daniel, Daniela."""
    return (
        min(len(one), len(other)) >= LEAST_SLIP
        and one[0] == other[0]
        and one[-1] == other[-1]
        and (one_slip_apart(one, other))
    )
