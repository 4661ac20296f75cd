"""The crawl frontier: every address that was found and what became of it, in a SQLite file of its own.

States: ``waiting`` -> ``done``, ``failed`` (to be tried again when ``next_visit`` is set) or ``excluded``.
An address in work is leased to a run; a run that was killed gives its leases back when the next one
starts, so no address is lost. Several runs may share a frontier: a host belongs to one at a time.
"""

import sqlite3
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from index.crawl.leases import Leased, Leases
from index.crawl.links import Kind, Link
from index.crawl.statements import ADD_URL, COUNT, COUNT_IN_ALL, PROMOTE_URL, TOUCH_URL, host_of, url_row
from index.urls import canonical_url

SUCCESSES = frozenset({"fetched", "unchanged", "lists"})
"""What shows that a site could be read."""

State = Literal["waiting", "done", "failed", "excluded"]

REVISIT_AGES_S = (3_600.0, 21_600.0, 86_400.0, 604_800.0)
"""Ages at which a young article is fetched again for corrections: 1 h, 6 h, 1 day, 1 week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A visit that went well, to what was thought to be a ``kind``; ``at`` in seconds since the epoch.

    ``archived`` when its body was kept, new or changed; ``interval_s`` is what was learnt of a list, None
    for nothing.
    """

    key: str
    kind: Kind
    at: float
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    archived: bool = False
    interval_s: float | None = None


class Frontier(Leases):
    """An open frontier, for one thread. A context manager.

    Args:
        path: The database file, made when missing.

    Raises:
        StoreNewerError: A later version of Dateline wrote it.
        StoreError: It is damaged.
    """

    def add(
        self, links: Iterable[Link], *, root: str, depth: int, run_start: float, pause_s: float = 0.0
    ) -> int:
        """Add what one list or page leads to; gives how many articles are new.

        What is known stays as it is, but becomes due again when its list says that it changed since it
        was visited, and, for lists, when it was not visited in this run yet; further pages of a list only
        when the list had new articles. With ``pause_s`` a list rests as long as was learnt for it, or so
        long. What was taken for a section becomes an article to visit once a
        list of articles names it.
        """
        rows = [url_row(link, root, depth) for link in links]
        with self._write():
            before = self._db.total_changes
            self._db.executemany(ADD_URL, (row for row in rows if row["kind"] == "article"))
            self._db.executemany(PROMOTE_URL, (row for row in rows if row["listed"]))
            new = self._db.total_changes - before
            self._db.executemany(ADD_URL, (row for row in rows if row["kind"] != "article"))
            touching = {"run_start": run_start, "has_new": bool(new), "pause_s": pause_s}
            self._db.executemany(TOUCH_URL, (row | touching for row in rows if _may_touch(row)))
            self._add_hosts(rows)
        return new

    def _add_hosts(self, rows: list[dict[str, object]]) -> None:
        hosts = {(row["host"],) for row in rows}
        self._db.executemany("INSERT OR IGNORE INTO hosts (host) VALUES (?)", hosts)

    def force(self, links: Iterable[Link], *, root: str) -> None:
        """Make addresses due now, whatever became of them before, adding those that are new."""
        rows = [url_row(link, root, 0) for link in links]
        now = time.time()
        with self._write():
            self._db.executemany(ADD_URL, rows)
            self._db.executemany(
                "UPDATE urls SET kind = :kind, rank = :rank, root = :root, depth = 0, url = :url, hops = 0, "
                "state = 'waiting', attempts = 0, next_visit = :now, etag = NULL, last_modified = NULL "
                "WHERE key = :key",
                ({**row, "now": now} for row in rows),
            )
            self._add_hosts(rows)

    def force_all(self, roots: Iterable[str]) -> None:
        """Make every address of these sites due now, done, failed or excluded."""
        with self._write():
            self._db.executemany(
                "UPDATE urls SET state = 'waiting', attempts = 0, next_visit = ? WHERE root = ?",
                ((time.time(), root) for root in roots),
            )

    def readmit(self, roots: Iterable[str], *, whole: bool) -> None:
        """Make addresses due that were refused as private: where a crawl begins, or the ``whole`` sites."""
        with self._write():
            self._db.executemany(
                "UPDATE urls SET state = 'waiting', attempts = 0, next_visit = ? WHERE root = ? "
                "AND state = 'excluded' AND reason = 'private-address' AND (depth = 0 OR ?)",
                ((time.time(), root, whole) for root in roots),
            )

    def finish(self, visits: Iterable[Visit], owner: str = "", stored: Mapping[str, int] = {}) -> None:
        """Note visits as done; call it when their pages are stored. A young article is due again.

        Args:
            visits: What was visited.
            owner: The run that did.
            stored: How far its WARC files are stored: the offset of the last record of each.
        """
        with self._write():
            self._db.executemany(
                "INSERT INTO marks VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET stored = excluded.stored",
                ((owner, file, offset) for file, offset in stored.items()),
            )
            for visit in visits:
                row = self._db.execute(
                    "SELECT kind, fresh, first_fetched FROM urls WHERE key = ?", (visit.key,)
                ).fetchone()
                if row is not None:
                    self._finish(visit, row)

    def _finish(self, visit: Visit, row: sqlite3.Row) -> None:
        first = row["first_fetched"] or visit.at
        due = next_revisit(first, visit.at) if row["kind"] == "article" and row["fresh"] else None
        known = (visit.etag, visit.last_modified, visit.digest)
        if row["kind"] == "article" and visit.kind == "section":
            # Named as an article while it was being read as a section.
            due, known = visit.at, (None, None, None)
        self._db.execute(
            "UPDATE urls SET state = 'done', reason = NULL, attempts = 0, lease = NULL, next_visit = ?, "
            "first_fetched = ?, visited_at = ?, etag = coalesce(?, etag), "
            "last_modified = coalesce(?, last_modified), digest = coalesce(?, digest), "
            "archived_at = iif(?, ?, archived_at), interval_s = coalesce(?, interval_s) WHERE key = ?",
            (due, first, visit.at, *known, visit.archived, visit.at, visit.interval_s, visit.key),
        )

    def exclude(self, key: str, reason: str, target: str | None = None) -> None:
        """Note that an address is not to be fetched, by a named reason; ``target`` is the same page."""
        self._end(key, "excluded", reason, None, target)

    def fail(self, key: str, reason: str, retry_at: float | None) -> None:
        """Note a failed visit; with ``retry_at`` (seconds since the epoch) it will be tried again."""
        self._end(key, "failed", reason, retry_at)

    def _end(
        self, key: str, state: State, reason: str, retry_at: float | None, target: str | None = None
    ) -> None:
        with self._write():
            self._db.execute(
                "UPDATE urls SET state = ?, reason = ?, next_visit = ?, attempts = attempts + 1, "
                "visited_at = ?, lease = NULL, target = ? WHERE key = ?",
                (state, reason, retry_at, time.time(), target, key),
            )

    def redirect(self, item: Leased, target: str, run_start: float) -> Literal["waiting", "known", "loop"]:
        """Follow a redirect: the target waits in the address's place, unless it is known already.

        A target that is the same address in another spelling replaces the spelling. ``loop`` when the
        redirects came round; the address then stays as it is.
        """
        key = canonical_url(target)
        with self._write():
            self._db.execute("INSERT OR IGNORE INTO hosts (host) VALUES (?)", (host_of(target),))
            if key == item.key:
                self._db.execute(
                    "UPDATE urls SET url = ?, host = ?, hops = hops + 1, lease = NULL, next_visit = ? "
                    "WHERE key = ?",
                    (target, host_of(target), time.time(), key),
                )
                return "waiting"
            if self._came_round(item, key, run_start):
                return "loop"
            is_new = self._add_target(item, target, key, run_start)
            self._db.execute(
                "UPDATE urls SET state = 'done', reason = 'redirect', lease = NULL, next_visit = NULL, "
                "visited_at = ?, target = ? WHERE key = ?",
                (time.time(), key, item.key),
            )
        return "waiting" if is_new else "known"

    def _came_round(self, item: Leased, key: str, run_start: float) -> bool:
        """Whether an address was itself redirected in this run, on the way from the same first address."""
        found = self._db.execute(
            "SELECT 1 FROM urls WHERE key = ? AND asked = ? AND reason = 'redirect' AND visited_at >= ?",
            (key, item.asked, run_start),
        ).fetchone()
        return found is not None

    def _add_target(self, item: Leased, target: str, key: str, run_start: float) -> bool:
        row = url_row(Link(url=target, kind=item.kind), item.root, item.depth)
        before = self._db.total_changes
        self._db.execute(ADD_URL, row)
        is_new = self._db.total_changes > before
        self._db.execute(TOUCH_URL, row | {"run_start": run_start, "has_new": False, "pause_s": 0.0})
        if is_new:
            self._db.execute(
                "UPDATE urls SET asked = ?, hops = ?, fresh = (SELECT fresh FROM urls WHERE key = ?) "
                "WHERE key = ?",
                (item.asked, item.hops + 1, item.key, key),
            )
        return is_new

    def counts(self, root: str) -> dict[str, int]:
        """Count a site's articles by state."""
        with self._errors():
            rows = self._db.execute(
                "SELECT state, count(*) FROM urls WHERE root = ? AND kind = 'article' "
                "AND reason IS NOT 'redirect' GROUP BY state",
                (root,),
            )
            return {row[0]: row[1] for row in rows}

    def count(self, tallies: Mapping[tuple[str, str], int], now: float) -> None:
        """Add to what became of each site's addresses today, by site and name."""
        if not tallies:
            return
        day = datetime.fromtimestamp(now, UTC).date().isoformat()
        good = {root for root, name in tallies if name in SUCCESSES}
        rows = [
            {"source": root, "day": day, "name": name, "count": count}
            for (root, name), count in tallies.items()
        ]
        with self._write():
            self._db.executemany(COUNT, rows)
            self._db.executemany(COUNT_IN_ALL, rows)
            self._db.executemany(
                "INSERT OR REPLACE INTO tallies VALUES (?, '', 'last_success', ?)",
                ((root, int(now)) for root in good),
            )

    def robots(self, origin: str, since: float) -> tuple[float, int, bytes] | None:
        """Give the robots.txt of an origin if it was read after ``since``: when, its status and body."""
        with self._errors():
            row = self._db.execute(
                "SELECT at, status, body FROM robots WHERE origin = ? AND at > ?", (origin, since)
            ).fetchone()
        return None if row is None else (float(row["at"]), int(row["status"]), bytes(row["body"]))

    def put_robots(self, origin: str, at: float, status: int, body: bytes) -> None:
        """Keep the robots.txt of an origin for later runs."""
        with self._write():
            self._db.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?)", (origin, at, status, body))


def _may_touch(row: Mapping[str, object]) -> bool:
    """Whether `TOUCH_URL` could do anything for an address: not for an article of which nothing is said."""
    return bool(row["is_list"]) or row["kind"] == "paging" or row["modified"] is not None


def next_revisit(first_fetched: float, fetched_at: float) -> float | None:
    """Give when an article is due again, None when it is old enough to be left alone."""
    ages = (age for age in REVISIT_AGES_S if first_fetched + age > fetched_at)
    age = next(ages, None)
    return None if age is None else first_fetched + age
