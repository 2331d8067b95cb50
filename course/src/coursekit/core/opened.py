"""Data that open with a lab: where they lie, and whose case they are of.

They are keys until they open, so they lie below ``course/answer_keys``. Effects: reads that folder.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path

from coursekit.core.errors import CourseError
from coursekit.core.layout import CourseLayout
from coursekit.core.syllabus import Syllabus

__all__ = ["case_finder", "opened_files", "opened_folder", "opened_names"]


def case_finder(place: str) -> Callable[[str], str] | None:
    """Return the course's function from owner to case.

    Parameters
    ----------
    place : str
        ``module:function`` of the settings; empty where the course has no personal cases.
    """
    if not place:
        return None
    module, _, name = place.partition(":")
    function: Callable[[str], str] = getattr(importlib.import_module(module), name)
    return function


def opened_folder(layout: CourseLayout) -> Path:
    """Return the folder that holds a folder a case, in it ``<name>.json``."""
    return layout.answer_keys / "opened"


def opened_names(syllabus: Syllabus) -> dict[str, tuple[str, ...]]:
    """Return lab -> names of the data that open with it, for the labs that have any."""
    return {unit.id: unit.opens_data for unit in syllabus.units if unit.opens_data}


def opened_files(folder: Path, names: Iterable[str], case: str) -> dict[str, bytes]:
    """Return what opens with a lab for one case: path within the lab to content.

    Raises
    ------
    CourseError
        If one of them is not there.
    """
    from labkit.opened import FOLDER

    found = {}
    for name in names:
        path = folder / case / f"{name}.json"
        try:
            found[f"{FOLDER}/{name}.json"] = path.read_bytes()
        except OSError:
            raise CourseError(f"{path}: missing; a lab opens it, run coursekit generate") from None
    return found
