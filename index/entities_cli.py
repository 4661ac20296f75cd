"""The commands `dateline entities`: persons and places looked up, corrected, and corrections undone."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

import click

from index import edits
from index.aliases import entity_of
from index.article import Entity
from index.cli import opened
from index.edit_log import Edit
from index.entity_words import NamedKey, name_words
from index.errors import EditError, InputError
from index.progress import Progress
from index.settings import Settings
from index.spellings import Spelling, spellings
from index.store import Store
from index.text_files import opened_text
from index.wording import English, counted, told

SHOWN = 20
CANDIDATES = 200
"""Spellings looked at for a name; an entity may have many."""


@click.group()
def entities() -> None:
    """Look up persons and places and correct them: merge, take apart, hide, rename, undo.

    A correction shows at once, in running servers too, and needs no reindex. It stands above automatic
    merges, outlives reindexing, cleaning and annotating anew, and can be undone. Articles are not changed.

    Example: dateline entities find petrenko
    """


@entities.command("list")
@click.option("--limit", type=click.IntRange(1, 1000), default=SHOWN, show_default=True, help="How many.")
@click.pass_obj
def list_entities(home: Path | None, limit: int) -> None:
    """Show the persons and places with the spellings that most articles hold.

    Example: dateline entities list --limit 50
    """
    with opened(home) as (_, store):
        _print_entities(store, store.most_used(limit))


@entities.command()
@click.argument("name")
@click.pass_obj
def find(home: Path | None, name: str) -> None:
    """Show the persons and places whose name has the words of NAME; the last word may be unfinished.

    Example: dateline entities find 'ihor petr'
    """
    words = name_words(name)
    if not words:
        raise InputError(f"{name!r} has no letter or digit.", "Give a name or the beginning of one.")
    with opened(home) as (_, store):
        found = store.keys_starting(words[:-1], words[-1], CANDIDATES)
        if not found:
            said = English(f"Nobody and no place is called {name!r}.")
            raise EditError(said, English("Give fewer words or letters."))
        _print_entities(store, found)


def _print_entities(store: Store, found: Iterable[NamedKey]) -> None:
    """Print each entity once, with the spellings that led to it."""
    aliases = store.alias_table().aliases
    groups: dict[str, list[NamedKey]] = {}
    for item in found:
        meant = entity_of(item.key, aliases)
        groups.setdefault(meant or item.key, []).append(item)
    named = store.entities(groups)
    for key, items in groups.items():
        note = " (hidden)" if entity_of(key, aliases) == "" else ""
        name = named[key].name if key in named else key
        click.echo(f"{key}\t{name}{note}\t{', '.join(_spelling(item) for item in items)}")


def _spelling(item: NamedKey) -> str:
    return f"{item.name} {item.articles:,}"


@entities.command()
@click.argument("key")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
@click.pass_obj
def show(home: Path | None, key: str, as_json: bool) -> None:
    """Show what KEY stands for: the entity, its spellings with their articles, and its edits.

    Example: dateline entities show p:igor_petrenko
    """
    with opened(home) as (_, store):
        meant = entity_of(key, store.alias_table().aliases)
        found = store.entities([meant or key]).get(meant or key)
        if found is None:
            raise EditError(told("There is no person or place %(key)s.", key=repr(key)), edits.FIND)
        spelt = spellings(store, found.key)
        concerned = [item for item in edits.log(store) if _concerns(item, {one.key for one in spelt})]
    if as_json:
        row = {
            "key": found.key, "kind": found.kind, "name": found.name, "hidden": not meant,
            "spellings": [asdict(item) for item in spelt],
            "edits": [_edit_to_json(item) for item in concerned],
        }  # fmt: skip
        click.echo(json.dumps(row, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(found, spelt, concerned, hidden=not meant)))


def _concerns(edit: Edit, keys: set[str]) -> bool:
    return bool(keys & {*edit.keys, edit.value})


def _lines(found: Entity, spelt: list[Spelling], concerned: list[Edit], *, hidden: bool) -> Iterator[str]:
    yield f"{found.name} ({found.kind}{', hidden' if hidden else ''})  {found.key}"
    for item in spelt:
        sure = "" if item.confidence is None else f" {item.confidence:.2f}"
        why = f"  ({item.evidence}{sure})" if item.evidence else f"  (edit {item.edit})" if item.edit else ""
        yield f"  {item.articles:>9,}  {item.name}  {item.key}{why}"
    yield from (_log_line(edit) for edit in concerned)


@entities.command()
@click.argument("from_", metavar="FROM...", nargs=-1, required=True)
@click.argument("into")
@click.pass_obj
def merge(home: Path | None, from_: tuple[str, ...], into: str) -> None:
    """Make the persons or places of the keys FROM one with INTO, which gives key and name.

    A key that is a spelling of something stands for all of it; take it apart first (`split`) to move it
    alone. Links with old keys lead to the new one.

    Example: dateline entities merge p:ihor_petrenko p:i_petrenko p:igor_petrenko
    """
    _correct(home, lambda store: edits.merge(store, from_, into))


@entities.command()
@click.argument("key")
@click.option("--by-context", is_flag=True, help="Part the articles of KEY as `homonyms` shows it.")
@click.option("--article", "articles", multiple=True, metavar="ID", help="An article of the second person.")
@click.pass_obj
def split(home: Path | None, key: str, by_context: bool, articles: tuple[str, ...]) -> None:
    """Take the spelling KEY out of its person or place; no automatic merge touches it again.

    With --by-context or --article, part one name that two persons bear: the second one's articles get a key
    of their own, and the index is brought up to date. Articles that come later count for the first.

    Example: dateline entities split p:j_smith
    """
    if by_context and articles:
        raise InputError("--by-context and --article exclude each other.", "Give one of them.")
    if by_context or articles:
        _part(home, key, articles)
    else:
        _correct(home, lambda store: edits.split(store, key))


def _part(home: Path | None, key: str, articles: tuple[str, ...]) -> None:
    from index.part_now import part_by_context

    with opened(home) as (settings, store):
        edit = edits.part(store, key, articles) if articles else part_by_context(store, key)
        _index(settings, store)
    _tell(edit)


def _index(settings: Settings, store: Store) -> None:
    """Bring the index up to date, for an edit that changed articles."""
    from index.ingest import IngestReport, finish

    finish(settings, store, IngestReport())


@entities.command("homonyms")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
@click.pass_obj
def show_homonyms(home: Path | None, as_json: bool) -> None:
    """Show names that two persons seem to bear, with what tells them apart; nothing is changed.

    Their articles share no country, no other person and no field of work, and both say what the person does.
    One name in a thousand is wrongly here: look at the articles before `split KEY --by-context`.

    Example: dateline entities homonyms
    """
    from index.homonyms import count_rounds, homonyms

    with opened(home) as (_, store):
        total = count_rounds(store) * store.count_articles()
        with Progress("reading", total) as progress:
            found = list(homonyms(store, progress.advance))
        titles = store.shown(id_ for one in found for side in one.bearers for id_ in side.articles[:SHOWN])
    for one in found:
        if as_json:
            click.echo(json.dumps(asdict(one), ensure_ascii=False))
            continue
        click.echo(f"{one.key}\t{one.name}")
        for side in one.bearers:
            click.echo(f"  {counted(len(side.articles), 'article')}: {side.describe()}")
            for id_ in side.articles[:SHOWN]:
                click.echo(f"    {id_}  {titles[id_].title if id_ in titles else ''}")
    if not found:
        click.echo("No name seems to be shared by two persons.", err=True)


@entities.command()
@click.argument("key")
@click.pass_obj
def hide(home: Path | None, key: str) -> None:
    """Leave KEY out of facets, suggestions and pages; what the articles say stays in the store.

    Example: dateline entities hide p:read_more
    """
    _correct(home, lambda store: edits.hide(store, key))


@entities.command()
@click.argument("key")
@click.argument("name")
@click.pass_obj
def rename(home: Path | None, key: str, name: str) -> None:
    """Show the person or place KEY as NAME; it is found by all its names.

    Example: dateline entities rename p:igor_petrenko 'Ihor Petrenko'
    """
    _correct(home, lambda store: edits.rename(store, key, name))


@entities.command()
@click.argument("number", type=int, required=False)
@click.pass_obj
def undo(home: Path | None, number: int | None) -> None:
    """Take back edit NUMBER of the log, or the last one that holds.

    Example: dateline entities undo 12
    """
    with opened(home) as (settings, store):
        edit = edits.undo(store, number)
        if edit.action == "part":
            _index(settings, store)
    click.echo(f"undone: {edit.number} {edit.describe()}", err=True)


def _correct(home: Path | None, change: Callable[[Store], Edit]) -> None:
    with opened(home) as (_, store):
        edit = change(store)
    _tell(edit)


def _tell(edit: Edit) -> None:
    click.echo(f"{edit.number} {edit.describe()}", err=True)
    click.echo(f"`dateline entities undo {edit.number}` takes it back.", err=True)


@entities.command("log")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
@click.pass_obj
def show_log(home: Path | None, as_json: bool) -> None:
    """Show all edits with their numbers and times, undone ones too.

    Example: dateline entities log
    """
    with opened(home) as (_, store):
        found = edits.log(store)
    if as_json:
        click.echo(json.dumps([_edit_to_json(item) for item in found], ensure_ascii=False))
        return
    for edit in found:
        click.echo(_log_line(edit))
    if not found:
        click.echo(
            "No corrections yet. `dateline entities merge` (or split, hide, rename) makes one.", err=True
        )


def _log_line(edit: Edit) -> str:
    return (
        f"{edit.number:>5}  {edit.at}  {edit.describe()}{f'  (undone {edit.undone})' if edit.undone else ''}"
    )


def _edit_to_json(edit: Edit) -> dict[str, object]:
    return {
        "number": edit.number, "at": edit.at, "action": edit.action, "keys": list(edit.keys),
        "value": edit.value, "undone": edit.undone or None,
    }  # fmt: skip


@entities.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def export_(home: Path | None, file: Path) -> None:
    """Write the edits that hold to FILE, a JSON object a line, oldest first, for another archive.

    Example: dateline entities export corrections.jsonl
    """
    with opened(home) as (_, store):
        lines = list(edits.export_edits(store))
    try:
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot write {file}: {error.strerror}.", "Check the folder.") from error
    click.echo(f"{counted(len(lines), 'edit')} written to {file}", err=True)


@entities.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def import_(home: Path | None, file: Path) -> None:
    """Make the edits of FILE in this archive, all or none; those that hold already are left out.

    Edits of keys that no article here has yet wait for such articles.

    Example: dateline entities import corrections.jsonl
    """
    with opened_text(file) as text:
        lines = text.read().splitlines()
    with opened(home) as (settings, store):
        found = edits.import_edits(store, lines)
        if any(edit.action == "part" for edit in found.edits):
            _index(settings, store)
    click.echo(f"{counted(len(found.edits), 'edit')} made, {found.known:,} held already", err=True)
