"""Languages of articles, and how each one's words are stemmed. Pure.

An article's texts are analysed by its own language; a query has none, so that its words are read in every
language of the archive (`search.array.leaves`). Stems come from Snowball (https://snowballstem.org), whose
version is pinned: another one would make other stems than those of an index that exists.
"""

from collections.abc import Callable, Mapping
from functools import cache

from Stemmer import Stemmer

DEFAULT = "en"
"""How texts without a known language are analysed."""

UNSTEMMED = "und"
"""How texts are analysed whose language has no stemmer."""

SNOWBALL: Mapping[str, str] = {
    "en": "english", "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german",
    "el": "greek", "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian",
    "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""ISO 639-1 code of a language to the name of its Snowball algorithm."""

ANALYSES: tuple[str, ...] = (*SNOWBALL, UNSTEMMED)
"""Ways to analyse a text; an index keeps their numbers, so that new ones are added at the end."""

OTHER_SCRIPTS = frozenset({"ar", "el", "fa", "hi", "hy", "ne", "ru", "ta", "yi"})
"""Languages whose own words are not in Latin letters; Latin words in them are stemmed as English."""

TWO_SCRIPTS = frozenset({"sr"})
"""Languages whose stemmer reads Latin and Cyrillic letters, and writes Latin ones."""

_SAME = {"nb": "no", "nn": "no", "bs": "sr", "hr": "sr", "sh": "sr"}


def analysis_of(language: str | None) -> str:
    """Give the way to analyse texts of a language.

    Args:
        language: ISO 639-1 code, perhaps with a region (``pt-BR``); nothing when it is not known.
    """
    if not language:
        return DEFAULT
    code = language.lower().replace("_", "-").partition("-")[0]
    code = _SAME.get(code, code)
    return code if code in SNOWBALL else UNSTEMMED


@cache
def stemmer_of(analysis: str) -> Callable[[str], str]:
    """Give the function that stems a lower-case word of one of `ANALYSES`.

    One stemmer serves all threads: it works with the interpreter locked, and without a cache of its own.
    """
    if analysis == UNSTEMMED:
        return lambda word: word
    stem: Callable[[str], str] = Stemmer(SNOWBALL[analysis], 0).stemWord
    return stem
