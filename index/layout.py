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
from index.wording import told

CURRENT = "CURRENT"
LOCK = "LOCK"
META = "generation.json"
REINDEX = told("Run `dateline reindex` to build it from the article store.")

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
        raise IndexDamagedError(
            told("%(file)s does not name an index generation.", file=path), REINDEX
        ) from None
    if not _NAME.fullmatch(name):
        said = told("%(file)s says %(text)s, not the name of a generation.", file=path, text=repr(name[:40]))
        raise IndexDamagedError(said, REINDEX)
    if not (index_dir / name).is_dir():
        raise IndexDamagedError(
            told("%(file)s names %(name)s, which is not there.", file=path, name=name), REINDEX
        )
    return name


def require_living(index_dir: Path) -> str:
    """Give the name of the living generation.

    Raises:
        IndexMissingError: There is none yet.
        IndexDamagedError: The pointer is corrupt.
    """
    name = living_name(index_dir)
    if name is None:
        raise IndexMissingError(told("There is no index in %(folder)s yet.", folder=index_dir), REINDEX)
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
        raise IndexDamagedError(told("%(file)s is missing or corrupt.", file=path), REINDEX) from error
    if meta.schema != SCHEMA_VERSION:
        raise IndexOutdatedError(
            told(
                "The index in %(folder)s was made under schema %(made)s; this Dateline uses %(used)s.",
                folder=folder.parent,
                made=str(meta.schema),
                used=str(SCHEMA_VERSION),
            ),
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
            told(
                "%(file)s: %(reason)s.", file=error.filename or index_dir, reason=error.strerror or str(error)
            ),
            told("Check free space, owner and mode of the folder, then try again; nothing is lost."),
        ) from error


def _acquire(descriptor: int, index_dir: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = (index_dir / LOCK).read_text(encoding="ascii", errors="replace") or "unknown"
                raise MachineError(
                    told("Process %(id)s is writing the index in %(folder)s.", id=holder, folder=index_dir),
                    told("Try again when it is done; `dateline index` brings the index up to date."),
                ) from None
            time.sleep(_POLL_S)
        else:
            return
