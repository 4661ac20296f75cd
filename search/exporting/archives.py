"""The archived pages behind a list as one WARC file: the records as they were written, byte for byte."""

from collections.abc import Callable, Iterator
from pathlib import Path

from index.captures import captures
from index.store import Store
from index.warc import WarcArchive, warcinfo
from search.exporting.listing import Listing


def write_warc(
    found: Listing, store: Store, warc_dir: Path, without: Callable[[str], None]
) -> Iterator[bytes]:
    """Yield a WARC file: what it is, then the newest archived page of each hit, in the order of the hits.

    Args:
        found: The list.
        store: Knows where the pages are.
        warc_dir: The folder of WARC files.
        without: Called with the id of each article that has no archived page: it came as text, or its site
            asks that no copy be kept.

    Raises:
        StoreError: A file of the archive is missing or damaged.
    """
    archive = WarcArchive(warc_dir)
    yield warcinfo("dateline.warc.gz", description=found.line)
    for hit in found.export.hits:
        kept = next((item.ref for item in captures(store, hit.id) if item.ref), None)
        if kept is None:
            without(hit.id)
        else:
            yield archive.read_record(kept)
