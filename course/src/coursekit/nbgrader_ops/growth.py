"""What trainees answered before the course and after it, compared.

Effects: reads marked submissions and the units' forms, keys and all.
"""

from __future__ import annotations

import contextlib
from typing import Any

from coursekit.core.forms import read_form
from coursekit.core.layout import CourseLayout
from coursekit.core.syllabus import Syllabus
from coursekit.grading.report.gain import Growth, growth_of

__all__ = ["growth_in"]


def growth_in(layout: CourseLayout, syllabus: Syllabus, course: Any, unit: str) -> Growth | None:
    """Return the growth that a unit's report shows; None where it asks no second form.

    Parameters
    ----------
    layout, syllabus
        The checkout and its manifest, whose `growth` names the two forms.
    course : coursekit.grading.run.course.GradingCourse
        Where marked submissions lie.
    unit : str
        The unit reported on.
    """
    if not syllabus.growth or syllabus.growth[1].split("/")[0] != unit:
        return None
    before, after = (_shares(layout, course, place) for place in syllabus.growth)
    return growth_of(before, after)


def _shares(layout: CourseLayout, course: Any, place: str) -> dict[str, float]:
    """Return the share of each trainee who answered the form at all."""
    from labkit.answers import AnswerError, read_answer
    from labkit.forms.given import given_answers
    from labkit.forms.marks import mark

    unit, name = place.split("/")
    path = layout.forms(unit) / f"{name}.yml"
    if not path.is_file():
        return {}
    form, shares = read_form(path), {}
    for owner in course.owners(unit):
        with contextlib.suppress(AnswerError):
            answer = read_answer(name, owner=owner, folder=course.autograded_of(unit, owner))
            given = given_answers(answer, form.shown, lenient=True)
            if given.given:
                shares[owner] = mark(form.shown, given, form.key).share
    return shares
