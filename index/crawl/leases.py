"""Which run has what in work: hosts and addresses are leased, and given back, also for runs that died."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from index.crawl.database import FrontierDatabase
from index.crawl.links import Kind
from index.crawl.runs import is_alive
from index.crawl.statements import DUE, LEASED

LEASE_S = 900.0
"""A lease that was not renewed for so long is void, also when its run cannot be asked."""


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


class Leases(FrontierDatabase):
    """The leases in an open frontier, for one thread."""

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
