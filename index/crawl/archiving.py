"""What was fetched into WARC files, at once and by the process that fetched it, so that no kill undoes it."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from index.crawl.leases import Leased
from index.crawl.messages import Answer, FetchedPage
from index.warc import WarcArchive, WarcRef

T = TypeVar("T")


class Archiver:
    """Writes in a thread of its own: compressing must not hold up the network.

    Args:
        archive: Its files belong to this run.
        max_list_bytes: Longest list that is kept; a sitemap may have 50 MB.
    """

    def __init__(self, archive: WarcArchive, max_list_bytes: int) -> None:
        self._archive, self._max_list_bytes = archive, max_list_bytes
        self._thread = ThreadPoolExecutor(1, "archive")

    async def keep(self, page: FetchedPage, digest: str) -> FetchedPage:
        """Archive a page of an article and say where it is; nowhere when it may not be kept."""
        if not page.may_archive:
            return replace(page, warc=WarcRef("", 0, digest))
        return await self._run(self._keep, page, digest)

    def _keep(self, page: FetchedPage, digest: str) -> FetchedPage:
        ref = self._archive.write_response(
            page.final_url, page.status, page.headers, page.body, page.fetched_at, digest=digest
        )
        return replace(page, warc=ref)

    async def keep_list(self, url: str, answer: Answer) -> None:
        """Archive a front page, section, feed, sitemap or redirect."""
        if len(answer.body) <= self._max_list_bytes:
            await self._run(self._keep_list, url, answer)

    def _keep_list(self, url: str, answer: Answer) -> None:
        self._archive.write_response(
            url, answer.status, answer.headers, answer.body, datetime.now(UTC), is_list=True
        )

    async def keep_revisit(self, item: Leased, answer: Answer) -> None:
        """Archive that an address was found unchanged."""
        if item.digest and item.archived_at is not None:
            await self._run(self._keep_revisit, item, answer)

    def _keep_revisit(self, item: Leased, answer: Answer) -> None:
        assert item.digest is not None and item.archived_at is not None
        self._archive.write_revisit(
            item.url, answer.status, answer.headers, datetime.now(UTC), digest=item.digest,
            first_at=datetime.fromtimestamp(item.archived_at, UTC),
        )  # fmt: skip

    async def _run(self, work: Callable[..., T], *arguments: object) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *arguments)

    def close(self) -> None:
        """Finish the file."""
        self._thread.shutdown()
        self._archive.close()
