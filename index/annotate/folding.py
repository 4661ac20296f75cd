"""One way to fold a name for look-ups: case, diacritics and points do not count. Pure."""

import re
import unicodedata
from functools import lru_cache

_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_DROPPED = re.compile(r"['’ʼʻ`´.]+")
_OTHER = re.compile(r"[\W_]+")


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """Give the name's words in lower case without diacritics, one blank between; may be empty.

    Apostrophes and points vanish ("O'Neill" -> "oneill", "U.S." -> "us"), all else that is neither
    letter nor digit parts words. Letters of other scripts stay.
    """
    if name.isascii() and name.isalpha():  # as most words are
        return name.lower()
    folded = name.casefold()
    if not folded.isascii():
        spread = unicodedata.normalize("NFKD", folded.translate(_PLAIN))
        folded = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return _OTHER.sub(" ", _DROPPED.sub("", folded)).strip()
