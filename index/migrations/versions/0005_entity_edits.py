"""The log of corrections of persons and places."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "entity_edits",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("at", sa.Text(), nullable=False, comment="UTC, ISO 8601"),
        sa.Column("action", sa.Text(), nullable=False, comment="merge, split, hide or rename"),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False, comment="key merged into, or new name"),
        sa.Column("undone", sa.Text(), nullable=True, comment="UTC, null while it holds"),
        sa.PrimaryKeyConstraint("number"),
        sqlite_autoincrement=True,
    )
