"""The command `dateline export`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urljoin

import click

from index.errors import MachineError
from index.progress import Progress
from index.settings import load_settings
from index.wording import English
from search.exporting.archives import write_warc
from search.exporting.listing import Addresses, encoded, listing, parameters, watched
from search.exports import FORMATS
from search.open import opened_archive
from search.options import read_state, state_options
from search.state import SearchState

WARC = "warc"
"""The one format that is no text, and of which a file may hold fewer records than hits."""


@click.command()
@click.argument("query", default="")
@state_options
@click.option(
    "--format",
    "name",
    type=click.Choice([*FORMATS, WARC]),
    default="csv",
    show_default=True,
    help="What to write; timeseries is articles over time, as CSV; warc the archived pages.",
)
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Default: standard output."
)
@click.option(
    "--base",
    metavar="URL",
    help="Where the archive is served, for the addresses of articles; default: this machine.",
)
@click.option(
    "--describe", is_flag=True, help="Begin a CSV with a line, marked #, on query, time, index and total."
)
@click.pass_obj
def export(
    home: Path | None, /, query: str, name: str, output: Path | None, base: str | None, describe: bool,
    **options: Any,
) -> None:  # fmt: skip
    """Write all hits of a search to a file: as many as the search counts.

    As CSV, JSON Lines, RIS, BibTeX, a feed (Atom, RSS, JSON Feed), a time series, or the pages as they were
    archived (WARC). Standard error says how many there are, of which query, index and time.

    Example: dateline export 'wheat exports' --from 1987-03 --format ris -o wheat.ris
    """
    state, settings = read_state(query, options), load_settings(home)
    ending = FORMATS[name].ending if name in FORMATS else WARC
    addresses = _addresses(base or f"http://127.0.0.1:{settings.port}", state, ending)
    with opened_archive(settings) as archive:
        found = listing(archive.engine, state, archive.store.articles, addresses, described=describe)
        asked = found.query or "everything"
        click.echo(
            f"{found.counted}, generation {found.export.generation}, query {asked}, at {found.time}", err=True
        )
        with Progress("exporting", found.export.total) as progress, _opened(output) as file:
            listed, without = watched(found, _missing, progress.each), list[str]()
            pieces = (
                write_warc(listed, archive.store, settings.warc_dir, without.append)
                if name == WARC
                else encoded(FORMATS[name].write(listed))
            )
            for some in pieces:
                file.write(some)
    if without:
        click.echo(f"{len(without):,} of them have no archived page (first: {without[0]}).", err=True)


def _addresses(base: str, state: SearchState, ending: str) -> Addresses:
    # A path in the address is kept: urljoin drops what stands behind the last slash.
    root, query = f"{base.rstrip('/')}/", parameters(state)
    tail = f"?{query}" if query else ""
    return Addresses(
        article=lambda id_: urljoin(root, f"article/{id_}"),
        search=f"{root}search{tail}",
        own=f"{root}search.{ending}{tail}",
    )


def _missing(count: int, total: int) -> None:
    lost = "article was" if count == 1 else "articles were"
    click.echo(f"{count:,} {lost} deleted meanwhile: {total - count:,} of {total:,} written.", err=True)


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    """Open a file, or standard output as bytes: UTF-8 and the ends of lines whatever the terminal's are.

    Raises:
        MachineError: The file cannot be opened or written.
    """
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    try:
        with output.open("wb") as file:
            yield file
    except OSError as error:
        raise MachineError(
            English(f"{output}: {error.strerror}."), English("Name another file with -o.")
        ) from error
