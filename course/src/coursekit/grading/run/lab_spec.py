"""A lab as the gradebook holds it, in the order and with the metadata of its source notebook.

Effects: reads the gradebook and the folder of sources.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from coursekit.core.cells import answered_question, extra_credit
from coursekit.core.errors import CourseError
from coursekit.grading.assignment.amend import earlier_releases
from coursekit.grading.assignment.spec import (
    IN_ANSWER,
    AssignmentSpec,
    CellSpec,
    NotebookSpec,
    print_of,
)

__all__ = ["read_spec"]


def read_spec(
    book: Gradebook, assignment: str, source: Path | None = None, state: Path | None = None
) -> AssignmentSpec:
    """Return the assignment as the gradebook holds it.

    Parameters
    ----------
    source : Path, optional
        Folder of the source notebooks, for the order of the cells.
    state : Path, optional
        Folder of reports, where earlier releases are remembered.

    Raises
    ------
    CourseError
        If the gradebook does not know the assignment, or a cell is about a text that no form asks.
    """
    try:
        found = book.find_assignment(assignment)
    except MissingEntry:
        raise CourseError(f"{assignment}: not in the gradebook; run coursekit release") from None
    known = earlier_releases(state) if state is not None else {}
    notebooks = tuple(
        _read_notebook(one, source, known.get(one.name, {})) for one in found.notebooks
    )
    if not notebooks:
        raise CourseError(f"{assignment}: no notebook in the gradebook; run coursekit release")
    spec = AssignmentSpec(assignment, notebooks)
    if not any(cell.answer for cell in spec.cells):
        return spec
    from coursekit.grading.assignment.written import declared_forms  # forms take a while to load

    return dataclasses.replace(spec, forms=declared_forms(spec))


def _read_notebook(row: Any, source: Path | None, known: dict[str, Any]) -> NotebookSpec:
    grades = {cell.name: cell for cell in row.grade_cells}
    tasks = {cell.name: cell for cell in row.task_cells}
    solutions = {cell.name for cell in row.solution_cells}
    order = _order(source / f"{row.name}.ipynb") if source is not None else {}
    places = {name: place for place, name in enumerate(order)}
    cells = {}
    for cell in row.source_cells:
        scored = grades.get(cell.name) or tasks.get(cell.name)
        points = float(scored.max_score) if scored is not None else 0.0
        now = (print_of(cell.source or ""), points)
        earlier = (tuple(one) for one in known.get(cell.name, ()))
        cells[cell.name] = CellSpec(
            grade_id=cell.name,
            cell_type=cell.cell_type,
            source=cell.source,
            checksum=cell.checksum,
            locked=bool(cell.locked),
            grade=cell.name in grades,
            solution=cell.name in solutions,
            task=cell.name in tasks,
            points=points,
            in_answer=IN_ANSWER in order.get(cell.name, {}).get("tags", ()),
            answer=answered_question(order.get(cell.name, {})),
            extra_credit=extra_credit(order.get(cell.name, {})),
            earlier=tuple(one for one in earlier if one != now),
        )
    ordered = sorted(cells.values(), key=lambda cell: places.get(cell.grade_id, len(places)))
    return NotebookSpec(row.name, tuple(ordered), json.loads(row.kernelspec or "{}"))


def _order(path: Path) -> dict[str | None, dict[str, Any]]:
    """Return the metadata of a source notebook's cells, in their order."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return {}
    known = (cell["metadata"] for cell in cells)
    return {one.get("nbgrader", {}).get("grade_id"): one for one in known}
