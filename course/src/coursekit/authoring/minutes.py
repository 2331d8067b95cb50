"""How long a lab takes by the scripted reader: an estimate to hold the label of the syllabus to.

Text and declared forms are reckoned by `labkit.minutes`. A form that the subject has programmed
is reckoned by the subject: where a cell imports `board` from ``x.forms``, the function `board` of
``x.forms.minutes`` takes the same arguments and returns `labkit.minutes.Minutes`.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from coursekit.authoring.labs import Lab, place_of
from coursekit.core.cells import HIDDEN, SOLUTION, answered_question, grade_metadata
from coursekit.core.form_cells import form_makers
from coursekit.core.notebooks import FORM_TAG

if TYPE_CHECKING:
    from labkit.minutes import Minutes

__all__ = ["lab_minutes", "label_faults", "said"]

_OFF = 0.2  # so much of the label an estimate may differ from it
_DECLARED = "labkit."
_WRITTEN = {"questions": [{"id": "a", "kind": "text", "text": "?"}]}


def lab_minutes(lab: Lab) -> Minutes | None:
    """Estimate a lab: the text of its cells, its forms, what is written into its cells.

    None for a lab in which code is to be written: for that the reader has no rate.

    Raises
    ------
    LookupError
        If a form cannot be reckoned; the message names the cell and what to write.
    """
    from labkit.minutes import Minutes, minutes_of, minutes_of_text

    answers = [cell for cell in lab.cells if grade_metadata(cell).get("solution")]
    if any(cell.cell_type == "code" for cell in answers):
        return None
    makers, total = form_makers(lab.cells), Minutes()
    for cell in lab.cells:
        if FORM_TAG in cell.metadata.get("tags", ()):
            total += _form_minutes(cell, makers)
        elif cell.cell_type == "markdown":
            total += minutes_of_text(SOLUTION.outside(HIDDEN.outside(cell.source)))
    by_hand = [cell for cell in answers if not answered_question(cell)]
    return sum((minutes_of(_WRITTEN) for _ in by_hand), total)


def label_faults(lab: Lab, estimate: Minutes) -> Iterator[tuple[str, str]]:
    """Yield a fault if the label differs from the estimate by more than a fifth."""
    label = lab.unit.minutes
    if abs(estimate.total - label) > max(_OFF * label, 1):
        yield (
            "minutes",
            f"the syllabus says {label}, the scripted reader needs {said(estimate)}; change the "
            "label (and what the lab says of it), or the lab",
        )


def said(estimate: Minutes) -> str:
    """Return an estimate in one line: all minutes, and what they are spent on."""
    parts = ((part.name, getattr(estimate, part.name)) for part in fields(estimate))
    spent = ", ".join(f"{name} {minutes:.0f}" for name, minutes in parts if minutes >= 0.5)
    return f"{estimate.total:.0f} ({spent})" if spent else f"{estimate.total:.0f}"


def _form_minutes(cell: Any, makers: frozenset[str]) -> Minutes:
    """Run a form's cell but for the call that shows it, whose arguments its reckoner gets."""
    from labkit.minutes import minutes_of

    body = ast.parse(cell.source).body
    imports = [node for node in body if isinstance(node, ast.ImportFrom)]
    homes = {
        one.asname or one.name: (node.module, one.name) for node in imports for one in node.names
    }
    call = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
    maker = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
    if maker not in makers or maker not in homes:
        raise LookupError(f"{place_of(cell)}: its last line shows no form that it imports")
    space: dict[str, Any] = {}
    exec(compile(ast.Module(body[:-1], []), place_of(cell), "exec"), space)
    space[maker] = lambda *given, **named: (given, named)
    given, named = eval(compile(ast.Expression(call), place_of(cell), "eval"), space)
    module, name = homes[maker]
    if str(module).startswith(_DECLARED):
        return minutes_of(given[1])
    return _reckoner(str(module), name, place_of(cell))(*given, **named)


def _reckoner(module: str, name: str, place: str) -> Any:
    try:
        return getattr(importlib.import_module(f"{module}.minutes"), name)
    except (ImportError, AttributeError):
        raise LookupError(
            f"{place}: nothing reckons how long {name} takes; write {module}.minutes.{name} with "
            "the same arguments, which returns labkit.minutes.Minutes"
        ) from None
