"""Grade an assignment: read, execute, record. One bad submission never stops the others.

Effects: through `store` and `gradebook`. At any point the program may be killed: a submission
is marked as done only after its marks are in the gradebook, and a later run takes up the rest.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from coursekit.core.errors import CourseError
from coursekit.grading.assignment.findings import ABOUT_FILES, status_of
from coursekit.grading.assignment.intake import Intake
from coursekit.grading.assignment.keyring import wanted_keys
from coursekit.grading.assignment.result import Result, SubmissionReport, quarantined
from coursekit.grading.assignment.spec import AssignmentSpec
from coursekit.grading.processes.engines import engine
from coursekit.grading.processes.forkserver import ForkServer
from coursekit.grading.run import marked_files
from coursekit.grading.run.course import GradingCourse, digest_of
from coursekit.grading.run.lateness import Lateness
from coursekit.grading.run.reference import answer_files, recorded
from coursekit.grading.sandbox.limits import Limits

__all__ = ["Choices", "Graded", "Summary", "grade_assignment"]

_BATCH = 10  # submissions a commit
_BATCH_SECONDS = 2.0
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Choices:
    """What the instructor chose for one run.

    Attributes
    ----------
    workers : int
        Submissions at a time on this machine; 0 for one a core.
    scheduler : str
        Address of a Dask scheduler whose workers do the work instead.
    engine : str
        ``kernel`` for stock kernels, whose marks can be forged; never taken by itself.
    """

    owners: tuple[str, ...] = ()
    workers: int = 0
    force: bool = False
    protect: bool = True
    scheduler: str = ""
    engine: str = "judge"
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Graded:
    """One submission that was handled in this run."""

    owner: str
    status: str
    score: float
    moved: float
    files: tuple[str, ...] = ()  # what is wrong with whole files


@dataclass
class Summary:
    """What a run did."""

    total: int = 0
    skipped: int = 0
    graded: list[Graded] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def failed(self) -> list[str]:
        """Who could not be marked."""
        return [one.owner for one in self.graded if one.status == "quarantined"]


def grade_assignment(
    course: GradingCourse,
    assignment: str,
    choices: Choices | None = None,
    tell: Tell = print,
    progress: Callable[[Summary], None] = lambda _: None,
    forkserver: ForkServer | None = None,
) -> Summary:
    """Grade what was collected of one assignment.

    Parameters
    ----------
    forkserver : ForkServer, optional
        A server that is already starting; it is closed at the end.

    Raises
    ------
    CourseError
        If the assignment is unknown, the sandbox is refused or the gradebook stays locked.
    """
    choices = choices or Choices()
    started = time.monotonic()
    settings = course.forkserver_settings(assignment, choices.protect)
    with engine(settings, choices, forkserver, tell) as workers:
        from coursekit.grading.run.gradebook import Writer, open_book, patiently
        from coursekit.grading.run.lab_spec import read_spec

        # Before anything is graded: without the dates a penalty would hit the wrong ones.
        due_of = course.dues(assignment) if course.penalty and course.dues else None
        lateness = Lateness(course.penalty, due_of)
        with open_book(course.db_url, course.course_id, tell) as book:
            source = course.source_of(assignment)
            state = course.state_of(assignment)
            spec = patiently(lambda: read_spec(book, assignment, source, state), tell)
            spec = dataclasses.replace(spec, limits=choices.limits)
            book.db.rollback()  # hold no lock on the database while cells run
            workers.ready()
            if choices.engine == "judge":
                spec = recorded(workers, course, spec)
            else:
                spec = _for_kernels(spec)
            run = _Run(course, spec, choices, Writer(book, assignment, lateness, tell))
            summary = run.all(workers.run, progress)
    summary.seconds = time.monotonic() - started
    return summary


def _for_kernels(spec: AssignmentSpec) -> AssignmentSpec:
    """Refuse a lab with keys, which a trainee's own interpreter must never hold."""
    if wanted := wanted_keys(spec.locked_sources):
        raise CourseError(
            f"{spec.assignment}: not with --engine kernel: its tests ask for keys "
            f"({', '.join(wanted)}), which answers in the same interpreter could read"
        )
    return dataclasses.replace(spec, answers=answer_files(spec))


class _Run:
    """One run over the submissions of an assignment."""

    def __init__(
        self, course: GradingCourse, spec: AssignmentSpec, choices: Choices, writer: Any
    ) -> None:
        self.course, self.spec, self.choices, self.writer = course, spec, choices, writer
        self.plain = spec.as_dict()
        self.digest = digest_of(self.plain)
        self.folder = course.state_of(spec.assignment)
        self.overlay = course.overlay(spec.assignment)
        self.wanted = wanted_keys(spec.locked_sources)
        self.summary = Summary()
        self.pending: list[tuple[Intake, Result, SubmissionReport | None]] = []
        self.flushed = time.monotonic()

    def all(self, execute: Callable[..., Any], progress: Callable[[Summary], None]) -> Summary:
        owners = list(self.choices.owners) or self.course.owners(self.spec.assignment)
        self.summary.total = len(owners)
        try:
            for intake, result in execute(self._jobs(owners)):
                previous = marked_files.read_report(self.folder, intake.owner)
                self.pending.append((intake, result, previous))
                if len(self.pending) >= _BATCH or time.monotonic() - self.flushed > _BATCH_SECONDS:
                    self._flush()
                    progress(self.summary)
        finally:
            self._flush()
        progress(self.summary)
        return self.summary

    def _jobs(self, owners: Iterable[str]) -> Iterator[tuple[Intake, dict[str, Any]]]:
        for owner in owners:
            try:
                intake = self.course.read(self.spec.assignment, owner)
                keys = self.course.keys_of(self.wanted, owner)
                private = self.course.private(self.spec.assignment, owner)
            except (OSError, CourseError) as error:
                self.pending.append((Intake(owner, {}, {}), quarantined(str(error)), None))
                continue
            known = marked_files.read_report(self.folder, owner)
            seen = (known.submission, known.lab) if known else None
            done = known and seen == (intake.digest, self.digest)
            place = self.course.autograded_of(self.spec.assignment, owner)
            if known and done and not self.choices.force and (place.is_dir() or not known.scores):
                self.summary.skipped += 1
                continue
            job = intake.job(self.plain, self.overlay, keys)
            yield intake, job | private

    def _flush(self) -> None:
        """Put marked notebooks in place, write the marks, then say that they are done."""
        from coursekit.grading.run.gradebook import Entry

        pending, self.pending = self.pending, []
        entries = []
        for intake, result, previous in pending:
            if result.sheets:
                place = self.course.autograded_of(self.spec.assignment, intake.owner)
                marked_files.remove_stale(place.parent)
                marked_files.write_autograded(place, intake, self.overlay, result.sheets)
                changed, wrote = _changed(result, previous), previous.extra if previous else {}
                entries.append(Entry(intake.owner, intake.timestamp, result.sheets, changed, wrote))
        if entries:
            self.writer.write(entries)
        for intake, result, previous in pending:
            report = self._report(intake, result, previous)
            marked_files.write_report(self.folder, report)
            moved = report.score - sum(previous.scores.values()) if previous else 0.0
            files = tuple(one.message for one in report.damage if one.code.startswith(ABOUT_FILES))
            self.summary.graded.append(
                Graded(report.owner, report.status, report.score, round(moved, 6), files)
            )
        self.flushed = time.monotonic()

    def _report(
        self, intake: Intake, result: Result, previous: SubmissionReport | None
    ) -> SubmissionReport:
        sheets = result.sheets.values()
        extra = {key: value for one in sheets for key, value in one.extra.items()}
        scores = {key: value or 0.0 for one in sheets for key, value in one.scores.items()}
        scores |= extra
        moved = None
        if previous:
            before = previous.scores
            moved = {
                key: (before.get(key), value)
                for key, value in scores.items()
                if before.get(key) != value
            }
        return SubmissionReport(
            owner=intake.owner,
            submission=intake.digest,
            lab=self.digest,
            status=status_of([one.code for one in result.damage]),
            damage=result.damage,
            score=round(sum(scores.values()), 6),
            scores=scores,
            extra=extra,
            answers={key: value for one in sheets for key, value in one.answers.items()},
            errors={key: value for one in sheets for key, value in one.errors.items()},
            protected=self.choices.protect,
            graded=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds=result.seconds,
            cpu=result.cpu,
            memory=result.memory,
            fault=result.fault,
            forgeable=result.forgeable,
            moved=moved,
        )


def _changed(result: Result, previous: SubmissionReport | None) -> frozenset[str]:
    """Return the answers that differ from those seen before; all, where nothing is known."""
    before = previous.answers if previous else {}
    return frozenset(
        key
        for sheet in result.sheets.values()
        for key, value in sheet.answers.items()
        if before.get(key) != value
    )
