"""The words of entities' names, so that they are found and suggested without reading all names."""

import sqlalchemy as sa
from alembic import op

from index.entity_words import fill

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table and fill it from the names that are there."""
    op.create_table(
        "entity_words",
        sa.Column("word", sa.Text(), nullable=False, comment="folded word of the key's name"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("word", "key"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_entities_articles", "entities", ["articles"], unique=False)
    fill(op.get_bind())
