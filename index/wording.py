"""Sentences in English that remember what they were made of, so that pages say them in other languages. Pure.

The command line, the API and logs have them as text: the English sentence. `web.messages` translates the
template and writes the values as the reader's language writes them. ``make messages`` finds the templates by
the names of the functions here, so each is a literal.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NewType, Self

Value = str | int | float | date | Path
"""What stands in a sentence: words (or a message), a count, a figure, a day or instant, a file; a number that
names something, such as an edit's, is a word."""

English = NewType("English", str)
"""A sentence that no page shows: the command line's or the API's, in English for all."""


class Message(str):
    """A sentence in English with its template and values.

    Attributes:
        template: The sentence with ``%(name)s`` for each value; of a counted one, for the number 1.
        values: What stands there; a count under ``number``.
        plural: The template for other numbers; empty where nothing is counted.
    """

    __slots__ = ("plural", "template", "values")
    template: str
    values: Mapping[str, Value]
    plural: str

    def __new__(cls, template: str, values: Mapping[str, Value] | None = None, plural: str = "") -> Self:
        """Make the sentence.

        Raises:
            KeyError: A value is missing: a fault of ours.
        """
        given = dict(values or {})
        text = plural if plural and given["number"] != 1 else template
        if given:
            text %= {name: _written(value) for name, value in given.items()}
        made = super().__new__(cls, text)
        made.template, made.values, made.plural = template, given, plural
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, Value], str]:  # type: ignore[override]
        """Give what a copy is made from, in this process or another."""
        return self.template, self.values, self.plural


Sentence = Message | English
"""What an error or a diagnostic says: translated where a page can show it."""
NOTHING = Message("")
"""Says nothing."""


def counted(number: int, noun: str) -> str:
    """Give a number with its noun for the command line: ``1 article``, ``2,310 articles``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def told(template: str, /, **values: Value) -> Message:
    """Make a sentence that pages translate."""
    return Message(template, values)


def told_of(singular: str, plural: str, number: int, /, **values: Value) -> Message:
    """Make one whose wording turns on a number, which is ``%(number)s`` in it."""
    return Message(singular, {"number": number, **values}, plural)


def _written(value: Value) -> str:
    match value:
        case int():
            return f"{value:,}"
        case float():
            return f"{value:g}"
        case date():
            return value.isoformat()
    return str(value)
