"""What peers are asked, and what they answer."""

from dataclasses import dataclass

TOP = 10


@dataclass(frozen=True, slots=True)
class Question:
    """A query in a form that every peer can express.

    ``form`` is term, and, or, phrase, prefix; ``words`` are lower-case words of the body; ``days`` bounds
    the day as ISO dates, inclusive; ``page`` asks for facets and histogram too.
    """

    name: str
    form: str
    words: tuple[str, ...]
    days: tuple[str, str] | None = None
    page: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: the exact total and, for a page, the sums of what was counted."""

    total: int
    persons: dict[str, int]
    months: dict[str, int]
    ms: float | None = None
    """How long it took by the peer's own clock, where a pipe lies between."""
