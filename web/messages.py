"""What the search and the index say, for a reader: their sentences in the language of the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from index.wording import Message, Value
from search.query import Diagnostic
from web import labels
from web.archive import archive
from web.languages import ENGLISH, gettext, language

_BACKTICKS = re.compile("`{1,2}")


@dataclass(frozen=True, slots=True)
class Said:
    """A message and what can be done about it; ``lang`` is theirs when it is not the page's."""

    message: str
    suggestion: str
    lang: str = ""


def said(item: Diagnostic) -> Said:
    """Say a diagnostic in the reader's language; what was probably meant becomes a question."""
    found = pair(item.message, item.suggestion)
    if not item.is_guess:
        return found
    return replace(found, suggestion=gettext("Did you mean %(query)s?", query=item.suggestion))


def pair(message: str, next_step: str) -> Said:
    """Say a message and its next step; what is no `Message` stays English and is marked so."""
    lang = "" if isinstance(message, Message) or language().code == ENGLISH else ENGLISH
    return Said(say(message), say(next_step), lang)


def say(text: str) -> str:
    """Say a sentence in the reader's language, with its numbers, days and instants; other text as it is."""
    if not isinstance(text, Message) or not text:
        return text
    values = {name: _written(value) for name, value in text.values.items()}
    texts = language().texts
    if text.plural:
        number = text.values["number"]
        assert isinstance(number, int)
        return str(texts.ngettext(text.template, text.plural, number)) % values
    found = str(texts.gettext(text.template))
    return found % values if values else found


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Part a sentence at its backticks, one or two: text and whether it is code."""
    for number, part in enumerate(_BACKTICKS.split(text)):
        if part:
            yield part, number % 2 == 1


def _written(value: Value) -> str:
    formats = language().formats
    match value:
        case str():
            return say(value)
        case int():
            return formats.number(value)
        case float():
            return f"{value:g}".replace(".", formats.point)
        case datetime():
            return labels.instant(value, archive().zone)
        case date():
            return formats.day(value)
    return str(value)
