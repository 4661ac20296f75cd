"""A site's robots.txt as rules: what may be fetched, how often, and where its sitemaps are. Pure.

Source: RFC 9309 for the meaning of the status; ``Crawl-delay`` and ``Sitemap`` as they are customary.
"""

from dataclasses import dataclass

from protego import Protego

AGENT = "Dateline"
"""The name that robots.txt may address us by."""
MAX_BYTES = 512_000
"""RFC 9309 asks to read at least 500 kibibytes."""
MAX_DELAY_S = 120.0
"""A longer Crawl-delay is a way of saying no politely; it is cut here so that a crawl ends."""

GUESSED_SITEMAP = "/sitemap.xml"
"""Where most sites have a sitemap that robots.txt does not name; its absence is no problem."""


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one origin. ``rules`` None allows all, ``reachable`` False forbids all for now."""

    rules: Protego | None = None
    reachable: bool = True

    def allows(self, url: str) -> bool:
        """Whether we may fetch an address."""
        return self.reachable and (self.rules is None or bool(self.rules.can_fetch(url, AGENT)))

    @property
    def delay_s(self) -> float:
        """The pause that is asked for, in seconds; 0 when none is."""
        delay = self.rules.crawl_delay(AGENT) if self.rules else None
        rate = self.rules.request_rate(AGENT) if self.rules else None
        between = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return min(max(float(delay or 0.0), between, 0.0), MAX_DELAY_S)

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """The sitemaps that are named, in order."""
        return tuple(self.rules.sitemaps) if self.rules else ()


def read_robots(status: int, body: bytes) -> Robots:
    """Read the answer to a request for robots.txt; status 0 stands for no answer.

    Without a file (4xx) all is allowed; while the site cannot say (5xx, 429, no answer) nothing is.
    """
    if 200 <= status < 300:
        return Robots(Protego.parse(body[:MAX_BYTES].decode("utf-8-sig", "ignore")))
    return Robots(reachable=400 <= status < 500 and status != 429)
