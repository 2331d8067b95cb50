"""A small lab in every common test style, and one fork server for all tests of this folder."""

import base64
import copy
import dataclasses
import json

import pytest

from coursekit.grading.crew import Crew
from coursekit.grading.farm import Farm, FarmSettings, RefusedError
from coursekit.grading.master import Limits, Master, MasterCell, MasterNotebook

SECRET = "RAHASIA_7731"
SETUP = """import numpy as np
import pandas as pd
data = pd.DataFrame({"k": list("aabb"), "v": [1, 2, 3, 4]})"""
ANSWER = """def mean(xs):
    return sum(xs) / len(xs)
table = data.groupby("k").v.sum()
number = 3.25"""
STUB = "# Tulis jawaban Anda di bawah baris ini."
TESTS = {
    "plain_test": f"""assert mean([1, 2, 6]) == 3, "rata-rata belum tepat"
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
PATIENT = 20.0  # seconds a cell: enough on a busy machine


def master_cells():
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
        cell = MasterCell(grade_id, kind, source, None, **rest)
        from coursekit.grading.marks import checksum

        made.append(dataclasses.replace(cell, checksum=checksum(source, cell)))
    return tuple(made)


def make_master(**limits):
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = MasterNotebook(LAB, master_cells(), spec)
    return Master("lab", (notebook,), limits=Limits(**limits))


def notebook_of(answer=ANSWER, reason="Karena begitu.", master=None):
    """The lab as a trainee hands it in: tests without their hidden part."""
    from coursekit.grading.master import public_source

    cells = []
    for cell in (master or make_master()).notebooks[0].cells:
        source = {"answer": answer, "reason": reason}.get(cell.grade_id, public_source(cell.source))
        one = {"cell_type": cell.cell_type, "id": cell.grade_id, "source": source}
        one["metadata"] = {"nbgrader": cell.metadata()}
        if cell.cell_type == "code":
            one |= {"outputs": [], "execution_count": None}
        cells.append(one)
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": cells, "metadata": {"kernelspec": spec}, "nbformat": 4, "nbformat_minor": 5}


def job_of(master, notebooks=None, files=None, **rest):
    """A job as the leader sends it; `notebooks` maps names to dicts or bytes."""
    raw = {
        name: one if isinstance(one, bytes) else json.dumps(one).encode()
        for name, one in ({LAB: notebook_of()} if notebooks is None else notebooks).items()
    }
    job = {"master": master.as_dict(), "owner": "sekda", "damage": [], "environment": {}}
    job |= {"private": {}, "keys": None}
    job["notebooks"] = {name: base64.b64encode(one).decode() for name, one in raw.items()}
    job["files"] = {name: base64.b64encode(one).decode() for name, one in (files or {}).items()}
    return job | rest


@pytest.fixture(scope="session")
def farm():
    settings = FarmSettings(cells=(SETUP,))
    with Farm(settings) as made:
        try:
            made.probe()
        except RefusedError as error:
            pytest.skip(str(error))
        yield made


def record(crew, master, answer=ANSWER):
    """The master with what was recorded of its reference solution."""
    notebook = notebook_of(answer, master=master)
    for cell, known in zip(notebook["cells"], master.notebooks[0].cells, strict=True):
        if known.locked:
            cell["source"] = known.source
    result = crew.mark(job_of(master, {LAB: notebook}, reference=True))
    assert result["sheets"][LAB]["errors"] == {}, result
    found = {key: result[key] for key in ("kinds", "free")}
    return dataclasses.replace(master, mutating=tuple(result["mutating"]), **found)


@pytest.fixture(scope="session")
def crew(farm):
    return Crew(farm, Limits(cell=PATIENT, submission=60.0), 2)


@pytest.fixture(scope="session")
def master(crew):
    return record(crew, make_master(cell=PATIENT, submission=60.0))


@pytest.fixture(scope="session")
def hasty(master):
    """The same lab with a short limit, for cells that never end."""
    return dataclasses.replace(master, limits=Limits(cell=1.5, submission=60.0))


@pytest.fixture
def notebook():
    return copy.deepcopy(notebook_of())


@pytest.fixture(scope="session")
def lab():
    """This module's helpers, for tests that cannot import a conftest by name."""
    import types

    return types.SimpleNamespace(**{name: globals()[name] for name in globals() if name[0] != "_"})
