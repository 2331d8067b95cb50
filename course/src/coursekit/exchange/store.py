"""What was released, handed in and returned: files in a folder, records in a database.

Effects: both. A record is written only after its file is on the disk, in one transaction; so a
submission that was acknowledged exists whole, and one that was not leaves at most a stray file.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from coursekit.exchange.archive import check

__all__ = ["Receipt", "Release", "Store", "Upload"]

_META = sa.MetaData()
_RELEASE = sa.Table(
    "release",
    _META,
    sa.Column("course", sa.String(64), primary_key=True),
    sa.Column("assignment", sa.String(100), primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("notebooks", sa.JSON, nullable=False),
    sa.Column("time", sa.String(32), nullable=False),
)
_SUBMISSION = sa.Table(
    "submission",
    _META,
    sa.Column("id", sa.String(40), primary_key=True),
    sa.Column("course", sa.String(64), nullable=False),
    sa.Column("assignment", sa.String(100), nullable=False),
    sa.Column("trainee", sa.String(64), nullable=False),
    sa.Column("time", sa.String(32), nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("notebooks", sa.JSON, nullable=False),
    sa.Column("key", sa.String(64), nullable=False),
    # A retry of the same upload must find the first one, whatever the timing.
    sa.UniqueConstraint("course", "assignment", "trainee", "key"),
    sa.Index("by_trainee", "course", "trainee", "assignment"),
)
_FEEDBACK = sa.Table(
    "feedback",
    _META,
    sa.Column("submission", sa.String(40), sa.ForeignKey("submission.id"), primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("time", sa.String(32), nullable=False),
)


@dataclass(frozen=True)
class Release:
    """A lab as it was handed out."""

    course: str
    assignment: str
    notebooks: tuple[str, ...]
    time: str


@dataclass(frozen=True)
class Receipt:
    """One submission; `feedback` is the hash of what was returned for it, or empty."""

    id: str
    course: str
    assignment: str
    trainee: str
    time: str
    sha256: str
    notebooks: tuple[str, ...]
    feedback: str = ""


class Upload:
    """A file that comes in pieces; it gets its name only when it is whole and checked."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f".{secrets.token_hex(16)}"
        self._sink = self.path.open("xb")
        self._hash = hashlib.sha256()
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Take the next piece."""
        self._sink.write(piece)
        self._hash.update(piece)
        self.size += len(piece)

    def finish(self) -> tuple[str, list[str]]:
        """Put the file on the disk for certain; return its hash and notebooks.

        Raises
        ------
        ArchiveRefused
            If it is not an archive we take.
        """
        self._sink.flush()
        os.fsync(self._sink.fileno())
        self._sink.close()
        with self.path.open("rb") as source:
            return self._hash.hexdigest(), check(source)

    def discard(self) -> None:
        """Forget it; does nothing once it has a name."""
        self._sink.close()
        self.path.unlink(missing_ok=True)


class Store:
    """Files below `folder`, records at `url` (SQLite in the same folder by default)."""

    def __init__(self, folder: Path, url: str | None = None) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._engine = sa.create_engine(url or f"sqlite:///{folder / 'exchange.db'}")
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _tune)
        _META.create_all(self._engine)

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def upload(self) -> Upload:
        """Begin an upload."""
        return Upload(self.folder / "incoming")

    def courses(self) -> list[str]:
        """Return the courses that have a release."""
        with self._engine.connect() as db:
            return list(db.scalars(sa.select(_RELEASE.c.course).distinct()))

    def release(self, course: str, assignment: str, upload: Upload) -> None:
        """Hand a lab out, or put a newer version in its place."""
        sha256, notebooks = upload.finish()
        self._settle(upload, "released", sha256)
        values = {"sha256": sha256, "notebooks": notebooks, "time": _now()}
        where = {"course": course, "assignment": assignment}
        with self._engine.begin() as db:
            db.execute(sa.delete(_RELEASE).filter_by(**where))
            db.execute(sa.insert(_RELEASE).values(**where, **values))

    def unrelease(self, course: str, assignment: str) -> None:
        """Stop handing a lab out; what was submitted stays."""
        with self._engine.begin() as db:
            db.execute(sa.delete(_RELEASE).filter_by(course=course, assignment=assignment))

    def released(self, course: str) -> list[Release]:
        """Return the labs of a course."""
        query = sa.select(_RELEASE).filter_by(course=course).order_by(_RELEASE.c.assignment)
        with self._engine.connect() as db:
            return [
                Release(row.course, row.assignment, tuple(row.notebooks), row.time)
                for row in db.execute(query)
            ]

    def released_file(self, course: str, assignment: str) -> Path | None:
        """Return the archive of a lab, or None."""
        query = sa.select(_RELEASE.c.sha256).filter_by(course=course, assignment=assignment)
        with self._engine.connect() as db:
            sha256 = db.scalar(query)
        return sha256 and self.folder / "released" / sha256

    def submit(
        self, course: str, assignment: str, trainee: str, upload: Upload, key: str
    ) -> Receipt:
        """Keep a submission for ever; the same `key` again returns the first receipt.

        Raises
        ------
        ArchiveRefused
            If the upload is not acceptable.
        """
        if first := self._of_key(course, assignment, trainee, key):
            upload.discard()
            return first
        sha256, notebooks = upload.finish()
        now = datetime.now(UTC)
        name = f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(6)}"
        self._settle(upload, "submitted", name)
        values = {
            "id": name,
            "course": course,
            "assignment": assignment,
            "trainee": trainee,
            "time": f"{now:%Y-%m-%d %H:%M:%S.%f} UTC",
            "sha256": sha256,
            "notebooks": notebooks,
        }
        try:
            with self._engine.begin() as db:
                db.execute(sa.insert(_SUBMISSION).values(**values, size=upload.size, key=key))
        except sa.exc.IntegrityError:  # the retry overtook us
            (self.folder / "submitted" / name).unlink()
            if first := self._of_key(course, assignment, trainee, key):
                return first
            raise
        return Receipt(**{**values, "notebooks": tuple(notebooks)})

    def submissions(
        self, course: str, trainee: str | None = None, assignment: str | None = None
    ) -> list[Receipt]:
        """Return submissions, oldest first."""
        query = _receipts().where(_SUBMISSION.c.course == course)
        if trainee is not None:
            query = query.where(_SUBMISSION.c.trainee == trainee)
        if assignment is not None:
            query = query.where(_SUBMISSION.c.assignment == assignment)
        with self._engine.connect() as db:
            return list(_read(db.execute(query.order_by(_SUBMISSION.c.id))))

    def submission(self, course: str, name: str) -> Receipt | None:
        """Return one submission of a course."""
        query = _receipts().where(_SUBMISSION.c.course == course, _SUBMISSION.c.id == name)
        with self._engine.connect() as db:
            return next(_read(db.execute(query)), None)

    def submitted_file(self, receipt: Receipt) -> Path:
        """Return the archive of a submission."""
        return self.folder / "submitted" / receipt.id

    def give_feedback(self, receipt: Receipt, upload: Upload) -> None:
        """Return feedback for one submission, or a newer version of it."""
        sha256, _ = upload.finish()
        self._settle(upload, "feedback", sha256)
        with self._engine.begin() as db:
            db.execute(sa.delete(_FEEDBACK).filter_by(submission=receipt.id))
            db.execute(
                sa.insert(_FEEDBACK).values(submission=receipt.id, sha256=sha256, time=_now())
            )

    def feedback_file(self, receipt: Receipt) -> Path | None:
        """Return the archive of the feedback, or None."""
        return self.folder / "feedback" / receipt.feedback if receipt.feedback else None

    def _of_key(self, course: str, assignment: str, trainee: str, key: str) -> Receipt | None:
        where = {"course": course, "assignment": assignment, "trainee": trainee, "key": key}
        query = _receipts().where(*(_SUBMISSION.c[name] == value for name, value in where.items()))
        with self._engine.connect() as db:
            return next(_read(db.execute(query)), None)

    def _settle(self, upload: Upload, kind: str, name: str) -> None:
        folder = self.folder / kind
        folder.mkdir(exist_ok=True)
        upload.path.replace(folder / name)
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)  # the name, too, must survive a power cut
        finally:
            os.close(descriptor)


def _receipts() -> Any:
    joined = _SUBMISSION.outerjoin(_FEEDBACK)
    return sa.select(_SUBMISSION, _FEEDBACK.c.sha256.label("feedback")).select_from(joined)


def _read(rows: Any) -> Iterator[Receipt]:
    for row in rows:
        yield Receipt(
            row.id,
            row.course,
            row.assignment,
            row.trainee,
            row.time,
            row.sha256,
            tuple(row.notebooks),
            row.feedback or "",
        )


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"


def _tune(connection: Any, _record: Any) -> None:
    """Readers need not wait for a writer; a commit is on the disk when it returns."""
    for line in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {line}")
