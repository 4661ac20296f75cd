"""The frontier's tables and its longer statements, as SQLite reads them."""

SCHEMA = """
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

ADD_URL = (
    "INSERT OR IGNORE INTO urls (key, url, asked, root, host, kind, rank, depth, fresh, next_visit) "
    "VALUES (:key, :url, :url, :root, :host, :kind, :rank, :depth, :fresh, :found_at)"
)
DUE = (
    "SELECT key, url, asked, root, kind, depth, hops, attempts, etag, last_modified, digest FROM urls "
    "WHERE host = ? AND next_visit <= ? AND lease IS NULL AND root IN (SELECT value FROM json_each(?)) "
    "ORDER BY rank, next_visit, key LIMIT ?"
)
TOUCH_URL = (
    "UPDATE urls SET next_visit = :found_at WHERE key = :key AND state IN ('done', 'failed') "
    "AND lease IS NULL AND coalesce(next_visit, 1e18) > :found_at "
    "AND CASE WHEN :modified IS NOT NULL THEN visited_at < :modified "
    "ELSE (:is_list OR :kind = 'paging' AND :has_new) AND visited_at < :run_start END"
)
