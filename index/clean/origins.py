"""Where the values of an article came from: the first part of the page that says them."""

import itertools
from collections.abc import Iterable

from lxml.html import HtmlElement

from index.clean.boilerplate import normalised
from index.clean.structured import Structured, plain
from index.clean.word_lists import WORDS

MAX_HEADINGS = 60


def said_by(value: str, offers: Iterable[tuple[str, Iterable[str | None]]], otherwise: str) -> str:
    """Give the name of the first offer that says a value, alone or with more around it.

    Args:
        value: What was chosen.
        offers: Names, each with the texts that are offered under it; the order is that of trust.
        otherwise: The name when none says it.
    """
    wanted = normalised(value)
    told = [(name, [normalised(text) for text in texts if text]) for name, texts in offers]
    exact = next((name for name, texts in told if wanted in texts), None)
    return exact or next((name for name, texts in told if any(wanted in text for text in texts)), otherwise)


def title_origin(title: str, tree: HtmlElement, found: Structured) -> str:
    """Say where a title came from: ``json-ld``, ``meta``, ``heading`` or ``title``."""
    found_headings = itertools.islice(tree.iter("h1", "h2", "h3"), MAX_HEADINGS)
    headings = [plain("".join(heading.itertext())[:4000]) for heading in found_headings]
    shared = (found.first_meta(name) for name in WORDS["meta-title"])
    offers = (("json-ld", [found.text("headline")]), ("meta", shared), ("heading", headings))
    return said_by(title, offers, "title")


def authors_origin(authors: tuple[str, ...], found: Structured, names: Iterable[str]) -> str:
    """Say where authors came from: ``json-ld``, ``meta`` (of these names) or ``text``."""
    people = [*found.people("author"), *found.people("creator")]
    metas = [value for name in names for value in found.meta.get(name, ())]
    return said_by(authors[0], (("json-ld", people), ("meta", metas)), "text")


def text_origin(value: str, found: Structured, name: str, metas: Iterable[str], otherwise: str) -> str:
    """Say where a short text came from: the JSON-LD's ``name``, these meta elements, or elsewhere."""
    offered = [value for meta in metas for value in found.meta.get(meta, ())]
    return said_by(value, (("json-ld", [found.text(name)]), ("meta", offered)), otherwise)
