"""A name that resolves to a public address when it is checked, and to this machine when it is used.

Run as a process of its own: ``python -m benchmarks.crawl.rebinding FOLDER PORT``. Nothing public is reached:
127.0.0.2 stands for a public address, 127.0.0.1 for a machine inside.
"""

import sys
import time
from multiprocessing import Pipe
from pathlib import Path
from typing import Any

from scrapy.utils.reactor import install_reactor

from index.crawl import guard
from index.crawl.frontier import Frontier
from index.crawl.links import Link
from index.crawl.messages import Dropped, Ended, FetchJob, Message, PageArrived, Patience, Site
from index.crawl.runs import owned_run

NAME = "rebind.example"
OUTSIDE, INSIDE = "127.0.0.2", "127.0.0.1"


class Flipping:
    """Resolves the name to each address in turn; a Twisted resolver."""

    def __init__(self) -> None:
        self._asked = 0

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, **_options: Any) -> Any:  # noqa: N802
        """Answer as Twisted asks for it."""
        from twisted.internet.address import IPv4Address

        self._asked += 1
        receiver.resolutionBegan(self)
        receiver.addressResolved(IPv4Address("TCP", OUTSIDE if self._asked % 2 else INSIDE, port))
        receiver.resolutionComplete()
        return self


def main(arguments: list[str]) -> None:
    """Fetch four pages of the name, each over a new connection, and print what became of them."""
    folder, port = Path(arguments[0]), arguments[1]
    really_public = guard.is_public
    guard.is_public = lambda address: str(address) == OUTSIDE or really_public(address)
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    from index.crawl.spider import run_spider

    reactor.installNameResolver(Flipping())  # type: ignore[attr-defined]
    root = f"{NAME}:{port}"
    with owned_run() as owner, Frontier(folder / "frontier.db") as frontier:
        links = [Link(url=f"http://{root}/story/{number}", kind="article") for number in range(4)]
        frontier.add(links, root=root, depth=0, run_start=0.0)
        ours, theirs = Pipe()
        job = FetchJob(
            frontier_path=frontier.path, warc_dir=folder / "warc", owner=owner,
            sites=(Site(root=root, delay_s=0.0),),
            run_start=time.time(), max_pages=None, allow=(), hosts={}, user_agent="Dateline",
            max_page_bytes=100_000, patience=Patience(timeout_s=5.0, max_wait_s=0.0),
        )  # fmt: skip
        run_spider(theirs, job)
        while not isinstance(message := _next(ours), Ended):
            if isinstance(message, PageArrived):
                print("page", message.page.body.decode())
            elif isinstance(message, Dropped):
                print("dropped", message.reason)


def _next(connection: Any) -> Message:
    message: Message = connection.recv()
    return message


if __name__ == "__main__":
    main(sys.argv[1:])
