"""The reference solution: what its tests see is recorded, and that it earns everything is checked.

That a blank notebook earns nothing is asked of every lab by its golden submissions.
"""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

from coursekit.core.cells import HIDDEN
from coursekit.core.errors import CourseError
from coursekit.grading.assignment.intake import Intake, read_files
from coursekit.grading.assignment.keyring import wanted_keys
from coursekit.grading.assignment.result import Result
from coursekit.grading.assignment.spec import IN_ANSWER, AssignmentSpec
from coursekit.grading.processes.worker_pool import WorkerPool
from coursekit.grading.run.course import GradingCourse, digest_of
from labkit.answers import FOLDER as ANSWERS

__all__ = ["REFERENCE_OWNER", "answer_files", "recorded"]

REFERENCE_OWNER = "acuan"
_RECORD = "reference.json"
_READ = re.compile(r"\b(?:read_answer|mark_form)\(\s*[\"']([a-z][a-z0-9-]*)[\"']")


def recorded(workers: WorkerPool, course: GradingCourse, spec: AssignmentSpec) -> AssignmentSpec:
    """Return `spec` with what was recorded of the reference solution.

    Runs it unless the same lab was recorded before.

    Raises
    ------
    CourseError
        If the lab's own solution fails a test: then nothing is graded.
    """
    _check_tags(spec)
    folder = course.state_of(spec.assignment)
    intake = _reference(course, spec)
    digest = digest_of(spec.as_dict(), intake.digest)
    known = _read(folder / _RECORD)
    if known.get("digest") != digest:
        result = _mark(workers, course, spec, intake)
        seen = {"kinds": result.kinds, "mutating": list(result.mutating), "free": result.free}
        known = seen | {"digest": digest}
        if failing := _failing(spec, result):
            # A lab whose own solution fails would take marks from everybody for nothing.
            faults = "\n".join(f"  {grade_id}: {why}" for grade_id, why in failing.items())
            raise CourseError(
                f"{spec.assignment}: nothing was graded, for the lab's own solution fails\n{faults}"
            )
        # Only what went well is remembered: the cause of a failure may lie outside the lab.
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _RECORD).write_text(json.dumps(known, indent=1), encoding="utf-8")
    return dataclasses.replace(
        spec,
        kinds=known["kinds"],
        mutating=tuple(known["mutating"]),
        answers=answer_files(spec),
        free=known["free"],
    )


def _check_tags(spec: AssignmentSpec) -> None:
    """Refuse a test that would be open to the answers, where its mark is not theirs to make."""
    for cell in spec.cells:
        if cell.in_answer and HIDDEN.begin in cell.source:
            raise CourseError(
                f"{spec.assignment}: {cell.grade_id}: tagged {IN_ANSWER}, so it may have no "
                "hidden tests; put them into a cell of their own"
            )
        if cell.in_answer and cell.extra_credit:
            raise CourseError(
                f"{spec.assignment}: {cell.grade_id}: tagged {IN_ANSWER}, so it may give no extra "
                "credit: whoever writes the answers could take all of it"
            )


def answer_files(spec: AssignmentSpec) -> tuple[str, ...]:
    """Return the answer files that the lab's locked cells read, and those with texts to mark."""
    names = set(spec.forms) | {name for text in spec.locked_sources for name in _READ.findall(text)}
    return tuple(f"{ANSWERS}/{name}.json" for name in sorted(names))


def _reference(course: GradingCourse, spec: AssignmentSpec) -> Intake:
    source = course.source_of(spec.assignment)
    found = {}
    for one in spec.notebooks:
        path = source / f"{one.name}.ipynb"
        if not path.is_file():
            raise CourseError(f"{path}: missing; the reference solution is needed to grade")
        found[one.name] = path.read_bytes()
    # Answer files of the reference lie under the owner whose case they answer.
    shelf = course.references.format(assignment_id=spec.assignment)
    owners = sorted(one for one in Path(shelf).glob("*") if one.is_dir()) if shelf else []
    if owners:
        return Intake(owners[0].name, found, read_files(owners[0]))
    return Intake(REFERENCE_OWNER, found, {})


def _mark(
    workers: WorkerPool, course: GradingCourse, spec: AssignmentSpec, intake: Intake
) -> Result:
    keys = course.keys_of(wanted_keys(spec.locked_sources), intake.owner)
    job = intake.job(spec.as_dict(), course.overlay(spec.assignment), keys)
    private = course.private(spec.assignment, intake.owner)
    result = workers.mark(job | private | {"reference": True})
    if not result.sheets:
        raise CourseError(f"{spec.assignment}: the reference cannot be run: {result.fault}")
    return result


def _failing(spec: AssignmentSpec, result: Result) -> dict[str, str]:
    failing = {}
    for one in spec.notebooks:
        sheet = result.sheets[one.name]
        for cell in one.cells:
            score = sheet.scores.get(cell.grade_id)
            broken = cell.extra_credit and cell.grade_id in sheet.errors
            if cell.is_test and (score != cell.points or broken):
                why = sheet.errors.get(cell.grade_id, f"{score} of {cell.points}")
                failing[cell.grade_id] = why
    return failing


def _read(path: Path) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return answer
    except (OSError, ValueError):
        return {}
