"""A name of two persons parted, and that undone, with the index following at once: for a page that waits.

A parting changes what articles hold. Within a bound, the index is locked first, then the edit is made, then
the articles are counted anew; beyond it nothing is changed, and the command that takes its time is named.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from index import edits
from index.alias_reader import raise_version
from index.edit_log import Edit
from index.errors import EditError
from index.generations import apply_changes
from index.homonyms import homonym
from index.layout import read_meta, require_living, writing
from index.parting import Parting
from index.progress import Progress
from index.store import Store
from index.wording import told, told_of

MOST = 1000
"""Articles of a name, and changes that wait for the index, up to which somebody may wait: about 3 s."""
WAIT_S = 3.0
"""How long to wait for another process that writes the index."""


def part_by_context(
    store: Store, key: str, among: Collection[str] | None = None, shown: str | None = None
) -> Edit:
    """Part a name as its articles tell two persons apart; the index is the caller's to bring up to date.

    Args:
        store: The article store.
        key: The key of a full name.
        among: Ids of the articles that name it, where they are known; without, the store is searched.
        shown: The mark of the parting that the caller was shown, where it must still be that one.

    Raises:
        EditError: Nothing tells two persons apart, or it is not what was shown.
    """
    found = homonym(store, key, among)
    if found is None:
        if not store.named([key]):
            raise EditError(told("There is no person or place %(key)s.", key=repr(key)), edits.FIND)
        raise EditError(
            told("The articles of %(key)s do not tell two persons apart.", key=key),
            told(
                "Say which mean the second one: `dateline entities split %(key)s --article ID` for each.",
                key=key,
            ),
        )
    if shown is not None and shown != found.mark:
        said = told("The articles of %(key)s have changed since they were shown.", key=key)
        raise EditError(said, told("Look at them again."))
    second = found.bearers[1]
    return edits.part(store, key, second.articles, why=found.why, label=second.label)


def part_now(store: Store, index_dir: Path, key: str, among: Collection[str], shown: str) -> Edit:
    """Part a name as `part_by_context` does, and count its articles anew before this returns.

    Raises:
        EditError: It cannot be parted, or is too much to wait for; then nothing was changed.
        MachineError: Another process writes the index; then nothing was changed. Or the disk refuses.
    """
    command = f"dateline entities split {key} --by-context"
    _check_few(len(among), command)
    with _followed(store, index_dir, command):
        return part_by_context(store, key, among, shown)


def undo_now(store: Store, index_dir: Path, edit: Edit) -> Edit:
    """Take a parting back, and count its articles anew before this returns.

    Raises:
        EditError: It was undone, a later one rests on it, or it is too much to wait for; nothing was changed.
        MachineError: Another process writes the index; then nothing was changed. Or the disk refuses.
    """
    command = f"dateline entities undo {edit.number}"
    _check_few(len(Parting.of(edit).articles), command)
    with _followed(store, index_dir, command):
        return edits.undo(store, edit.number)


def _check_few(articles: int, command: str) -> None:
    if articles > MOST:
        said = told_of(
            "%(number)s article is too much for a page to wait for.",
            "%(number)s articles are too many for a page to wait for.",
            articles,
        )
        raise EditError(said, told("Run `%(command)s`.", command=command))


@contextmanager
def _followed(store: Store, index_dir: Path, command: str) -> Iterator[None]:
    """Let the index take in what is changed within, with what waits for it already."""
    with writing(index_dir, WAIT_S):
        folder = index_dir / require_living(index_dir)
        waiting = store.last_change() - read_meta(folder).sequence
        if not 0 <= waiting <= MOST:
            raise EditError(
                told_of(
                    "The index and the store are %(number)s change apart.",
                    "The index and the store are %(number)s changes apart.",
                    abs(waiting),
                ),
                told("Run `%(command)s`, which brings it up to date, too.", command=command),
            )
        yield
        # Small segments are left to the next import or `dateline index`: merging may take minutes.
        apply_changes(store, folder, Progress("indexing"), merge=False)
    with store.write() as connection:
        # Readers that saw the edit before its articles were counted look at the index again.
        raise_version(connection)
