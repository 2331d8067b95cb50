"""A small lab in every common test style, and one fork server for all tests of this folder."""

import copy
import dataclasses
import functools
import json
import tempfile
from pathlib import Path

import pytest

from coursekit.grading.assignment.intake import Intake
from coursekit.grading.assignment.spec import AssignmentSpec, CellSpec, NotebookSpec
from coursekit.grading.processes.forkserver import ForkServer, ForkServerSettings, RefusedError
from coursekit.grading.processes.worker_pool import WorkerPool
from coursekit.grading.sandbox.limits import Limits

SECRET = "RAHASIA_7731"
SETUP = """import numpy as np
import pandas as pd
data = pd.DataFrame({"k": list("aabb"), "v": [1, 2, 3, 4]})"""
ANSWER = """def mean(xs):
    return sum(xs) / len(xs)
table = data.groupby("k").v.sum()
number = 3.25"""
TOTAL = 600 << 20
# Each child stays below the limit of one process, together they are well above that of all.
CHILDREN = f"""{ANSWER}
import os, time
for _ in range(6):
    if os.fork() == 0:
        try:
            block = bytearray(b"x") * (170 << 20)
            time.sleep(60)
        finally:
            os._exit(0)
for _ in range(6):
    os.wait()"""
STUB = "# Tulis jawaban Anda di bawah baris ini."
TESTS = {
    # A string that is also the name of the lab's own table.
    "plain_test": f"""checks = {{"data": [1, 2, 6]}}
assert mean(checks["data"]) == 3, "rata-rata belum tepat"
### BEGIN HIDDEN TESTS
assert mean([2, 4, 9, 9]) == 6, "{SECRET}"
### END HIDDEN TESTS""",
    "series_test": 'pd.testing.assert_series_equal(table, data.groupby("k").v.sum())',
    "close_test": "assert np.isclose(number, 3.25)\nassert abs(number - 3.25) < 1e-9",
    "kind_test": "assert isinstance(number, float)\nassert round(number, 1) == 3.2",
    "partial_test": "earned = sum(mean([i, i + 1]) == i + 0.5 for i in range(4))\nearned / 2",
}
ZERO = dict.fromkeys(TESTS, 0.0)
FULL = dict.fromkeys(TESTS, 2.0)
LAB = "lab"
STEPS = ("submitted", "autograded", "source")
PATIENT = 20.0  # seconds a cell: enough on a busy machine


def spec_cells():
    rows = [("setup", "code", SETUP, {"locked": True})]
    rows += [("answer", "code", STUB, {"locked": False, "solution": True})]
    for grade_id, source in TESTS.items():
        rows.append((grade_id, "code", source, {"locked": True, "grade": True, "points": 2.0}))
    rows.append(
        (
            "reason",
            "markdown",
            "*isi*",
            {"locked": False, "grade": True, "solution": True, "points": 3.0},
        )
    )
    made = []
    for grade_id, kind, source, rest in rows:
        cell = CellSpec(grade_id, kind, source, None, **rest)
        made.append(dataclasses.replace(cell, checksum=checksum_of(cell)))
    return tuple(made)


def checksum_of(cell):
    from coursekit.grading.assignment.marks import checksum

    return checksum(cell.source, cell)


def make_spec(**limits):
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = NotebookSpec(LAB, spec_cells(), spec)
    return AssignmentSpec("lab", (notebook,), limits=Limits(**limits))


def notebook_of(answer=ANSWER, reason="Karena begitu.", spec=None):
    """The lab as a trainee hands it in: tests without their hidden part."""
    from coursekit.grading.assignment.spec import public_source

    cells = []
    for cell in (spec or make_spec()).notebooks[0].cells:
        source = {"answer": answer, "reason": reason}.get(cell.grade_id, public_source(cell.source))
        one = {"cell_type": cell.cell_type, "id": cell.grade_id, "source": source}
        one["metadata"] = {"nbgrader": cell.metadata()}
        if cell.cell_type == "code":
            one |= {"outputs": [], "execution_count": None}
        cells.append(one)
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}


def job_of(spec, notebooks=None, files=None, **rest):
    """A job as the leader sends it; `notebooks` maps names to dicts or bytes."""
    raw = {
        name: one if isinstance(one, bytes) else json.dumps(one).encode()
        for name, one in ({LAB: notebook_of()} if notebooks is None else notebooks).items()
    }
    return Intake("sekda", raw, files or {}).job(spec.as_dict()) | rest


@functools.cache
def released_gradebook():
    """A gradebook as a release leaves it, as bytes: nbgrader needs seconds to make one."""
    with tempfile.TemporaryDirectory() as folder:
        release_to(f"sqlite:///{folder}/gradebook.db")
        return Path(folder, "gradebook.db").read_bytes()


def release_to(url):
    from nbgrader.api import Gradebook

    from coursekit.nbgrader_ops.config import programs_on_path

    programs_on_path()
    with Gradebook(url, "kursus") as book:
        fill(book, make_spec())


def make_course(root, **rest):
    """A course of this one lab in a folder of its own; its gradebook as a release leaves it."""
    from coursekit.grading.run.course import GradingCourse

    if "db_url" in rest:
        release_to(rest["db_url"])
    else:
        (root / "gradebook.db").write_bytes(released_gradebook())
        rest["db_url"] = f"sqlite:///{root / 'gradebook.db'}?timeout=0.2"
    source = notebook_of()
    for cell, known in zip(source["cells"], spec_cells(), strict=True):
        if known.locked:
            cell["source"] = known.source
    (root / "source" / LAB).mkdir(parents=True)
    (root / "source" / LAB / f"{LAB}.ipynb").write_text(json.dumps(source))
    places = {step: str(root / step / "{student_id}" / "{assignment_id}") for step in STEPS}
    more = {"course_id": "kursus", "state": root / "grading", "keys": root / "keys"}
    return GradingCourse(**places, **more | rest)


def fill(book, spec):
    """Tell a gradebook of a lab, as nbgrader's generate_assignment does."""
    (notebook,) = spec.notebooks
    book.update_or_create_assignment(LAB)
    book.update_or_create_notebook(LAB, LAB, kernelspec=json.dumps(notebook.kernelspec))
    for cell in notebook.cells:
        where = (cell.grade_id, LAB, LAB)
        known = {"cell_type": cell.cell_type, "source": cell.source, "checksum": cell.checksum}
        book.update_or_create_source_cell(*where, locked=cell.locked, **known)
        if cell.grade:
            kind = cell.cell_type
            book.update_or_create_grade_cell(*where, max_score=cell.points, cell_type=kind)
        if cell.solution:
            book.update_or_create_solution_cell(*where)


def hand_in(course, owner, **answers):
    """Put a submission where collecting would."""
    folder = course.submitted_of(LAB, owner)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{LAB}.ipynb").write_text(json.dumps(notebook_of(**answers)))


def rows_of(course):
    """Every mark in the gradebook: (owner, cell) -> (automatic, by hand, to be looked at)."""
    from nbgrader.api import Gradebook

    with Gradebook(course.db_url, "kursus") as book:
        found = [
            (
                (one.student.id, grade.name),
                (grade.auto_score, grade.manual_score, grade.needs_manual_grade),
            )
            for one in book.assignment_submissions(LAB)
            for notebook in one.notebooks
            for grade in notebook.grades
        ]
    assert len(found) == len(dict(found)), "a mark stands twice"
    return dict(found)


@pytest.fixture(scope="session")
def forkserver():
    settings = ForkServerSettings(cells=(SETUP,))
    with ForkServer(settings) as made:
        try:
            made.probe()
        except RefusedError as error:
            pytest.skip(str(error))
        yield made


def record(workers, spec, answer=ANSWER):
    """The master with what was recorded of its reference solution."""
    notebook = notebook_of(answer, spec=spec)
    for cell, known in zip(notebook["cells"], spec.notebooks[0].cells, strict=True):
        if known.locked:
            cell["source"] = known.source
    result = workers.mark(job_of(spec, {LAB: notebook}, reference=True))
    assert result.sheets[LAB].errors == {}, result
    known = {"kinds": result.kinds, "free": result.free, "mutating": result.mutating}
    return dataclasses.replace(spec, **known)


@pytest.fixture(scope="session")
def workers(forkserver):
    return WorkerPool(forkserver, Limits(cell=PATIENT, submission=60.0), 2)


@pytest.fixture(scope="session")
def spec(workers):
    return record(workers, make_spec(cell=PATIENT, submission=60.0))


@pytest.fixture(scope="session")
def hasty(spec):
    """The same lab with a short limit, for cells that never end."""
    return dataclasses.replace(spec, limits=Limits(cell=1.5, submission=60.0))


@pytest.fixture
def notebook():
    return copy.deepcopy(notebook_of())


@pytest.fixture(scope="session")
def lab():
    """This module's helpers, for tests that cannot import a conftest by name."""
    import types

    return types.SimpleNamespace(**{name: globals()[name] for name in globals() if name[0] != "_"})
