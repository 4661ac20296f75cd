"""Bring an older store up to date."""

from pathlib import Path

from sqlalchemy import Connection, Engine, text

from index.errors import StoreError, StoreNewerError


def migrate(path: Path, engine: Engine, newest: str) -> None:
    """Run the migrations that a store lacks; a new file gets all of them.

    Args:
        path: The database file, for errors.
        engine: Whose transactions write.
        newest: The newest migration.

    Raises:
        StoreError: The file is a database, but no store.
        StoreNewerError: A later version of Dateline wrote it.
    """
    with engine.connect() as connection, connection.begin():
        names = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
        current = None
        if "alembic_version" in names:
            current = connection.scalar(text("SELECT version_num FROM alembic_version"))
        elif names:
            raise StoreError(f"{path} is a database, but not an article store.", "Name another data folder.")
        if current == newest:
            return
        if current is not None and current > newest:
            raise StoreNewerError(
                f"{path} was written by a later version of Dateline (schema {current}, this one knows "
                f"{newest}).",
                "Upgrade Dateline, or name another data folder with --home.",
            )
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    # Alembic costs 0.2 s to import; only a new or older store needs it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
