"""What can go wrong, as values: each error names the thing, the value and the next step."""

from index.wording import NOTHING, Sentence


class DatelineError(Exception):
    """Base of every error that a user may meet.

    Args:
        message: What went wrong, with the thing and the value.
        next_step: What the user can do now; empty when the message says it.
    """

    exit_code = 1
    """Exit code of the command line: 1 bad input or state, 3 the machine (port, disk, network)."""

    def __init__(self, message: str, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        """Give the message and the next step on one line."""
        return f"{self.message} {self.next_step}".strip()


class ShownError(DatelineError):
    """An error that a page may show: its texts can be translated, or are the command line's alone."""

    def __init__(self, message: Sentence, next_step: Sentence = NOTHING) -> None:
        super().__init__(message, next_step)


class InputError(DatelineError):
    """A file, folder, line, URL or value given by the user cannot be used."""


class EditError(ShownError):
    """A correction of persons or places cannot be made or undone."""


class SettingsError(DatelineError):
    """A setting has a value that cannot be used."""


class StoreError(ShownError):
    """The article store cannot be opened, read or written."""


class StoreNewerError(StoreError):
    """The data folder was written by a later version of Dateline."""


class MachineError(ShownError):
    """The machine refuses: disk full, port in use, no permission."""

    exit_code = 3


class IndexMissingError(ShownError):
    """There is no index generation to search; `dateline reindex` makes one."""


class IndexOutdatedError(ShownError):
    """The index was made under another schema; `dateline reindex` rebuilds it."""


class IndexDamagedError(ShownError):
    """A file of the index is corrupt or truncated; `dateline reindex` rebuilds it."""
