"""What Scrapy costs by itself: a spider as its tutorial writes it, over the same pages, keeping nothing.

Run in a process of its own, told by a JSON object: ``homes`` to begin at; with ``pages`` so many stories of
each are fetched from a list, with 0 links are followed.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from scrapy import Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response

CONCURRENT = 32


class BareSpider(Spider):  # type: ignore[misc, unused-ignore]
    """Fetches so many stories of some papers, or with 0 all that their front pages lead to."""

    name = "bare"

    def __init__(self, homes: list[str], pages: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._follow = not pages
        stories = [f"{home}story/a-ferry-was-late-{number}" for number in range(pages) for home in homes]
        self.start_urls = stories or homes

    def parse(self, response: Response) -> Iterator[Any]:
        """Follow links, and what sitemaps and feeds name."""
        if not self._follow:
            return
        if b"<html" in response.body[:100]:
            yield from response.follow_all(response.css("a::attr(href)"))
        else:
            yield from response.follow_all(response.xpath("//loc/text() | //item/link/text()"))


def main(arguments: list[str]) -> None:
    """Crawl with Scrapy's own settings, but for the pauses and what it would print."""
    told = json.loads(arguments[0])
    process = CrawlerProcess(
        {
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS": CONCURRENT,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
            "ROBOTSTXT_OBEY": not told["pages"],
        }
    )
    process.crawl(BareSpider, homes=told["homes"], pages=told["pages"])
    process.start()


if __name__ == "__main__":
    main(sys.argv[1:])
