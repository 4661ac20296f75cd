"""The command `dateline doctor`."""

import json
from pathlib import Path

import click

from index.cli import opened
from index.doctor import examine
from index.progress import Progress


@click.command()
@click.option("--all-pages", is_flag=True, help="Read every archived page back, not a sample of 200.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list for a program to read.")
@click.pass_obj
def doctor(home: Path | None, all_pages: bool, as_json: bool) -> int:
    """Check the whole archive on disk: store, index, archived pages. Changes nothing.

    Every byte of the index is compared with its checksum, its articles with the store's. Exit code 1 when
    something is wrong; each line says what, and which command repairs it.

    Example: dateline doctor --all-pages
    """
    with opened(home) as (settings, store), Progress("checking", unit="parts") as progress:
        findings = []
        for finding in examine(settings, store, progress, all_pages=all_pages):
            findings.append(finding)
            if not as_json:
                mark = "ok     " if finding.ok else "PROBLEM"
                click.echo(f"{mark}  {finding.check}: {f'{finding.message} {finding.next_step}'.strip()}")
    if as_json:
        click.echo(json.dumps([finding.to_json() for finding in findings], ensure_ascii=False, indent=1))
    return 0 if all(finding.ok for finding in findings) else 1
