"""What visible tests said of a submission, soon after it came."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "verdict",
        sa.Column("submission", sa.String(40), sa.ForeignKey("submission.id"), primary_key=True),
        sa.Column("time", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tests", sa.JSON, nullable=False),
    )
