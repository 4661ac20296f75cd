"""The frontier's tables, its longer statements and their values, as SQLite reads them."""

import time
from functools import lru_cache

from index.crawl.links import Kind, Link
from index.urls import canonical_url, source_of

RANKS: dict[Kind, int] = {"home": 0, "sitemap": 1, "feed": 1, "section": 2, "article": 3, "paging": 4}
"""Order of visits to one host: what tells of the newest first."""

_FIRST = """
CREATE TABLE urls (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, asked TEXT NOT NULL, root TEXT NOT NULL, host TEXT NOT NULL,
    kind TEXT NOT NULL, rank INTEGER NOT NULL, depth INTEGER NOT NULL, hops INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting', reason TEXT, attempts INTEGER NOT NULL DEFAULT 0,
    fresh INTEGER NOT NULL, next_visit REAL, first_fetched REAL, visited_at REAL, lease TEXT,
    lease_until REAL, etag TEXT, last_modified TEXT, digest TEXT
) WITHOUT ROWID;
CREATE INDEX urls_due ON urls (host, rank, next_visit) WHERE next_visit IS NOT NULL;
CREATE INDEX urls_root ON urls (root, kind, state);
CREATE INDEX urls_leased ON urls (lease) WHERE lease IS NOT NULL;
CREATE TABLE hosts (
    host TEXT PRIMARY KEY, owner TEXT, owned_until REAL NOT NULL DEFAULT 0, not_before REAL NOT NULL DEFAULT 0
) WITHOUT ROWID;
"""

_SECOND = """
ALTER TABLE urls ADD COLUMN archived_at REAL;
ALTER TABLE urls ADD COLUMN interval_s REAL;
ALTER TABLE urls ADD COLUMN target TEXT;
CREATE INDEX urls_redirected ON urls (root) WHERE target IS NOT NULL;
CREATE TABLE marks (
    owner TEXT NOT NULL, file TEXT NOT NULL, stored INTEGER NOT NULL, PRIMARY KEY (owner, file)
) WITHOUT ROWID;
CREATE TABLE robots (
    origin TEXT PRIMARY KEY, at REAL NOT NULL, status INTEGER NOT NULL, body BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE tallies (
    source TEXT NOT NULL, day TEXT NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (source, day, name)
) WITHOUT ROWID
"""
"""``archived_at``: when the kept body was fetched. ``interval_s``: pause between visits of a list, learnt.
``target``: where a redirect led, until the article knows it as its alias. ``marks``: how far in a run's WARC
file its pages are stored. ``tallies``: what became of a source's addresses, by day."""

_THIRD = """
CREATE TABLE totals (
    source TEXT NOT NULL, name TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (source, name)
) WITHOUT ROWID;
INSERT INTO totals SELECT source, name, sum(count) FROM tallies WHERE day <> '' GROUP BY source, name
"""
"""``totals``: the tallies of all days added up, written in the transaction that writes them."""

MIGRATIONS = (_FIRST, _SECOND, _THIRD)
"""What makes each version of the file from the one before."""

ADD_URL = (
    "INSERT OR IGNORE INTO urls (key, url, asked, root, host, kind, rank, depth, fresh, next_visit) "
    "VALUES (:key, :url, :url, :root, :host, :kind, :rank, :depth, :fresh, :found_at)"
)
COUNT = (
    "INSERT INTO tallies VALUES (:source, :day, :name, :count) "
    "ON CONFLICT DO UPDATE SET count = count + excluded.count"
)
COUNT_IN_ALL = (
    "INSERT INTO totals VALUES (:source, :name, :count) "
    "ON CONFLICT DO UPDATE SET count = count + excluded.count"
)
LEASED = (
    "SELECT key, url, asked, root, kind, depth, hops, attempts, etag, last_modified, digest, archived_at, "
    "interval_s "
    "FROM urls WHERE lease = ?"
)
DUE = (
    "SELECT key, url, asked, root, kind, depth, hops, attempts, etag, last_modified, digest, archived_at, "
    "interval_s "
    "FROM urls WHERE host = ? AND next_visit <= ? AND lease IS NULL "
    "AND root IN (SELECT value FROM json_each(?)) ORDER BY rank, next_visit, key LIMIT ?"
)
PROMOTE_URL = (
    "UPDATE urls SET kind = 'article', rank = :rank, fresh = :fresh, state = 'waiting', attempts = 0, "
    "next_visit = :found_at, etag = NULL, last_modified = NULL, digest = NULL "
    "WHERE key = :key AND kind = 'section' AND reason IS NOT 'redirect'"
)
TOUCH_URL = (
    "UPDATE urls SET next_visit = :found_at WHERE key = :key AND state IN ('done', 'failed') "
    "AND lease IS NULL AND coalesce(next_visit, 1e18) > :found_at "
    "AND CASE WHEN :modified IS NOT NULL THEN visited_at < :modified "
    "ELSE (:is_list OR :kind = 'paging' AND :has_new) AND visited_at < :run_start "
    "AND (:pause_s = 0 OR visited_at + coalesce(interval_s, :pause_s) <= :found_at) END"
)


def url_row(link: Link, root: str, depth: int) -> dict[str, object]:
    """Give the values of the statements for one link."""
    return {
        "key": _key(link.url),
        "url": link.url,
        "root": root,
        "host": host_of(link.url),
        "kind": link.kind,
        "rank": RANKS[link.kind],
        "depth": depth,
        "fresh": link.fresh,
        "listed": link.listed,
        "found_at": time.time(),
        "modified": link.modified.timestamp() if link.modified else None,
        "is_list": link.kind in ("home", "feed", "sitemap", "section"),
    }


@lru_cache(maxsize=20_000)
def _key(url: str) -> str:
    """Give an address's key; a site's pages share most of their links."""
    return canonical_url(url)


def host_of(url: str) -> str:
    """Give the name under which requests to one machine are paced: host and port, without ``www.``."""
    return source_of(url)
