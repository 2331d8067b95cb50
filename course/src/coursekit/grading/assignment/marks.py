"""Marks from outputs: nbgrader's rules, with the three in which it is unfair put right.

Differences from nbgrader's ``determine_grade``: text on stderr costs nothing (there it means
zero), a partial mark that is no number or below zero is zero (there it is full marks), and one
above the maximum is the maximum (there the submission fails).
"""

from __future__ import annotations

import hashlib
import math
from typing import Any

from coursekit.grading.assignment.spec import CellSpec

__all__ = ["MAX_LINES", "MAX_TRACEBACK", "auto_score", "checksum", "extra_credit"]
__all__ += ["is_blank", "limit_outputs"]

MAX_LINES = 1000
MAX_TRACEBACK = 100


def checksum(source: str, cell: CellSpec) -> str:
    """Return nbgrader's checksum of a cell that holds `source`."""
    parts = [source, cell.cell_type, str(cell.grade), str(cell.solution)]
    locked = not cell.solution and (cell.grade or cell.locked)
    parts += [str(locked), cell.grade_id]
    if cell.grade:
        parts.append(str(float(cell.points)))
    return hashlib.md5("".join(parts).encode("utf-8", "replace")).hexdigest()


def is_blank(source: str, cell: CellSpec) -> bool:
    """Tell whether an answer cell was left as it was released."""
    known = cell.checksum is not None and checksum(source, cell) == cell.checksum
    return known or cell.was_released_as(source)


def auto_score(source: str, outputs: list[dict[str, Any]], cell: CellSpec) -> float | None:
    """Return the automatic mark of a graded cell; None where a person must mark it."""
    if cell.task:
        return None
    if cell.solution:
        return 0.0 if is_blank(source, cell) else None
    if cell.cell_type != "code":
        return None
    for output in outputs:
        if output["output_type"] == "error":
            return 0.0
        if output["output_type"] == "execute_result":
            return _partial(output["data"].get("text/plain", ""), cell.points)
    return cell.points


def extra_credit(outputs: list[dict[str, Any]], cell: CellSpec) -> float:
    """Return what a test adds beyond the lab's points: its last value, never above the most.

    Anything but a number earns nothing, and so does a test that fails.
    """
    if any(output["output_type"] == "error" for output in outputs):
        return 0.0
    for output in outputs:
        if output["output_type"] == "execute_result":
            text = output["data"].get("text/plain", "")
            try:
                value = float(text if isinstance(text, str) else "".join(text))
            except (TypeError, ValueError):
                return 0.0
            return min(max(value, 0.0), cell.extra_credit) if math.isfinite(value) else 0.0
    return 0.0


def _partial(text: Any, points: float) -> float:
    try:
        value = float(text if isinstance(text, str) else "".join(text))
    except (TypeError, ValueError):
        return points
    return min(max(value, 0.0), points) if math.isfinite(value) else 0.0


def limit_outputs(outputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Shorten long streams and tracebacks as nbgrader's LimitOutput does."""
    kept, length = [], 0
    for output in outputs:
        if output["output_type"] == "stream":
            if length == MAX_LINES:
                continue
            lines = output["text"].split("\n")
            if len(lines) + length > MAX_LINES:
                lines = [*lines[: MAX_LINES - length - 1], "... Output truncated ..."]
            length += len(lines)
            output = output | {"text": "\n".join(lines)}
        elif output["output_type"] == "error" and len(output["traceback"]) > MAX_TRACEBACK:
            half = MAX_TRACEBACK // 2
            lines = output["traceback"]
            middle = ["... Traceback truncated ..."]
            output = output | {"traceback": lines[:half] + middle + lines[-(half - 1) :]}
        kept.append(output)
    return kept
