"""Labs that have closed for one trainee: at his own wish, or since data told of them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "closed",
        sa.Column("course", sa.String(64), primary_key=True),
        sa.Column("assignment", sa.String(100), primary_key=True),
        sa.Column("trainee", sa.String(64), primary_key=True),
        sa.Column("cause", sa.String(8), nullable=False),
        sa.Column("time", sa.String(32), nullable=False),
    )
