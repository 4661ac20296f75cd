"""The page of sources: when each was last read, what it brings against what is usual, and alarms."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, render_template

from index.crawl.journal import SourceHistory, read_journal
from index.crawl.sources import Source, print_duration, read_sources
from index.store import SourceStatus
from search.state import SearchState, Selection
from web import labels
from web.archive import Archive, archive
from web.drop_words import drop_words
from web.languages import gettext, msg
from web.links import search_href

blueprint = Blueprint("sources", __name__)

ALARMS = {
    "volume": msg("far fewer new articles than usual"),
    "empty": msg("pages come without text"),
    "failing": msg("most visits fail"),
    "silent": msg("nothing could be read for two days"),
}
"""What each alarm says, in the words of `index.status`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source as the page shows it.

    Attributes:
        name: The site, or the name of a corpus.
        href: Its articles; empty when it has none.
        articles: How many are stored.
        schedule: How often it is read, or that it is paused; empty for what is not crawled again and again.
        last_success: When something was read or stored last, in words; empty for never.
        history: What became of its addresses; None when it was never crawled.
        dropped: Addresses given up, the most frequent reason first: its words, its code, how many.
        alarms: What is not as usual, in words.
    """

    name: str
    href: str
    articles: int
    schedule: str
    last_success: str
    history: SourceHistory | None
    dropped: tuple[tuple[str, str, int], ...]
    alarms: tuple[str, ...]


@blueprint.get("/sources")
def page() -> str:
    """List the sources, those with an alarm first, then by name."""
    rows = sorted(_rows(archive()), key=lambda row: (not row.alarms, row.name))
    return render_template("sources.html", rows=rows, alarming=sum(bool(row.alarms) for row in rows))


def _rows(here: Archive) -> list[SourceRow]:
    stored = {} if here.is_empty else {item.name: item for item in here.store.source_status()}
    crawled = {item.name: item for item in read_journal(here.settings.frontier_path, datetime.now(UTC))}
    asked = {item.root: item for item in read_sources(here.settings.home)}
    names = stored.keys() | crawled.keys() | asked.keys()
    return [_row(here, name, stored.get(name), crawled.get(name), asked.get(name)) for name in names]


def _row(
    here: Archive, name: str, stored: SourceStatus | None, crawled: SourceHistory | None, asked: Source | None
) -> SourceRow:
    read = crawled.last_success.isoformat() if crawled and crawled.last_success else None
    last = max(filter(None, (read, stored.last_success if stored else None)), default=None)
    selected = SearchState(selections=(Selection("source", "any", name),), sort="newest")
    given_up = sorted(crawled.dropped.items(), key=lambda item: (-item[1], item[0])) if crawled else ()
    dropped = tuple((drop_words(code), code, count) for code, count in given_up)
    is_watched = crawled is not None and not (asked and asked.paused)
    return SourceRow(
        name=name, href=search_href(selected) if stored and stored.articles else "",
        articles=stored.articles if stored else 0, schedule=_schedule(asked),
        last_success=labels.stored_instant(last, here.zone), history=crawled, dropped=dropped,
        alarms=tuple(gettext(ALARMS[name]) for name in crawled.alarms) if crawled and is_watched else (),
    )  # fmt: skip


def _schedule(source: Source | None) -> str:
    if source is None:
        return ""
    if source.paused:
        return gettext("paused")
    return gettext("every %(time)s", time=print_duration(source.every_s))
