"""All hits of a search in the formats of other programs, a line at a time: rows = total.

RIS as reference managers read it (https://en.wikipedia.org/wiki/RIS_(file_format)), BibTeX with ``@misc``
entries, CSV as RFC 4180 has it, JSON a line each. Nothing is held but one hit.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from search.results import Hit
from search.serialise import hit_to_json

CSV_COLUMNS = (
    "id", "url", "title", "source", "published", "authors", "section", "language", "persons", "places",
    "score", "address",
)  # fmt: skip

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet takes for a formula."""

Address = Callable[[str], str]
"""Gives the address of an article's page by its id."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name in addresses and on the command line, its media type, and what writes it."""

    name: str
    media_type: str
    write: Callable[[Iterable[Hit], Address], Iterator[str]]


def write_jsonl(hits: Iterable[Hit], address: Address) -> Iterator[str]:
    """Yield a JSON object a line, as the API gives a hit, with the address of its page."""
    for hit in hits:
        found = hit_to_json(hit)
        del found["snippet"], found["title_ranges"]
        yield json.dumps(found | {"address": address(hit.id)}, ensure_ascii=False) + "\n"


def write_csv(hits: Iterable[Hit], address: Address) -> Iterator[str]:
    """Yield a header and a row a hit; several names are parted by semicolons.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front
    (https://owasp.org/www-community/attacks/CSV_Injection).
    """
    yield _row(CSV_COLUMNS)
    for hit in hits:
        yield _row(
            [
                hit.id, hit.url or "", hit.title.text, hit.source, hit.published or "",
                "; ".join(hit.authors), hit.section or "", hit.language or "",
                "; ".join(chip.name for chip in hit.persons),
                "; ".join(chip.name for chip in hit.places), f"{hit.score:.6f}", address(hit.id),
            ]
        )  # fmt: skip


def _row(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells)
    return line.getvalue()


def write_ris(hits: Iterable[Hit], address: Address) -> Iterator[str]:
    """Yield a reference of type NEWS a hit."""
    for hit in hits:
        day = (hit.published or "")[:10]
        fields = [
            ("TY", "NEWS"), ("ID", hit.id), ("TI", hit.title.text), *(("AU", name) for name in hit.authors),
            ("T2", hit.source), ("PY", day[:4]), ("DA", day.replace("-", "/")), ("SE", hit.section),
            ("LA", hit.language), ("UR", hit.url), ("L2", address(hit.id)), ("ER", ""),
        ]  # fmt: skip
        lines = (
            f"{tag}  - {' '.join((value or '').split())}\r\n" for tag, value in fields if value or tag == "ER"
        )
        yield "".join(lines) + "\r\n"


_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#",
        "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\n": " ",
    }
)  # fmt: skip


def write_bibtex(hits: Iterable[Hit], address: Address) -> Iterator[str]:
    """Yield an entry of type ``misc`` a hit; its key is the article's id."""
    for hit in hits:
        day = (hit.published or "")[:10]
        fields = {
            "title": f"{{{_tex(hit.title.text)}}}",
            "author": " and ".join(f"{{{_tex(name)}}}" for name in hit.authors),
            "howpublished": _tex(hit.source), "year": day[:4], "date": day, "url": hit.url or address(hit.id),
            "note": _tex(address(hit.id)) if hit.url else "",
        }  # fmt: skip
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        yield f"@misc{{dateline{hit.id},\n{lines}}}\n\n"


def _tex(text: str) -> str:
    return text.translate(_TEX)


FORMATS = {
    item.name: item
    for item in (
        Format("csv", "text/csv", write_csv),
        Format("jsonl", "application/x-ndjson", write_jsonl),
        Format("ris", "application/x-research-info-systems", write_ris),
        Format("bib", "application/x-bibtex", write_bibtex),
    )
}
"""Formats by name."""
