"""Golden submissions: a lab's own solution, blank, tampered and mistaken, marked as trainees' are.

They are the test of a lab: perfect earns everything, blank and tampered earn no automatic mark,
and every typical mistake earns exactly what its author says. A lab with forms has reference
answer files, one set an owner, in course/units/<unit>/reference/<owner>/jawaban/.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coursekit.core.cells import grade_metadata
from coursekit.core.errors import CourseError, UsageError
from coursekit.core.forms import read_lab
from coursekit.core.layout import CourseLayout
from coursekit.core.notebooks import to_bytes

__all__ = [
    "Golden",
    "Submission",
    "automatic_points",
    "blank",
    "grade",
    "owners",
    "perfect",
    "read_golden",
    "tampered",
]

_MARK_LINES = re.compile(r"^\s*### (?:BEGIN|END) SOLUTION\n?", re.MULTILINE)


@dataclass(frozen=True)
class Submission:
    """What one imagined trainee hands in: a notebook and the answer files beside it.

    Attributes
    ----------
    owner : str
        The account whose personal case the answers are about; empty where the lab has none.
    """

    notebook: Any
    files: Mapping[str, bytes] = field(default_factory=dict)
    owner: str = ""


@dataclass(frozen=True)
class Golden:
    """One typical mistake: the answers given instead of the right ones, and their marks.

    Attributes
    ----------
    answers : mapping
        Grade id of an answer cell to its source.
    files : mapping
        Form to what differs from the reference: a JSON merge patch (RFC 7386; null deletes) of
        the form's answers, text to stand in the file as it is, or null for no file.
    owner : str
        Whose reference answers it starts from; the first owner's by default.
    """

    name: str
    answers: Mapping[str, str]
    marks: Mapping[str, float]
    files: Mapping[str, Any] = field(default_factory=dict)
    owner: str = ""


def owners(layout: CourseLayout, unit: str) -> list[str]:
    """Return whose reference answer files a lab has; empty for a lab without forms."""
    shelf = layout.reference(unit)
    return sorted(path.name for path in shelf.iterdir()) if shelf.is_dir() else []


def automatic_points(layout: CourseLayout, unit: str) -> dict[str, float]:
    """Return what each graded cell may earn without a person, as its author set it."""
    graded = [meta for cell in read_lab(layout, unit).cells if (meta := grade_metadata(cell))]
    return {
        meta["grade_id"]: 0 if meta["solution"] else meta["points"]
        for meta in graded
        if meta.get("grade")
    }


def blank(layout: CourseLayout, unit: str, owner: str = "") -> Submission:
    """Return the lab as it is handed out."""
    import nbformat

    path = layout.labs / unit / f"{unit}.ipynb"
    if not path.is_file():
        raise UsageError(f"{path}: not generated yet; run coursekit generate")
    return Submission(nbformat.read(path, as_version=4), owner=owner)


def perfect(
    layout: CourseLayout,
    unit: str,
    answers: Mapping[str, str] | None = None,
    files: Mapping[str, Any] | None = None,
    owner: str = "",
) -> Submission:
    """Return the lab with the author's answers, some of them replaced.

    Parameters
    ----------
    answers, files, owner
        As in `Golden`.

    Raises
    ------
    UsageError
        If `answers` names a cell that is no answer of the lab, or `owner` has no reference.
    """
    known = owners(layout, unit)
    owner = owner or (known[0] if known else "")
    if owner and owner not in known:
        raise UsageError(f"{unit}: no reference answers of {owner}; there are {', '.join(known)}")
    submission = blank(layout, unit, owner)
    right = {
        cell["id"]: _MARK_LINES.sub("", cell.source)
        for cell in read_lab(layout, unit).cells
        if grade_metadata(cell).get("solution")
    }
    if unknown := set(answers or {}) - set(right):
        raise UsageError(f"{unit}: no answer cell called {', '.join(sorted(unknown))}")
    for cell in submission.notebook.cells:
        if cell["id"] in right:
            cell.source = (answers or {}).get(cell["id"], right[cell["id"]])
    given = _answer_files(layout, unit, owner, files or {})
    return Submission(submission.notebook, given, owner)


def _answer_files(
    layout: CourseLayout, unit: str, owner: str, changes: Mapping[str, Any]
) -> dict[str, bytes]:
    folder = layout.reference(unit) / owner / "jawaban"
    paths = sorted(folder.glob("*.json")) if owner else []
    whole = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}
    made: dict[str, bytes] = {}
    for form in sorted({*whole, *changes}):
        change = changes.get(form, {})
        if isinstance(change, str):
            made[f"jawaban/{form}.json"] = change.encode()
        elif change is not None:
            new = {"schema": 1, "form": form, "owner": owner, "rev": 1, "answers": {}}
            data = whole.get(form, new | {"saved": "2026-01-05T01:00:00+00:00"})
            data |= {"answers": _patched(data["answers"], change)}
            made[f"jawaban/{form}.json"] = json.dumps(data, ensure_ascii=False).encode()
    return made


def _patched(base: Any, change: Any) -> Any:
    """Apply a JSON merge patch (RFC 7386)."""
    if not isinstance(change, Mapping):
        return change
    kept = dict(base) if isinstance(base, Mapping) else {}
    for key, value in change.items():
        if value is None:
            kept.pop(key, None)
        else:
            kept[key] = _patched(kept.get(key), value)
    return kept


def tampered(layout: CourseLayout, unit: str, owner: str = "") -> Submission:
    """Return the blank lab with every test gutted and its points raised."""
    submission = blank(layout, unit, owner)
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
        YAML: a list of ``name``, ``marks`` (grade id → points), and ``answers``, ``files``,
        ``owner`` as in `Golden`.

    Raises
    ------
    UsageError
        If the file is missing or an entry lacks a part.
    """
    import yaml

    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [Golden(**{"answers": {}} | item) for item in entries]
    except FileNotFoundError:
        raise UsageError(f"{path}: no golden mistakes; write at least one per question") from None
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise UsageError(f"{path}: not a list of name, answers, marks ({error})") from None


def grade(
    layout: CourseLayout, unit: str, submissions: Mapping[str, Submission], folder: Path
) -> dict[str, dict[str, float]]:
    """Mark submissions as trainees' are, in a scratch course; nothing of the checkout is touched.

    Parameters
    ----------
    layout : CourseLayout
        The checkout whose solutions/ hold the lab.
    unit : str
        Unit id.
    submissions : mapping
        Account → what it hands in. Where a submission names an owner, the account gets that
        owner's case, and its answer files become the account's.
    folder : Path
        An empty folder for the scratch course.

    Returns
    -------
    dict
        Account → grade id → automatic points.

    Raises
    ------
    CourseError
        If the lab's own solution fails or a submission could not be marked.
    """
    from nbgrader.api import Gradebook
    from traitlets.config import Config

    from coursekit.core.opened import case_finder
    from coursekit.core.settings import load_settings
    from coursekit.grading.run.course import course_of
    from coursekit.grading.run.pipeline import Choices, grade_assignment
    from coursekit.nbgrader_ops.config import update_course
    from coursekit.nbgrader_ops.operations import register
    from coursekit.nbgrader_ops.stubs import update_stubs

    scratch = CourseLayout(folder)
    scratch.gradebook.parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    update_course(config, scratch, "golden")
    update_stubs(config)
    config.CourseDirectory.source_directory = str(layout.solutions)
    settings = load_settings(layout.hub / "settings.yaml")["grading"]
    course = course_of(layout, config, settings)
    find = case_finder(course.case) or str
    cases = {name: find(one.owner) for name, one in submissions.items() if one.owner}
    course = dataclasses.replace(course, state=scratch.var / "grading", cases=cases)
    for name, submission in submissions.items():
        target = scratch.var / "submitted" / name / unit
        files = {path: _owned_by(name, raw) for path, raw in submission.files.items()}
        files[f"{unit}.ipynb"] = to_bytes(submission.notebook)
        for path, data in files.items():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (target / path).write_bytes(data)
    register(config, unit)
    summary = grade_assignment(course, unit, Choices(), tell=lambda _: None)
    if summary.failed:
        raise CourseError(f"{unit}: could not be marked: {', '.join(summary.failed)}")
    with Gradebook(config.CourseDirectory.db_url, "golden") as gradebook:
        return {
            name: {
                item.name: item.auto_score or 0.0
                for notebook in gradebook.find_submission(unit, name).notebooks
                for item in notebook.grades
            }
            for name in submissions
        }


def _owned_by(name: str, raw: bytes) -> bytes:
    """Put the account's name into an answer file that can be read; leave others as they are."""
    try:
        return json.dumps(json.loads(raw) | {"owner": name}, ensure_ascii=False).encode()
    except (ValueError, TypeError):
        return raw
