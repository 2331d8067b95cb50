"""The syllabus: the one manifest of units, hours, weights and objectives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursekit.core.errors import UsageError
from coursekit.core.lookup import lookup

__all__ = ["Objective", "Syllabus", "Unit", "load_syllabus"]

_TEXT = {"type": "string", "minLength": 1}
_OBJECTIVE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["text", "section", "grades"],
    "properties": {
        "text": _TEXT,
        "section": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "grades": {"type": "array", "items": _TEXT, "minItems": 1},
    },
}
_UNIT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "title", "hours"],
    "properties": {
        "id": {"type": "string", "pattern": r"^\d\d-[a-z0-9]+(-[a-z0-9]+)*$"},
        "title": _TEXT,
        "summary": _TEXT,
        "hours": {"type": "number", "exclusiveMinimum": 0},
        "minutes": {"type": "integer", "exclusiveMinimum": 0},
        "available": {"type": "boolean"},
        "weight": {"type": "number", "minimum": 0},
        "objectives": {"type": "array", "items": _OBJECTIVE},
    },
}
_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "course_id", "pass_percent", "units"],
    "properties": {
        "title": _TEXT,
        "course_id": {"type": "string", "pattern": "^[a-z0-9-]+$"},
        "organiser": {"type": "string"},
        "builders": {"type": "array", "items": _TEXT},
        "pass_percent": {"type": "number", "minimum": 0, "maximum": 100},
        "units": {"type": "array", "items": _UNIT, "minItems": 1},
    },
}


@dataclass(frozen=True)
class Objective:
    """What a trainee can do after a unit: taught in a section, tested by grade cells."""

    text: str
    section: str
    grades: tuple[str, ...]


@dataclass(frozen=True)
class Unit:
    """One lesson with its lab; hours are JP (jam pelajaran), weight is in percent."""

    id: str
    title: str
    hours: float
    summary: str = ""
    minutes: int = 60
    available: bool = False
    weight: float = 0.0
    objectives: tuple[Objective, ...] = ()


@dataclass(frozen=True)
class Syllabus:
    """The course as its organiser announces it.

    `builders` are the subject's own scripts (relative to the root) that derive its tables;
    `coursekit generate` runs them first, with ``--check`` where it only checks.
    """

    title: str
    course_id: str
    pass_percent: float
    units: tuple[Unit, ...]
    organiser: str = ""
    builders: tuple[str, ...] = ()

    @property
    def labs(self) -> tuple[Unit, ...]:
        """The units that can be worked now."""
        return tuple(unit for unit in self.units if unit.available)

    def unit(self, unit_id: str) -> Unit:
        """Return one unit.

        Raises
        ------
        UsageError
            If the syllabus holds no such unit; the message lists those it holds.
        """
        by_id = {unit.id: unit for unit in self.units}
        return by_id[lookup("unit", unit_id, by_id)]


def load_syllabus(path: Path) -> Syllabus:
    """Read and check a syllabus.

    Raises
    ------
    UsageError
        If the file is missing, is not YAML, breaks the schema, repeats a unit, or the weights
        of the available units do not sum to 100; the message names file and place.
    """
    import jsonschema

    data = _read_yaml(path)
    error = next(iter(jsonschema.Draft202012Validator(_SCHEMA).iter_errors(data)), None)
    if error is not None:
        place = "/".join(str(part) for part in error.absolute_path) or "top"
        raise UsageError(f"{path}: {place}: {error.message}")
    units = tuple(_unit(entry) for entry in data["units"])
    seen: set[str] = set()
    for unit in units:
        if unit.id in seen:
            raise UsageError(f"{path}: units: {unit.id} stands twice")
        seen.add(unit.id)
    total = sum(unit.weight for unit in units if unit.available)
    if abs(total - 100) > 1e-6:
        raise UsageError(f"{path}: weights of the available units sum to {total:g}, not 100")
    return Syllabus(**{**data, "units": units, "builders": tuple(data.get("builders", ()))})


def _unit(entry: dict[str, Any]) -> Unit:
    objectives = tuple(
        Objective(item["text"], item["section"], tuple(item["grades"]))
        for item in entry.get("objectives", ())
    )
    return Unit(**{**entry, "objectives": objectives})


def _read_yaml(path: Path) -> Any:
    import yaml

    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file; the syllabus is the manifest of units") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not readable as UTF-8 YAML"
        raise UsageError(f"{path}{place}: {problem}") from None
