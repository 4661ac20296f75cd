"""The command `dateline explain`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from index.settings import load_settings
from index.tracing import Trace, trace
from search.explanation import Clause, Explanation
from search.open import opened_archive
from search.options import read_state, state_options
from search.serialise import explanation_to_json, trace_to_json
from search.state import SearchState


@click.command()
@click.argument("article", metavar="URL_OR_ID")
@click.argument("query", default="")
@state_options
@click.option("--json", "as_json", is_flag=True, help="Print what the API answers.")
@click.pass_obj
def explain(home: Path | None, /, article: str, query: str, as_json: bool, **options: Any) -> None:
    """Say why an article is among the hits of a search, or what keeps it out.

    URL_OR_ID is an address or an article's id. Without a search: how far it came from crawl to index.

    Example: dateline explain https://gazette.example/grain '"grain deal"' --from 2022-07
    """
    state = read_state(query, options)
    settings = load_settings(home)
    with opened_archive(settings) as archive:
        found = trace(archive.store, settings.frontier_path, article)
        explained = archive.engine.explain(state, found.article) if found.article else None
        names = archive.engine.names(state)
    if as_json:
        answer = {"trace": trace_to_json(found), "explanation": None}
        if explained:
            answer["explanation"] = explanation_to_json(explained)
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for line in (*_trace_lines(found), *(_lines(explained, state, names) if explained else ())):
        click.echo(line)


def _trace_lines(found: Trace) -> Iterator[str]:
    for step in found.steps:
        yield f"{_mark(step.passed)} {step.stage}: {step.message}"


def _lines(found: Explanation, state: SearchState, names: dict[str, str]) -> Iterator[str]:
    if not found.indexed:
        yield f"{_mark(False)} index: The index does not have it yet; `dateline index` takes it in."
        return
    yield f"{_mark(True)} index: The index has it."
    if state == SearchState():
        return
    yield f"{_mark(found.matches)} {state.describe(names)}"
    if found.query:
        yield from _clause_lines(found.query, 1)
    for check in found.filters:
        yield f"  {_mark(check.passes)} {check.text}"
    if found.score:
        aged = f" ({found.recency:.3f} for its age)" if found.recency != 1 else ""
        yield f"  score {found.score:.4f}{aged}"
    if found.shown_as and found.shown_as != found.id:
        yield f"  listed as its story's first article, {found.shown_as}"


def _clause_lines(clause: Clause, depth: int) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}{_mark(clause.matches)} {clause.text}" + (f"  {clause.score:.4f}" if clause.score else "")
    for part in clause.terms:
        yield (
            f"{indent}    {part.field}: “{part.term}” {part.occurrences} times in {part.length:,} words "
            f"(average {part.average_length:.0f}), in {part.documents:,} articles: {part.score:.4f}"
        )
    for child in clause.clauses:
        yield from _clause_lines(child, depth + 1)


def _mark(good: bool) -> str:
    return click.style("+", fg="green") if good else click.style("-", fg="red")
