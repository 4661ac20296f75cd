"""The command `dateline sources`: what is crawled again and again."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from index.crawl.sources import (
    Source,
    add_source,
    find_source,
    pause_source,
    print_duration,
    read_duration,
    read_sources,
    remove_source,
)
from index.settings import load_settings
from index.urls import check_url


@click.group()
def sources() -> None:
    """Keep the list of sites that `dateline crawl` visits when it is given no address.

    The list stands in config.toml of the data folder, as [[source]] tables; both ways of editing it mix.

    Example: dateline sources add https://www.paper.example/ --exclude /sport/ --every 30m
    """


@sources.command()
@click.argument("url")
@click.option("--also", multiple=True, metavar="URL", help="A further address to begin at; repeatable.")
@click.option("--include", multiple=True, metavar="PATTERN", help="Take only articles like this; repeatable.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave addresses like this; repeatable.")
@click.option("--every", default="15m", show_default=True, help="Least pause between two visits of a list.")
@click.option("--max-pages", type=click.IntRange(1), help="Articles to fetch in one run at most.")
@click.option("--max-depth", type=click.IntRange(1), help="Links to follow from the home page at most.")
@click.option("--delay", "delay_s", type=click.FloatRange(0), help="Seconds between two requests.")
@click.option("--allow", multiple=True, metavar="HOST:PORT", help="A private address that may be reached.")
@click.pass_obj
def add(home: Path | None, /, url: str, also: tuple[str, ...], every: str, **options: Any) -> None:
    """Add a site; nothing is fetched yet.

    In a pattern * stands for anything: /sport/ is every address with /sport/ in it.

    Example: dateline sources add https://www.paper.example/ --include /politics/ --delay 2
    """
    settings = load_settings(home)
    source = Source(
        url=check_url(url), also=tuple(map(check_url, also)), every_s=read_duration(every), **options
    )  # fmt: skip
    add_source(settings.home, source)
    click.echo(f"{source.root} is a source; `dateline crawl` fetches it.", err=True)


@sources.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
@click.pass_obj
def list_(home: Path | None, as_json: bool) -> None:
    """List the sources, in the order of config.toml.

    Example: dateline sources list
    """
    found = read_sources(load_settings(home).home)
    if as_json:
        click.echo(json.dumps([_as_json(source) for source in found], ensure_ascii=False))
        return
    for source in found:
        state = "paused" if source.paused else f"every {print_duration(source.every_s)}"
        click.echo(f"{source.root}: {source.url}, {state}")
    if not found:
        click.echo("No sources yet. `dateline sources add URL` adds one.", err=True)


@sources.command()
@click.argument("url")
@click.pass_obj
def show(home: Path | None, url: str) -> None:
    """Show what is set of one source, as JSON.

    Example: dateline sources show paper.example
    """
    source = find_source(read_sources(load_settings(home).home), url)
    click.echo(json.dumps(_as_json(source), ensure_ascii=False, indent=2))


@sources.command()
@click.argument("url")
@click.pass_obj
def remove(home: Path | None, url: str) -> None:
    """Take a site off the list; its articles stay.

    Example: dateline sources remove paper.example
    """
    settings = load_settings(home)
    source = find_source(read_sources(settings.home), url)
    remove_source(settings.home, source.root)
    click.echo(f"{source.root} is removed from the sources; its articles are kept.", err=True)


@sources.command()
@click.argument("url")
@click.option("--resume", is_flag=True, help="Take it up again.")
@click.pass_obj
def pause(home: Path | None, url: str, resume: bool) -> None:
    """Leave a site alone for now, or with --resume take it up again.

    Example: dateline sources pause paper.example
    """
    settings = load_settings(home)
    source = find_source(read_sources(settings.home), url)
    pause_source(settings.home, source.root, paused=not resume)
    click.echo(f"{source.root} is {'crawled again' if resume else 'paused'}.", err=True)


def _as_json(source: Source) -> dict[str, Any]:
    return {"name": source.root} | asdict(source)
