"""The nominatives that an inflected Ukrainian or Russian place name may have, for look-ups. Pure.

Names are folded ones (й is и, ї is і). What is given are guesses: the caller asks a table which exist.
"""

_ENDINGS = (
    ("иеи", ("ия",)), ("ією", ("ія",)), ("ою", ("а",)), ("ои", ("а",)), ("ом", ("", "о")), ("ем", ("", "ь")),
    ("іі", ("ія",)), ("ии", ("ия",)), ("ію", ("ія",)), ("ию", ("ия",)), ("ах", ("и", "ы")), ("а", ("",)),
    ("у", ("а", "", "о")), ("е", ("", "а")), ("і", ("", "а")), ("и", ("а",)), ("ы", ("а",)), ("я", ("ь",)),
    ("ю", ("ь",)),
)  # fmt: skip
"""Endings of cases, longest first, with those of the nominative."""
_CLOSED = str.maketrans("оеє", "ііі")
_FEWEST_LETTERS = 5


def nominatives(name: str) -> list[str]:
    """Give what the folded Cyrillic word may be in the nominative, the likeliest first; else nothing."""
    if len(name) < _FEWEST_LETTERS or not "а" <= name[0] <= "ґ" or " " in name:
        return []
    found = []
    for ending, wanted in _ENDINGS:
        if name.endswith(ending):
            stem = name.removesuffix(ending)
            for close in wanted:
                found.append(stem + close)
                if close in ("", "ь"):  # Києва: Київ, Тернополя: Тернопіль
                    found.append(stem[:-2] + stem[-2:].translate(_CLOSED) + close)
    return found
