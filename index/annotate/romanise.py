"""Keys under which the romanisations of one name meet: -sky and -skyi, kh and h, y, i and j. Pure.

Source: BGN/PCGN, ALA-LC, ISO 9 and the scientific transliterations of Cyrillic, and the newspaper
spellings of Arabic, differ in the letters that these rules make equal.
"""

import re
from functools import cache, lru_cache

from index.annotate.folding import fold
from index.annotate.tables import family_count, words_of_groups

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ё": "e", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
_LETTERS = (
    ("schtsch", "S"), ("shch", "S"), ("tsch", "C"), ("tch", "C"), ("sch", "S"), ("tj", "C"), ("ch", "C"),
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
    (re.compile(r"enka$"), "enko"),
    (re.compile(r"(?<=[oe]v)i[cC]$"), "iC"),
    (re.compile(r"^(?:ye|je|ie)"), "e"),
    (re.compile(r"^(?:yu|iu|ju)"), "u"),
    (re.compile(r"^(?:ya|ia|ja)"), "a"),
    (re.compile(r"[yj]"), "i"),
    (re.compile(r"ie"), "e"),
    (re.compile(r"(?<=[aeou])i"), ""),
    (re.compile(r"(?<=[CS])o"), "e"),
    (re.compile(r"(.)\1+"), r"\1"),
)
_LEAST_SOUNDS = 4
"""Shortest key of which o and u, e and i may be one."""
_LEAST_BONES = 6
"""Shortest surname, in letters, that is known by its consonants."""
_KNOWN_FAMILY = 4
"""Notable people of a surname from which it is a name of its own, not another's spelling."""
_COMMON_FAMILY = 30
"""Notable people of a surname from which another must share more than its consonants."""
_VOWELS = re.compile(r"[aeiou]+")


_Rules = tuple[tuple[re.Pattern[str], str], ...]
_GERMAN: _Rules = (
    (re.compile(r"(?<=[aeiouyd])s(?=[aeiouy])"), "z"),
    (re.compile(r"(?<!t)z(?!h)"), "ts"),
    (re.compile(r"(?<!s)ch"), "kh"),
)
_GERMAN_Z: _Rules = (
    (re.compile(r"^s(?=[aeiouy])"), "z"),
    *((rule, to) for rule, to in _GERMAN if to != "ts"),
)
_GERMAN_ZH: _Rules = (*_GERMAN, (re.compile(r"(?<!t)sch(?!t)"), "zh"))
_FRENCH: _Rules = (
    (re.compile(r"chtch"), "shch"),
    (re.compile(r"(?<![ts])ch"), "sh"),
    (re.compile(r"j"), "zh"),
    (re.compile(r"gu(?=[eiy])"), "g"),
    (re.compile(r"(?<=[iy]n)e$"), ""),
)
_SPANISH: _Rules = ((re.compile(r"j"), "kh"), (re.compile(r"gu(?=[eiy])"), "g"))
_POLISH: _Rules = ((re.compile(r"sz"), "sh"), (re.compile(r"cz"), "ch"))
_ARABIC: _Rules = ((re.compile(r"^kh"), "k"),)
_FOREIGN = (
    (re.compile(r"sch|ow$|[wj]|^s[aeiouy]|ch[^u]|[aeiouyd]s[aeiouy]|z"), (_GERMAN, _GERMAN_Z, _GERMAN_ZH)),
    (re.compile(r"ch|j|gu[eiy]|[iy]ne$"), (_FRENCH,)),
    (re.compile(r"j|gu[eiy]"), (_SPANISH,)),
    (re.compile(r"sz|cz"), (_POLISH,)),
    (re.compile(r"^kh"), (_ARABIC,)),
)
"""What shows that another language's press spelt a name by its own letters, and how to undo it."""
_LEAST_FOREIGN = 5
"""Shortest word, in letters, that is read as another language's spelling."""


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
def sound_keys(word: str) -> frozenset[str]:
    """Give the key of a word, and those it has if German, French, Spanish or Polish newspapers spelt it."""
    found = {sound_key(word)}
    if len(word) >= _LEAST_FOREIGN and word.isascii():
        for mark, readings in _FOREIGN:
            if mark.search(word):
                found |= {sound_key(_respelt(word, rules)) for rules in readings}
    return frozenset(found)


def _respelt(word: str, rules: _Rules) -> str:
    for pattern, letters in rules:
        word = pattern.sub(letters, word)
    return word


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """Give the consonants alone, all vowels alike: what Arabic names keep in any romanisation."""
    return _bones(sound_key(word)) or word


@lru_cache(maxsize=100_000)
def skeletons(word: str) -> frozenset[str]:
    """Give the skeletons of all keys of a word: names that `same_surname` calls one share one of them."""
    return frozenset(_bones(key) or word for key in sound_keys(word))


def _bones(key: str) -> str:
    bare = key.replace("g", "k").replace("h", "")
    return re.sub(r"(.)\1+", r"\1", _VOWELS.sub("a", bare)).strip("a") or bare


@cache
def _classes() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(words_of_groups("given_name_groups")):
        for name in group:
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def same_given(one: str, other: str) -> bool:
    """Whether two folded given names are spellings or short forms of one name."""
    if one == other or sound_key(one) in sound_keys(other) or sound_key(other) in sound_keys(one):
        return True
    return _same_class(one, other)


def _same_class(one: str, other: str) -> bool:
    return bool(_classes_of(one) & _classes_of(other))


@lru_cache(maxsize=100_000)
def _classes_of(name: str) -> frozenset[int]:
    """Give the groups of given names that hold a name; one in Cyrillic goes by its sound."""
    found = _classes().get(name)
    if found is None and not name.isascii():
        found = _classes_by_sound().get(sound_key(name))
    return found or frozenset()


@cache
def _classes_by_sound() -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for name, numbers in _classes().items():
        key = sound_key(name)
        found[key] = found.get(key, frozenset()) | numbers
    return found


@lru_cache(maxsize=100_000)
def given_keys(name: str) -> frozenset[str]:
    """Give keys of a folded given name of which all that `same_given` calls one name share one."""
    return sound_keys(name) | {f"#{number}" for number in _classes_of(name)}


_ALIKE = str.maketrans("oeg", "uik", "h")
"""Vowels that romanisations mix up, and the sounds of the throat."""


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


_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_SLAVIC = re.compile(
    r"(?:sk(?:yi|yy|iy|ij|ii|y|i|j)|sk[ao]?[iy]?a|[eo](?:v|w|ff)a?|[iy](?:t?s?ch|c)|enk[oa])$"
)


@lru_cache(maxsize=100_000)
def _plain(word: str) -> str:
    """Give a word without what typewriters do to it: umlauts in two letters, letters doubled."""
    for two, one in _UMLAUTS:
        word = word.replace(two, one)
    return re.sub(r"(.)\1+", r"\1", word)


def _known_apart(one: str, other: str) -> bool:
    """Whether both are family names of their own: Levi and Levy, Maier and Mayer."""
    if all(_SLAVIC.search(word) for word in (one, other)) or _same_class(one, other):
        return False
    return all(max(family_count(word), family_count(_plain(word))) >= _KNOWN_FAMILY for word in (one, other))


def one_letter_changed(one: str, other: str) -> bool:
    """Whether the words differ in one letter at one place."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def same_surname(one: str, other: str) -> bool:
    """Whether two folded surnames are romanisations of one name."""
    if same_sound(one, other):
        return True
    if _known_apart(one, other) or min(len(one), len(other)) < _LEAST_BONES:
        return False
    if _onset(sound_key(one)) != _onset(sound_key(other)):
        return False
    if max(family_count(one), family_count(other)) >= _COMMON_FAMILY:
        return False
    bones = skeleton(one)
    return len(bones.replace("a", "")) >= 3 and len(bones) >= 5 and bones == skeleton(other)


def same_sound(one: str, other: str) -> bool:
    """Whether two folded surnames are romanisations of one name that keep its vowels."""
    if one == other or _plain(one) == _plain(other):
        return True
    if _known_apart(one, other):
        return False
    mine, theirs = sound_key(one), sound_key(other)
    if mine in sound_keys(other) or theirs in sound_keys(one):
        return True
    return len(mine) >= _LEAST_SOUNDS and mine.translate(_ALIKE) == theirs.translate(_ALIKE)
