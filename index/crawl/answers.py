"""Answers as the values that the other parts take. Pure, but for the clock."""

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from index.crawl.frontier import Visit
from index.crawl.leases import Leased
from index.crawl.links import Directives
from index.crawl.messages import Answer, FetchedPage
from index.urls import source_of
from index.warc import header

MAX_RETRY_AFTER_S = 86_400.0
MAX_PAUSES = 16
"""A list without news rests at most so many of its least pauses: 15 minutes become 4 hours."""
MAX_INTERVAL_S = 86_400.0


def limit(pages: int | None) -> float:
    """Give a number of pages to count down from; None has no end."""
    return float("inf") if pages is None else pages


def conditions(item: Leased) -> dict[str, str]:
    """Ask for news only; not of pages whose links must be read again."""
    if item.kind not in ("article", "feed"):
        return {}
    asked = {"If-None-Match": item.etag, "If-Modified-Since": item.last_modified}
    return {name: value for name, value in asked.items() if value}


def visit_of(
    item: Leased, answer: Answer, digest: str | None, *, archived: bool, interval_s: float | None = None
) -> Visit:
    """Give what the frontier is to note of an answer; ``archived`` unless no copy may be kept."""
    return Visit(
        key=item.key,
        kind=item.kind,
        at=time.time(),
        etag=header(answer.headers, "etag"),
        last_modified=header(answer.headers, "last-modified"),
        digest=digest,
        archived=archived and item.digest != digest,
        interval_s=interval_s,
    )


def next_interval(item: Leased, pause_s: float, *, has_new: bool) -> float | None:
    """Learn when a list is worth a visit again: half as long after news, half as long again without.

    Args:
        item: The list, with what was learnt before.
        pause_s: Least pause; 0 when the run reads all lists anyway, and nothing is learnt.
        has_new: Whether it led to an article that was not known.

    Returns:
        Seconds, between ``pause_s`` and `MAX_PAUSES` times that, at most a day (or ``pause_s``).
    """
    if not pause_s or item.kind == "article":
        return None
    before = item.interval_s or pause_s
    longest = max(pause_s, min(MAX_PAUSES * pause_s, MAX_INTERVAL_S))
    return max(pause_s, before / 2) if has_new else min(before * 1.5, longest)


def page_of(item: Leased, answer: Answer, asked: Directives, at: float) -> FetchedPage:
    """Give an answer as a page of an article, fetched at ``at`` (seconds since the epoch)."""
    return FetchedPage(
        url=item.asked, final_url=item.url, status=answer.status,
        content_type=header(answer.headers, "content-type"), headers=answer.headers, body=answer.body,
        fetched_at=datetime.fromtimestamp(at, UTC), source=source_of(item.url),
        root=item.root, may_archive=not asked.noarchive,
    )  # fmt: skip


def retry_after_s(answer: Answer, now: float) -> float:
    """Read Retry-After as seconds from ``now``, at most a day; 0 when there is none."""
    printed = (header(answer.headers, "retry-after") or "").strip()
    if printed.isascii() and printed.isdigit():
        return min(float(printed), MAX_RETRY_AFTER_S)
    try:
        moment = parsedate_to_datetime(printed)
        return min(max(moment.timestamp() - now, 0.0), MAX_RETRY_AFTER_S)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
