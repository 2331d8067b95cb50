"""Golden submissions: a lab's own solution, blank, tampered and mistaken, marked by nbgrader.

They are the test of a lab: perfect earns everything, blank and tampered earn no automatic mark,
and every typical mistake earns exactly what its author says.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coursekit.errors import CourseError, UsageError
from coursekit.house import House
from coursekit.notebooks import grade_metadata, read_percent, to_bytes

__all__ = ["Golden", "Submission", "blank", "grade", "perfect", "read_golden", "tampered"]

_MARK_LINES = re.compile(r"^\s*### (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)


@dataclass(frozen=True)
class Submission:
    """What one imagined trainee hands in: a notebook and the answer files beside it."""

    notebook: Any
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Golden:
    """One typical mistake: the answers given instead of the right ones, and their marks."""

    name: str
    answers: Mapping[str, str]
    marks: Mapping[str, float]


def blank(house: House, unit: str) -> Submission:
    """Return the lab as it is handed out."""
    import nbformat

    path = house.labs / unit / f"{unit}.ipynb"
    if not path.is_file():
        raise UsageError(f"{path}: not generated yet; run coursekit generate")
    return Submission(nbformat.read(path, as_version=4))


def perfect(house: House, unit: str, answers: Mapping[str, str] | None = None) -> Submission:
    """Return the lab with the author's answers, some of them replaced by `answers`.

    Raises
    ------
    UsageError
        If `answers` names a cell that is no answer of the lab.
    """
    submission = blank(house, unit)
    right = {
        cell["id"]: _MARK_LINES.sub("", cell.source)
        for cell in read_percent(house.notebooks / f"{unit}.py").cells
        if grade_metadata(cell).get("solution")
    }
    if unknown := set(answers or {}) - set(right):
        raise UsageError(f"{unit}: no answer cell called {', '.join(sorted(unknown))}")
    for cell in submission.notebook.cells:
        if cell["id"] in right:
            cell.source = (answers or {}).get(cell["id"], right[cell["id"]])
    return submission


def tampered(house: House, unit: str) -> Submission:
    """Return the blank lab with every test gutted and its points raised."""
    submission = copy.deepcopy(blank(house, unit))
    for cell in submission.notebook.cells:
        meta = grade_metadata(cell)
        if meta.get("grade") and not meta.get("solution"):
            cell.source = "pass"
            meta["points"] = 100
    return submission


def read_golden(path: Path) -> list[Golden]:
    """Read a lab's typical mistakes.

    Parameters
    ----------
    path : Path
        YAML: a list of ``name``, ``answers`` (grade id → source) and ``marks`` (grade id →
        points).

    Raises
    ------
    UsageError
        If the file is missing or an entry lacks a part.
    """
    import yaml

    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [Golden(item["name"], item["answers"], item["marks"]) for item in entries]
    except FileNotFoundError:
        raise UsageError(f"{path}: no golden mistakes; write at least one per question") from None
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise UsageError(f"{path}: not a list of name, answers, marks ({error})") from None


def grade(
    house: House, unit: str, submissions: Mapping[str, Submission], folder: Path
) -> dict[str, dict[str, float]]:
    """Mark submissions through nbgrader in a scratch course; nothing of the house is touched.

    Parameters
    ----------
    house : House
        The checkout whose solutions/ hold the lab.
    unit : str
        Unit id.
    submissions : mapping
        Trainee's name → what he hands in.
    folder : Path
        An empty folder for the scratch course.

    Returns
    -------
    dict
        Trainee → grade id → automatic points.

    Raises
    ------
    CourseError
        If nbgrader could not mark a submission.
    """
    from nbgrader.api import Gradebook
    from nbgrader.apps import NbGraderAPI
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    from coursekit.nbgrader_config import programs_on_path, update_course, update_stubs

    programs_on_path()
    scratch = House(folder)
    scratch.var.mkdir(parents=True, exist_ok=True)
    config = Config()
    update_course(config, scratch, "golden")
    update_stubs(config)
    config.CourseDirectory.source_directory = str(house.solutions)
    for name, submission in submissions.items():
        target = scratch.var / "submitted" / name / unit
        for path, data in {
            f"{unit}.ipynb": to_bytes(submission.notebook),
            **submission.files,
        }.items():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_bytes(data)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    for step in (
        lambda: api.generate_assignment(unit),
        *(lambda name=name: api.autograde(unit, name) for name in submissions),
    ):
        result = step()
        if not result["success"]:
            raise CourseError(f"{unit}: nbgrader failed\n{result['log'] or result['error']}")
    with Gradebook(config.CourseDirectory.db_url, "golden") as gradebook:
        return {
            name: {
                item.name: item.auto_score or 0.0
                for notebook in gradebook.find_submission(unit, name).notebooks
                for item in notebook.grades
            }
            for name in submissions
        }
