"""The fetching process: Scrapy's engine over the frontier, pages out through a `pipe`.

A process of its own, because a Twisted reactor runs once in a process and because cleaning and storing
must never hold up the network. It ends as soon as its parent does.
"""

import logging
import os
import signal
import sys
from multiprocessing.connection import Connection
from typing import Any

from index.crawl.messages import Crashed, FetchJob
from index.crawl.pipe import describe


def run(connection: "Connection[Any, Any]", job: FetchJob) -> None:
    """Fetch as told and say how it ended; the entry of the process."""
    # Ctrl-C is the parent's to answer: it stores what has come, then lets us go.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _keep_quiet()
    try:
        from index.crawl.spider import run_spider

        run_spider(connection, job)
    except Exception as error:
        connection.send(Crashed(describe(error)))
        sys.exit(1)


def _keep_quiet() -> None:
    """Keep what Scrapy and Twisted log of bad sites off the user's terminal; we name it ourselves."""
    if os.environ.get("DATELINE_DEBUG") == "1":
        return
    from twisted.logger import globalLogBeginner

    logging.getLogger().addHandler(logging.NullHandler())
    observers: list[Any] = [lambda _event: None]
    globalLogBeginner.beginLoggingTo(observers, redirectStandardIO=False)
