"""The sources that a user has configured: ``[[source]]`` in ``config.toml``, read and edited in place."""

import fcntl
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from index.crawl.guard import Guard, endpoint_of
from index.errors import InputError, SettingsError
from index.settings import read_toml
from index.urls import check_url, source_of

DEFAULT_EVERY_S = 900.0
"""Least pause between two visits of a list when a source does not say; it grows while nothing is new."""
MIN_EVERY_S = 60.0
MAX_DELAY_S = 3_600.0
"""Longest pause between two requests that makes sense; a run would fetch next to nothing."""
_UNITS = {"s": 1.0, "m": 60.0, "h": 3_600.0, "d": 86_400.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One site to crawl again and again.

    Attributes:
        url: Its home page, or a section, feed or sitemap of it.
        also: Further addresses to begin at, on the same site.
        include: Patterns of which an article's address must match one; none for all.
        exclude: Patterns of addresses that are left alone.
        every_s: Least pause between two visits of one of its lists.
        max_pages: Articles to fetch in one run at most.
        max_depth: Links followed from its home page at most.
        delay_s: Pause between two requests.
        paused: Whether it is left alone by runs without addresses.
        allow: Private ``HOST:PORT`` that may be reached for it.
    """

    url: str
    also: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    every_s: float = DEFAULT_EVERY_S
    max_pages: int | None = None
    max_depth: int | None = None
    delay_s: float | None = None
    paused: bool = False
    allow: tuple[str, ...] = ()

    @property
    def root(self) -> str:
        """The name of its site."""
        return source_of(self.url)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where to begin."""
        return (self.url, *self.also)


def read_duration(text: str) -> float:
    """Read ``90s``, ``15m``, ``6h`` or ``1d`` as seconds.

    Raises:
        InputError: It is none of these, or shorter than a minute.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd])", text.strip().lower())
    seconds = float(found[1]) * _UNITS[found[2]] if found else 0.0
    if seconds < MIN_EVERY_S:
        raise InputError(f"{text!r} is no duration of a minute or more.", "Give one such as 15m, 6h or 1d.")
    return seconds


def print_duration(seconds: float) -> str:
    """Give a duration as `read_duration` reads it, in the largest unit that fits."""
    unit, size = next(
        (unit, size) for unit, size in sorted(_UNITS.items(), key=lambda item: -item[1]) if seconds >= size
    )
    return f"{seconds / size:g}{unit}"


def read_sources(home: Path) -> tuple[Source, ...]:
    """Read the sources of a data folder, in the order of its ``config.toml``; none when it has none.

    Raises:
        SettingsError: One cannot be used: an unknown key, a value of the wrong kind, a site twice.
    """
    path = home / "config.toml"
    tables = read_toml(path).get("source", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SettingsError(f"{path}: source is no list of tables.", "Write each as [[source]] with a url.")
    found: dict[str, Source] = {}
    for table in tables:
        source = _source(table, path)
        if source.root in found:
            raise SettingsError(
                f"{path}: {source.root} has two [[source]] tables.", "Put further addresses under `also`."
            )
        found[source.root] = source
    return tuple(found.values())


def _source(table: Mapping[str, Any], path: Path) -> Source:
    named = f"{path}: source {table.get('url', '?')}"
    if "url" not in table:
        raise SettingsError(f"{path}: a [[source]] has no url.", "Add its address.")
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name not in READERS:
            raise SettingsError(f"{named}: unknown key {name!r}.", f"Known: {', '.join(READERS)}.")
        try:
            values["every_s" if name == "every" else name] = READERS[name](value)
        except (TypeError, ValueError):
            raise SettingsError(f"{named}: {name} = {value!r} is not usable.") from None
        except InputError as error:
            raise SettingsError(f"{named}: {error.message}", error.next_step) from None
    source = Source(**values)
    try:
        _check(source)
    except InputError as error:
        raise SettingsError(f"{named}: {error.message}", error.next_step) from None
    return source


def _check(source: Source) -> None:
    """Refuse what no run could use.

    Raises:
        InputError: A further address is of another site, or an allowed one no ``HOST:PORT``.
    """
    Guard(source.allow)
    strangers = [url for url in source.also if source_of(url) != source.root]
    if strangers:
        raise InputError(f"{strangers[0]} is of another site.", "Make it a source of its own.")
    if source.delay_s is not None and not 0 <= source.delay_s <= MAX_DELAY_S:
        raise InputError(
            f"A pause of {source.delay_s:g} seconds is not usable.", f"Give one from 0 to {MAX_DELAY_S:g}."
        )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    """Read a list of texts; one text alone is a list of one, not of its letters."""
    items = [value] if isinstance(value, str) else value
    return tuple(_text(item).strip() for item in items if _text(item).strip())


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return float(value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise TypeError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


READERS: Mapping[str, Callable[[Any], Any]] = {
    "url": lambda value: check_url(_text(value)),
    "also": lambda value: tuple(check_url(item) for item in _texts(value)),
    "include": _texts,
    "exclude": _texts,
    "every": lambda value: read_duration(_text(value)),
    "max_pages": _count,
    "max_depth": _count,
    "delay_s": _number,
    "paused": _flag,
    "allow": _texts,
}
"""The keys of a ``[[source]]`` table, each with what reads its value."""


def find_source(sources: tuple[Source, ...], address: str) -> Source:
    """Give the source of an address or a site's name.

    Raises:
        InputError: There is none.
    """
    try:
        root = source_of(check_url(address))
    except InputError:
        # Not even an address; what there is helps more than how addresses look.
        root = address
    found = next((source for source in sources if source.root == root), None)
    if found is None:
        names = ", ".join(source.root for source in sources) or "none yet"
        raise InputError(f"{root} is no source.", f"There are: {names}. Add it with `dateline sources add`.")
    return found


def add_source(home: Path, source: Source) -> None:
    """Write a new source behind what ``config.toml`` holds; comments and order stay.

    Raises:
        InputError: Its site is a source already, or no run could use it.
        SettingsError: The file cannot be read.
    """
    _check(source)
    for url in source.addresses:
        if Guard(source.allow).refusal(url):
            raise InputError(
                f"{url} is a private address, which is not fetched.",
                f"To crawl a server of your own, add --allow {endpoint_of(url)}.",
            )

    def add(tables: Any) -> None:
        if any(known.root == source.root for known in read_sources(home)):
            raise InputError(
                f"{source.root} is a source already.",
                f"Change it in {home / 'config.toml'}, or remove it first.",
            )
        tables.append(_table(_written(source)))

    _edit(home, add)


def _written(source: Source) -> dict[str, Any]:
    """Give what differs from the defaults, as it is written."""
    values: dict[str, Any] = {}
    for item in fields(Source):
        value = getattr(source, item.name)
        if item.name == "every_s":
            values["every"] = print_duration(value)
        elif value != item.default:
            values[item.name] = list(value) if isinstance(value, tuple) else value
    return values


def remove_source(home: Path, root: str) -> None:
    """Take a source out of ``config.toml``; its articles stay."""

    def remove(tables: Any) -> None:
        del tables[_position(tables, root)]

    _edit(home, remove)


def pause_source(home: Path, root: str, *, paused: bool) -> None:
    """Have runs without addresses leave a source alone, or take it up again."""

    def pause(tables: Any) -> None:
        table = tables[_position(tables, root)]
        if paused:
            table["paused"] = True
        else:
            table.pop("paused", None)

    _edit(home, pause)


def _position(tables: Any, root: str) -> int:
    """Give the place of a site's table.

    Raises:
        InputError: Another command took it away meanwhile.
    """
    for number, table in enumerate(tables):
        if source_of(check_url(table["url"])) == root:
            return number
    raise InputError(f"{root} is no source any more.", "`dateline sources list` shows what there is.")


def _edit(home: Path, change: Callable[[Any], None]) -> None:
    """Change the tables of the file as a whole or not at all, one command after the other."""
    import tomlkit

    path = home / "config.toml"
    home.mkdir(parents=True, exist_ok=True)
    with _alone(home):
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
        change(_tables(document))
        if not document["source"]:
            del document["source"]
        beside = path.with_suffix(".toml.new")
        beside.write_text(tomlkit.dumps(document), encoding="utf-8")
        beside.replace(path)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Hold the folder, so that of two commands at once the later one reads what the other wrote."""
    folder = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _tables(document: Any) -> Any:
    """Give the ``[[source]]`` tables of a file; a list in one line becomes such tables."""
    import tomlkit
    from tomlkit.items import AoT

    if not isinstance(document.get("source"), AoT):
        inline = document.pop("source", [])
        document.append("source", tomlkit.aot())
        for item in inline:
            document["source"].append(_table(item))
    return document["source"]


def _table(values: Mapping[str, Any]) -> Any:
    import tomlkit

    table = tomlkit.table()
    for name, value in values.items():
        table.add(name, value)
    return table
