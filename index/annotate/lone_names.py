"""Let initials, double surnames and lone names join the one person of a collection whom they can mean."""

from collections.abc import Iterable, Iterator

from index.annotate.person_names import KEPT_PARTICLES, PersonName
from index.annotate.romanise import same_sound, skeletons, sound_key
from index.annotate.same_person import (
    COMMON_SURNAME,
    Group,
    dominant,
    is_slip,
    middles_agree,
)
from index.annotate.tables import family_count, given_count, is_notable, ordinary

_DOMINANCE = 4
"""How many times more articles than all others a person needs for a lone surname to mean only them."""
_RARE = 4
"""Notable people of a surname below which a word is hardly one."""
_MOST_ALONE = 20
"""How many times more articles a lone surname may have than the full name, or it is a company's."""
_GIVEN_NAME = 20
"""Notable people with a given name from which a form opens with one."""
_RARE_GIVEN = 40
"""Notable people with a given name from which it alone may mean too many."""
_OFTEN = 2
"""Articles with a person whose surname is a common given name ("Gabriel") from which they are meant."""
_LEAST_RESPELT = 5
"""Shortest lone surname, in letters, that may be another spelling of a full name's."""
_LEAST_RARE = 7
"""Shortest lone surname, in letters, whose slips of the pen are told from other names."""


def stands_alone(name: PersonName, long_ends: frozenset[tuple[str, ...]]) -> bool:
    """Whether a form is an initial with a surname, the end of a longer name, or a single word."""
    if len(name.words) < 2 or len(name.given) == 1:
        return True
    if given_count(name.given) >= _GIVEN_NAME and name.given not in KEPT_PARTICLES:
        return False
    return name.words in long_ends and not name.notable


def long_ends(names: Iterable[PersonName]) -> frozenset[tuple[str, ...]]:
    """Give the last words, two or more, of names that are longer and open with a given name."""
    return frozenset(
        name.words[at:]
        for name in names
        if name.notable or (given_count(name.given) >= _GIVEN_NAME and not ordinary(name.given))
        for at in range(1, len(name.words) - 1)
    )


def place_lone_names(names: Iterable[PersonName], groups: list[Group]) -> None:
    """Append each form, those in most articles first, to the group it means, or to a new one."""
    index = _Index(groups)
    for name in names:
        meant = dominant(_fitting(name, index), _DOMINANCE)
        if meant is None or name.form.articles > _MOST_ALONE * meant.articles:
            groups.append(Group([name]))
        else:
            meant.names.append(name)


class _Index:
    """Groups of full names by the words under which they may be called."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self._by_key: dict[str, list[Group]] = {}
        for group in groups:
            for key in dict.fromkeys(key for name in group.names for key in self._keys(name)):
                self._by_key.setdefault(key, []).append(group)

    @staticmethod
    def _keys(name: PersonName) -> Iterator[str]:
        for word in (name.surname, name.words[0]) if name.family_first else (name.surname,):
            yield "sound " + sound_key(word)
            yield from (f"bones {bones}" for bones in skeletons(word))
        if len(name.surname) >= _LEAST_RARE - 1:
            yield "head " + name.surname[:3]
            yield "tail " + name.surname[-4:]
        for at in range(1, len(name.words) - 1):
            yield "end " + " ".join(name.words[at:])
        if not name.family_first:
            yield "first " + sound_key(name.words[0])
            if name.numbered:
                yield "ruler " + sound_key(name.words[0])

    def groups(self, *keys: str) -> list[Group]:
        """Give the groups under any of the keys, each once."""
        return list(dict.fromkeys(group for key in keys for group in self._by_key.get(key, ())))


def _fitting(name: PersonName, index: _Index) -> list[Group]:
    if len(name.given) == 1:
        found = index.groups("sound " + sound_key(name.surname))
        return [group for group in found if _initial_fits(name, group.names[0])]
    if name.given:
        return index.groups("end " + " ".join(name.words))
    return [] if name.suffix else _called_alone(name, index)


def _initial_fits(name: PersonName, full: PersonName) -> bool:
    return (
        full.suffix == name.suffix
        and full.given[:1] == name.given
        and middles_agree(name.middle, full.middle)
    )


def _called_alone(name: PersonName, index: _Index) -> list[Group]:
    """Give the persons whom a lone word can mean: by surname, else by first name, else by a slip."""
    word = name.surname
    bearers = [group for group in index.groups("sound " + sound_key(word)) if _is_called(name, group)]
    exact = [group for group in bearers if any(word in _called(full) for full in group.names)]
    exact = [group for group in exact if group.names[0].particle == name.particle] or exact
    ruling = [] if exact or given_count(word) <= _GIVEN_NAME else index.groups("ruler " + sound_key(word))
    if ruling:
        return ruling
    if exact:
        return _those_meant(name, exact)
    if len(word) < _LEAST_RESPELT:
        return _by_first_name(name, index)
    return _respelt(name, index) or _by_first_name(name, index) or _by_slip(word, index)


def _respelt(name: PersonName, index: _Index) -> list[Group]:
    word = name.surname
    found = index.groups(*(f"bones {bones}" for bones in skeletons(word)))
    return [
        group
        for group in found
        if not group.names[0].family_first
        and _is_called(name, group)
        and same_sound(word, group.names[0].surname)
        and (name.particle == group.names[0].particle != "" or ordinary(word) < 2)
    ]


def _by_first_name(name: PersonName, index: _Index) -> list[Group]:
    """Give those called by a first name that is no common one, no word, and no star's only name."""
    word = name.surname
    if is_notable(word) or family_count(word) >= _RARE or ordinary(word) or given_count(word) > _RARE_GIVEN:
        return []
    return [
        group
        for group in index.groups("first " + sound_key(word))
        if word == group.names[0].given and not group.names[0].numbered and _is_known(name, group)
    ]


def _is_known(name: PersonName, group: Group) -> bool:
    """Whether a person is notable, or often named in full, so that a rare first name may be enough."""
    if group.names[0].notable:
        return given_count(name.surname) < _GIVEN_NAME or group.articles >= _OFTEN
    often = group.articles >= max(_OFTEN, name.form.articles)
    return often if given_count(name.surname) < _GIVEN_NAME else False


def _by_slip(word: str, index: _Index) -> list[Group]:
    if len(word) < _LEAST_RARE or family_count(word) or given_count(word):
        return []
    near = index.groups("head " + word[:3], "tail " + word[-4:])
    return [
        group
        for group in near
        if not _is_plural(word, group.names[0].surname)
        and is_slip(word, group.names[0].surname, family_count)
    ]


def _is_plural(one: str, other: str) -> bool:
    return one == other + "s" or other == one + "s"


def _called(full: PersonName) -> tuple[str, ...]:
    """Give the words by which a person is called alone."""
    return (full.surname, full.words[0]) if full.family_first else (full.surname,)


def _is_called(name: PersonName, group: Group) -> bool:
    return name.patronymic or not all(full.patronymic for full in group.names)


def _those_meant(name: PersonName, bearers: list[Group]) -> list[Group]:
    """Leave out whom a surname alone, common or like a given name, is not enough to mean."""
    word = name.surname
    if (
        given_count(word) >= COMMON_SURNAME
        and given_count(word) > family_count(word)
        and not any(group.names[0].family_first for group in bearers)
    ):
        return bearers if len(bearers) == 1 and bearers[0].articles >= _OFTEN else []
    if family_count(word) < COMMON_SURNAME or is_notable(word) or len(bearers) == 1:
        return bearers
    return []
