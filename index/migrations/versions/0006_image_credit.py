"""What is said of an article's lead image: its alternative text and its credit."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns; recleaning fills them."""
    op.add_column("articles", sa.Column("image_alt", sa.Text(), nullable=True))
    op.add_column("articles", sa.Column("image_credit", sa.Text(), nullable=True))
