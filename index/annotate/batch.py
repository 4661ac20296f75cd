"""Annotate a collection of texts together: variants of a person's name merge across it.

Two passes in bounded memory: the first annotates and spools what it found to a temporary file, keeping
only the person keys with their counts; the second prints with the merged keys.
"""

import gc
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from index.annotate.annotator import annotate
from index.annotate.person_names import PersonForm
from index.annotate.resolve import display_names, resolve
from index.article import Annotations, FoundEntity, Moment, annotations_from_json, annotations_to_json
from index.errors import InputError
from index.text_files import opened_text


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One text of a batch file."""

    id: str | int
    title: str
    text: str
    published: date | None


@dataclass(slots=True)
class _Forms:
    """Person keys of the collection with their spellings, counted in articles."""

    articles: Counter[str]
    spellings: dict[str, Counter[str]]

    def add(self, found: Annotations) -> None:
        """Count the persons of one article."""
        for person in found.persons:
            self.articles[person.entity.key] += 1
            self.spellings.setdefault(person.entity.key, Counter())[person.entity.name] += 1

    def all(self) -> list[PersonForm]:
        """Give the forms, each with its most frequent spelling."""
        return [
            PersonForm(key, min(names, key=lambda name: (-names[name], name)), self.articles[key])
            for key, names in self.spellings.items()
        ]


def read_batch(path: Path) -> Iterator[BatchLine]:
    """Read a JSONL file line by line; empty lines do not count.

    Raises:
        InputError: The file cannot be read, or a line is not what the contract says; names the line.
    """
    with opened_text(path) as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _batch_line(path, number, line)


def _batch_line(path: Path, number: int, line: str) -> BatchLine:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise _malformed(path, number, f"not JSON ({error.msg} at column {error.colno})") from error
    if (
        not isinstance(row, dict)
        or isinstance(row.get("id"), bool)
        or not isinstance(row.get("id"), str | int)
    ):
        raise _malformed(path, number, 'no "id"')
    for name in ("title", "text"):
        if not isinstance(row.get(name) or "", str):
            raise _malformed(path, number, f'"{name}" is not a string')
    return BatchLine(row["id"], row.get("title") or "", row.get("text") or "", _published(path, number, row))


def _published(path: Path, number: int, row: Mapping[str, Any]) -> date | None:
    value = row.get("published")
    if value is None or value == "":
        return None
    try:
        return Moment.parse(value, "import").day
    except (ValueError, AttributeError, TypeError) as error:
        raise _malformed(path, number, f'"published" is not an ISO date: {value!r}') from error


def _malformed(path: Path, number: int, what: str) -> InputError:
    step = 'Each line is an object with "id", "title", "text" and, if known, "published".'
    return InputError(f"{path}, line {number}: {what}.", step)


def annotate_batch(
    lines: Iterator[BatchLine], advance: Callable[[], None] = lambda: None, *, spacy_model: str = ""
) -> Iterator[dict[str, Any]]:
    """Annotate the lines as one collection; gives the rows of the contract in the order of the lines.

    Args:
        lines: Read once, before the first row is given.
        advance: Called after each annotated line.
        spacy_model: As `annotate` takes it.
    """
    forms = _Forms(Counter(), {})
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        with _rarely_collected():
            for line in lines:
                found = annotate(line.title, line.text, line.published, spacy_model=spacy_model)
                forms.add(found)
                spool.write(json.dumps({"id": line.id, **annotations_to_json(found)}) + "\n")
                advance()
        every = forms.all()
        mapping = resolve(every)
        names = display_names(every, mapping)
        spool.seek(0)
        for row in map(json.loads, spool):
            merged = merge_persons(annotations_from_json(row), mapping, names)
            yield {"id": row["id"], **annotations_to_json(merged)}


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """Let the collector of cycles look seldom: annotating leaves none, and it takes a tenth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(10_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def merge_persons(found: Annotations, mapping: Mapping[str, str], names: Mapping[str, str]) -> Annotations:
    """Give the persons of one article under their entities' keys and names, one entry each."""
    merged: dict[str, FoundEntity] = {}
    for person in found.persons:
        key = mapping.get(person.entity.key, person.entity.key)
        entity = replace(person.entity, key=key, name=names.get(key, person.entity.name))
        known = merged.get(key)
        if known is None:
            merged[key] = replace(person, entity=entity)
            continue
        spans = {*known.mentions, *person.mentions}
        surest = max(known, person, key=lambda one: one.confidence)
        merged[key] = replace(
            known,
            points=known.points + person.points,
            confidence=surest.confidence,
            why=surest.why,
            mentions=tuple(sorted(spans, key=lambda span: (span.field == "text", span.start, span.end))),
        )
    return replace(found, persons=tuple(merged.values()))
