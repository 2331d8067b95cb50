"""Grade a unit of this checkout: what the command line, formgrader and instant feedback call."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from typing import Any

from coursekit.core.lookup import lookup
from coursekit.grading.run.course import course_of, early_forkserver
from coursekit.grading.run.pipeline import Choices, Summary, grade_assignment
from coursekit.grading.run.progress import bar, last_words

__all__ = ["grade_unit", "grading_course", "print_result", "unit_report"]


def grading_course(layout: Any = None) -> Any:
    """Return the `GradingCourse` of a checkout with its settings."""
    from coursekit.core.layout import find_layout
    from coursekit.core.settings import load_settings
    from coursekit.nbgrader_ops.operations import staff_config

    layout = layout or find_layout()
    settings = load_settings(layout.hub / "settings.yaml")["grading"]
    return course_of(layout, staff_config(layout), settings)


def grade_unit(
    unit: str,
    layout: Any = None,
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
    from coursekit.core.layout import find_layout
    from coursekit.core.settings import load_settings
    from coursekit.core.syllabus import load_syllabus

    layout = layout or find_layout()
    unit = load_syllabus(layout.syllabus).unit(unit).id
    choices = Choices(**chosen | {"owners": tuple(chosen.get("owners", ()))})
    settings = load_settings(layout.hub / "settings.yaml")["grading"]
    with contextlib.ExitStack() as stack:
        forkserver = None
        if not choices.scheduler:
            forkserver = stack.enter_context(
                early_forkserver(layout, unit, settings, choices.protect)
            )
        course = dataclasses.replace(grading_course(layout), dues=dues)
        known = course.owners(unit)
        owners = tuple(lookup("trainee", one, known, unit) for one in choices.owners)
        choices = dataclasses.replace(choices, owners=owners)
        summary = grade_assignment(course, unit, choices, tell, draw or bar(), forkserver)
    return summary, last_words(summary)


def print_result(summary: Summary, lines: list[str], as_json: bool) -> None:
    """Print what a run did, for people or as one JSON object."""
    if not as_json:
        print("\n".join(lines))
        return
    told = dataclasses.asdict(summary) | {"failed": summary.failed, "lines": lines}
    print(json.dumps(told, ensure_ascii=False))


def unit_report(unit: str, course: Any) -> Any:
    """Return the report of a unit.

    Raises
    ------
    CourseError
        If the unit was never released.
    """
    from nbgrader.api import Gradebook

    from coursekit.grading.report.report import build_report
    from coursekit.grading.run.lab_spec import read_spec
    from coursekit.grading.run.marked_files import read_reports
    from coursekit.nbgrader_ops.config import programs_on_path, refuse_missing

    def answer(owner: str, grade_id: str) -> str:
        for path in sorted(course.autograded_of(unit, owner).glob("*.ipynb")):
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id:
                    return "".join(cell["source"])
        return ""

    refuse_missing(course.db_url)
    programs_on_path()
    with Gradebook(course.db_url, course.course_id) as book:
        spec = read_spec(book, unit, course.source_of(unit))
        enrolled = [student.id for student in book.students]
    return build_report(spec, read_reports(course.state_of(unit)), enrolled, answer)
