"""The command `dateline export`."""

from pathlib import Path
from typing import IO, Any
from urllib.parse import urljoin

import click

from index.errors import MachineError
from index.progress import Progress
from index.settings import load_settings
from search.cli import read_state, state_options
from search.exports import FORMATS
from search.open import opened_archive


@click.command()
@click.argument("query", default="")
@state_options
@click.option(
    "--format",
    "name",
    type=click.Choice(list(FORMATS)),
    default="csv",
    show_default=True,
    help="What to write.",
)
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Default: standard output."
)
@click.option(
    "--base",
    metavar="URL",
    help="Where the archive is served, for the addresses of articles; default: this machine.",
)
@click.pass_obj
def export(
    home: Path | None, /, query: str, name: str, output: Path | None, base: str | None, **options: Any
) -> None:
    """Write all hits of a search as CSV, JSON Lines, RIS or BibTeX: as many as the search counts.

    Example: dateline export 'wheat exports' --from 1987-03 --format ris -o wheat.ris
    """
    state = read_state(query, options)
    settings = load_settings(home)
    # A path in the address is kept: urljoin drops what stands behind the last slash.
    root = f"{(base or f'http://127.0.0.1:{settings.port}').rstrip('/')}/"
    with opened_archive(settings) as archive:
        total = archive.engine.count(state)
        with Progress("exporting", total) as progress:
            hits = progress.each(archive.engine.iterate(state))
            lines = FORMATS[name].write(hits, lambda id_: urljoin(root, f"article/{id_}"))
            if output is None:
                for line in lines:
                    click.echo(line, nl=False)
                return
            try:
                with output.open("w", encoding="utf-8", newline="") as file:
                    _write(lines, file)
            except OSError as error:
                raise MachineError(f"{output}: {error.strerror}.", "Name another file with -o.") from error


def _write(lines: Any, file: IO[str]) -> None:
    for line in lines:
        file.write(line)
