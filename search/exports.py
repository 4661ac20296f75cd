"""The formats of other programs that a list can be written in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from search.exporting.feeds import write_atom, write_json_feed, write_rss
from search.exporting.listing import Listing
from search.exporting.references import write_bibtex, write_ris
from search.exporting.tables import write_csv, write_jsonl, write_timeseries


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes:
        name: On the command line, and in addresses beside ``ending``.
        ending: Of its files and addresses: ``/search.<ending>``.
        label: What a link to it says.
        is_feed: Whether a program follows it at its address, rather than a person keeping it.
        write: Gives the file, a piece at a time.
    """

    name: str
    ending: str
    label: str
    media_type: str
    write: Callable[[Listing], Iterator[str]]
    is_feed: bool = False


FORMATS = {
    item.name: item
    for item in (
        Format("csv", "csv", "CSV", "text/csv", write_csv),
        Format("jsonl", "jsonl", "JSON Lines", "application/x-ndjson", write_jsonl),
        Format("ris", "ris", "RIS", "application/x-research-info-systems", write_ris),
        Format("bib", "bib", "BibTeX", "application/x-bibtex", write_bibtex),
        Format("atom", "atom", "Atom", "application/atom+xml", write_atom, is_feed=True),
        Format("rss", "rss", "RSS", "application/rss+xml", write_rss, is_feed=True),
        Format("jsonfeed", "feed.json", "JSON Feed", "application/feed+json", write_json_feed, is_feed=True),
        Format("timeseries", "timeseries.csv", "Time series", "text/csv", write_timeseries),
    )
}
"""Formats by name."""

BY_ENDING = {item.ending: item for item in FORMATS.values()} | FORMATS
"""Formats by how an address may end: the ending of their files, or their name."""
