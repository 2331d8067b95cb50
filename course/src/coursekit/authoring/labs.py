"""A lab as its author wrote it, and what is found wrong with it: what every rule of lint reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from coursekit.core.cells import grade_metadata
from coursekit.core.forms import UnitForm, read_lab, unit_forms
from coursekit.core.layout import CourseLayout
from coursekit.core.syllabus import Unit

__all__ = ["Finding", "Lab", "load_lab", "place_of"]


@dataclass(frozen=True)
class Finding:
    """One fault: where it is, and what to do about it."""

    path: str
    place: str
    fault: str

    def __str__(self) -> str:
        return f"{self.path}: {self.place}: {self.fault}"


@dataclass(frozen=True)
class Lab:
    """One lab with its unit, its declared forms, and the trainee's version if there is one."""

    unit: Unit
    source: Path
    cells: tuple[Any, ...]
    released: str
    forms: dict[str, UnitForm] = field(default_factory=dict)

    @property
    def grades(self) -> dict[str, Any]:
        """Cells with nbgrader metadata by grade id (the first of each)."""
        found: dict[str, Any] = {}
        for cell in self.cells:
            if meta := grade_metadata(cell):
                found.setdefault(meta["grade_id"], cell)
        return found


def load_lab(layout: CourseLayout, unit: Unit) -> Lab:
    """Read one lab's source and its released notebook (empty text if not generated yet)."""
    released = layout.labs / unit.id / f"{unit.id}.ipynb"
    text = released.read_text(encoding="utf-8") if released.is_file() else ""
    cells = tuple(read_lab(layout, unit.id).cells)
    return Lab(unit, layout.lab_source(unit.id), cells, text, unit_forms(layout, unit.id))


def place_of(cell: Any) -> str:
    """Return what a finding calls a cell by."""
    return str(grade_metadata(cell).get("grade_id") or f"cell {cell['id']}")
