"""Pages that a killed run had archived and not yet stored: taken from its WARC files, not fetched again."""

from collections.abc import Iterator
from pathlib import Path

from index.crawl.frontier import Frontier, Visit
from index.crawl.leases import Leased
from index.crawl.messages import FetchedPage, PageArrived
from index.crawl.runs import token_of
from index.errors import InputError
from index.urls import canonical_url, source_of
from index.warc import ArchivedResponse, WarcArchive, WarcRef, header
from index.warc_pages import iterate_pages


def salvaged(frontier: Frontier, warc_dir: Path, owner: str, max_page_bytes: int) -> Iterator[PageArrived]:
    """Yield what a run that is dead had fetched and not handed on, as if it arrived now.

    Only what the run still has in work, behind the last record that is known to be stored; a torn record
    at the end of a file is passed over, its page is fetched again.
    """
    leased = {key: item for key, item in frontier.leased_by(owner).items() if item.kind != "sitemap"}
    marks = frontier.marks(owner)
    if not leased:
        return
    for path in sorted(warc_dir.glob(f"dateline-*-{token_of(owner)}.warc.gz")):
        start = marks.get(path.name, 0)
        try:
            for found in iterate_pages(path, max_body_bytes=max_page_bytes, start=start):
                item = leased.pop(canonical_url(found.url), None)
                if item is not None:
                    yield _arrived(item, found, path.name)
        except InputError:
            # Killed within its very first record.
            continue


def _arrived(item: Leased, found: ArchivedResponse, file: str) -> PageArrived:
    digest = WarcArchive.digest(found.body)
    visit = Visit(
        key=item.key, kind=item.kind, at=found.fetched_at.timestamp(), etag=header(found.headers, "etag"),
        last_modified=header(found.headers, "last-modified"), digest=digest, archived=True,
    )  # fmt: skip
    page = FetchedPage(
        url=item.asked, final_url=item.url, status=found.status, content_type=found.content_type,
        headers=found.headers, body=found.body, fetched_at=found.fetched_at, source=source_of(item.url),
        root=item.root, warc=WarcRef(file, found.offset, digest),
    )  # fmt: skip
    return PageArrived(item.root, page, visit)
