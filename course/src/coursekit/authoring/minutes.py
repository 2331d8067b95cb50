"""How long a lab takes by the scripted reader: an estimate to hold the label of the syllabus to.

Text and declared forms are reckoned by `labkit.minutes`. A form that the subject has programmed
is reckoned by the subject: where a cell imports `board` from ``x.forms``, the function `board` of
``x.forms.minutes`` takes the same arguments and returns `labkit.minutes.Minutes`.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from coursekit.authoring.form_calls import form_call
from coursekit.authoring.labs import Lab, place_of
from coursekit.core.cells import (
    HIDDEN,
    SOLUTION,
    answered_question,
    grade_metadata,
    is_voluntary,
)
from coursekit.core.notebooks import FORM_TAG

if TYPE_CHECKING:
    from labkit.minutes import Minutes

__all__ = ["lab_minutes", "label_faults", "said"]

_OFF = 0.2  # so much of the label an estimate may differ from it
_WRITTEN = {"questions": [{"id": "a", "kind": "text", "text": "?"}]}


def lab_minutes(lab: Lab) -> Minutes | None:
    """Estimate a lab: the text of its cells, its forms, what is written into its cells.

    What nobody needs to do for the lab's points (``"coursekit": {"voluntary": true}``) is left out.
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
    total = Minutes()
    for cell in lab.cells:
        if is_voluntary(cell.metadata):
            continue
        if FORM_TAG in cell.metadata.get("tags", ()):
            total += _form_minutes(cell)
        elif cell.cell_type == "markdown":
            total += minutes_of_text(SOLUTION.outside(HIDDEN.outside(cell.source)))
    by_hand = [cell for cell in answers if not answered_question(cell.metadata)]
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


def _form_minutes(cell: Any) -> Minutes:
    from labkit.minutes import minutes_of

    call = form_call(cell)
    if call.declaration is not None:
        return minutes_of(call.declaration)
    return _reckoner(call.module, call.maker, place_of(cell))(*call.given, **call.named)


def _reckoner(module: str, name: str, place: str) -> Any:
    try:
        return getattr(importlib.import_module(f"{module}.minutes"), name)
    except (ImportError, AttributeError):
        raise LookupError(
            f"{place}: nothing reckons how long {name} takes; write {module}.minutes.{name} with "
            "the same arguments, which returns labkit.minutes.Minutes"
        ) from None
