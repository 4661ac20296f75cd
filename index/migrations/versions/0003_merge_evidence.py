"""Why two spellings were merged, and how sure that is, beside each automatic merge."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns; merges made earlier get theirs when names are next resolved."""
    with op.batch_alter_table("entity_aliases") as table:
        table.add_column(
            sa.Column("evidence", sa.Text(), nullable=True, comment="code of docs/entities.md, or null")
        )
        table.add_column(
            sa.Column("confidence", sa.Float(), nullable=True, comment="0 to 1, null for a user's merges")
        )
