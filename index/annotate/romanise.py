"""Keys under which the romanisations of one name meet: -sky and -skyi, kh and h, y, i and j. Pure.

Source: BGN/PCGN, ALA-LC, ISO 9 and the scientific transliterations of Cyrillic, and the newspaper
spellings of Arabic, differ in the letters that these rules make equal.
"""

import re
from functools import cache, lru_cache

from index.annotate.folding import fold
from index.annotate.tables import words_of_groups

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ё": "e", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
_LETTERS = (
    ("schtsch", "S"), ("shch", "S"), ("sch", "S"), ("tsch", "C"), ("tch", "C"), ("tj", "C"), ("ch", "C"),
    ("sh", "S"),
    ("zh", "Z"), ("kh", "h"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("ck", "k"), ("q", "k"),
    ("ts", "c"), ("tz", "c"), ("oe", "o"), ("ue", "u"), ("ae", "a"), ("ou", "u"), ("ee", "i"), ("oo", "u"),
    ("aa", "a"), ("x", "ks"), ("w", "v"), ("dj", "j"),
)  # fmt: skip
_ENDINGS = (
    (re.compile(r"(?:skyi|skyy|skiy|skij|skii|sky|ski|skj)$"), "ski"),
    (re.compile(r"(?:skaya|skaia|skaja|ska)$"), "ska"),
    (re.compile(r"(?:nyi|nyy|niy|nny|nyj)$"), "ni"),
    (re.compile(r"(?:iy|yy|yi|ii|ij|y|i)$"), "i"),
    (re.compile(r"(?:eff|ev|yov|iov)$"), "ev"),
    (re.compile(r"off$"), "ov"),
    (re.compile(r"^(?:ye|je|ie)"), "e"),
    (re.compile(r"^(?:yu|iu|ju)"), "u"),
    (re.compile(r"^(?:ya|ia|ja)"), "a"),
    (re.compile(r"[yj]"), "i"),
    (re.compile(r"ie"), "e"),
    (re.compile(r"(?<=[aeou])i"), ""),
    (re.compile(r"(?<=C)o"), "e"),
    (re.compile(r"(.)\1+"), r"\1"),
)
_LEAST_SOUNDS = 4
"""Shortest key of which o and u, e and i may be one."""
_VOWELS = re.compile(r"[aeiou]+")


@lru_cache(maxsize=100_000)
def sound_key(word: str) -> str:
    """Give the key that the usual romanisations of one word share; upper case stands for digraphs."""
    key = "".join(_CYRILLIC.get(letter, letter) for letter in fold(word).replace(" ", ""))
    for spelling, sound in _LETTERS:
        key = key.replace(spelling, sound)
    for pattern, ending in _ENDINGS:
        key = pattern.sub(ending, key)
    return key


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """Give the consonants alone, all vowels alike: what Arabic names keep in any romanisation."""
    key = sound_key(word).replace("g", "k").replace("h", "") or word
    return re.sub(r"(.)\1+", r"\1", _VOWELS.sub("a", key)).strip("a") or key


@cache
def _classes() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(words_of_groups("given_name_groups")):
        for name in group:
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def same_given(one: str, other: str) -> bool:
    """Whether two folded given names are spellings or short forms of one name."""
    if one == other or sound_key(one) == sound_key(other):
        return True
    mine, theirs = _classes().get(one), _classes().get(other)
    return bool(mine and theirs and mine & theirs)


_VOWEL_PAIRS = str.maketrans("oe", "ui")


def _onset(key: str) -> str:
    """Give the class of a key's first sound: a vowel, a sound of the throat, or the letter."""
    return "a" if key[:1] in "aeiou" else "k" if key[:1] in "gkh" else key[:1]


def one_slip_apart(one: str, other: str) -> bool:
    """Whether one letter added, left out, changed, or two neighbours swapped make the words equal."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    head = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if head is None:
        return True
    mine, theirs = one[head:], other[head:]
    swapped = mine[:2] == theirs[:2][::-1] and mine[2:] == theirs[2:]
    return swapped or mine[1:] == theirs[1:] or mine[1:] == theirs or mine == theirs[1:]


def same_surname(one: str, other: str) -> bool:
    """Whether two folded surnames are romanisations of one name."""
    mine, theirs = sound_key(one), sound_key(other)
    if mine == theirs:
        return True
    if len(mine) >= _LEAST_SOUNDS and mine.translate(_VOWEL_PAIRS) == theirs.translate(_VOWEL_PAIRS):
        return True
    if _onset(mine) != _onset(theirs):
        return False
    bones = skeleton(one)
    return len(bones.replace("a", "")) >= 3 and len(bones) >= 5 and bones == skeleton(other)
