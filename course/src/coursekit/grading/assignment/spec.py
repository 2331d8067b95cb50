"""The assignment as the gradebook knows it, frozen and small enough to send with every job."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any

from coursekit.core.cells import HIDDEN
from coursekit.grading.sandbox.limits import Limits

__all__ = [
    "IN_ANSWER",
    "AssignmentSpec",
    "CellSpec",
    "NotebookSpec",
]
__all__ += ["print_of", "public_source"]

IN_ANSWER = "in-answer"


@dataclass(frozen=True)
class CellSpec:
    """One cell that nbgrader knows: its true text, and what it is worth.

    Attributes
    ----------
    earlier : tuple of (str, float)
        Print of the text and points of earlier releases: trainees may still have them.
    in_answer : bool
        Tagged ``in-answer``: a test that must run beside the answers, since it changes what is
        there. Whoever writes the answers can forge its mark.
    answer : str
        ``<form>/<question>`` whose text a person marks in this cell; empty for any other.
    extra_credit : float
        Most that the last value of this test may add beyond the lab's points; 0 for any other.
    """

    grade_id: str
    cell_type: str
    source: str
    checksum: str | None
    locked: bool
    grade: bool = False
    solution: bool = False
    task: bool = False
    points: float = 0.0
    earlier: tuple[Any, ...] = ()
    in_answer: bool = False
    answer: str = ""
    extra_credit: float = 0.0

    def was_released_as(self, source: str) -> bool:
        """Tell whether an earlier release of the lab had this text in the cell."""
        return bool(self.earlier) and print_of(source) in {text for text, _ in self.earlier}

    def metadata(self) -> dict[str, Any]:
        """Return the metadata nbgrader wants on the cell."""
        known = {
            "grade": self.grade,
            "grade_id": self.grade_id,
            "locked": self.locked,
            "schema_version": 3,
            "solution": self.solution,
            "task": self.task,
            "cell_type": self.cell_type,
            "checksum": self.checksum,
        }
        if self.grade or self.task:
            known["points"] = self.points
        return known

    @property
    def is_test(self) -> bool:
        """Whether the cell is code that only the judge runs."""
        return self.grade and not self.solution and self.cell_type == "code"


@dataclass(frozen=True)
class NotebookSpec:
    """A notebook of the assignment, its cells in the order of the source notebook."""

    name: str
    cells: tuple[CellSpec, ...]
    kernelspec: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AssignmentSpec:
    """An assignment and what was recorded of its reference solution.

    Attributes
    ----------
    kinds : dict
        notebook -> test cell -> name -> kind (``module:pandas``, ``function``, ``class``,
        ``object`` or ``data``): all that the test may take from the trainee's interpreter.
    mutating : tuple of str
        Functions that are meant to change their arguments.
    answers : tuple of str
        Answer files that the lab reads.
    forms : dict
        Form -> its declaration, of the forms whose texts a person marks.
    free : dict
        notebook -> locked cells that ask nothing of a submission: run once for all judges.
    """

    assignment: str
    notebooks: tuple[NotebookSpec, ...]
    kinds: dict[str, Any] = field(default_factory=dict)
    mutating: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    forms: dict[str, Any] = field(default_factory=dict)
    free: dict[str, Any] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

    @property
    def cells(self) -> tuple[CellSpec, ...]:
        """The cells of all notebooks."""
        return tuple(cell for one in self.notebooks for cell in one.cells)

    @property
    def tests(self) -> tuple[CellSpec, ...]:
        """The cells that are tests."""
        return tuple(cell for cell in self.cells if cell.is_test)

    @property
    def locked_sources(self) -> tuple[str, ...]:
        """What the locked cells say."""
        return tuple(cell.source for cell in self.cells if cell.locked)

    @property
    def forgeable(self) -> tuple[str, ...]:
        """Tests whose marks the writer of the answers could forge."""
        return tuple(cell.grade_id for cell in self.tests if cell.in_answer)

    def as_dict(self) -> dict[str, Any]:
        """Return the fields, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> AssignmentSpec:
        """Return what `as_dict` was made from."""
        notebooks = tuple(
            NotebookSpec(
                name=one["name"],
                cells=tuple(CellSpec(**cell) for cell in one["cells"]),
                kernelspec=one["kernelspec"],
            )
            for one in plain["notebooks"]
        )
        rest: dict[str, Any] = {key: tuple(plain[key]) for key in ("mutating", "answers")}
        rest |= {key: plain[key] for key in ("free", "forms")}
        limits = Limits(**plain["limits"])
        return cls(plain["assignment"], notebooks, plain["kinds"], limits=limits, **rest)


def print_of(source: str) -> str:
    """Return what tells a cell's public text apart, blanks at its end aside."""
    return hashlib.sha256(public_source(source).rstrip().encode("utf-8", "replace")).hexdigest()


def public_source(source: str) -> str:
    """Return a cell's text without its hidden tests, as trainees have it."""
    return HIDDEN.outside(source)
