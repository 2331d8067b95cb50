"""The syllabus: the one manifest of units, with what each unit's own folder says of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursekit.core.errors import UsageError
from coursekit.core.lookup import lookup

__all__ = ["DemoAccount", "Objective", "Opening", "Syllabus", "Unit", "load_syllabus"]

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
_SLUG = {"type": "string", "pattern": r"^\d\d-[a-z0-9]+(-[a-z0-9]+)*$"}
_OPENS = {
    "type": "object",
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 1,
    "properties": {
        "date": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d( \d\d:\d\d)?$"},
        "closed": _SLUG,
        "handed_in": _SLUG,
    },
}
_UNIT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["title", "hours", "weight"],
    "properties": {
        "title": _TEXT,
        "summary": _TEXT,
        "hours": {"type": "number", "exclusiveMinimum": 0},
        "minutes": {"type": "integer", "exclusiveMinimum": 0},
        "available": {"type": "boolean"},
        "weight": {"type": "number", "minimum": 0},
        "opens": _OPENS,
        "opens_data": {
            "type": "array",
            "items": {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"},
            "minItems": 1,
            "uniqueItems": True,
        },
        "objectives": {"type": "array", "items": _OBJECTIVE},
    },
}
_FORM = {"type": "string", "pattern": r"^\d\d-[a-z0-9-]+/[a-z][a-z0-9-]*$"}
_GROWTH = {
    "type": "object",
    "additionalProperties": False,
    "required": ["before", "after"],
    "properties": {"before": _FORM, "after": _FORM},
}
_DEMO = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "full_name"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9._-]*$"},
        "full_name": _TEXT,
        "role": {"enum": ["trainee", "coach", "instructor", "author"]},
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
        "data_note": {"type": "string"},
        "growth": _GROWTH,
        "demo": {"type": "array", "items": _DEMO, "minItems": 1},
        "pass_percent": {"type": "number", "minimum": 0, "maximum": 100},
        "units": {
            "type": "array",
            "items": _SLUG,
            "minItems": 1,
        },
    },
}


@dataclass(frozen=True)
class Objective:
    """What a trainee can do after a unit: taught in a section, tested by grade cells."""

    text: str
    section: str
    grades: tuple[str, ...]


@dataclass(frozen=True)
class Opening:
    """When a lab opens: one of the three says it.

    Attributes
    ----------
    date : str
        ``2026-12-01`` or ``2026-12-01 08:00``, in the course's time zone.
    closed : str
        The lab whose date must have passed.
    handed_in : str
        The lab that must have closed for the person: at its date, or at his own wish after he
        has handed it in.
    """

    date: str = ""
    closed: str = ""
    handed_in: str = ""

    @property
    def after(self) -> str:
        """The lab it waits for, if it waits for one."""
        return self.closed or self.handed_in


@dataclass(frozen=True)
class Unit:
    """One lesson with its lab, as ``course/units/NN-slug/unit.yml`` says; hours are JP.

    `weight` is in percent of the final mark: weights of the files, which are of the whole course,
    rescaled to 100 over the units that can be worked now; 0 for the others. `opens_data` are the
    names of data that come with the lab when it opens, each person's own.
    """

    id: str
    title: str
    hours: float
    summary: str = ""
    minutes: int = 60
    available: bool = False
    weight: float = 0.0
    opens: Opening | None = None
    opens_data: tuple[str, ...] = ()
    objectives: tuple[Objective, ...] = ()

    @property
    def waits_for(self) -> str:
        """The lab that must have closed before this one opens; empty if there is none."""
        return self.opens.after if self.opens else ""


@dataclass(frozen=True)
class DemoAccount:
    """An account that `coursekit serve` makes at its first start, to look at the course with."""

    name: str
    full_name: str
    role: str = "trainee"


_DEMO_ACCOUNTS = (
    DemoAccount("pengajar", "Pengajar (contoh)", "instructor"),
    *(DemoAccount(f"peserta{number}", f"Peserta {number} (contoh)") for number in (1, 2, 3)),
)


@dataclass(frozen=True)
class Syllabus:
    """The course as its organiser announces it.

    Attributes
    ----------
    builders : tuple of str
        The subject's own scripts (relative to the root) that derive its tables;
        `coursekit generate` runs them first, with ``--check`` where it only checks.
    data_note : str
        What whoever downloads a lab must know of the data in it.
    demo : tuple of DemoAccount
        The accounts of the first start.
    growth : tuple of str
        ``unit/form`` asked before the course and the parallel one asked after it; empty if none.
    """

    title: str
    course_id: str
    pass_percent: float
    units: tuple[Unit, ...]
    organiser: str = ""
    builders: tuple[str, ...] = ()
    data_note: str = ""
    demo: tuple[DemoAccount, ...] = _DEMO_ACCOUNTS
    growth: tuple[str, ...] = ()

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
    """Read and check a syllabus and the ``units/NN-slug/unit.yml`` beside it.

    Raises
    ------
    UsageError
        If a file is missing, is not YAML or breaks its schema, a unit is named twice, no
        available unit has a weight, or a lab waits for one that is not there or waits for it; the
        message names file and place.
    """
    data = _checked(path, _SCHEMA, "the syllabus is the manifest of units")
    names = data["units"]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"{path}: units: {name} stands twice")
    units = _weighed([_unit(path.parent / "units" / name / "unit.yml") for name in names])
    if not sum(unit.weight for unit in units):
        raise UsageError(f"{path}: units: none is available: true with a weight above 0")
    _check_openings(path, units)
    demo = tuple(DemoAccount(**entry) for entry in data.get("demo", ())) or _DEMO_ACCOUNTS
    builders = tuple(data.get("builders", ()))
    growth = tuple(data["growth"][side] for side in ("before", "after") if "growth" in data)
    return Syllabus(
        **{**data, "units": units, "builders": builders, "demo": demo, "growth": growth}
    )


def _check_openings(path: Path, units: Iterable[Unit]) -> None:
    by_id = {unit.id: unit for unit in units}
    for unit in by_id.values():
        place = path.parent / "units" / unit.id / "unit.yml"
        if unit.opens_data and unit.opens is None:
            raise UsageError(f"{place}: opens_data: say under opens when they may be seen")
        seen, waits = [unit.id], unit.opens
        while waits is not None and waits.after:
            if waits.after in seen:
                raise UsageError(f"{place}: opens: {' waits for '.join([*seen, waits.after])}")
            if waits.after not in by_id:
                lookup("unit", waits.after, by_id)
            seen.append(waits.after)
            waits = by_id[waits.after].opens


def _weighed(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Rescale the weights of the available units to 100."""
    units = tuple(units)
    total = sum(unit.weight for unit in units if unit.available) or 1.0
    return tuple(
        dataclasses.replace(unit, weight=100 * unit.weight / total if unit.available else 0.0)
        for unit in units
    )


def _unit(path: Path) -> Unit:
    entry = _checked(path, _UNIT, "it says what the syllabus' unit of this name is")
    objectives = tuple(
        Objective(item["text"], item["section"], tuple(item["grades"]))
        for item in entry.get("objectives", ())
    )
    opens = Opening(**entry["opens"]) if "opens" in entry else None
    read = {"opens": opens, "opens_data": tuple(entry.get("opens_data", ()))}
    return Unit(**{**entry, **read, "id": path.parent.name, "objectives": objectives})


def _checked(path: Path, schema: dict[str, Any], purpose: str) -> Any:
    import jsonschema

    data = _read_yaml(path, purpose)
    error = next(iter(jsonschema.Draft202012Validator(schema).iter_errors(data)), None)
    if error is not None:
        place = "/".join(str(part) for part in error.absolute_path) or "top"
        raise UsageError(f"{path}: {place}: {error.message}")
    return data


def _read_yaml(path: Path, purpose: str) -> Any:
    import yaml

    class Plain(yaml.SafeLoader):
        """A date stays the text that the schema wants."""

    Plain.yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in known if not tag.endswith(":timestamp")]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Plain)
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file; {purpose}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not readable as UTF-8 YAML"
        raise UsageError(f"{path}{place}: {problem}") from None
