"""What every format is written from: the hits, and what the file says about itself."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from index.article import StoredArticle
from index.batching import batched
from search.engine import Engine
from search.results import Export, Hit
from search.state import DEFAULT_PER_PAGE, SearchState

PIECES = 100
"""Pieces of text that are sent together."""

Articles = Callable[[Iterable[str]], Mapping[str, StoredArticle]]
"""Gives the articles that exist, keyed by id."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the archive is served: an article's page by its id, the search's page, the file itself."""

    article: Callable[[str], str]
    search: str
    own: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list to write.

    Attributes:
        sentence: What was asked for, in words, on one line.
        query: The same as canonical parameters.
        counted: The total with its noun ("15,389 articles").
        at: When it was counted.
        articles: Gives the texts behind the hits, for formats that print some of them.
        described: Whether a table begins with a line about itself.
    """

    export: Export
    sentence: str
    query: str
    counted: str
    at: datetime
    addresses: Addresses
    articles: Articles
    described: bool = False

    @property
    def time(self) -> str:
        """When it was counted, as RFC 3339 writes it."""
        return rfc3339(self.at)

    @property
    def line(self) -> str:
        """One line that says what the file is, without the marks that tables and BibTeX read."""
        told = (
            f"Dateline: {self.sentence}", self.time, f"generation {self.export.generation}", self.counted,
            self.query or "no parameters",
        )  # fmt: skip
        return " | ".join(told).replace('"', "'").replace("@", "(at)")


def parameters(state: SearchState) -> str:
    """Give the canonical parameters of a list: whichever page of it was looked at."""
    whole = state.change(per_page=DEFAULT_PER_PAGE)
    return urlencode(whole.to_params(), errors="replace")


def listing(
    engine: Engine, state: SearchState, articles: Articles, addresses: Addresses, *, described: bool = False
) -> Listing:
    """Ask the engine for all hits of a search. Raises what `Engine.export` raises, before any hit."""
    export = engine.export(state.first_page)
    one, many = ("story", "stories") if state.copies == "group" else ("article", "articles")
    return Listing(
        export=export,
        sentence=" ".join(state.describe(engine.names(state)).split()),
        query=parameters(state),
        counted=f"{export.total:,} {one if export.total == 1 else many}",
        at=datetime.now(UTC),
        addresses=addresses,
        articles=articles,
        described=described,
    )


def watched(
    found: Listing, missing: Callable[[int, int], None], each: Callable[[Iterator[Hit]], Iterator[Hit]] = iter
) -> Listing:
    """Give the list with an eye on its hits.

    Args:
        found: The list.
        missing: Told at the end how many articles the store has lost since they were counted, and the total;
            not called when none is lost.
        each: What the hits pass on their way.
    """
    hits = _telling(each(found.export.hits), found.export.total, missing)
    return replace(found, export=replace(found.export, hits=hits))


def _telling(hits: Iterable[Hit], total: int, missing: Callable[[int, int], None]) -> Iterator[Hit]:
    given = 0
    for hit in hits:
        given += 1
        yield hit
    if given < total:
        missing(total - given, total)


def encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    """Yield the pieces as UTF-8, some together; what no encoding can hold becomes a question mark."""
    for some in batched(pieces, PIECES):
        yield "".join(some).encode("utf-8", "replace")


def rfc3339(value: datetime) -> str:
    """Give an instant in UTC to the second; one without a zone counts as UTC."""
    there = value if value.tzinfo else value.replace(tzinfo=UTC)
    return f"{there.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"
