"""Tables: CSV as RFC 4180 has it, JSON Lines, and the articles over time.

A CSV begins with the names of its columns. Asked to describe itself it has one line before that, which begins
with ``#``: a spreadsheet shows it as a first row, pandas passes over it with ``skiprows=1``. JSON Lines is
nothing but hits.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from search.exporting.listing import Listing
from search.results import Histogram, Hit
from search.serialise import hit_to_json

CSV_COLUMNS = (
    "id", "url", "title", "source", "published", "authors", "section", "language", "persons", "places",
    "score", "address",
)  # fmt: skip
SERIES_COLUMNS = ("series", "bucket", "start", "articles")

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet takes for a formula."""


def write_jsonl(found: Listing) -> Iterator[str]:
    """Yield a JSON object a line, as the API gives a hit, with the address of its page."""
    for hit in found.export.hits:
        item = hit_to_json(hit)
        del item["snippet"], item["title_ranges"]
        yield json.dumps(item | {"address": found.addresses.article(hit.id)}, ensure_ascii=False) + "\n"


def write_csv(found: Listing) -> Iterator[str]:
    """Yield a header and a row a hit; several names are parted by semicolons.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front
    (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    yield from _head(found, CSV_COLUMNS)
    for hit in found.export.hits:
        yield _row(_cells(hit, found.addresses.article(hit.id)))


def write_timeseries(found: Listing) -> Iterator[str]:
    """Yield a row a bucket of both histograms, each series with its own granularity.

    ``bucket`` is day, month or year with the first day in ``start``; or ``undated``, the last row of a
    series, or ``beyond`` (days too far from the others to be drawn). The series ``published`` sums to the
    total; in ``about`` an article counts in every bucket that it talks about.
    """
    yield from _head(found, SERIES_COLUMNS)
    for name, series in (("published", found.export.histogram), ("about", found.export.about_histogram)):
        yield from _series(name, series)


def _series(name: str, series: Histogram) -> Iterator[str]:
    for bucket in series.buckets:
        yield _row((name, series.granularity, bucket.start, str(bucket.count)))
    if series.beyond:
        yield _row((name, "beyond", "", str(series.beyond)))
    yield _row((name, "undated", "", str(series.undated)))


def _head(found: Listing, columns: Iterable[str]) -> Iterator[str]:
    if found.described:
        yield f"# {found.line}\r\n"
    yield _row(columns)


def _cells(hit: Hit, address: str) -> list[str]:
    return [
        hit.id, hit.url or "", hit.title.text, hit.source, hit.published or "", "; ".join(hit.authors),
        hit.section or "", hit.language or "", "; ".join(chip.name for chip in hit.persons),
        "; ".join(chip.name for chip in hit.places), f"{hit.score:.6f}", address,
    ]  # fmt: skip


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells)
    return line.getvalue()
