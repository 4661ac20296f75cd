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
