"""What the fetching process is told, and what it tells: frozen values that travel through a pipe."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from index.crawl.frontier import Visit
from index.crawl.links import Kind
from index.crawl.patterns import matches
from index.warc import WarcRef

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 10
"""Redirects followed from one address, as browsers and RFC 9309 do (20 and 5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a run waits for sites that fail for the moment; all in seconds.

    Attributes:
        retry_s: Pause before each further try of an address; after the last it is given up.
        max_wait_s: Longest that a run stays for the sake of a retry; later ones are the next run's.
        timeout_s: Longest that one answer may take, from the first byte sent to the last received.
    """

    retry_s: tuple[float, ...] = (10.0, 60.0, 600.0, 3_600.0, 86_400.0)
    max_wait_s: float = 90.0
    timeout_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What one run may fetch of a site, and how.

    Attributes:
        root: Its name, as `source_of` gives it.
        whole: Whether its home page was asked for, so that its sitemaps count too.
        include: Patterns (``*`` stands for anything) of which an article's address must match one; none
            for all.
        exclude: Patterns of addresses that are left alone, articles and lists.
        delay_s: Pause between two requests to one of its hosts.
        max_pages: Articles to fetch of it at most in one run; None for no limit.
        max_depth: Links followed from its home page at most; None for the limit of all.
        pause_s: Least pause between two visits of one of its lists; 0 visits all in each run.
    """

    root: str
    whole: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    delay_s: float = 1.0
    max_pages: int | None = None
    max_depth: int | None = None
    pause_s: float = 0.0

    def wants(self, url: str, kind: Kind) -> bool:
        """Whether an address is one to fetch, by the patterns."""
        if self.exclude and matches(url, self.exclude):
            return False
        return kind != "article" or not self.include or matches(url, self.include)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchJob:
    """What one run is to fetch, and how.

    Attributes:
        frontier_path: Where the addresses are.
        warc_dir: Where what is fetched is archived.
        owner: The run's name in the frontier.
        sites: The sites to crawl.
        run_start: Seconds since the epoch; what was visited before is not of this run.
        max_pages: Articles to fetch at most; None for no limit.
        allow: Private ``HOST:PORT`` that may be reached.
        hosts: Where to really connect for some host names: ``{"www.paper.example": "127.0.0.1:8000"}``.
        user_agent: What we call ourselves.
        max_page_bytes: Largest page, after decoding.
    """

    frontier_path: Path
    warc_dir: Path
    owner: str
    sites: tuple[Site, ...]
    run_start: float
    max_pages: int | None
    allow: tuple[str, ...]
    hosts: Mapping[str, str]
    user_agent: str
    max_page_bytes: int
    patience: Patience = field(default_factory=Patience)

    @property
    def roots(self) -> tuple[str, ...]:
        """The names of the sites."""
        return tuple(site.root for site in self.sites)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: a response, or with status 0 a named ``error`` and its ``detail``."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    latency_s: float = 0.0
    error: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """A page that was fetched, decoded from its transfer coding.

    Attributes:
        url: The address that was asked for, before redirects.
        final_url: The address that answered.
        fetched_at: UTC.
        root: The site that it was crawled for.
        may_archive: Whether a copy may be kept; its text may be in any case.
        warc: Where it is archived; None until it is, an empty file name when no copy may be kept.
        source: The host without ``www.``.
    """

    url: str
    final_url: str
    status: int
    content_type: str | None
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    source: str
    root: str
    may_archive: bool = True
    warc: WarcRef | None = None


@dataclass(frozen=True, slots=True)
class PageArrived:
    """A page for the sink, and what the frontier is to note when it is stored."""

    root: str
    page: FetchedPage
    visit: Visit


@dataclass(frozen=True, slots=True)
class Counted:
    """Something of one site to count: articles found, articles unchanged, lists read."""

    root: str
    name: Literal["found", "unchanged", "lists"]
    count: int = 1


@dataclass(frozen=True, slots=True)
class Dropped:
    """An address that gave no page, by a named reason; ``again`` when it will be tried again.

    ``kind`` is what it was thought to be; ``detail`` says more (where a redirect led).
    """

    root: str
    url: str
    kind: str
    reason: str
    again: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """The last message: all that was due is done; ``full`` when the page limit ended it first.

    ``longest_stall_s`` is how long the loop that fetches was ever late, by anything, ``longest_held_s`` by
    what its own process did or waited for.
    """

    full: bool
    longest_stall_s: float = 0.0
    longest_held_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Crashed:
    """The last message when the fetching process failed."""

    message: str


Message = PageArrived | Counted | Dropped | Ended | Crashed
