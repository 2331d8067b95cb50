"""Records of instant feedback: what waits, what was said. Every change is one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from coursekit.exchange.model.policy import stamp
from coursekit.exchange.model.submission import Instant, TestSaid, read_records
from coursekit.exchange.server.records import SUBMISSION, VERDICT

__all__ = ["STATES", "Verdicts"]

# Sentences for the states that say nothing of the tests themselves.
STATES = {
    "done": "",
    "waiting": "Jawaban sedang diperiksa. Hasilnya tampil di sini dalam beberapa detik.",
    "older": "Tidak diperiksa karena ada kiriman yang lebih baru.",
    "limited": "Pemeriksaan langsung dibatasi beberapa kali per jam. Kiriman ini tetap diterima "
    "dan dinilai seperti biasa.",
    "failed": "Pemeriksaan langsung belum berhasil. Kiriman ini tetap diterima dan dinilai "
    "seperti biasa.",
}
_FRESH = timedelta(hours=1)  # what waited longer is history, not instant


class Verdicts:
    """The table of verdicts behind an engine."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def waiting(self, course: str, labs: Iterable[str]) -> list[Mapping[str, Any]]:
        """Return recent submissions of some labs without a verdict, newest first."""
        since = stamp(datetime.now(UTC) - _FRESH)
        query = (
            sa.select(SUBMISSION)
            .select_from(SUBMISSION.outerjoin(VERDICT))
            .where(SUBMISSION.c.course == course, SUBMISSION.c.assignment.in_(list(labs)))
            .where(SUBMISSION.c.time >= since, VERDICT.c.submission.is_(None))
            .order_by(SUBMISSION.c.id.desc())
        )
        with self._engine.connect() as db:
            return [dict(row) for row in db.execute(query).mappings()]

    def lately(self, course: str, assignment: str, trainee: str) -> int:
        """Return how many of a trainee's submissions of a lab were checked in the last hour."""
        since = stamp(datetime.now(UTC) - _FRESH)
        where = {"course": course, "assignment": assignment, "trainee": trainee}
        query = (
            sa.select(sa.func.count())
            .select_from(SUBMISSION.join(VERDICT))
            .where(*(SUBMISSION.c[name] == value for name, value in where.items()))
            .where(VERDICT.c.time >= since, VERDICT.c.state.in_(["done", "failed"]))
        )
        with self._engine.connect() as db:
            return int(db.scalar(query) or 0)

    def put(self, submission: str, state: str, tests: Iterable[TestSaid]) -> None:
        """Record what was said; the first word stands."""
        values: dict[str, Any] = {"time": stamp(datetime.now(UTC)), "state": state}
        values["tests"] = [asdict(one) for one in tests]
        try:
            with self._engine.begin() as db:
                db.execute(sa.insert(VERDICT).values(submission=submission, **values))
        except sa.exc.IntegrityError:
            return

    def of(self, submissions: Iterable[str]) -> dict[str, Instant]:
        """Return the verdicts of some submissions by their ids."""
        query = sa.select(VERDICT).where(VERDICT.c.submission.in_(list(submissions)))
        with self._engine.connect() as db:
            rows = db.execute(query).mappings().all()
        return {
            row["submission"]: Instant(
                row["state"],
                STATES[row["state"]],
                tuple(read_records(TestSaid, row["tests"])),
            )
            for row in rows
        }
