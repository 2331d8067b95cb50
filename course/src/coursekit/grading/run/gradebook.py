"""The one writer into nbgrader's gradebook: writes marks in batches.

Effects: the gradebook's database. A batch is written whole or not at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nbgrader import utils
from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from coursekit.core.errors import CourseError
from coursekit.grading.assignment.result import Sheet
from coursekit.grading.run.lateness import Lateness

__all__ = ["Entry", "Writer", "open_book", "patiently"]

_LOCK_PAUSE = 2.0  # seconds between two tries of a database that somebody else holds
_LOCK_PATIENCE = 600.0
_LOCK_SERVER = 5_000  # milliseconds after which PostgreSQL gives up a single wait
_HELD = ("locked", "could not obtain lock", "lock timeout", "deadlock detected")


@dataclass(frozen=True)
class Entry:
    """The marks of one submission.

    Attributes
    ----------
    changed : frozenset of str
        Grade ids whose answer differs from the one a person marked.
    wrote : mapping
        Grade id -> extra credit, as the last run wrote it.
    """

    owner: str
    timestamp: str | None
    sheets: Mapping[str, Sheet]
    changed: frozenset[str] = frozenset()
    wrote: Mapping[str, float] = field(default_factory=dict)


def open_book(url: str, course: str, tell: Callable[[str], None] = print) -> Gradebook:
    """Open a gradebook, by file or by URL of a server; wait while somebody else holds it."""
    return patiently(lambda: Gradebook(_impatient(url), course), tell)


def _impatient(url: str) -> str:
    """Return a URL under which PostgreSQL, too, says that it must wait, as SQLite does."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "postgresql" or "options" in parsed.query:
        return url
    asked = parsed.update_query_dict({"options": f"-c lock_timeout={_LOCK_SERVER}"})
    return asked.render_as_string(hide_password=False)


def patiently(work: Callable[[], Any], tell: Callable[[str], None] = print) -> Any:
    """Return `work()`, tried again while somebody else holds the database; say so meanwhile.

    Raises
    ------
    CourseError
        If it stays held for ten minutes.
    """
    started = time.monotonic()
    while True:
        try:
            return work()
        except OperationalError as error:
            if not any(words in str(error) for words in _HELD):
                raise
            waited = time.monotonic() - started
            if waited > _LOCK_PATIENCE:
                raise CourseError(
                    "buku nilai tetap dipakai program lain; tutup program itu, lalu ulangi"
                ) from None
            tell(f"Buku nilai sedang dipakai program lain; ditunggu ({waited:.0f} detik).")
            time.sleep(_LOCK_PAUSE)


class Writer:
    """Write marks of one assignment.

    Parameters
    ----------
    book : Gradebook
        An open gradebook; nobody else writes through it.
    lateness : Lateness, optional
        What late submissions cost; nothing by default.
    tell : callable, optional
        Told in a sentence when the database must be waited for.
    """

    def __init__(
        self,
        book: Gradebook,
        assignment: str,
        lateness: Lateness | None = None,
        tell: Callable[[str], None] = print,
    ) -> None:
        self.book, self.assignment, self.tell = book, assignment, tell
        self.lateness = lateness or Lateness()

    def write(self, entries: Iterable[Entry]) -> None:
        """Write a batch; wait while somebody else holds the database.

        Raises
        ------
        CourseError
            If it stays held for ten minutes.
        """
        entries = list(entries)

        def write() -> None:
            try:
                self._write(entries)
                self.book.db.commit()
            except OperationalError:
                self.book.db.rollback()
                raise
            finally:
                self.book.db.expunge_all()

        patiently(write, self.tell)

    def _write(self, entries: list[Entry]) -> None:
        session = self.book.db
        with session.no_autoflush:
            row = session.query(Assignment).filter(Assignment.name == self.assignment).one()
            notebooks = {notebook.name: notebook for notebook in row.notebooks}
            for entry in entries:
                submission = self._submission(session, row, entry)
                existing = {one.notebook_id: one for one in submission.notebooks}
                for name, notebook in notebooks.items():
                    if name in entry.sheets:
                        mine = existing.get(notebook.id)
                        if mine is None:
                            mine = SubmittedNotebook(notebook=notebook, assignment=submission)
                        self._fill(session, mine, notebook, entry, entry.sheets[name])
                        score = sum(_score(grade) for grade in mine.grades)
                        self.lateness.charge(submission, mine, score, entry.timestamp)

    def _submission(self, session: Any, row: Assignment, entry: Entry) -> SubmittedAssignment:
        student = session.get(Student, entry.owner)
        if student is None:
            student = Student(id=entry.owner)
            session.add(student)
        submission = (
            session.query(SubmittedAssignment)
            .filter_by(assignment_id=row.id, student_id=entry.owner)
            .one_or_none()
        )
        if submission is None:
            submission = SubmittedAssignment(assignment=row, student=student)
            session.add(submission)
        if entry.timestamp:
            submission.timestamp = _time(entry.timestamp)
        return submission

    def _fill(
        self, session: Any, mine: SubmittedNotebook, notebook: Any, entry: Entry, sheet: Sheet
    ) -> None:
        grades = {grade.cell_id: grade for grade in mine.grades}
        comments = {comment.cell_id: comment for comment in mine.comments}
        # A cell with free text is two rows of nbgrader's: marks hang on one, comments on the other.
        for cell in (*notebook.grade_cells, *notebook.task_cells):
            if cell.name in sheet.scores:
                grade = grades.get(cell.id)
                if grade is None:
                    grade = Grade(cell_id=cell.id, notebook=mine)
                    grade.cell = cell
                score, changed = sheet.scores[cell.name], cell.name in entry.changed
                over = grade.manual_score is not None and grade.manual_score > cell.max_score
                _set_score(grade, score, changed or over)
                _set_extra(grade, sheet.extra.get(cell.name), entry.wrote.get(cell.name))
        for cell in (*notebook.solution_cells, *notebook.task_cells):
            if cell.name in sheet.comments:
                comment = comments.get(cell.id)
                if comment is None:
                    comment = Comment(cell_id=cell.id, notebook=mine)
                    comment.cell = cell
                comment.auto_comment = sheet.comments[cell.name]
        session.add(mine)


def _set_score(grade: Grade, score: float | None, changed: bool) -> None:
    fresh = grade.manual_score is None
    if fresh:
        grade.needs_manual_grade = score is None
    elif changed or grade.auto_score != score:
        # A person's mark is kept; that person must look again at what changed under it.
        grade.needs_manual_grade = True
    grade.auto_score = score


def _set_extra(grade: Grade, extra: float | None, wrote: float | None) -> None:
    """Put in what a test earned beyond the lab's points, or leave what a person put there."""
    if extra is None and wrote is None:
        return  # no such test: all that stands there is a person's
    if grade.extra_credit is None or grade.extra_credit == (wrote or 0.0):
        grade.extra_credit = extra
    elif extra != wrote and extra != grade.extra_credit:
        grade.needs_manual_grade = True


def _score(grade: Grade) -> float:
    base = grade.manual_score if grade.manual_score is not None else grade.auto_score
    return (base or 0.0) + (grade.extra_credit or 0.0)


def _time(text: str) -> Any:
    try:
        return utils.parse_utc(text)
    except (ValueError, OverflowError, TypeError):
        return None
