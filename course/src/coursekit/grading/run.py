"""Grade a unit of this checkout: what the command line, formgrader and instant feedback call."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from typing import Any

from coursekit.grading.course import course_of, early_farm
from coursekit.grading.pipeline import Choices, Summary, grade_assignment
from coursekit.grading.progress import bar, last_words
from coursekit.lookup import lookup

__all__ = ["grade_unit", "grading_course", "print_result"]


def grading_course(house: Any = None) -> Any:
    """Return the `GradingCourse` of a checkout with its settings."""
    from coursekit.house import find_house
    from coursekit.settings import load_settings

    house = house or find_house()
    settings = load_settings(house.hub / "settings.yaml")["grading"]
    return course_of(house, settings=settings)


def grade_unit(
    unit: str,
    house: Any = None,
    tell: Any = print,
    draw: Any = None,
    dues: Any = None,
    **chosen: Any,
) -> tuple[Summary, list[str]]:
    """Grade a unit; return what was done and the lines that say so.

    Parameters
    ----------
    dues : callable, optional
        As `GradingCourse` has it; without it penalties go by nbgrader's own dates.

    Raises
    ------
    CourseError
        If the lab cannot be graded.
    """
    from coursekit.house import find_house
    from coursekit.settings import load_settings
    from coursekit.syllabus import load_syllabus

    house = house or find_house()
    unit = load_syllabus(house.syllabus).unit(unit).id
    choices = Choices(**chosen | {"owners": tuple(chosen.get("owners", ()))})
    settings = load_settings(house.hub / "settings.yaml")["grading"]
    with contextlib.ExitStack() as stack:
        farm = None
        if not choices.scheduler:
            farm = stack.enter_context(early_farm(house, unit, settings, choices.protect))
        course = dataclasses.replace(grading_course(house), dues=dues)
        known = course.owners(unit)
        owners = tuple(lookup("trainee", one, known, unit) for one in choices.owners)
        choices = dataclasses.replace(choices, owners=owners)
        summary = grade_assignment(course, unit, choices, tell, draw or bar(), farm)
    return summary, last_words(summary)


def print_result(summary: Summary, lines: list[str], as_json: bool) -> None:
    """Print what a run did, for people or as one JSON object."""
    if not as_json:
        print("\n".join(lines))
        return
    told = dataclasses.asdict(summary) | {"failed": summary.failed, "lines": lines}
    print(json.dumps(told, ensure_ascii=False))
