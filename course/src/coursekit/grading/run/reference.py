"""The reference solution: what its tests see is recorded, and that it earns everything is checked.

That a blank notebook earns nothing is asked of every lab by its golden submissions.
"""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

from coursekit.core.errors import CourseError
from coursekit.grading.assignment.intake import Intake, read_files
from coursekit.grading.assignment.keyring import wanted_keys
from coursekit.grading.assignment.spec import HIDDEN_BEGIN, IN_ANSWER, Master
from coursekit.grading.processes.worker_pool import Crew
from coursekit.grading.run.course import GradingCourse, digest_of
from labkit.answers import FOLDER as ANSWERS

__all__ = ["REFERENCE_OWNER", "answer_files", "recorded"]

REFERENCE_OWNER = "acuan"
_RECORD = "reference.json"
_READ = re.compile(r"read_answer\(\s*[\"']([a-z][a-z0-9-]*)[\"']")


def recorded(crew: Crew, course: GradingCourse, master: Master) -> Master:
    """Return `master` with what was recorded of the reference solution.

    Runs it unless the same lab was recorded before.

    Raises
    ------
    CourseError
        If the lab's own solution fails a test: then nothing is graded.
    """
    _check_tags(master)
    folder = course.state_of(master.assignment)
    intake = _reference(course, master)
    digest = digest_of(master.as_dict(), intake.digest)
    known = _read(folder / _RECORD)
    if known.get("digest") != digest:
        result = _mark(crew, course, master, intake)
        known = {key: result[key] for key in ("kinds", "mutating", "free")} | {"digest": digest}
        if failing := _failing(master, result):
            # A lab whose own solution fails would take marks from everybody for nothing.
            faults = "\n".join(f"  {grade_id}: {why}" for grade_id, why in failing.items())
            raise CourseError(
                f"{master.assignment}: nothing was graded, for the lab's own solution fails\n"
                f"{faults}"
            )
        # Only what went well is remembered: the cause of a failure may lie outside the lab.
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _RECORD).write_text(json.dumps(known, indent=1), encoding="utf-8")
    return dataclasses.replace(
        master,
        kinds=known["kinds"],
        mutating=tuple(known["mutating"]),
        answers=answer_files(master),
        free=known["free"],
    )


def _check_tags(master: Master) -> None:
    """Refuse a test that would carry its hidden part to where the answers run."""
    for cell in master.cells:
        if cell.in_answer and HIDDEN_BEGIN in cell.source:
            raise CourseError(
                f"{master.assignment}: {cell.grade_id}: tagged {IN_ANSWER}, so it may have no "
                "hidden tests; put them into a cell of their own"
            )


def answer_files(master: Master) -> tuple[str, ...]:
    """Return the answer files that the lab's locked cells read."""
    names = {name for text in master.locked_sources for name in _READ.findall(text)}
    return tuple(f"{ANSWERS}/{name}.json" for name in sorted(names))


def _reference(course: GradingCourse, master: Master) -> Intake:
    source = course.source_of(master.assignment)
    found = {}
    for one in master.notebooks:
        path = source / f"{one.name}.ipynb"
        if not path.is_file():
            raise CourseError(f"{path}: missing; the reference solution is needed to grade")
        found[one.name] = path.read_bytes()
    # Answer files of the reference lie with the keys, under the owner whose case they answer.
    shelf = course.keys.parent / "reference" / master.assignment
    owners = sorted(one for one in shelf.iterdir() if one.is_dir()) if shelf.is_dir() else []
    if owners:
        return Intake(owners[0].name, found, read_files(owners[0]))
    return Intake(REFERENCE_OWNER, found, {})


def _mark(crew: Crew, course: GradingCourse, master: Master, intake: Intake) -> dict[str, Any]:
    keys = course.keys_of(wanted_keys(master.locked_sources), intake.owner)
    job = intake.job(master.as_dict(), course.overlay(master.assignment), keys)
    result = crew.mark(job | {"reference": True})
    if not result["sheets"]:
        raise CourseError(f"{master.assignment}: the reference cannot be run: {result['fault']}")
    return result


def _failing(master: Master, result: dict) -> dict[str, str]:
    failing = {}
    for one in master.notebooks:
        sheet = result["sheets"][one.name]
        for cell in one.cells:
            score = sheet["scores"].get(cell.grade_id)
            if cell.is_test and score != cell.points:
                why = sheet["errors"].get(cell.grade_id, f"{score} of {cell.points}")
                failing[cell.grade_id] = why
    return failing


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
