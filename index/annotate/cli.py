"""The command `dateline annotate`: persons, places and dates of texts."""

import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from index.annotate.annotator import annotate as annotate_text
from index.annotate.batch import annotate_batch, read_batch
from index.annotate.explain import explain, explained_lines, explained_to_json
from index.article import FACET_POINTS, Annotations, FoundDate, FoundEntity, Moment, Span, annotations_to_json
from index.errors import InputError
from index.progress import Progress
from index.settings import load_settings
from index.text_files import opened_text


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--batch", type=click.Path(path_type=Path),
    help="JSONL file of texts, one collection: variants of a name merge across its lines.",
)  # fmt: skip
@click.option("--published", metavar="DAY", help="Day of publication (2022-11-11), to resolve 'on Friday'.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")
@click.option(
    "--explain", "explained", is_flag=True, help="Say why each value is there, and what else it may be."
)
@click.pass_obj
def annotate(
    home: Path | None,
    file: Path | None,
    batch: Path | None,
    published: str | None,
    as_json: bool,
    explained: bool,
) -> None:
    """Recognise who, where and when in a text FILE, or in each line of a --batch.

    Nothing is stored. With --batch each line is an object with id, title, text and, if known,
    published; each line printed has its persons, places and dates with their spans. With --explain each
    value of a FILE comes with the rule that found it, its points, the other places of its name, and what
    its days are counted from.

    Example: dateline annotate article.txt --published 2022-11-11
    """
    if (file is None) == (batch is None):
        raise click.UsageError("Give either a text FILE or --batch FILE.jsonl.")
    if batch is not None:
        if explained:
            raise click.UsageError("--explain goes with a text FILE.")
        if published is not None:
            raise click.UsageError("--published goes with a text FILE; in a batch each line has its own.")
        _print_batch(batch, _model(home))
    elif file is not None:
        model, text = _model(home), _read_text(file)
        if explained:
            _print_explained(text, _day(published), as_json, model)
            return
        found = annotate_text("", text, _day(published), spacy_model=model)
        if as_json:
            click.echo(json.dumps(annotations_to_json(found), ensure_ascii=False))
        else:
            click.echo("\n".join(_table(text, found)))


def _model(home: Path | None) -> str:
    """Give the pipeline of the settings, loaded, so that a wrong one is told before anything is read."""
    model = load_settings(home).spacy_model
    if model:
        from index.annotate.spacy_source import load_pipeline

        load_pipeline(model)
    return model


def _print_explained(text: str, day: date | None, as_json: bool, model: str) -> None:
    found = explain("", text, day, spacy_model=model)
    if as_json:
        click.echo(json.dumps(explained_to_json(found), ensure_ascii=False))
    else:
        click.echo("\n".join(explained_lines(found)))


def _print_batch(path: Path, model: str) -> None:
    with Progress("annotating", unit="texts") as progress:
        for row in annotate_batch(read_batch(path), progress.advance, spacy_model=model):
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def _read_text(path: Path) -> str:
    with opened_text(path) as file:
        return file.read()


def _day(published: str | None) -> date | None:
    if published is None:
        return None
    try:
        return Moment.parse(published, "import").day
    except ValueError as error:
        raise InputError(f"--published is not a day: {published}.", "Write it as 2022-11-11.") from error


def _table(text: str, found: Annotations) -> Iterable[str]:
    """Give a table for a reader; a star marks what becomes a facet value."""
    yield f"Persons, points ({FACET_POINTS} or a full name make a facet value, *)"
    yield from _rows(text, found.persons)
    yield ""
    yield f"Places, points ({FACET_POINTS} make a facet value, *)"
    yield from _rows(text, found.places)
    yield ""
    yield "Dates"
    for item in found.dates:
        yield f"  {_interval(item):<24} {_surfaces(text, item.mentions)}"


def _rows(text: str, entities: Iterable[FoundEntity]) -> Iterable[str]:
    for item in sorted(entities, key=lambda item: (-item.points, item.entity.key)):
        star = "*" if item.is_facet_value else " "
        entity = item.entity
        where = (
            f" ({entity.place_kind}{', ' + entity.country if entity.country else ''})"
            if entity.place_kind
            else ""
        )
        yield f"{star} {item.points:>3}  {entity.name + where:<36} {_surfaces(text, item.mentions)}"


def _interval(item: FoundDate) -> str:
    size = {"day": 10, "month": 7, "year": 4}.get(item.granularity)
    return item.start.isoformat()[:size] if size else f"{item.start} to {item.end}"


def _surfaces(text: str, spans: tuple[Span, ...]) -> str:
    counts: dict[str, int] = {}
    for span in spans:
        surface = " ".join(text[span.start : span.end].split())
        counts[surface] = counts.get(surface, 0) + 1
    return ", ".join(f"{surface} x{count}" if count > 1 else surface for surface, count in counts.items())
