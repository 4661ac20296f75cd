"""Give Ukrainian and Russian names of running text the form of the dictionary: Зеленського, Зеленський. Pure.

The given name tells gender and case, so that the surname is not guessed: "Владимира Путина" is Владимир
Путин, "Марины Путиной" Марина Путина. Names that no list holds are read where one ending can be meant.
"""

import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, cast

from index.annotate.romanise import sound_key
from index.annotate.tables import given_names

Gender = Literal["m", "f"]
Case = Literal["nom", "gen", "dat", "ins", "loc"]

_COMMON = 60
"""Notable people with a given name whose Cyrillic spelling is known by its sound."""
_VOWELS = "аеєиіїоуюяйь"
_UNDECLINED = frozenset({"Джо", "Ентоні", "Энтони", "Ріші", "Риши"})
"""Given names of men that stay as they are, so that only the surname shows the case."""
_FOREIGN_ENDINGS: tuple[tuple[str, Case], ...] = (
    ("ом", "ins"), ("ем", "ins"), ("єм", "ins"), ("а", "gen"), ("у", "dat"), ("ові", "dat"),
)  # fmt: skip
_OWN_STEMS = {
    "Павел": "Павл", "Лев": "Льв", "Пётр": "Петр", "Ігор": "Ігорь", "Федір": "Федор", "Яків": "Яков",
}  # fmt: skip
_FAMILY_ENDINGS = (
    "енко", "ський", "цький", "ская", "ська", "ский", "цкий", "цька", "ов", "ова", "ев", "ева", "єв", "єва",
    "ёв", "ёва", "ін", "іна", "ин", "ина", "їн", "ук", "юк", "ко", "ич", "ян", "дзе", "швілі", "швили",
)  # fmt: skip

Given = tuple[str, Gender, tuple[Case, ...]]


@cache
def _tables() -> dict[str, dict[str, str]]:
    text = files("index.annotate").joinpath("data/declension.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _given_endings(gender: Gender) -> tuple[tuple[str, tuple[tuple[str, Case], ...]], ...]:
    """Give, for each ending of a nominative, the longest first, the endings of its other cases."""
    rows = []
    for line in _tables()["given"]["men" if gender == "m" else "women"].strip().split("\n"):
        ending, *forms = line.split()
        pairs = tuple(cast("tuple[str, Case]", tuple(form.split(":"))) for form in forms)
        rows.append((ending.strip("-"), pairs))
    return tuple(rows)


@cache
def _surname_endings() -> dict[tuple[Gender, Case], tuple[tuple[str, str], ...]]:
    """Give, for each gender and case, the endings with those of the nominative, the surest first."""
    found = {}
    for name, pairs in _tables()["surnames"].items():
        gender, _, case = name.partition("-")
        split = (one.partition(">") for one in pairs.split())
        rows = tuple((ending, nominative) for ending, _, nominative in split)
        found[cast("Gender", gender), cast("Case", case)] = rows
    return found


@cache
def _given_forms() -> dict[str, Given]:
    """Map each form of the listed given names to the name, its gender and the cases it can be."""
    found: dict[str, Given] = {}
    genders: tuple[tuple[Gender, str], ...] = (("m", "men"), ("f", "women"))
    listed = [(gender, name) for gender, key in genders for name in _tables()["names"][key].split()]
    for gender, name in listed:
        for form, case in _declined(_OWN_STEMS.get(name, name), gender):
            known = found.get(form, (name, gender, ()))
            if known[0] == name:
                found[form] = (name, gender, (*known[2], case))
    for gender, name in listed:
        found[name] = (name, gender, ("gen", "dat", "ins") if name in _UNDECLINED else ("nom",))
    return found


def _declined(name: str, gender: Gender) -> Iterator[tuple[str, Case]]:
    for ending, forms in _given_endings(gender):
        if name.endswith(ending) and (ending or name[-1] not in _VOWELS):
            stem = name.removesuffix(ending)
            yield from ((stem + form, case) for form, case in forms)
            return


@cache
def _given_sounds() -> frozenset[str]:
    return frozenset(sound_key(name) for name in given_names(_COMMON))


@lru_cache(maxsize=20_000)
def given_name(form: str) -> Given | None:
    """Read a printed given name: the name, its gender and its possible cases; None when it is none."""
    known = _given_forms().get(form)
    if known is not None or len(form) < 3:
        return known
    if sound_key(form) in _given_sounds():
        return form, "f" if form[-1] in "ая" else "m", ("nom",)
    for ending, case in _FOREIGN_ENDINGS:
        base = form.removesuffix(ending)
        if base != form and len(base) > 3 and sound_key(base) in _given_sounds():
            return base + ("ь" if ending in ("ем", "єм") else ""), "m", (case,)
    return None


def surname(form: str, gender: Gender, cases: tuple[Case, ...], *, russian: bool = False) -> str:
    """Give the nominative of a surname that stands behind a given name of this gender and case."""
    for case in cases:
        for ending, nominative in _surname_endings().get((gender, case), ()):
            if _ends(form, ending):
                hard = russian and ending == "ого" and form[-4:-3] not in "кгхжчшщ"
                return form.removesuffix(ending) + ("ый" if hard else nominative)
    return form


def _ends(form: str, ending: str) -> bool:
    return form.endswith(ending) and len(form) > len(ending) + 1


@lru_cache(maxsize=20_000)
def possible_nominatives(form: str) -> tuple[str, ...]:
    """Give what a lone surname may be the form of, itself first."""
    found = [form]
    for rules in _surname_endings().values():
        found += [
            form.removesuffix(ending) + nominative for ending, nominative in rules if _ends(form, ending)
        ]
    return tuple(dict.fromkeys(found))


def likely_nominative(form: str) -> str:
    """Give the nominative of a lone surname where its ending leaves no doubt, else the form itself."""
    for rules in _surname_endings().values():
        for ending, nominative in rules:
            if len(ending) >= 4 and _ends(form, ending):
                return form.removesuffix(ending) + nominative
    return form


def like_surname(form: str) -> bool:
    """Whether a nominative ends as Ukrainian, Russian, Armenian or Georgian surnames do."""
    return form.endswith(_FAMILY_ENDINGS)
