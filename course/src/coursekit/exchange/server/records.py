"""The tables of the exchange, and the way to a database that has them in their newest form.

Effects: the database; a lock file beside the store while it is brought up to date.
"""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import Any

import sqlalchemy as sa

__all__ = [
    "CLOSED",
    "FEEDBACK",
    "HEAD",
    "META",
    "RELEASE",
    "SUBMISSION",
    "TERM",
    "VERDICT",
    "connect",
    "migrate",
]

HEAD = "0004"  # newest of the migrations
_VERSION = "exchange_version"
META = sa.MetaData()
RELEASE = sa.Table(
    "release",
    META,
    sa.Column("course", sa.String(64), primary_key=True),
    sa.Column("assignment", sa.String(100), primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("notebooks", sa.JSON, nullable=False),
    sa.Column("time", sa.String(32), nullable=False),
)
SUBMISSION = sa.Table(
    "submission",
    META,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("course", sa.String(64), nullable=False),
    sa.Column("assignment", sa.String(100), nullable=False),
    sa.Column("trainee", sa.String(64), nullable=False),
    sa.Column("cohort", sa.String(64), nullable=False, server_default=""),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("time", sa.String(32), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("notebooks", sa.JSON, nullable=False),
    sa.Column("key", sa.String(64), nullable=False),
    # A retry of the same upload must find the first one, whatever the timing; and of two that
    # come at the same moment only one can be the last attempt.
    sa.UniqueConstraint("course", "assignment", "trainee", "key", name="one_a_key"),
    sa.UniqueConstraint("course", "assignment", "trainee", "number", name="one_a_number"),
    sa.Index("by_trainee", "course", "trainee", "assignment"),
)
FEEDBACK = sa.Table(
    "feedback",
    META,
    sa.Column("submission", sa.String(40), sa.ForeignKey("submission.id"), primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("time", sa.String(32), nullable=False),
    sa.Column("points", sa.Float),
    sa.Column("points_max", sa.Float),
)
# What visible tests said of a submission, soon after it came: no mark, and never the last word.
VERDICT = sa.Table(
    "verdict",
    META,
    sa.Column("submission", sa.String(40), sa.ForeignKey("submission.id"), primary_key=True),
    sa.Column("time", sa.String(32), nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("tests", sa.JSON, nullable=False),
)
# Whom a row concerns: everybody (both empty), one cohort, or one trainee; the narrower wins.
TERM = sa.Table(
    "term",
    META,
    sa.Column("course", sa.String(64), primary_key=True),
    sa.Column("assignment", sa.String(100), primary_key=True),
    sa.Column("cohort", sa.String(64), primary_key=True, server_default=""),
    sa.Column("trainee", sa.String(64), primary_key=True, server_default=""),
    sa.Column("due", sa.String(32)),
    sa.Column("attempts", sa.Integer),
    sa.Column("late", sa.String(8)),
)


# A lab that has closed for one trainee stays closed: at his wish, or since data told of it.
CLOSED = sa.Table(
    "closed",
    META,
    sa.Column("course", sa.String(64), primary_key=True),
    sa.Column("assignment", sa.String(100), primary_key=True),
    sa.Column("trainee", sa.String(64), primary_key=True),
    sa.Column("cause", sa.String(8), nullable=False),
    sa.Column("time", sa.String(32), nullable=False),
)


def connect(url: str, folder: Path) -> sa.Engine:
    """Return an engine for a database that is up to date.

    Parameters
    ----------
    url : str
        SQLAlchemy's address of the database.
    folder : Path
        Local folder of the store; its lock keeps two programs from migrating at once.
    """
    engine = sa.create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _tune)
    with (folder / ".migrating").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        migrate(engine)
    return engine


def migrate(engine: sa.Engine, revision: str = "head") -> None:
    """Bring a database to a revision of the migrations; does nothing if it is there."""
    if revision == "head" and _is_new(engine):
        return  # the usual case, without loading the migrations
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # other machines do not see our lock file
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(20230601)"))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _is_new(engine: sa.Engine) -> bool:
    with engine.connect() as db:
        if not sa.inspect(db).has_table(_VERSION):
            return False
        return bool(db.scalar(sa.text(f"SELECT version_num FROM {_VERSION}")) == HEAD)


def _tune(connection: Any, _record: Any) -> None:
    """Readers need not wait for a writer; a commit is on the disk when it returns."""
    for line in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {line}")
