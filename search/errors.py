"""What a search can refuse, beside the errors of the index."""

from index.errors import DatelineError
from search.query import Diagnostic


class BadRequestError(DatelineError):
    """Parameters that cannot be answered; the diagnostics name each of them."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(" ".join(f"{item.message} {item.suggestion}".strip() for item in diagnostics))
        self.diagnostics = diagnostics


class SavedQueryError(DatelineError):
    """A saved query does not exist, or its name cannot be used."""


def too_slow(deadline_s: float) -> BadRequestError:
    """Give the error of a search that took longer than it may."""
    message = f"The search took more than {deadline_s:g} seconds and was stopped."
    hint = "Use fewer words, alternatives or stars, or a shorter time."
    return BadRequestError((Diagnostic("too-slow", 0, 0, message, hint),))
