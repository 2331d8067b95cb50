"""Let a released lab be repaired: make room in the gradebook for cells that came or went.

nbgrader refuses to add or remove a cell once somebody has handed in, and so the only way out was
to delete all marks. Here the rows of cells that went are written down and taken out, rows of new
cells are put in, and every other mark stays; the next grading fills the new ones.

Effects: the gradebook, and ``removed.jsonl`` in the folder of reports.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from coursekit.grading.assignment.spec import print_of

__all__ = ["REMOVED", "amend", "earlier_releases"]

REMOVED = "removed.jsonl"
_RELEASES = "releases.json"
_KINDS = ("grade", "solution", "task", "source")


def amend(book: Gradebook, unit: str, source: Path, archive: Path) -> list[str]:
    """Bring the cells of a lab's notebooks in line with their sources.

    Parameters
    ----------
    source : Path
        The folder of the source notebooks.
    archive : Path
        The folder in which the marks of removed cells are kept.

    Returns
    -------
    list of str
        One line per cell that came or went; empty where nobody has handed in, since nbgrader
        then does it all by itself.
    """
    try:
        notebooks = list(book.find_assignment(unit).notebooks)
    except MissingEntry:
        return []
    told = []
    _remember(notebooks, archive)
    for notebook in notebooks:
        path = source / f"{notebook.name}.ipynb"
        if notebook.submissions and path.is_file():
            told += _amend_notebook(book, unit, notebook, path, archive)
    book.db.commit()
    return told


def earlier_releases(archive: Path) -> dict[str, dict[str, list[Any]]]:
    """Return notebook -> cell -> ``[print of its text, points]`` of every earlier release."""
    try:
        answer: dict[str, dict[str, list[Any]]] = json.loads(
            (archive / _RELEASES).read_text(encoding="utf-8")
        )
        return answer
    except (OSError, ValueError):
        return {}


def _remember(notebooks: Iterable[Any], archive: Path) -> None:
    """Note what the gradebook holds of the lab before it is replaced."""
    known = earlier_releases(archive)
    for notebook in notebooks:
        cells = known.setdefault(notebook.name, {})
        worth = {
            cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)
        }
        for cell in notebook.source_cells:
            now = [print_of(cell.source or ""), float(worth.get(cell.name, 0.0))]
            if now not in (seen := cells.setdefault(cell.name, [])):
                seen.append(now)
    archive.mkdir(parents=True, exist_ok=True)
    (archive / _RELEASES).write_text(json.dumps(known, indent=1), encoding="utf-8")


def _amend_notebook(
    book: Gradebook, unit: str, notebook: Any, path: Path, archive: Path
) -> list[str]:
    wanted = _wanted(json.loads(path.read_text(encoding="utf-8"))["cells"])
    told = []
    for kind in _KINDS:
        there = {row.name: row for row in getattr(notebook, f"{kind}_cells")}
        for name in sorted(set(there) - set(wanted[kind])):
            lost = _remove(book, unit, there[name], kind, archive)
            told.append(f"{name}: {kind} cell removed, {lost} marks or comments put aside")
        for name in sorted(set(wanted[kind]) - set(there)):
            add = getattr(book, f"add_{kind}_cell")
            add(name, notebook.name, unit, **wanted[kind][name])
            told.append(f"{name}: {kind} cell added")
    return told


def _wanted(cells: Iterable[dict[str, Any]]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return what nbgrader would record: kind -> grade id -> first values."""
    wanted: dict[str, dict[str, dict[str, Any]]] = {kind: {} for kind in _KINDS}
    for cell in cells:
        known = cell["metadata"].get("nbgrader", {})
        name, kind = known.get("grade_id"), {"cell_type": cell["cell_type"]}
        marked = [one for one in ("grade", "solution", "task") if known.get(one)]
        if name and (marked or known.get("locked")):
            wanted["source"][name] = kind
            for one in marked:
                points = {"max_score": float(known.get("points", 0))}
                wanted[one][name] = {} if one == "solution" else kind | points
    return wanted


def _remove(book: Gradebook, unit: str, row: Any, kind: str, archive: Path) -> int:
    """Delete a cell with its marks and comments, which are written down first."""
    hanging = [*getattr(row, "grades", ()), *getattr(row, "comments", ())]
    lines = [_written(unit, row.name, kind, one) for one in hanging]
    if lines:
        archive.mkdir(parents=True, exist_ok=True)
        with (archive / REMOVED).open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    for one in hanging:
        book.db.delete(one)
    book.db.delete(row)
    return len(lines)


def _written(unit: str, name: str, kind: str, row: Any) -> dict[str, Any]:
    owner = row.notebook.assignment.student_id
    line: dict[str, Any] = {"assignment": unit, "cell": name, "kind": kind, "owner": owner}
    for field in ("auto_score", "manual_score", "extra_credit", "auto_comment", "manual_comment"):
        if getattr(row, field, None) is not None:
            line[field] = getattr(row, field)
    return line | {"removed": datetime.now(UTC).isoformat(timespec="seconds")}
