"""One crawl in a process of its own, to be killed or measured: pages into the store, none is cleaned.

What is measured and killed is the crawler; cleaning has a benchmark of its own.
"""

import json
import resource
import sys
from collections import Counter
from pathlib import Path

from index import page_writer
from index.crawl.ingesting import page_to_keep
from index.crawl.messages import FetchedPage, Patience
from index.crawl.planning import CrawlOptions
from index.crawl.running import crawl
from index.page_writer import NewPage
from index.settings import Settings
from index.store import Store, open_store

REPORT = "report.json"
"""File in the data folder that tells what the crawl did."""


class StoreSink:
    """Stores pages as they are; a `running.PageSink`."""

    def __init__(self, store: Store) -> None:
        self._store, self._pages = store, list[NewPage]()

    def take(self, page: FetchedPage) -> None:
        """Accept a page."""
        self._pages.append(page_to_keep(page))

    def flush(self) -> Counter[tuple[str, str]]:
        """Store what was taken."""
        with self._store.write() as connection:
            for page in self._pages:
                page_writer.put_page(connection, page)
        self._pages = []
        return Counter()


def main(arguments: list[str]) -> None:
    """Crawl as told by a JSON object: home, seeds, hosts, delay_s; notes what it did and the CPU it took."""
    told = json.loads(arguments[0])
    settings = Settings(home=Path(told["home"]))
    store = open_store(settings.store_path, create=True)
    report = crawl(
        settings, store, told["seeds"], sink=StoreSink(store),
        options=CrawlOptions(
            hosts=told["hosts"], delay_s=told["delay_s"], patience=Patience(max_wait_s=0.0)
        ),
    )  # fmt: skip
    store.close()
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    Path(told["home"], REPORT).write_text(
        json.dumps({
            "fetched": report.fetched, "seconds": report.seconds, "longest_stall_s": report.longest_stall_s,
            "longest_held_s": report.longest_held_s,
            "cpu_s": sum(usage.ru_utime + usage.ru_stime for usage in spent),
        })
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
