"""What a search can refuse, beside the errors of the index."""

from index.errors import DatelineError, ShownError
from index.wording import told
from search.query import Diagnostic


class BadRequestError(DatelineError):
    """Parameters that cannot be answered; the diagnostics name each of them."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(" ".join(map(str, diagnostics)))
        self.diagnostics = diagnostics


class SavedQueryError(ShownError):
    """A saved query does not exist, or its name cannot be used."""


def too_slow(deadline_s: float) -> BadRequestError:
    """Give the error of a search that took longer than it may."""
    message = told("The search took more than %(number)s seconds and was stopped.", number=deadline_s)
    hint = told("Use fewer words, alternatives or stars, or a shorter time.")
    return BadRequestError((Diagnostic("too-slow", 0, 0, message, hint),))
