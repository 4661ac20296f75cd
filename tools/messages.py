"""Bring the catalogues of the pages' languages up to date with the source: ``make messages``.

New texts come in empty and obsolete ones go, so that ``tests/web/test_translations.py`` names what is left to
translate. Nothing is guessed: a text that changed is a new text.
"""

import io
from collections.abc import Mapping
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
WEB = ROOT / "web"
PACKAGES = ("index", "search", "web")
LANGUAGES = ("es", "uk")
METHODS = [("demo/**", "ignore"), ("templates/**", "jinja2"), ("**.py", "python")]
OPTIONS: Mapping[str, dict[str, str]] = {
    "templates/**": {
        "silent": "false",
        "newstyle_gettext": "true",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
    }
}
KEYWORDS = {
    "_": None, "gettext": None, "ngettext": (1, 2), "msg": None, "msgs": (1, 2),
    "told": None, "told_of": (1, 2),
}  # fmt: skip
HEADER = """\
# Texts of Dateline's pages; `make messages` brings them up to date with the source.
#"""


def extracted() -> Catalog:
    """Give every text of the source with the files that it stands in, in their order."""
    found = Catalog(charset="utf-8")
    options = {name: dict(some) for name, some in OPTIONS.items()}
    for package in PACKAGES:
        for file, _, message, comments, context in extract_from_dir(
            str(ROOT / package), METHODS, options, KEYWORDS, ("Translators:",)
        ):
            place = (f"{package}/{file}", None)
            found.add(message, locations=[place], auto_comments=comments, context=context)  # type: ignore[list-item]
    return found


def path_of(language: str) -> Path:
    """Give the file of a catalogue."""
    return WEB / "translations" / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    """Read a catalogue; an empty one when there is none."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str, source: Catalog) -> bytes:
    """Give a catalogue as it should be written: all texts of the source, with the translations there are."""
    catalog = Catalog(locale=language, charset="utf-8", header_comment=HEADER, fuzzy=False)
    former = read(language)
    for message in source:
        if message.id:
            known = former.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
            text = known.string if known else None
            catalog.add(message.id, text, message.locations, auto_comments=message.auto_comments)
    written = io.BytesIO()
    write_po(written, catalog, sort_by_file=True, width=110)
    kept = (line for line in written.getvalue().splitlines(keepends=True) if not line.startswith(CHANGING))
    return b"".join(kept)


CHANGING = (
    b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Last-Translator', b'"Project-Id',
    b'"Language-Team', b'"Report-Msgid-Bugs-To',
)  # fmt: skip
"""Lines of the header that say nothing, or differ each time."""


def main() -> None:
    """Update every catalogue."""
    source = extracted()
    for language in LANGUAGES:
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_bytes(updated(language, source))


if __name__ == "__main__":
    main()
