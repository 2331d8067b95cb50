"""Kinds of cells and their marked regions: one grammar, nbgrader's own, for all who cut or hide.

nbgrader finds the words anywhere in a line, whatever stands before or behind them. Whoever
releases, grades, shows or lints a lab must read a source in just that way: a line that release
hides and feedback does not would print a hidden test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["HIDDEN", "SOLUTION", "Region", "answered_question", "extra_credit"]
__all__ += ["grade_metadata", "is_test", "is_voluntary", "region_faults"]


@dataclass(frozen=True)
class Region:
    """Lines between two marks; the lines that hold the marks belong to neither side."""

    begin: str
    end: str

    def split(self, source: str) -> tuple[dict[int, str], dict[int, str]]:
        """Return the lines outside and inside by number, from 1; an open region never ends."""
        outside: dict[int, str] = {}
        inside: dict[int, str] = {}
        within = False
        for number, line in enumerate(source.split("\n"), 1):
            if self.begin in line:
                within = True
            elif self.end in line:
                within = False
            else:
                (inside if within else outside)[number] = line
        return outside, inside

    def outside(self, source: str) -> str:
        """Return a source without the region."""
        return "\n".join(self.split(source)[0].values())

    def starts_at(self, source: str) -> int | None:
        """Return the number of the first line that begins one; None if there is none."""
        lines = source.split("\n")
        return next((n for n, line in enumerate(lines, 1) if self.begin in line), None)


HIDDEN = Region("BEGIN HIDDEN TESTS", "END HIDDEN TESTS")
SOLUTION = Region("BEGIN SOLUTION", "END SOLUTION")

_MARKS = tuple(mark for region in (HIDDEN, SOLUTION) for mark in (region.begin, region.end))
_ALIKE = re.compile(
    r"\b(begin|start|end|stop)[\s_-]*(hidden[\s_-]*tests?|tests?[\s_-]*hidden|solutions?)\b",
    re.IGNORECASE,
)


def grade_metadata(cell: Any) -> dict[str, Any]:
    """Return nbgrader's metadata of a cell, or an empty dict."""
    found: dict[str, Any] = cell.metadata.get("nbgrader", {})
    return found


def answered_question(metadata: Mapping[str, Any]) -> str:
    """Return ``<form>/<question>`` whose text a person marks in a cell; empty for any other.

    Parameters
    ----------
    metadata : mapping
        The cell's.
    """
    return str(_own(metadata).get("answer", ""))


def extra_credit(metadata: Mapping[str, Any]) -> float:
    """Return the points that a cell may add beyond the lab's own; 0 for any other."""
    points = _own(metadata).get("extra_credit", 0)
    return float(points) if type(points) in (int, float) and points > 0 else 0.0


def is_voluntary(metadata: Mapping[str, Any]) -> bool:
    """Tell whether a cell is no part of what a lab asks for: extra credit, a way of one's own."""
    return _own(metadata).get("voluntary") is True


def _own(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an author said in a cell's metadata to this course's own grading."""
    own = metadata.get("coursekit")
    return own if isinstance(own, dict) else {}


def is_test(cell: Any) -> bool:
    """Whether a cell is a test: graded code that holds no answer."""
    known = grade_metadata(cell)
    return bool(cell.cell_type == "code" and known.get("grade") and not known.get("solution"))


def region_faults(source: str) -> Iterator[str]:
    """Yield what is wrong with the marks of a cell: spelling, nesting, an end that is missing."""
    for line in source.split("\n"):
        if _ALIKE.search(line) and not any(mark in line for mark in _MARKS):
            yield (
                f"{line.strip()!r} looks like a mark but is none: nbgrader wants the words "
                f"{', '.join(_MARKS)}, in capitals with single blanks"
            )
    for region in (HIDDEN, SOLUTION):
        open_line = 0
        for number, line in enumerate(source.split("\n"), 1):
            if region.begin in line:
                if open_line:
                    yield f"line {number}: {region.begin} inside the one of line {open_line}"
                open_line = number
            elif region.end in line:
                if not open_line:
                    yield f"line {number}: {region.end} without {region.begin}"
                open_line = 0
        if open_line:
            yield f"line {open_line}: {region.begin} without {region.end}"
