"""References: RIS as reference managers read it, BibTeX with ``@misc`` entries.

RIS knows no comment: https://en.wikipedia.org/wiki/RIS_(file_format). BibTeX passes over what stands outside
of its entries, so that a file says there in a first line what it is.
"""

from collections.abc import Iterator

from search.exporting.listing import Listing
from search.results import Hit


def write_ris(found: Listing) -> Iterator[str]:
    """Yield a reference of type NEWS a hit."""
    for hit in found.export.hits:
        yield ris_entry(hit, found.addresses.article(hit.id))


def ris_entry(hit: Hit, address: str) -> str:
    """Give one reference as RIS; ``address`` is that of the article's page."""
    day = (hit.published or "")[:10]
    fields = [
        ("TY", "NEWS"), ("ID", hit.id), ("TI", hit.title.text), *(("AU", name) for name in hit.authors),
        ("T2", hit.source), ("PY", day[:4]), ("DA", day.replace("-", "/")), ("SE", hit.section),
        ("LA", hit.language), ("UR", hit.url), ("L2", address), ("ER", ""),
    ]  # fmt: skip
    lines = (
        f"{tag}  - {' '.join((value or '').split())}\r\n" for tag, value in fields if value or tag == "ER"
    )
    return "".join(lines) + "\r\n"


_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#",
        "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\n": " ",
    }
)  # fmt: skip
_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", "\n": "%0A"})
"""A brace in an address would end the field, or the rest of the file with it."""


def write_bibtex(found: Listing) -> Iterator[str]:
    """Yield a line on the file, then an entry of type ``misc`` a hit; its key is the article's id."""
    yield f"% {found.line}\n\n"
    for hit in found.export.hits:
        yield bibtex_entry(hit, found.addresses.article(hit.id))


def bibtex_entry(hit: Hit, address: str) -> str:
    """Give one reference as BibTeX; ``address`` is that of the article's page."""
    day = (hit.published or "")[:10]
    fields = {
        "title": f"{{{_tex(hit.title.text)}}}",
        "author": " and ".join(f"{{{_tex(name)}}}" for name in hit.authors),
        "howpublished": _tex(hit.source), "year": day[:4], "date": day,
        "url": (hit.url or address).translate(_URL), "note": _tex(address) if hit.url else "",
    }  # fmt: skip
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{dateline{hit.id},\n{lines}}}\n\n"


def _tex(text: str) -> str:
    return text.translate(_TEX)
