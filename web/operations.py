"""How an address of the API is declared: what it takes and answers, beside the view that does it.

`web.openapi` makes the OpenAPI document from these declarations, and what is not declared is refused here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import wraps
from typing import Any, Literal, TypeVar

from flask import request

from index.wording import English, told
from search.errors import BadRequestError
from search.query import Diagnostic

View = TypeVar("View", bound=Callable[..., Any])

MAX_DIAGNOSTICS = 20
"""Unknown parameters that are named; who sends more has another problem."""
MAX_SHOWN = 60
"""Characters of a wrong name or value that an error repeats."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of the query string or the path.

    Attributes:
        name: As the address spells it.
        meaning: What it does, in a sentence.
        schema: JSON Schema of its value; an array where it may be repeated.
        where: Query string or path.
        required: Whether it must be given.
        example: A value that makes sense.
    """

    name: str
    meaning: str
    schema: Mapping[str, Any]
    where: Literal["query", "path"] = "query"
    required: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What an address of the API takes and answers.

    Attributes:
        parameters: Everything that it takes.
        answer: Name of the schema of what it answers (`web.api_schemas`); empty for no body.
        status: Status of that answer.
        others: Other statuses, with what they mean.
        body: Name of the schema of the request's body.
    """

    parameters: tuple[Parameter, ...]
    answer: str
    status: int
    others: Mapping[int, str]
    body: str


def operation(
    *parameters: Parameter,
    answer: str,
    status: int = 200,
    others: Mapping[int, str] | None = None,
    body: str = "",
) -> Callable[[View], View]:
    """Declare a view of the API; a parameter that is not declared is a 400 that names it."""
    made = Operation(
        parameters=parameters, answer=answer, status=status, others=dict(others or {}), body=body
    )
    known = [item.name for item in parameters if item.where == "query"]

    def declare(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **values: Any) -> Any:
            unknown = [name for name in request.args if name not in known]
            if unknown:
                raise BadRequestError(tuple(_unknown(name, known) for name in unknown[:MAX_DIAGNOSTICS]))
            return view(*args, **values)

        checked.operation = made  # type: ignore[attr-defined]
        return checked  # type: ignore[return-value]

    return declare


def operation_of(view: Callable[..., Any]) -> Operation | None:
    """Give what was declared of a view, or None."""
    found: Operation | None = getattr(view, "operation", None)
    return found


def _unknown(name: str, known: list[str]) -> Diagnostic:
    near = get_close_matches(name, known, 1)
    message = told("There is no parameter %(name)s.", name=repr(name[:MAX_SHOWN]))
    return Diagnostic("unknown-parameter", 0, len(name), message, near[0] if near else "", name)


def whole(name: str, default: int, least: int, most: int) -> int:
    """Read a whole number from the query string.

    Raises:
        BadRequestError: It is none, or out of range.
    """
    text = once(name) if name in request.args else str(default)
    if not (text.isascii() and text.isdigit() and least <= int(text[:12]) <= most):
        raise unusable(name, text, f"a whole number from {least:,} to {most:,}")
    return int(text)


def once(name: str) -> str:
    """Read a parameter that may be given once; empty without.

    Raises:
        BadRequestError: It is given several times, with different values.
    """
    given = request.args.getlist(name)
    if len(set(given)) > 1:
        raise unusable(name, given[1], "given once")
    return given[0] if given else ""


def unusable(name: str, value: str, wanted: str) -> BadRequestError:
    """Give the error of a parameter whose value cannot be used."""
    message = English(f"{name} is {value[:MAX_SHOWN]!r}; it must be {wanted}.")
    return BadRequestError((Diagnostic("bad-value", 0, len(value), message, "", name),))
