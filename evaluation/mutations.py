"""Damage as the web does it to pages, and as an attacker would."""

import random
import re
from collections.abc import Callable, Sequence

Mutation = Callable[[bytes, random.Random, Sequence[bytes]], bytes]

MAX_BYTES = 3_000_000
"""A mutant is cut to this size: what takes long is looked for in what pages are, not in how long they are."""
MAX_MUTATIONS = 4
_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>")
_NAMES = (
    b"p", b"div", b"article", b"section", b"h1", b"figure", b"figcaption", b"table", b"td", b"li", b"ul",
    b"time", b"script", b"style", b"noscript", b"template", b"form", b"aside", b"svg", b"blockquote", b"a",
    b"b", b"title", b"br", b"textarea", b"select", b"frameset", b"plaintext", b"math", b"head", b"body",
    b"html", b"meta", b"link", b"base",
)  # fmt: skip
_GARBAGE = (
    b"", b"\0", b"'", b'"', b"<", b"&#0;", b"\xff\xfe", b"\xed\xa0\x80", b"http://[", b"9" * 400,
    b"2022-99-99T99:99", b"a " * 2_000, b"\r\n", b"javascript:0", b"\xe2\x80\xae", b"%00", b"{}", b"[[",
    b"--", b"1e999", b"0000-00-00",
)  # fmt: skip
_ENCODINGS = (
    "utf-16-le",
    "utf-16-be",
    "gb18030",
    "cp1251",
    "shift_jis",
    "utf-7",
    "cp500",
    "utf-8-sig",
    "latin-1",
)


def _slice(page: bytes, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(page) + 1)
    return start, min(len(page), start + int(chance.expovariate(1 / 2_000)))


def flip_bytes(page: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Change some bytes."""
    changed = bytearray(page)
    for _ in range(chance.choice((1, 10, 100, 2_000)) if changed else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(page: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Leave a slice out; sometimes all of the rest."""
    start, end = _slice(page, chance)
    return page[:start] + (b"" if chance.random() < 0.2 else page[end:])


def double(page: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Say a slice again, up to a few hundred times."""
    start, end = _slice(page, chance)
    return page[:end] + page[start:end] * chance.choice((1, 1, 5, 300)) + page[end:]


def move(page: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Put a slice elsewhere."""
    start, end = _slice(page, chance)
    rest = page[:start] + page[end:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + page[start:end] + rest[at:]


def rename_tags(page: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Make other tags of some: opening, closing, never closed."""
    share = chance.choice((0.002, 0.02, 0.2))

    def renamed(found: re.Match[bytes]) -> bytes:
        if chance.random() > share:
            return found[0]
        slash = chance.choice((found[1], b"/", b""))
        return b"<" + slash + chance.choice(_NAMES) + found[3] + chance.choice((b">", b">", b"/>", b""))

    return _TAG.sub(renamed, page)


def spoil_attributes(page: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Put garbage for the values of some attributes, or of JSON."""
    share = chance.choice((0.005, 0.05, 0.5))

    def spoilt(found: re.Match[bytes]) -> bytes:
        return found[1] + chance.choice(_GARBAGE) + found[3] if chance.random() < share else found[0]

    return re.sub(rb"""([=:]\s*["'])([^"']{0,300})(["'])""", spoilt, page)


def nest(page: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Open a tag very often, at one place."""
    at = chance.randrange(len(page) + 1)
    bombs = [b"<" + name + b">" for name in _NAMES]
    bomb = chance.choice([*bombs, b"[", b"{", b"<!--", b"<![CDATA[", b"&lt;", b"&"])
    return page[:at] + bomb * chance.choice((30, 300, 3_000, 20_000)) + page[at:]


def recode(page: bytes, chance: random.Random, _others: Sequence[bytes]) -> bytes:
    """Write the page in another encoding than it says, or break its characters."""
    text = page.decode("utf-8", "replace")
    if chance.random() < 0.3:
        return page.decode("latin-1").encode("utf-8")
    return text.encode(chance.choice(_ENCODINGS), chance.choice(("ignore", "xmlcharrefreplace")))


def splice(page: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """Go on in the middle of another page."""
    other = chance.choice(others)
    return page[: chance.randrange(len(page) + 1)] + other[chance.randrange(len(other) + 1) :]


def insert(page: bytes, chance: random.Random, others: Sequence[bytes]) -> bytes:
    """Put a slice of another page somewhere."""
    other = chance.choice(others)
    start, end = _slice(other, chance)
    at = chance.randrange(len(page) + 1)
    return page[:at] + other[start:end] + page[at:]


MUTATIONS: tuple[Mutation, ...] = (
    flip_bytes, cut, double, move, rename_tags, spoil_attributes, nest, recode, splice, insert,
)  # fmt: skip


def mutant(pages: Sequence[bytes], seed: str) -> tuple[bytes, str]:
    """Make a mutant of one of some pages.

    Args:
        pages: Pages to choose from.
        seed: The same seed gives the same mutant of the same pages.

    Returns:
        The mutant, and the names of what was done to it, in order.
    """
    chance = random.Random(seed)
    page = chance.choice(pages)
    done = chance.choices(MUTATIONS, k=chance.randint(1, MAX_MUTATIONS))
    for mutation in done:
        page = mutation(page, chance, pages)[:MAX_BYTES]
    return page, ", ".join(mutation.__name__ for mutation in done)
