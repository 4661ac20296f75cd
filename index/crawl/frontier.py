"""The crawl frontier: every address that was found and what became of it, in a SQLite file of its own.

States: ``waiting`` -> ``done``, ``failed`` (to be tried again when ``next_visit`` is set) or ``excluded``.
An address in work is leased to a run; a run that was killed gives its leases back when the next one
starts, so no address is lost. Several runs may share a frontier: a host belongs to one at a time.
"""

import json
import sqlite3
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from index.crawl.database import FrontierDatabase
from index.crawl.links import Kind, Link
from index.crawl.runs import is_alive
from index.crawl.statements import ADD_URL, DUE, LEASED, PROMOTE_URL, TOUCH_URL, host_of, url_row
from index.urls import canonical_url

SUCCESSES = frozenset({"fetched", "unchanged", "lists"})
"""What shows that a site could be read."""

State = Literal["waiting", "done", "failed", "excluded"]

LEASE_S = 900.0
"""A lease that was not renewed for so long is void, also when its run cannot be asked."""
REVISIT_AGES_S = (3_600.0, 21_600.0, 86_400.0, 604_800.0)
"""Ages at which a young article is fetched again for corrections: 1 h, 6 h, 1 day, 1 week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """An address to visit.

    ``asked`` is the address that led here through redirects, ``hops`` of them. ``archived_at``, in seconds
    since the epoch, is when the body of ``digest`` was fetched.
    """

    key: str
    url: str
    asked: str
    root: str
    kind: Kind
    depth: int
    hops: int
    attempts: int
    etag: str | None
    last_modified: str | None
    digest: str | None
    archived_at: float | None
    interval_s: float | None


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


class Frontier(FrontierDatabase):
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
            self._db.executemany(TOUCH_URL, (row | touching for row in rows))
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

    def own_host(self, owner: str, roots: Iterable[str], now: float, busy: Iterable[str]) -> str | None:
        """Take a host that has something due and is nobody else's; None when there is none.

        Args:
            owner: The run that asks.
            roots: The sites that it crawls.
            now: Seconds since the epoch.
            busy: Hosts that it has in work already.
        """
        names, taken = json.dumps(list(roots)), json.dumps(list(busy))
        query = (
            "SELECT host FROM hosts WHERE (owner IS NULL OR owner = ? OR owned_until < ?) "
            "AND not_before <= ? AND host NOT IN (SELECT value FROM json_each(?)) "
            "AND EXISTS (SELECT 1 FROM urls WHERE urls.host = hosts.host AND next_visit <= ? "
            "AND lease IS NULL AND root IN (SELECT value FROM json_each(?))) LIMIT 1"
        )
        with self._write():
            row = self._db.execute(query, (owner, now, now, taken, now, names)).fetchone()
            if row is None:
                return None
            self._db.execute(
                "UPDATE hosts SET owner = ?, owned_until = ? WHERE host = ?",
                (owner, now + LEASE_S, row["host"]),
            )
        return str(row["host"])

    def release_host(self, owner: str, host: str) -> None:
        """Give a host back."""
        with self._write():
            self._db.execute("UPDATE hosts SET owner = NULL WHERE host = ? AND owner = ?", (host, owner))

    def rest_host(self, host: str, until: float) -> None:
        """Leave a host alone until then (it asked for it, or it fails)."""
        with self._write():
            self._db.execute("UPDATE hosts SET not_before = max(not_before, ?) WHERE host = ?", (until, host))

    def lease(self, owner: str, host: str, roots: Iterable[str], now: float, limit: int) -> list[Leased]:
        """Take up to ``limit`` addresses of a host that are due, the most telling first."""
        values = (host, now, json.dumps(list(roots)), limit)
        with self._write():
            found = [Leased(**row) for row in self._db.execute(DUE, values)]
            self._db.executemany(
                "UPDATE urls SET lease = ?, lease_until = ? WHERE key = ?",
                ((owner, now + LEASE_S, item.key) for item in found),
            )
            self._db.execute("UPDATE hosts SET owned_until = ? WHERE host = ?", (now + LEASE_S, host))
        return found

    def unlease(self, keys: Iterable[str]) -> None:
        """Give addresses back unvisited."""
        with self._write():
            self._db.executemany("UPDATE urls SET lease = NULL WHERE key = ?", ((key,) for key in keys))

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

    def next_due(self, owner: str, roots: Iterable[str], but: Iterable[str] = ()) -> float | None:
        """Give when the next address of these sites becomes due, or None; of hosts that ``owner`` may take.

        Args:
            owner: The run that asks.
            roots: The sites that it crawls.
            but: Hosts to leave out.
        """
        with self._errors():
            row = self._db.execute(
                "SELECT min(max(next_visit, not_before)) FROM urls JOIN hosts USING (host) WHERE "
                "next_visit IS NOT NULL AND lease IS NULL AND (owner IS NULL OR owner = ?) "
                "AND root IN (SELECT value FROM json_each(?)) "
                "AND host NOT IN (SELECT value FROM json_each(?))",
                (owner, json.dumps(list(roots)), json.dumps(list(but))),
            ).fetchone()
        return None if row[0] is None else float(row[0])

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
        with self._write():
            self._db.executemany(
                "INSERT INTO tallies VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
                "SET count = count + excluded.count",
                ((root, day, name, count) for (root, name), count in tallies.items()),
            )
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

    def release(self, owner: str) -> None:
        """Give back all that a run has leased."""
        with self._write():
            self._release(owner)

    def _release(self, owner: str) -> None:
        self._db.execute("UPDATE urls SET lease = NULL WHERE lease = ?", (owner,))
        self._db.execute("UPDATE hosts SET owner = NULL WHERE owner = ?", (owner,))
        self._db.execute("DELETE FROM marks WHERE owner = ?", (owner,))

    def dead_runs(self) -> list[str]:
        """Give the runs that ended without giving back what they had leased."""
        with self._errors():
            rows = self._db.execute(
                "SELECT lease FROM urls WHERE lease IS NOT NULL UNION "
                "SELECT owner FROM hosts WHERE owner IS NOT NULL UNION SELECT owner FROM marks"
            ).fetchall()
        return [row[0] for row in rows if not is_alive(row[0])]

    def leased_by(self, owner: str) -> dict[str, Leased]:
        """Give what a run has in work, by address."""
        with self._errors():
            rows = self._db.execute(LEASED, (owner,)).fetchall()
        return {row["key"]: Leased(**row) for row in rows}

    def marks(self, owner: str) -> dict[str, int]:
        """Give, for a run's WARC files, the offset of the last record whose page is stored."""
        with self._errors():
            return dict(
                self._db.execute("SELECT file, stored FROM marks WHERE owner = ?", (owner,)).fetchall()
            )

    def recover(self, now: float) -> int:
        """Give back the leases of runs that ended without doing so; gives the number of addresses."""
        dead = self.dead_runs()
        with self._write():
            before = self._db.total_changes
            self._db.execute(
                "UPDATE urls SET lease = NULL WHERE lease_until < ? AND lease IS NOT NULL", (now,)
            )
            self._db.executemany("UPDATE urls SET lease = NULL WHERE lease = ?", ((name,) for name in dead))
            recovered = self._db.total_changes - before
            for name in dead:
                self._release(name)
        return recovered


def next_revisit(first_fetched: float, fetched_at: float) -> float | None:
    """Give when an article is due again, None when it is old enough to be left alone."""
    ages = (age for age in REVISIT_AGES_S if first_fetched + age > fetched_at)
    age = next(ages, None)
    return None if age is None else first_fetched + age
