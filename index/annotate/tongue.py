"""The language of an article, from its commonest words. Pure; cheap enough for every article.

`clean` asks a model that takes some ten milliseconds; here that would be more than all the rest. Names are
read by rules of a language, so that none is better than a wrong one: doubt gives None.
"""

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import chain

SAMPLE_CHARS = 1200
"""How much of the text is counted; longer samples change no answer."""
_LEAST = 2
"""Fewest different common words that tell a language."""
_SURE = 8
"""Fewest that outweigh what was declared."""
_LEAD = 1.25
"""How many times the words of the next language the best one must have."""
_SHARE = 0.12
"""Least share of common words among all words; lists of names and tables have less."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ASCII_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
"""The same in small letters of ASCII alone, in a third of the time."""
_CODE = re.compile(r"[A-Za-z]{2}(?![A-Za-z])")


def tongue_of(title: str, text: str, declared: str | None = None) -> str | None:
    """Give the ISO 639-1 code of the language of an article.

    Args:
        title: Counted when the text is short.
        text: Only its opening is read.
        declared: What the page or the importer says; stands unless the words clearly speak against it.

    Returns:
        None when nothing was declared and the words do not tell.
    """
    match = _CODE.match(declared or "")
    said = match[0].lower() if match else None
    sample = text[:SAMPLE_CHARS]
    if len(sample) < SAMPLE_CHARS:
        sample = f"{title}\n{sample}"
    found = _read(sample.lower(), said)
    return found or said


def _read(sample: str, said: str | None) -> str | None:
    words = (_ASCII_WORD if sample.isascii() else _WORD).findall(sample)
    common = _common_words()
    seen = common.keys() & words
    counts: Counter[str] = Counter(chain.from_iterable([common[word] for word in sorted(seen)]))
    if not counts:
        return None
    best = max(counts, key=counts.__getitem__)  # cheaper than `most_common`
    most = counts.pop(best)
    second = max(counts.values(), default=0)
    if most < (_LEAST if said is None else _SURE) or most < second * _LEAD:
        return None
    return best if sum(map(seen.__contains__, words)) >= _SHARE * len(words) else None


@cache
def _common_words() -> dict[str, tuple[str, ...]]:
    table = files("index.annotate").joinpath("data/tongues.toml").read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for code, line in tomllib.loads(table).items():
        for word in dict.fromkeys(line.split()):
            found[word] = (*found.get(word, ()), code)
    return found
