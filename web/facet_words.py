"""What is said of each facet, as whole texts: nouns change with what stands beside them."""

import json
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from search.suggestions import KINDS
from web.languages import Language, gettext, language, msg, msgs, ngettext


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetWords:
    """The texts of one facet, in English.

    Attributes:
        title: Heading; ``noun`` what one value is, ``both``, ``excluded`` that on the chip of a search.
        counted: So many values; ``every`` the link to all of them.
        none: The filter for articles without a value; ``nothing`` says that there is no value.
        without_any: That filter in the sentence of a search.
        chosen, left_out: In the sentence of a search, with the names of what is selected or excluded.
    """

    title: str
    noun: str
    both: str
    excluded: str
    counted: tuple[str, str]
    every: tuple[str, str]
    none: str
    nothing: str
    chosen: str
    left_out: str
    without_any: str


FACETS = {
    "person": FacetWords(
        title=msg("Persons"), noun=msg("person"), both=msg("and person"), excluded=msg("not person"),
        counted=msgs("%(number)s person", "%(number)s persons"),
        every=msgs("All %(number)s person", "All %(number)s persons"),
        none=msg("No person"), nothing=msg("No person here."), chosen=msg("with person %(names)s"),
        left_out=msg("without person %(names)s"), without_any=msg("without any person"),
    ),
    "place": FacetWords(
        title=msg("Places"), noun=msg("place"), both=msg("and place"), excluded=msg("not place"),
        counted=msgs("%(number)s place", "%(number)s places"),
        every=msgs("All %(number)s place", "All %(number)s places"),
        none=msg("No place"), nothing=msg("No place here."), chosen=msg("with place %(names)s"),
        left_out=msg("without place %(names)s"), without_any=msg("without any place"),
    ),
    "country": FacetWords(
        title=msg("Countries"), noun=msg("country"), both=msg("and country"), excluded=msg("not country"),
        counted=msgs("%(number)s country", "%(number)s countries"),
        every=msgs("All %(number)s country", "All %(number)s countries"),
        none=msg("No country"), nothing=msg("No country here."), chosen=msg("with country %(names)s"),
        left_out=msg("without country %(names)s"), without_any=msg("without any country"),
    ),
    "source": FacetWords(
        title=msg("Sources"), noun=msg("source"), both=msg("and source"), excluded=msg("not source"),
        counted=msgs("%(number)s source", "%(number)s sources"),
        every=msgs("All %(number)s source", "All %(number)s sources"),
        none=msg("No source"), nothing=msg("No source here."), chosen=msg("with source %(names)s"),
        left_out=msg("without source %(names)s"), without_any=msg("without any source"),
    ),
    "lang": FacetWords(
        title=msg("Languages"), noun=msg("language"), both=msg("and language"), excluded=msg("not language"),
        counted=msgs("%(number)s language", "%(number)s languages"),
        every=msgs("All %(number)s language", "All %(number)s languages"),
        none=msg("No language"), nothing=msg("No language here."), chosen=msg("with language %(names)s"),
        left_out=msg("without language %(names)s"), without_any=msg("without any language"),
    ),
    "section": FacetWords(
        title=msg("Sections"), noun=msg("section"), both=msg("and section"), excluded=msg("not section"),
        counted=msgs("%(number)s section", "%(number)s sections"),
        every=msgs("All %(number)s section", "All %(number)s sections"),
        none=msg("No section"), nothing=msg("No section here."), chosen=msg("with section %(names)s"),
        left_out=msg("without section %(names)s"), without_any=msg("without any section"),
    ),
    "author": FacetWords(
        title=msg("Authors"), noun=msg("author"), both=msg("and author"), excluded=msg("not author"),
        counted=msgs("%(number)s author", "%(number)s authors"),
        every=msgs("All %(number)s author", "All %(number)s authors"),
        none=msg("No author"), nothing=msg("No author here."), chosen=msg("with author %(names)s"),
        left_out=msg("without author %(names)s"), without_any=msg("without any author"),
    ),
    "tag": FacetWords(
        title=msg("Tags"), noun=msg("tag"), both=msg("and tag"), excluded=msg("not tag"),
        counted=msgs("%(number)s tag", "%(number)s tags"),
        every=msgs("All %(number)s tag", "All %(number)s tags"),
        none=msg("No tag"), nothing=msg("No tag here."), chosen=msg("with tag %(names)s"),
        left_out=msg("without tag %(names)s"), without_any=msg("without any tag"),
    ),
    "type": FacetWords(
        title=msg("Types"), noun=msg("type"), both=msg("and type"), excluded=msg("not type"),
        counted=msgs("%(number)s type", "%(number)s types"),
        every=msgs("All %(number)s type", "All %(number)s types"),
        none=msg("No type"), nothing=msg("No type here."), chosen=msg("with type %(names)s"),
        left_out=msg("without type %(names)s"), without_any=msg("without any type"),
    ),
}  # fmt: skip
"""Facets in the order of the page."""


def suggestion_kinds() -> Markup:
    """Say what a suggestion may be, a word or a value of a facet, as JSON for an attribute."""
    return _suggestion_kinds(language())


@cache
def _suggestion_kinds(_spoken: Language) -> Markup:
    # Every page has them.
    nouns = {name: noun(name) for name in KINDS if name in FACETS}
    return Markup(escape(json.dumps({"word": gettext("word"), **nouns}, ensure_ascii=False)))  # noqa: S704


def title(facet: str) -> str:
    """Give the heading of a facet."""
    return gettext(FACETS[facet].title)


def noun(facet: str) -> str:
    """Say what one value of a facet is."""
    return gettext(FACETS[facet].noun)


def counted(facet: str, number: int) -> str:
    """Give a number of values: ``12 persons``, ``No person``."""
    return ngettext(*FACETS[facet].counted, number) if number else gettext(FACETS[facet].none)


def every(facet: str, number: int) -> str:
    """Name the link to all values of a facet."""
    return ngettext(*FACETS[facet].every, number)


def none(facet: str) -> str:
    """Name the filter for articles without a value."""
    return gettext(FACETS[facet].none)
