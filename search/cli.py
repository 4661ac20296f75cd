"""Commands that ask: search, saved."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import click

from index.columns import FACETS
from index.errors import MachineError
from index.settings import load_settings
from index.store import Store, open_store
from index.wording import English
from search.errors import BadRequestError
from search.open import opened_archive
from search.options import read_state, state_options
from search.query import Diagnostic
from search.results import FacetResult, Hit, ResultPage, Snippet
from search.saved import delete_saved, find_saved, save_query, saved_list
from search.serialise import page_to_json
from search.state import FACET_LABELS, SearchState

SHOWN_FACETS = ("person", "place", "country", "source")
SHOWN_VALUES = 8
ANY_HOST = ("0.0.0.0", "::")  # noqa: S104
"""What a server is bound to that answers on every address."""


@click.command()
@click.argument("query", default="")
@state_options
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Hits to print.")
@click.option("--cursor", default="", metavar="CURSOR", help='Go on where an earlier page\'s "next" says.')
@click.option("--facets/--no-facets", default=True, help="Print facet values with their counts.")
@click.option("--json", "as_json", is_flag=True, help="Print what the API answers.")
@click.option("--open", "in_browser", is_flag=True, help="Open the search in the browser (`dateline serve`).")
@click.pass_obj
def search(
    home: Path | None,
    /,
    query: str,
    limit: int,
    cursor: str,
    facets: bool,
    as_json: bool,
    in_browser: bool,
    **options: Any,
) -> None:
    """Search the archive. QUERY is in the query language; without it every article matches.

    Example: dateline search '"grain deal" -rumour' --place Odesa --from 2022-07 --sort newest
    """
    state = read_state(query, options, per_page=str(limit), cursor=cursor)
    settings = load_settings(home)
    if in_browser:
        host = "127.0.0.1" if settings.host in ANY_HOST else settings.host
        address = f"http://{host}:{settings.port}/search?{state.to_query_string()}"
        click.echo(address)
        if click.launch(address) != 0:
            raise MachineError(
                English("No browser could be started."), English("Open the address that was printed.")
            )
        return
    with opened_archive(settings) as archive:
        page = archive.engine.search(state, facets=FACETS if facets or as_json else ())
    if as_json:
        click.echo(json.dumps(page_to_json(page, state), ensure_ascii=False))
        return
    print_page(page, state, facets=facets)


def print_page(page: ResultPage, state: SearchState, *, facets: bool) -> None:
    """Print a page for a person to read; what the query's text gave to say goes to standard error."""
    for item in page.diagnostics:
        click.echo(_diagnostic(state.query, item), err=True)
    for also in page.also_matching:
        click.echo(f"{also.word}: also matching {', '.join(also.variants)} (--names-as-typed: not)", err=True)
    if page.did_you_mean:
        meant = page.did_you_mean
        click.echo(f"Did you mean {click.style(meant.query, bold=True)}? {meant.count:,} found", err=True)
    one, many = ("story", "stories") if state.copies == "group" else ("article", "articles")
    click.echo(f"{page.total:,} {one if page.total == 1 else many}")
    for number, hit in enumerate(page.hits, 1):
        click.echo("\n".join(_hit_lines(number, hit, state.time_zone)))
    if facets:
        click.echo()
        for name in SHOWN_FACETS:
            click.echo("\n".join(_facet_lines(page.facets[name])))
    if page.next_cursor:
        click.echo(f"more: --cursor {page.next_cursor}", err=True)


def _diagnostic(query: str, item: Diagnostic) -> str:
    mark = " " * item.start + "^" * max(item.end - item.start, 1)
    return f"{item}\n  {query}\n  {mark}"


def _hit_lines(number: int, hit: Hit, zone: str) -> Iterator[str]:
    yield f"\n{number:>3}. {_marked(hit.title) or '(untitled)'}"
    about = [_published(hit, zone), hit.source, *hit.authors[:2]]
    yield f"     {' · '.join(about)}  {click.style(hit.id, dim=True)}"
    if hit.snippet.text:
        yield f"     {_marked(hit.snippet)}"


def _published(hit: Hit, zone: str) -> str:
    """Give when a hit was published: as printed, or in a zone where the exact instant is known."""
    if not hit.published or not zone or len(hit.published) <= len("2022-11-11"):
        return hit.published or "undated"
    printed = datetime.fromisoformat(hit.published)
    return printed.astimezone(ZoneInfo(zone)).isoformat() if printed.tzinfo else hit.published


def _marked(snippet: Snippet) -> str:
    """Colour the highlights; off a terminal click takes the colours away."""
    parts, at = [], 0
    for start, end in snippet.ranges:
        parts += [snippet.text[at:start], click.style(snippet.text[start:end], bold=True, fg="yellow")]
        at = end
    return "".join([*parts, snippet.text[at:]])


def _facet_lines(facet: FacetResult) -> Iterator[str]:
    values = [f"{value.name} {value.count:,}" for value in facet.values[:SHOWN_VALUES]]
    yield f"{FACET_LABELS[facet.name]}: {', '.join(values) or 'none'}"


@contextmanager
def _opened_store(home: Path | None) -> Iterator[Store]:
    with closing(open_store(load_settings(home).store_path)) as store:
        yield store


@click.group()
def saved() -> None:
    """Keep searches under a name, with a link at /s/NAME.

    Example: dateline saved list
    """


@saved.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
@click.pass_obj
def list_saved(home: Path | None, as_json: bool) -> None:
    """Show all saved queries.

    Example: dateline saved list
    """
    with _opened_store(home) as store:
        found = saved_list(store)
    if as_json:
        rows = [
            {"slug": item.slug, "name": item.name, "params": item.state.to_query_string()} for item in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for item in found:
        click.echo(f"{item.slug}\t{item.name}\t{item.state.describe()}")
    if not found:
        click.echo("No saved queries yet. `dateline saved add` or the page of a search saves one.", err=True)


@saved.command("add")
@click.argument("name")
@click.argument("query", default="")
@state_options
@click.option("--params", metavar="QUERY_STRING", help="Take the whole search from a URL's query string.")
@click.pass_obj
def add_saved(home: Path | None, /, name: str, query: str, params: str | None, **options: Any) -> None:
    """Save a search under NAME and print the last part of its link.

    Example: dateline saved add 'Grain deal' '"grain deal"' --place Odesa
    """
    if params is None:
        state = read_state(query, options)
    else:
        state, diagnostics = SearchState.from_params(parse_qsl(params.lstrip("?"), keep_blank_values=True))
        if diagnostics:
            raise BadRequestError(diagnostics)
    with _opened_store(home) as store:
        click.echo(save_query(store, name, state).slug)


@saved.command("run")
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print what the API answers.")
@click.pass_obj
def run_saved(home: Path | None, slug: str, as_json: bool) -> None:
    """Run a saved query.

    Example: dateline saved run grain-deal
    """
    with opened_archive(load_settings(home)) as archive:
        state = find_saved(archive.store, slug).state
        page = archive.engine.search(state)
    if as_json:
        click.echo(json.dumps(page_to_json(page, state), ensure_ascii=False))
    else:
        print_page(page, state, facets=True)


@saved.command("show")
@click.argument("slug")
@click.pass_obj
def show_saved(home: Path | None, slug: str) -> None:
    """Show what a saved query asks for.

    Example: dateline saved show grain-deal
    """
    with _opened_store(home) as store:
        found = find_saved(store, slug)
    click.echo(
        f"{found.name}\n{found.state.describe()}\n/s/{found.slug}\n/search?{found.state.to_query_string()}"
    )


@saved.command("delete")
@click.argument("slug")
@click.pass_obj
def remove_saved(home: Path | None, slug: str) -> None:
    """Delete a saved query; its link stops working, articles stay.

    Example: dateline saved delete grain-deal
    """
    with _opened_store(home) as store:
        delete_saved(store, slug)
    click.echo(f"deleted {slug}", err=True)
