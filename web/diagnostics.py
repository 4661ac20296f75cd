"""What could not be understood of a search, for a reader: translated by kind, or English and marked so."""

from dataclasses import dataclass

from search.query import Diagnostic
from web.languages import ENGLISH, gettext, language, msg

KINDS = {
    "unknown-field": msg("There is no such field; the words are searched as text."),
    "bad-date": msg("This is no date; the condition is left out."),
    "unclosed-quote": msg("This quotation mark is never closed; the phrase runs to the end."),
    "unclosed-parenthesis": msg("This parenthesis is never closed."),
    "unexpected-parenthesis": msg("This parenthesis closes nothing."),
    "missing-operand": msg("Something is missing beside this operator."),
    "empty-value": msg("A value is missing here."),
    "too-long": msg("The query is too long; only its beginning is searched."),
    "too-deep": msg("The query is nested too deep; from here on nothing is searched."),
    "too-broad": msg("This stands for too many words; it is not searched."),
    "unknown-saved": msg("There is no such saved search; it is left out."),
    "circular": msg("This saved search asks for itself; it is left out."),
    "too-slow": msg("The search took too long and was stopped."),
    "unknown-parameter": msg("There is no such parameter."),
    "bad-cursor": msg("This page's address is damaged."),
}
"""Kinds whose cause needs no figures; the place in the query is shown beside them.

``too-broad`` says this only of a word: of the whole query it means something else.
"""
HINTS = frozenset(
    {
        msg("Start at the first page."),
        msg("Write YYYY, YYYY-MM or YYYY-MM-DD."),
        msg("Write more characters before the *."),
        msg("Use fewer words, alternatives or stars, or a shorter time."),
        msg("Take some out."),
        msg("Name one such as Europe/Kyiv or UTC."),
    }
)
"""Suggestions that are sentences; a field's or zone's name is the same in every language."""


@dataclass(frozen=True, slots=True)
class Said:
    """A diagnostic for a reader; ``lang`` is that of the message when it is not the page's."""

    message: str
    suggestion: str
    lang: str = ""


def said(item: Diagnostic) -> Said:
    """Say a diagnostic in the reader's language."""
    if language().code == ENGLISH:
        return Said(item.message, item.suggestion)
    suggestion = gettext(item.suggestion) if item.suggestion in HINTS else item.suggestion
    if item.kind in KINDS and (item.kind != "too-broad" or item.end):
        return Said(gettext(KINDS[item.kind]), suggestion)
    return Said(item.message, suggestion, ENGLISH)
