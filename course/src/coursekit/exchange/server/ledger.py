"""The records of the exchange: every question and every change is one short transaction."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from coursekit.exchange.model.policy import Rules, Term, is_late, stamp, term_for
from coursekit.exchange.model.submission import Release, Submission
from coursekit.exchange.server.records import CLOSED, FEEDBACK, RELEASE, SUBMISSION, TERM

__all__ = ["Ledger", "Overtaken"]

Rows = list[dict[str, Any]]


class Overtaken(Exception):
    """Another submission of the same trainee took the number or the key in the meantime."""


class Ledger:
    """The tables behind an engine; `rules` hold where no term says otherwise."""

    def __init__(self, engine: sa.Engine, rules: Rules) -> None:
        self._engine = engine
        self._rules = rules

    # Labs handed out

    def courses(self) -> list[str]:
        """Return the courses in which anything was released or handed in."""
        query = sa.select(RELEASE.c.course).union(sa.select(SUBMISSION.c.course))
        with self._engine.connect() as db:
            return sorted(db.scalars(query))

    def put_release(self, course: str, assignment: str, sha256: str, notebooks: list[str]) -> None:
        """Record a lab, or its newer version."""
        where = {"course": course, "assignment": assignment}
        values = {"sha256": sha256, "notebooks": notebooks, "time": _now()}
        with self._engine.begin() as db:
            db.execute(sa.delete(RELEASE).filter_by(**where))
            db.execute(sa.insert(RELEASE).values(**where, **values))

    def unrelease(self, course: str, assignment: str) -> None:
        """Stop handing a lab out; what was submitted stays."""
        with self._engine.begin() as db:
            db.execute(sa.delete(RELEASE).filter_by(course=course, assignment=assignment))

    def released(self, course: str) -> list[Release]:
        """Return the labs of a course."""
        query = sa.select(RELEASE).filter_by(course=course).order_by(RELEASE.c.assignment)
        with self._engine.connect() as db:
            return [
                Release(row.course, row.assignment, tuple(row.notebooks), row.time)
                for row in db.execute(query)
            ]

    def released_hash(self, course: str, assignment: str) -> str | None:
        """Return the hash of a lab's archive, or None."""
        query = sa.select(RELEASE.c.sha256).filter_by(course=course, assignment=assignment)
        with self._engine.connect() as db:
            return db.scalar(query)

    def released_notebooks(self, course: str, assignment: str) -> tuple[str, ...]:
        """Return the notebooks of a lab; none if it is not handed out."""
        query = sa.select(RELEASE.c.notebooks).filter_by(course=course, assignment=assignment)
        with self._engine.connect() as db:
            return tuple(db.scalar(query) or ())

    # Submissions

    def add(self, values: Mapping[str, Any]) -> None:
        """Record a submission.

        Raises
        ------
        Overtaken
            If its number or its key is taken.
        """
        try:
            with self._engine.begin() as db:
                db.execute(sa.insert(SUBMISSION).values(**values))
        except sa.exc.IntegrityError:
            raise Overtaken from None

    def used(self, course: str, assignment: str, trainee: str) -> tuple[int, int]:
        """Return a trainee's attempts at a lab, and the bytes he keeps in the whole course."""
        mine = sa.and_(SUBMISSION.c.course == course, SUBMISSION.c.trainee == trainee)
        last = sa.func.coalesce(sa.func.max(SUBMISSION.c.number), 0)
        size = sa.func.coalesce(sa.func.sum(SUBMISSION.c.size), 0)
        with self._engine.connect() as db:
            number = db.scalar(sa.select(last).where(mine, SUBMISSION.c.assignment == assignment))
            return int(number or 0), int(db.scalar(sa.select(size).where(mine)) or 0)

    def since(self, course: str, trainee: str, moment: datetime) -> int:
        """Return how many submissions of a trainee came after a moment."""
        query = sa.select(sa.func.count()).where(
            SUBMISSION.c.course == course,
            SUBMISSION.c.trainee == trainee,
            SUBMISSION.c.time > stamp(moment),
        )
        with self._engine.connect() as db:
            return int(db.scalar(query) or 0)

    def of_key(self, course: str, assignment: str, trainee: str, key: str) -> Submission | None:
        """Return the submission an Idempotency-Key belongs to."""
        where = {"assignment": assignment, "trainee": trainee, "key": key}
        return next(iter(self._receipts(course, **where)), None)

    def submissions(
        self, course: str, trainee: str | None = None, assignment: str | None = None
    ) -> list[Submission]:
        """Return submissions, oldest first."""
        wanted = {"trainee": trainee, "assignment": assignment}
        return self._receipts(course, **{k: v for k, v in wanted.items() if v is not None})

    def submission(self, course: str, name: str) -> Submission | None:
        """Return one submission of a course."""
        return next(iter(self._receipts(course, id=name)), None)

    def put_feedback(
        self, name: str, sha256: str, points: float | None, points_max: float | None
    ) -> None:
        """Record what was returned for a submission."""
        values = {"sha256": sha256, "points": points, "points_max": points_max, "time": _now()}
        with self._engine.begin() as db:
            db.execute(sa.delete(FEEDBACK).filter_by(submission=name))
            db.execute(sa.insert(FEEDBACK).values(submission=name, **values))

    # Labs that have closed for one trainee

    def closed(self, course: str, trainee: str) -> dict[str, str]:
        """Return lab to the cause, of those that have closed for a trainee for ever."""
        query = sa.select(CLOSED).filter_by(course=course, trainee=trainee)
        with self._engine.connect() as db:
            return {row.assignment: row.cause for row in db.execute(query)}

    def put_closed(self, course: str, assignment: str, trainee: str, cause: str) -> None:
        """Record that a lab has closed for a trainee; the first cause stays."""
        where = {"course": course, "assignment": assignment, "trainee": trainee}
        with contextlib.suppress(sa.exc.IntegrityError), self._engine.begin() as db:
            db.execute(sa.insert(CLOSED).values(**where, cause=cause, time=_now()))

    # Dates and attempts

    def terms(self, course: str) -> Rows:
        """Return the rows that set dates and attempts."""
        query = sa.select(TERM).filter_by(course=course)
        query = query.order_by(TERM.c.assignment, TERM.c.cohort, TERM.c.trainee)
        with self._engine.connect() as db:
            return [dict(row) for row in db.execute(query).mappings()]

    def dues(self, course: str) -> dict[str, str]:
        """Return the dates that hold for everybody, as `stamp`s by lab."""
        rows = (row for row in self.terms(course) if not row["trainee"] and not row["cohort"])
        return {row["assignment"]: row["due"] for row in rows if row["due"]}

    def term(self, course: str, assignment: str, trainee: str, cohort: str = "") -> Term:
        """Return what holds for a trainee and a lab."""
        rows = [row for row in self.terms(course) if row["assignment"] == assignment]
        return term_for(rows, trainee, cohort, self._rules)

    def set_term(
        self, course: str, assignment: str, trainee: str = "", cohort: str = "", **values: Any
    ) -> None:
        """Change columns of one row: ``due`` (a `stamp`), ``attempts``, ``late``; None empties."""
        where = {"course": course, "assignment": assignment, "cohort": cohort, "trainee": trainee}
        with self._engine.begin() as db:
            row = db.execute(sa.select(TERM).filter_by(**where)).mappings().first()
            known: Mapping[Any, Any] = row or {}
            db.execute(sa.delete(TERM).filter_by(**where))
            kept = {name: known.get(name) for name in ("due", "attempts", "late")} | values
            if any(value is not None for value in kept.values()):
                db.execute(sa.insert(TERM).values(**where, **kept))

    def _receipts(self, course: str, **where: Any) -> list[Submission]:
        """Return submissions with their feedback; late is judged by the terms of today."""
        where = {"course": course, **where}
        query = (
            sa.select(
                SUBMISSION,
                FEEDBACK.c.sha256.label("feedback"),
                FEEDBACK.c.time.label("feedback_time"),
                FEEDBACK.c.points,
                FEEDBACK.c.points_max,
            )
            .select_from(SUBMISSION.outerjoin(FEEDBACK))
            .where(*(SUBMISSION.c[name] == value for name, value in where.items()))
            .order_by(SUBMISSION.c.id)
        )
        with self._engine.connect() as db:
            found = [_receipt(row) for row in db.execute(query).mappings()]
        terms = self.terms(course) if found else []
        return [replace(one, late=self._late(one, terms)) for one in found]

    def _late(self, receipt: Submission, terms: Rows) -> bool:
        rows = [row for row in terms if row["assignment"] == receipt.assignment]
        return bool(rows) and is_late(
            receipt.time, term_for(rows, receipt.trainee, receipt.cohort, self._rules)
        )


def _receipt(row: Mapping[Any, Any]) -> Submission:
    known = {name: row[name] for name in row if name in Submission.__dataclass_fields__}
    known["notebooks"] = tuple(row["notebooks"])
    known["feedback"] = row["feedback"] or ""
    known["feedback_time"] = row["feedback_time"] or ""
    return Submission(**known)


def _now() -> str:
    return stamp(datetime.now(UTC))
