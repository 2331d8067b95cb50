"""Releases, submissions, feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first three tables."""
    op.create_table(
        "release",
        sa.Column("course", sa.String(64), primary_key=True),
        sa.Column("assignment", sa.String(100), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("notebooks", sa.JSON, nullable=False),
        sa.Column("time", sa.String(32), nullable=False),
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("course", sa.String(64), nullable=False),
        sa.Column("assignment", sa.String(100), nullable=False),
        sa.Column("trainee", sa.String(64), nullable=False),
        sa.Column("time", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("notebooks", sa.JSON, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.UniqueConstraint("course", "assignment", "trainee", "key", name="one_a_key"),
    )
    op.create_index("by_trainee", "submission", ["course", "trainee", "assignment"])
    op.create_table(
        "feedback",
        sa.Column("submission", sa.String(40), sa.ForeignKey("submission.id"), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("time", sa.String(32), nullable=False),
    )
