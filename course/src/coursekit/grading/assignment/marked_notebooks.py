"""A notebook's marks on their way to the gradebook, and its text as nbformat writes it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from coursekit.grading.assignment.findings import MESSAGES, Finding, told
from coursekit.grading.assignment.marks import auto_score, extra_credit, is_blank
from coursekit.grading.assignment.restore import NOTE_ID, Cell, Restored
from coursekit.grading.assignment.result import Result, Sheet
from coursekit.grading.assignment.spec import AssignmentSpec, NotebookSpec

__all__ = ["assemble", "notebook_text", "score_sheet"]

_COMMENT = "Belum ada jawaban."
_NOTED = 20


def assemble(
    spec: AssignmentSpec, opened: dict[str, Restored | None], damage: list[Finding]
) -> Result:
    """Return the result of a submission whose cells have run."""
    note, sheets = _note(damage), {}
    for notebook in spec.notebooks:
        restored = opened[notebook.name]
        if restored is None:
            sheets[notebook.name] = _empty_sheet(notebook, note)
        else:
            sheets[notebook.name] = score_sheet(restored.cells, notebook, note)
    return Result(sheets, tuple(damage))


def _note(damage: list[Finding]) -> list[Cell]:
    """Return a cell that tells the trainee what was found, or none if nothing matters."""
    told_of = [item for item in damage if MESSAGES[item.code][0] != "intact"]
    if not told_of:
        return []
    lines = [
        f"- {told(item.code, _quoted(item.where), _quoted(item.other))}"
        for item in told_of[:_NOTED]
    ]
    text = "\n".join(["### Catatan penilaian", "", *lines])
    return [Cell(text, "markdown", {}, NOTE_ID)]


def _quoted(where: str) -> str:
    """Return a name as code in Markdown: a trainee chose it, and it may hold anything."""
    plain = " ".join(where.replace("`", "'").split())
    return f"`{plain}`" if plain else ""


def score_sheet(cells: list[Cell], notebook: NotebookSpec, note: list[Cell] | None = None) -> Sheet:
    """Return marks, comments and first errors of a notebook that ran."""
    sheet = Sheet(text=notebook_text([*(note or []), *cells], notebook))
    for cell in cells:
        spec = cell.spec
        if spec is None:
            continue
        if spec.grade:
            sheet.scores[spec.grade_id] = auto_score(cell.source, cell.outputs, spec)
            if spec.extra_credit:
                sheet.extra[spec.grade_id] = extra_credit(cell.outputs, spec)
            for output in cell.outputs:
                if output["output_type"] == "error":
                    text = f"{output['ename']}: {output['evalue']}"
                    sheet.errors[spec.grade_id] = text[:300]
                    break
        elif spec.task:
            sheet.scores[spec.grade_id] = None
        if spec.solution or spec.task:
            unanswered = spec.solution and is_blank(cell.source, spec)
            sheet.comments[spec.grade_id] = (cell.fault or _COMMENT) if unanswered else None
            # Not the whole text of a cell that was filled: an author may reword the question.
            answer = cell.source if cell.written is None else cell.written
            told_apart = hashlib.sha256(answer.encode("utf-8", "replace")).hexdigest()
            sheet.answers[spec.grade_id] = told_apart[:16]
    return sheet


def _empty_sheet(notebook: NotebookSpec, note: list[Cell]) -> Sheet:
    """Return zero for everything, under the note that says why."""
    cells = [
        Cell(one.source, one.cell_type, {"nbgrader": one.metadata()}, one.grade_id, one)
        for one in notebook.cells
    ]
    sheet = Sheet(text=notebook_text([*note, *cells], notebook))
    for cell in notebook.cells:
        if cell.grade or cell.task:
            sheet.scores[cell.grade_id] = 0.0
        if cell.extra_credit:
            sheet.extra[cell.grade_id] = 0.0
        if cell.solution or cell.task:
            sheet.comments[cell.grade_id] = None
    return sheet


def notebook_text(cells: list[Cell], notebook: NotebookSpec) -> str:
    """Return the notebook as nbformat writes it."""
    written = []
    for cell in cells:
        one: dict[str, Any] = {"cell_type": cell.cell_type, "id": cell.cell_id}
        one |= {"metadata": cell.metadata, "source": cell.source.splitlines(True)}
        if cell.cell_type == "code":
            one |= {"execution_count": cell.count, "outputs": cell.outputs}
        elif cell.attachments:
            one["attachments"] = cell.attachments
        written.append(one)
    metadata = {"kernelspec": notebook.kernelspec} if notebook.kernelspec else {}
    whole = {"cells": written, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
