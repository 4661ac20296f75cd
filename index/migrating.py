"""Bring an older store up to date."""

from pathlib import Path

from sqlalchemy import Connection, Engine, text

from index.errors import StoreError, StoreNewerError
from index.wording import told


def migrate(path: Path, reading: Engine, writing: Engine, newest: str) -> None:
    """Run the migrations that a store lacks; a new file gets all of them.

    Args:
        path: The database file, for errors.
        reading: Whose transactions read.
        writing: Whose transactions write.
        newest: The newest migration.

    Raises:
        StoreError: The file is a database, but no store.
        StoreNewerError: A later version of Dateline wrote it.
    """
    if _is_there(path) and _revision(path, reading, newest) == newest:
        return
    with writing.connect() as connection, connection.begin():
        # Asked again: another process may have done it meanwhile.
        if _current(path, connection, newest) != newest:
            _upgrade(connection)


def _is_there(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0


def _revision(path: Path, reading: Engine, newest: str) -> str | None:
    # Without the write lock, which an import or a reindex may hold: who only reads waits for nobody.
    with reading.connect() as connection, connection.begin():
        return _current(path, connection, newest)


def _current(path: Path, connection: Connection, newest: str) -> str | None:
    """Give the migration that a store is at; None for an empty file.

    Raises:
        StoreError: The file is a database, but no store.
        StoreNewerError: A later version of Dateline wrote it.
    """
    names = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
    if "alembic_version" not in names:
        if names:
            said = told("%(file)s is a database, but not an article store.", file=path)
            raise StoreError(said, told("Name another data folder."))
        return None
    current: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if current is not None and current > newest:
        raise StoreNewerError(
            told(
                "%(file)s was written by a later version of Dateline (schema %(found)s, this one knows "
                "%(known)s).",
                file=path,
                found=current,
                known=newest,
            ),
            told("Upgrade Dateline, or name another data folder with --home."),
        )
    return current


def _upgrade(connection: Connection) -> None:
    # Alembic costs 0.2 s to import; only a new or older store needs it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
