"""Saved queries: a name and a link for a search state, in tables of their own in the store's database."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import Connection, Row, delete, insert, select

from index.store import Store, now
from index.tables import saved_queries
from index.wording import told
from search.errors import SavedQueryError
from search.quoting import writable
from search.state import SearchState

MAX_NAME_CHARS = 120
MAX_SLUG_CHARS = 60
MAX_TRIES = 1000


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A saved query; ``slug`` is its link's last part, ``created`` an instant in UTC."""

    slug: str
    name: str
    state: SearchState
    created: str
    feed_token: str


def saved_list(store: Store) -> list[SavedQuery]:
    """Give all saved queries, in order of name."""
    with store.read() as connection:
        rows = connection.execute(select(saved_queries).order_by(saved_queries.c.name, saved_queries.c.slug))
        return [_saved(row) for row in rows]


def find_saved(store: Store, slug: str) -> SavedQuery:
    """Give a saved query.

    Raises:
        SavedQueryError: There is none of that slug.
    """
    with store.read() as connection:
        row = _row(connection, slug)
    if row is None:
        raise _unknown(slug)
    return _saved(row)


def saved_states(store: Store) -> dict[str, SearchState]:
    """Give what every saved query asks for, by slug."""
    return {item.slug: item.state for item in saved_list(store)}


def save_query(store: Store, name: str, state: SearchState) -> SavedQuery:
    """Keep a state under a name; a second one of the same name gets a slug of its own.

    Saving the same state under the same name again gives the one that is there.

    Raises:
        SavedQueryError: The name is empty or too long.
    """
    name = " ".join(writable(name).split())
    if not name or len(name) > MAX_NAME_CHARS:
        raise SavedQueryError(
            told("A name has 1 to %(most)s characters, not %(count)s.", most=MAX_NAME_CHARS, count=len(name))
        )
    state = state.first_page
    with store.write() as connection:
        slug = _slug_for(connection, name, state)
        if _row(connection, slug) is None:
            row = {
                "slug": slug, "name": name, "params": state.to_query_string(), "created": now(),
                "feed_token": secrets.token_urlsafe(16),
            }  # fmt: skip
            connection.execute(insert(saved_queries), row)
    return find_saved(store, slug)


def _slug_for(connection: Connection, name: str, state: SearchState) -> str:
    """Give the slug of the query that is there, or the first free one."""
    stem = slug_of(name)
    for number in range(1, MAX_TRIES):
        slug = stem if number == 1 else f"{stem}-{number}"
        row = _row(connection, slug)
        if row is None or (row.name, _saved(row).state) == (name, state):
            return slug
    raise SavedQueryError(
        told("There are too many saved queries named %(name)s.", name=repr(name)),
        told("Choose another name."),
    )


def _row(connection: Connection, slug: str) -> Row[Any] | None:
    return connection.execute(select(saved_queries).where(saved_queries.c.slug == slug)).one_or_none()


def delete_saved(store: Store, slug: str) -> None:
    """Remove a saved query.

    Raises:
        SavedQueryError: There is none of that slug.
    """
    with store.write() as connection:
        gone = connection.execute(delete(saved_queries).where(saved_queries.c.slug == slug)).rowcount
    if not gone:
        raise _unknown(slug)


def _unknown(slug: str) -> SavedQueryError:
    return SavedQueryError(
        told("There is no saved query %(slug)s.", slug=repr(slug)), told("`dateline saved list` shows them.")
    )


def slug_of(name: str) -> str:
    """Give the part of a link for a name: its letters and digits in ASCII where they have any."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:MAX_SLUG_CHARS].strip("-")
    return slug or "search"


def _saved(row: Row[Any]) -> SavedQuery:
    state, _ = SearchState.from_params(parse_qsl(row.params, keep_blank_values=True))
    return SavedQuery(row.slug, row.name, state, row.created, row.feed_token)
