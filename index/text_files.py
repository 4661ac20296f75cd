"""Text files that a user names: read as UTF-8, or an error that says what is wrong with them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from index.errors import InputError


@contextmanager
def opened_text(path: Path) -> Iterator[TextIO]:
    """Open a file for reading, and close it.

    Raises:
        InputError: It cannot be opened, or what is read of it is not UTF-8.
    """
    try:
        with path.open(encoding="utf-8") as file:
            yield file
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}.", "Check the path.") from error
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not UTF-8 (byte {error.start}).", "Convert it, then run again."
        ) from error
