"""The spider: lends Scrapy's engine to one run of visits. Imported only in the fetching process."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import closing
from multiprocessing.connection import Connection
from typing import Any

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.reactor import install_reactor

from index.crawl.archiving import Archiver
from index.crawl.downloading import Downloader, GuardedResolver, scrapy_settings
from index.crawl.frontier_thread import FrontierThread
from index.crawl.guard import Guard
from index.crawl.messages import Crashed, Ended, FetchJob, Message
from index.crawl.pipe import Pipe, describe
from index.crawl.runs import token_of
from index.crawl.stalls import StallWatch
from index.crawl.visiting import Visitor
from index.warc import WarcArchive


class FrontierSpider(Spider):  # type: ignore[misc, unused-ignore]
    """Visits what the frontier leases; Scrapy's own queue stays empty.

    Args:
        job: What to do.
        connection: The way to the parent.
        resolver: The one that guards this process.
    """

    name = "frontier"

    def __init__(
        self, job: FetchJob, connection: "Connection[Any, Any]", resolver: GuardedResolver, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self._job, self._connection, self._resolver = job, connection, resolver

    async def start(self) -> AsyncIterator[Any]:
        """Do the whole run within the engine's life, and tell the parent how it ended."""
        _collect_seldom()
        with Pipe(self._connection, asyncio.get_running_loop()) as pipe:
            await pipe(await self._visit(pipe))
        return
        yield  # Scrapy expects an asynchronous generator of requests.

    async def _visit(self, pipe: Pipe) -> Message:
        try:
            files = WarcArchive(self._job.warc_dir, writer=token_of(self._job.owner))
            with (
                FrontierThread(self._job.frontier_path, asyncio.get_running_loop()) as frontier,
                closing(Archiver(files, self._job.max_page_bytes)) as archiver,
            ):
                downloader = Downloader(self.crawler, self._job, self._resolver)
                visitor = Visitor(self._job, frontier, downloader, pipe, archiver)
                watch = StallWatch()
                async with watch:
                    await visitor.run()
        except Exception as error:
            # Scrapy would log it and go on to idle; the parent is the one to know.
            return Crashed(describe(error))
        return Ended(visitor.was_limited, watch.longest_s, watch.longest_held_s)


def _collect_seldom() -> None:
    """Leave what was imported out of the search for garbage, a tenth of all CPU and stops of the loop."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def run_spider(connection: "Connection[Any, Any]", job: FetchJob) -> None:
    """Run the reactor until the run of visits has ended.

    Raises:
        Exception: Scrapy could not start.
    """
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    twisted: Any = reactor
    resolver = GuardedResolver(twisted.nameResolver, Guard((*job.allow, *job.hosts.values())))
    twisted.installNameResolver(resolver)
    runner = AsyncCrawlerRunner(scrapy_settings(job))
    task = runner.crawl(FrontierSpider, job=job, connection=connection, resolver=resolver)
    task.add_done_callback(lambda _: twisted.stop())
    twisted.run(installSignalHandlers=False)
    task.result()
