"""Commands on the archive as a whole: import, index, reindex, status."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from index.errors import InputError
from index.progress import Progress
from index.settings import Settings, load_settings
from index.status import read_indexed, read_status, source_lines
from index.store import Store, open_store
from index.wording import counted


@contextmanager
def opened(home: Path | None, *, create: bool = False) -> Iterator[tuple[Settings, Store]]:
    """Open the data folder that the user named."""
    settings = load_settings(home)
    store = open_store(settings.store_path, create=create)
    try:
        yield settings, store
    finally:
        store.close()


@click.command()
@click.option("--source", default="", help="All pages of this source, for new rules of a site.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; default: one for each core.")
@click.option("--no-index", is_flag=True, help="Store only; `dateline index` makes it searchable later.")
@click.pass_obj
def reclean(home: Path | None, source: str, workers: int | None, no_index: bool) -> None:
    """Clean again, from the archive, the pages that an older cleaner cleaned, and say what changed.

    Nothing is fetched. A run that was stopped goes on where it was. A page that gives no article any more
    leaves the one that is there.

    Example: dateline reclean
    """
    from index.clean.site_checks import unknown_source
    from index.ingest import finish
    from index.reclean import count_stale
    from index.reclean import reclean as clean_again

    with opened(home) as (settings, store):
        if source and not count_stale(store, source):
            raise unknown_source(store, source)
        with Progress("cleaning again", count_stale(store, source), "pages") as progress:
            found, report = clean_again(settings, store, progress.advance, source=source, workers=workers)
        for line in found.lines():
            click.echo(line)
        if found.pages and not no_index:
            finish(settings, store, report)
    for problem in found.problems[:20]:
        click.echo(f"Not read: {problem}", err=True)
    if found.problems:
        raise InputError(
            f"{len(found.problems):,} pages could not be read back (first: {found.problems[0]})",
            "Restore the WARC files and run it again; all others are done.",
        )


@click.command()
@click.option("--all", "every", is_flag=True, help="All articles, after a change of `spacy_model`.")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes; default: one for each core.")
@click.option("--no-index", is_flag=True, help="Store only; `dateline index` makes it searchable later.")
@click.pass_obj
def reannotate(home: Path | None, every: bool, workers: int | None, no_index: bool) -> None:
    """Find persons, places and dates again in articles that an older annotator read; say what changed.

    Nothing is fetched or cleaned; corrections of persons and places hold. A run that was stopped goes on
    where it was, also one with --all when it is called again without.

    Example: dateline reannotate
    """
    from index.ingest import IngestReport, finish
    from index.reannotate import count_outdated, outdate
    from index.reannotate import reannotate as annotate_again

    with opened(home) as (settings, store):
        if every:
            outdate(store)
        with Progress("annotating again", count_outdated(store)) as progress:
            found = annotate_again(settings, store, progress.advance, workers=workers)
        for line in found.lines():
            click.echo(line)
        if found.articles["changed"] and not no_index:
            finish(settings, store, IngestReport())
    for problem in found.given_up[:20]:
        click.echo(f"Given up; what was found in it before is kept: {problem}", err=True)


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", help="Name of the source; default: the record's, the host, or the file's name.")
@click.option("--title", help="Title of a plain text file; default: its file name.")
@click.option(
    "--map", "mapping", multiple=True, metavar="FIELD=NAME", help="Read FIELD from NAME (published=when)."
)
@click.option("--no-index", is_flag=True, help="Store only; `dateline index` makes it searchable later.")
@click.pass_obj
def import_(
    home: Path | None,
    paths: tuple[Path, ...],
    source: str | None,
    title: str | None,
    mapping: tuple[str, ...],
    no_index: bool,
) -> None:
    """Add articles from files and folders: JSONL, plain text, HTML, WARC, each also gzipped.

    Pages are cleaned, all articles are searched for persons, places and dates, stored and indexed. What
    is stored already and unchanged is left alone, so the same command can be run again at any time. A
    line that cannot be read is named, the rest is imported, and the exit code is 1.

    Example: dateline import news.jsonl.gz pages/ --source "My paper"
    """
    from index.importing import ImportOptions, find_files, import_files
    from index.ingest import finish

    options = ImportOptions(source=source, title=title, mapping=_read_mapping(mapping))
    files = find_files(list(paths))
    with opened(home, create=True) as (settings, store):
        report, problems = import_files(settings, store, files, options)
        if not no_index:
            finish(settings, store, report)
        for line in report.lines():
            click.echo(line, err=True)
    if problems:
        for problem in problems[:20]:
            click.echo(f"Not imported: {problem}", err=True)
        raise InputError(
            f"{len(problems):,} of the lines could not be imported (first: {problems[0]}).",
            "Correct them and run the same command again; all other lines are stored.",
        )


def _read_mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    from index.importing import FIELDS

    mapping: dict[str, str] = {}
    for pair in pairs:
        name, _, given = pair.partition("=")
        if name not in FIELDS or not given:
            raise InputError(f"--map {pair!r} is not FIELD=NAME.", f"FIELD is one of {', '.join(FIELDS)}.")
        mapping[name] = given
    return mapping


@click.command("index")
@click.pass_obj
def index_(home: Path | None) -> None:
    """Bring the index up to date with what changed in the store; searches go on.

    Example: dateline index
    """
    from index.writer import update

    with opened(home) as (settings, store):
        started = time.monotonic()
        with Progress("indexing") as progress:
            count = update(store, settings.index_dir, progress)
        click.echo(f"{counted(count, 'article')} indexed in {time.monotonic() - started:.1f} s", err=True)


@click.command()
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that write side by side, 500 MB each; worth it from 100,000 articles on.",
)
@click.pass_obj
def reindex(home: Path | None, workers: int) -> None:
    """Build a new index from the store beside the living one, check it, then switch; searches go on.

    Nothing is fetched, cleaned or annotated again. Killed half-way, the living index stays as it was.

    Example: dateline reindex --workers 4
    """
    from index.generations import rebuild

    with opened(home) as (settings, store):
        started = time.monotonic()
        with Progress("reindexing", store.count_articles()) as progress:
            name = rebuild(store, settings.index_dir, progress, workers=workers)
        count, seconds = store.count_articles(), time.monotonic() - started
        click.echo(f"generation {name}: {counted(count, 'article')} in {seconds:.1f} s", err=True)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
@click.pass_obj
def status(home: Path | None, as_json: bool) -> None:
    """Show what the archive holds and how its sources do: articles, pages, index, what was dropped and why.

    Of each crawled source: what was found, fetched, new, changed, dropped and why, its volume against its own
    average, and an alarm when that falls, text goes missing, most visits fail or nothing can be read.

    Example: dateline status --json
    """
    with opened(home) as (settings, store):
        answer = read_status(settings, store, lambda: read_indexed(settings, store))
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    click.echo(f"{counted(answer['articles'], 'article')}, {answer['indexed']:,} indexed")
    click.echo(f"{counted(answer['pages'], 'page')} kept in {settings.warc_dir}")
    click.echo(f"index generation: {answer['generation'] or 'none yet; run `dateline index`'}")
    for name, count in answer["dropped"].items():
        click.echo(f"dropped, {name}: {count:,}")
    for source in answer["sources"]:
        for line in source_lines(source):
            click.echo(line)
