"""Sentences that remember their template: text for programs, parts for pages."""

import copy
import pickle
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.errors import EditError
from index.wording import NOTHING, Message, told, told_of


def test_message_is_its_english_sentence() -> None:
    made = told(
        "%(name)s: %(count)s of %(most)s, %(share)s, since %(day)s (%(moment)s) in %(file)s",
        name="p:ada", count=1234, most=7, share=2.5, day=date(2022, 11, 11),
        moment=datetime(2022, 11, 11, 9, 5, tzinfo=UTC), file=Path("a") / "b",
    )  # fmt: skip
    assert made == "p:ada: 1,234 of 7, 2.5, since 2022-11-11 (2022-11-11T09:05:00+00:00) in a/b"
    assert isinstance(made, str) and made.values["count"] == 1234 and not NOTHING


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (1001, "1,001 days")]
)
def test_counted_message_has_the_form_of_its_number(number: int, text: str) -> None:
    assert told_of("%(number)s day", "%(number)s days", number) == text


def test_message_stands_within_another_and_keeps_its_parts() -> None:
    inner = told("without edit %(number)s", number="3")
    outer = told("A circle, %(when)s.", when=inner)
    assert outer == "A circle, without edit 3."
    assert outer.values["when"] is inner


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda made: pickle.loads(pickle.dumps(made))])
def test_error_keeps_its_parts_when_it_comes_from_another_process(copied) -> None:
    made = EditError(told_of("%(number)s edit", "%(number)s edits", 2), told("See %(log)s.", log="it"))
    found = copied(made)
    assert str(found) == "2 edits See it."
    assert isinstance(found.message, Message) and isinstance(found.next_step, Message)
    assert (found.message.template, found.message.plural) == ("%(number)s edit", "%(number)s edits")
    assert (found.message.values, found.next_step.values) == ({"number": 2}, {"log": "it"})


def test_value_that_is_missing_is_a_fault_at_once() -> None:
    with pytest.raises(KeyError, match="name"):
        told("%(name)s is gone: %(why)s", why="moved")
