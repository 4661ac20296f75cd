"""The `clean` command: one page for a person to read, or many for a program."""

import gzip
import json
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from index.clean import CleanResult, clean_html
from index.clean.site_checks import print_checks, print_report
from index.clean.sites import Rules, SiteRules, load_rules, rules_for
from index.errors import InputError
from index.progress import Progress
from index.settings import load_settings
from index.urls import check_url
from index.worker_pool import GuardedPool

WORKERS = 2
IN_FLIGHT = 16
NO_ARTICLE = {
    "empty": ("it has no bytes, or no elements", "Save the page again, whole."),
    "not-html": (
        "it is a PDF, an image, an archive, or text without a tag",
        "Name the saved web page; plain text goes in with `dateline import`.",
    ),
    "too-large": ("it is larger than any article", "Save the article's own page."),
    "too-complex": ("it has more elements than any article", "Save the article's own page."),
    "no-text": (
        "no paragraphs of an article were found in it",
        "If a browser shows one, a script builds it: save the page from the browser. If the file holds it, "
        "name its element in sites/DOMAIN.toml (docs/cleaning.md, Rules of one site) and give --url.",
    ),
    "damaged": ("the parser gave up", "Save the page again, or open and save it with a browser."),
}
"""Why a page gives no article, and what its reader can do, by the reason's name."""


@dataclass(frozen=True, slots=True)
class ManifestLine:
    """A page to clean: its id, file and address."""

    id: str
    path: Path
    url: str | None
    rules: SiteRules | None = None


def result_to_json(id_: str, url: str | None, result: CleanResult) -> dict[str, Any]:
    """Give a line of the output of ``clean --batch`` (`index/schemas/clean.schema.json`)."""
    clean = result.article
    row: dict[str, Any] = {"id": id_, "url": (clean.url if clean else None) or url}
    if clean is None:
        names = (
            "title", "description", "authors", "published", "modified", "language", "section", "tags",
            "image", "text", "credits",
        )  # fmt: skip
        row |= dict.fromkeys(names)
    else:
        row |= {
            "title": clean.title, "description": clean.description, "authors": list(clean.authors),
            "published": clean.published.isoformat() if clean.published else None,
            "published_origin": clean.published.origin if clean.published else None,
            "modified": clean.modified.isoformat() if clean.modified else None,
            "language": clean.language, "section": clean.section, "tags": list(clean.tags),
            "image": clean.image, "text": clean.text, "credits": list(clean.credits),
            "dateline": clean.dateline, "kind": clean.kind, "paywalled": clean.paywalled,
            "image_alt": clean.image_alt, "image_credit": clean.image_credit, "origins": dict(result.origins),
        }  # fmt: skip
    return row | {"dropped": result.dropped, "cpu_ms": result.cpu_ms}


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--batch", type=click.Path(path_type=Path), help="Clean the pages that a JSONL manifest names.")
@click.option("--url", help="Address that the page came from.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for a program to read.")
@click.option("--check-sites", is_flag=True, help="Try the rules of sites on their own pages.")
@click.option("--site-report", metavar="DOMAIN", help="Length and completeness of a site, by month.")
@click.pass_obj
def clean(
    home: Path | None,
    /,
    file: Path | None,
    batch: Path | None,
    url: str | None,
    as_json: bool,
    check_sites: bool,
    site_report: str | None,
) -> None:
    """Clean pages to articles and print them; nothing is stored.

    A manifest has a line of JSON a page: {"id": "x", "path": "html/x.html.gz", "url": "https://..."}, the
    path relative to the manifest. Pages that give no article are printed too, with the reason.

    Example: dateline clean page.html --url https://www.example.org/news/1
    """
    if sum(map(bool, (file, batch, check_sites, site_report))) != 1:
        raise click.UsageError("Give one of FILE, --batch MANIFEST, --check-sites and --site-report DOMAIN.")
    if url is not None and file is None:
        raise click.UsageError("--url is the address of FILE; a manifest names the address of each page.")
    address = check_url(url) if url is not None else None
    settings = load_settings(home)
    if batch is not None:
        _clean_batch(batch, load_rules(settings.sites_dir))
        return
    if site_report:
        print_report(settings, site_report, as_json=as_json)
        return
    rules = load_rules(settings.sites_dir)
    if check_sites:
        print_checks(settings.sites_dir, rules)
        return
    assert file is not None
    _print_page(file, address, clean_html(_read(file), url=address, rules=rules_for(rules, address)), as_json)


def _print_page(file: Path, url: str | None, result: CleanResult, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(result_to_json(file.name, url, result), ensure_ascii=False))
    elif result.dropped is not None:
        cause, next_step = NO_ARTICLE[result.dropped]
        raise InputError(f"{file} gives no article ({result.dropped}): {cause}.", next_step)
    else:
        _print_article(result)


def _print_article(result: CleanResult) -> None:
    article = result.article
    assert article is not None
    click.echo(article.title)
    when = f"{article.published.isoformat()} ({article.published.origin})" if article.published else "undated"
    click.echo(" · ".join([when, *article.authors, *([article.section] if article.section else [])]))
    click.echo(f"\n{article.text}")
    if article.credits:
        click.echo(f"\nCredits: {'; '.join(article.credits)}")


def _clean_batch(manifest: Path, rules: Rules) -> None:
    lines = [replace(line, rules=rules_for(rules, line.url)) for line in read_manifest(manifest)]
    if not lines:
        click.echo(f"{manifest} names no pages; nothing cleaned.", err=True)
    waiting: deque[Future[list[str]]] = deque()
    with (
        Progress("cleaning", len(lines), "pages") as progress,
        GuardedPool(WORKERS, clean_line, refused_line) as pool,
    ):
        for line in lines:
            waiting.append(pool.submit([line]))
            if len(waiting) >= IN_FLIGHT:
                _print_next(waiting, progress)
        while waiting:
            _print_next(waiting, progress)


def _print_next(waiting: deque[Future[list[str]]], progress: Progress) -> None:
    [line] = waiting.popleft().result()
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
    progress.advance()


def clean_line(line: ManifestLine) -> str:
    """Clean one page of a manifest and give its line of output. Runs in a worker."""
    result = clean_html(_read(line.path), url=line.url, rules=line.rules)
    return json.dumps(result_to_json(line.id, line.url, result), ensure_ascii=False)


def refused_line(line: ManifestLine, reason: str) -> str:
    """Give the line of output of a page that was given up."""
    result = CleanResult(None, reason, 0.0)
    return json.dumps(result_to_json(line.id, line.url, result), ensure_ascii=False)


def read_manifest(manifest: Path) -> Iterator[ManifestLine]:
    """Read a manifest whole before any page is cleaned.

    Raises:
        InputError: The manifest or a file that it names is missing, or a line is not as agreed.
    """
    for number, text in enumerate(_read(manifest).decode("utf-8", "replace").splitlines(), 1):
        if not text.strip():
            continue
        where = f"{manifest} line {number}"
        try:
            row = json.loads(text)
            line = ManifestLine(str(row["id"]), manifest.parent / row["path"], row.get("url"))
        except (ValueError, TypeError, KeyError, AttributeError):
            raise InputError(
                f"{where} is not a JSON object with id and path: {text.strip()[:60]}",
                'Write a line such as {"id": "x", "path": "page.html", "url": "https://..."} for each page.',
            ) from None
        if not isinstance(line.url, str | None):
            raise InputError(
                f"{where}: the url {line.url!r} is no text.", "Give an address, or leave it out."
            )
        if not line.path.is_file():
            raise InputError(f"{where}: there is no file {line.path}.", "Paths are relative to the manifest.")
        yield line


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    except FileNotFoundError:
        raise InputError(f"There is no file {path}.", "Check the path.") from None
    except IsADirectoryError:
        raise InputError(
            f"{path} is a folder.", "Name a page in it, or several in a manifest for --batch."
        ) from None
    except (OSError, EOFError) as error:
        raise InputError(f"{path} cannot be read: {error}.", "Check the file.") from error
