"""The key of a place's first-level division, so that places can be shown as a tree."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; reannotating fills it."""
    op.add_column(
        "entities",
        sa.Column("admin1_key", sa.Text(), nullable=True, comment="place key of the first-level division"),
    )
