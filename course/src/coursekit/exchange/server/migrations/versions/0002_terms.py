"""Due dates and attempts, the number of each attempt, cohorts, marks beside the feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what is new; number the attempts that are there, oldest first."""
    op.create_table(
        "term",
        sa.Column("course", sa.String(64), primary_key=True),
        sa.Column("assignment", sa.String(100), primary_key=True),
        sa.Column("cohort", sa.String(64), primary_key=True, server_default=""),
        sa.Column("trainee", sa.String(64), primary_key=True, server_default=""),
        sa.Column("due", sa.String(32)),
        sa.Column("attempts", sa.Integer),
        sa.Column("late", sa.String(8)),
    )
    op.add_column("feedback", sa.Column("points", sa.Float))
    op.add_column("feedback", sa.Column("points_max", sa.Float))
    op.add_column(
        "submission", sa.Column("cohort", sa.String(64), nullable=False, server_default="")
    )
    op.add_column("submission", sa.Column("number", sa.Integer))
    op.execute(
        "UPDATE submission SET number = (SELECT count(*) FROM submission AS earlier "
        "WHERE earlier.course = submission.course AND earlier.trainee = submission.trainee "
        "AND earlier.assignment = submission.assignment AND earlier.id <= submission.id)"
    )
    with op.batch_alter_table("submission") as table:
        table.alter_column("number", existing_type=sa.Integer, nullable=False)
        table.create_unique_constraint(
            "one_a_number", ["course", "assignment", "trainee", "number"]
        )
