"""Answers written into a form, put into the cells that a person marks: pure functions.

An author says in the cell's metadata which question it is about:
``"coursekit": {"answer": "<form>/<question>"}``. What was asked, and how it is marked, is taken
from the lab's own cells, never from what was handed in. What was typed into the cell itself, as
older labs asked for, still counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coursekit.core.errors import CourseError
from coursekit.grading.assignment.marks import is_blank
from coursekit.grading.assignment.restore import Cell
from coursekit.grading.assignment.spec import AssignmentSpec
from labkit.answers import FOLDER, AnswerError, parse_answer
from labkit.forms.source import declarations
from labkit.forms.writing import given_text, quotation, rubric_of, written_answer

__all__ = ["answer_fault", "declared_forms", "fill"]

_TYPED = "*Yang diketik langsung di sel ini:*"


def declared_forms(spec: AssignmentSpec) -> dict[str, Any]:
    """Return name -> declaration of the forms whose texts the lab's cells are about.

    Raises
    ------
    CourseError
        If a cell is about a question that the lab does not ask, or that has no rubric.
    """
    wanted = [cell for cell in spec.cells if cell.answer]
    known = declarations(spec.locked_sources) if wanted else {}
    for cell in wanted:
        marked = cell.solution and cell.grade
        if fault := answer_fault(cell.answer, known, cell.points if marked else -1):
            raise CourseError(f"{spec.assignment}: {cell.grade_id}: {fault}")
    return {name: known[name] for name in {cell.answer.partition("/")[0] for cell in wanted}}


def answer_fault(answer: str, forms: Mapping[str, Any], points: float) -> str:
    """Say what is wrong with a cell that says which text it is about; empty if nothing is.

    Parameters
    ----------
    answer : str
        ``<form>/<question>``.
    forms : mapping
        Declarations of the lab's forms.
    points : float
        What the cell is worth; below 0 if nobody marks it.
    """
    form, _, question = answer.partition("/")
    if form not in forms:
        return f"{answer}: no form cell of the lab declares this form"
    try:
        rubric = rubric_of(forms[form], question)
    except ValueError as error:
        return f"{answer}: {error}"
    if not rubric:
        return f"{answer}: the question has no rubric"
    if points < 0:
        return f"{answer}: the cell is to be both an answer and graded"
    best = max(level.points for level in rubric)
    return "" if points == best else f"{answer}: {points:g} points, but the best level has {best:g}"


def fill(cells: list[Cell], spec: AssignmentSpec, files: Mapping[str, bytes], owner: str) -> None:
    """Put the answers of one notebook where they are marked; `cells` are changed.

    Where a form holds no word, the cell stays as it is: one that was left as released then earns
    nothing, as nbgrader has it.
    """
    for cell in cells:
        if cell.spec is None or not cell.spec.answer:
            continue
        form, _, question = cell.spec.answer.partition("/")
        asked = spec.forms[form]
        answer, cell.fault = _answer(form, files, owner)
        text, fault = given_text(asked, answer, question)
        typed = "" if is_blank(cell.source, cell.spec) else cell.source
        cell.fault = cell.fault or fault
        levels = [vars(level) for level in rubric_of(asked, question)]
        cell.metadata["coursekit"] = {"answer": cell.spec.answer, "rubric": levels}
        if text:
            parts = [written_answer(asked, answer, question, rubric=False)]
            parts += [_TYPED, quotation(typed)] if typed else []
            cell.source = "\n\n".join(part.strip() for part in parts) + "\n"
            cell.written = "\0".join((text, typed)) if typed else text


def _answer(form: str, files: Mapping[str, bytes], owner: str) -> tuple[Any, str]:
    """Return what a form saved, and why that cannot be read."""
    raw = files.get(f"{FOLDER}/{form}.json")
    try:
        return parse_answer(raw, form, owner=owner) if raw is not None else None, ""
    except AnswerError as error:
        return None, str(error)
