"""All settings in one frozen value: defaults, then ``config.toml``, then ``DATELINE_*`` variables."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from index.errors import SettingsError

SOURCES = "source"
"""Name of the tables in ``config.toml`` that the crawler reads (`index.crawl.sources`)."""

DEFAULT_HOME = Path("dateline-data")
"""Data folder when neither ``--home`` nor ``DATELINE_HOME`` names one."""


def _setting(default: Any, meaning: str, unit: str = "") -> Any:
    return field(default=default, metadata={"meaning": meaning, "unit": unit})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a user may set; every field says its meaning and unit in its metadata."""

    home: Path = _setting(DEFAULT_HOME, "data folder")
    host: str = _setting("127.0.0.1", "address that `serve` binds")
    port: int = _setting(8470, "port that `serve` binds", "port")
    workers: int = _setting(1, "processes that answer web requests", "processes")
    threads: int = _setting(4, "threads of each process that answer web requests", "threads")
    per_page: int = _setting(20, "hits on a results page", "hits")
    time_zone: str = _setting("UTC", "zone in which times are shown")
    locale: str = _setting("", "language of the pages: en, es or uk; by the reader's browser when empty")
    rate_limit: str = _setting("", "how often one address may ask, such as 120/minute")
    cors_origins: tuple[str, ...] = _setting((), "sites whose pages may read the API; * for all")
    metrics: str = _setting("local", "who may read /metrics: local, on or off")
    contact: str = _setting("", "address that the crawler gives to the sites it visits")
    crawl_delay_s: float = _setting(1.0, "pause between two requests to one host", "s")
    max_page_bytes: int = _setting(10_000_000, "largest page that is fetched or read", "bytes")
    spacy_model: str = _setting("", "name or folder of a spaCy pipeline that reads what the rules leave")

    @property
    def store_path(self) -> Path:
        """The article store."""
        return self.home / "articles.db"

    @property
    def frontier_path(self) -> Path:
        """The crawl frontier, in a file of its own so that crawling never waits for the store."""
        return self.home / "frontier.db"

    @property
    def index_dir(self) -> Path:
        """The folder of index generations."""
        return self.home / "index"

    @property
    def sites_dir(self) -> Path:
        """The folder of rules for cleaning single sites."""
        return self.home / "sites"

    @property
    def warc_dir(self) -> Path:
        """The folder of archived responses."""
        return self.home / "warc"


def load_settings(home: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings of a data folder.

    Args:
        home: The data folder; None takes ``DATELINE_HOME``, else ``./dateline-data``.
        environ: Variables such as ``DATELINE_PORT`` that override ``config.toml``.

    Raises:
        SettingsError: An unknown name or a value of the wrong type, in file or environment.
    """
    chosen = home or Path(environ.get("DATELINE_HOME") or DEFAULT_HOME)
    values: dict[str, Any] = {}
    path = chosen / "config.toml"
    known = {item.name: item for item in fields(Settings) if item.name != "home"}
    for name, value in read_toml(path).items():
        if name == SOURCES:
            continue
        if name not in known:
            raise SettingsError(
                f"{path}: unknown setting {name!r}.",
                f"Known: {', '.join(sorted(known))}; and [[{SOURCES}]] tables.",
            )
        values[name] = _convert(name, value, f"{path}: {name}")
    for name in known:
        variable = f"DATELINE_{name.upper()}"
        if variable in environ:
            values[name] = _convert(name, environ[variable], variable)
    return Settings(home=chosen, **values)


def read_toml(path: Path) -> dict[str, Any]:
    """Read a settings file; empty when there is none.

    Raises:
        SettingsError: It is no TOML, or cannot be read.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.", "Correct or remove the file.") from error


def _convert(name: str, value: Any, where: str) -> Any:
    kind: type = type(Settings.__dataclass_fields__[name].default)
    try:
        if isinstance(value, bool):
            raise ValueError
        return _split(value) if kind is tuple else kind(value)
    except (TypeError, ValueError):
        wanted = "list of texts" if kind is tuple else kind.__name__
        raise SettingsError(f"{where} = {value!r} is not a usable {wanted}.") from None


def _split(value: Any) -> tuple[str, ...]:
    """Read a list of texts; in an environment variable, commas part them."""
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise ValueError
    return tuple(item.strip() for item in items if item.strip())
