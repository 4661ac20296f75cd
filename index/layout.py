"""The folder of index generations: which one lives, what each was made from, who may write. No Whoosh.

```
index/               mode 0700: Whoosh's lists of segments are pickles, only we may write them
  CURRENT            name of the living generation, switched by rename
  LOCK               held by the one process that writes; its pid inside
  <generation>/      Whoosh's files, columns beside each segment, generation.json
```
"""

import fcntl
import json
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.errors import IndexDamagedError, IndexMissingError, IndexOutdatedError, MachineError
from index.schema import SCHEMA_VERSION

CURRENT = "CURRENT"
LOCK = "LOCK"
META = "generation.json"
REINDEX = "Run `dateline reindex` to build it from the article store."

_NAME = re.compile(r"\d{8}T\d{6}-[0-9a-f]{4}")
_POLL_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationMeta:
    """What a generation holds.

    Attributes:
        schema: `SCHEMA_VERSION` that made it.
        sequence: Every change of the store up to this number is in it.
        filled: All articles were gone through once; what came meanwhile is in the change log.
    """

    schema: int
    sequence: int
    filled: bool


def new_name() -> str:
    """Make a name for a generation; later ones sort later."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(2)}"


def generation_names(index_dir: Path) -> list[str]:
    """List the generations in the folder, living or not, oldest first."""
    if not index_dir.is_dir():
        return []
    return sorted(path.name for path in index_dir.iterdir() if _NAME.fullmatch(path.name))


def living_name(index_dir: Path) -> str | None:
    """Give the name of the living generation, None when there never was one.

    Raises:
        IndexDamagedError: The pointer is not the name of a generation that exists.
    """
    path = index_dir / CURRENT
    try:
        name = path.read_bytes().decode("ascii").strip()
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise IndexDamagedError(f"{path} does not name an index generation.", REINDEX) from None
    if not _NAME.fullmatch(name):
        raise IndexDamagedError(f"{path} says {name[:40]!r}, not the name of a generation.", REINDEX)
    if not (index_dir / name).is_dir():
        raise IndexDamagedError(f"{path} names {name}, which is not there.", REINDEX)
    return name


def require_living(index_dir: Path) -> str:
    """Give the name of the living generation.

    Raises:
        IndexMissingError: There is none yet.
        IndexDamagedError: The pointer is corrupt.
    """
    name = living_name(index_dir)
    if name is None:
        raise IndexMissingError(f"There is no index in {index_dir} yet.", REINDEX)
    return name


def switch_to(index_dir: Path, name: str) -> None:
    """Make a generation the living one; after a crash it is this one or the former, whole."""
    write_synced(index_dir / CURRENT, f"{name}\n")


def read_meta(folder: Path) -> GenerationMeta:
    """Read what a generation holds.

    Raises:
        IndexDamagedError: The note is missing or corrupt.
        IndexOutdatedError: Another schema made the generation.
    """
    path = folder / META
    try:
        data = json.loads(path.read_bytes())
        meta = GenerationMeta(
            schema=int(data["schema"]), sequence=int(data["sequence"]), filled=bool(data["filled"])
        )
    except (FileNotFoundError, ValueError, KeyError, TypeError) as error:
        raise IndexDamagedError(f"{path} is missing or corrupt.", REINDEX) from error
    if meta.schema != SCHEMA_VERSION:
        raise IndexOutdatedError(
            f"The index in {folder.parent} was made under schema {meta.schema}, this version of Dateline "
            f"uses {SCHEMA_VERSION}.",
            REINDEX,
        )
    return meta


def write_meta(folder: Path, meta: GenerationMeta) -> None:
    """Note what a generation holds."""
    write_synced(folder / META, json.dumps(asdict(meta)) + "\n")


def write_synced(path: Path, text: str) -> None:
    """Replace a file by rename, both on disk before this returns."""
    temporary = path.with_name(path.name + ".new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring a folder's list of names to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def writing(index_dir: Path, wait_s: float) -> Iterator[None]:
    """Be the one process that writes the index; the system lifts the lock when a process dies.

    Args:
        index_dir: The folder of generations, made when missing.
        wait_s: How long to wait for another process, in seconds.

    Raises:
        MachineError: Another process holds the lock, or the folder or disk refuses.
    """
    try:
        index_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        index_dir.chmod(0o700)
        with (index_dir / LOCK).open("a+", encoding="ascii") as file:
            _acquire(file.fileno(), index_dir, time.monotonic() + wait_s)
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield
    except OSError as error:
        raise MachineError(
            f"{error.filename or index_dir}: {error.strerror or error}.",
            "Check free space, owner and mode of the folder, then run it again; nothing is lost.",
        ) from error


def _acquire(descriptor: int, index_dir: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = (index_dir / LOCK).read_text(encoding="ascii", errors="replace") or "unknown"
                raise MachineError(
                    f"Process {holder} is writing the index in {index_dir}.",
                    "Wait until it is done, then try again; `dateline index` brings the index up to date.",
                ) from None
            time.sleep(_POLL_S)
        else:
            return
