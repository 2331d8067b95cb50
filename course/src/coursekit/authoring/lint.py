"""Faults of a lab that nbgrader would let through and a trainee would pay for.

Every rule is a generator over one lab, so that a new rule is one function added to `_RULES`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coursekit.authoring.labs import Finding, Lab, load_lab, place_of
from coursekit.authoring.lint_forms import lint_forms
from coursekit.authoring.minutes import lab_minutes, label_faults
from coursekit.core.cells import (
    HIDDEN,
    SOLUTION,
    answered_question,
    extra_credit,
    grade_metadata,
    is_test,
    region_faults,
)
from coursekit.core.form_cells import form_faults, form_makers
from coursekit.core.layout import STRAY, CourseLayout, stray_files
from coursekit.core.syllabus import Syllabus

if TYPE_CHECKING:
    from labkit.minutes import Minutes

__all__ = ["Report", "lint"]

_NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
_RELATIVE_DATA = re.compile(
    r"""(?:read_(?:csv|excel|json|parquet|table)|\bopen|\bPath)\(\s*f?["'](?!/|https?:)"""
)
_SECRET = re.compile(r"BEGIN SOLUTION|BEGIN HIDDEN|answer_keys")
_OTHER_CELL_TYPE = "raw"


@dataclass(frozen=True)
class Report:
    """What was found, and how many minutes each lab takes: an estimate."""

    findings: tuple[Finding, ...]
    minutes: dict[str, Minutes]


def lint(layout: CourseLayout, syllabus: Syllabus) -> Report:
    """Run every rule over every available lab and every form; return all findings, in order."""
    findings, minutes = list(_stray(layout)), {}
    labs = [load_lab(layout, unit) for unit in syllabus.labs]
    for lab in labs:
        found = [fault for rule in _RULES for fault in rule(lab)]
        try:
            if estimate := lab_minutes(lab):
                minutes[lab.unit.id] = estimate
                found += label_faults(lab, estimate)
        except LookupError as error:
            found.append(("minutes", str(error)))
        where = str(lab.source.relative_to(layout.root))
        findings += [Finding(where, place, fault) for place, fault in found]
        findings += _sections(layout, lab)
    return Report((*findings, *lint_forms(layout, labs)), minutes)


def _stray(layout: CourseLayout) -> Iterator[Finding]:
    for path in stray_files(layout):
        yield Finding(str(path.relative_to(layout.root)), "file", STRAY)


def _names(lab: Lab) -> Iterator[tuple[str, str]]:
    for grade_id, cell in lab.grades.items():
        if not _NAME.match(grade_id):
            yield grade_id, "grade ids are snake_case nouns of letters a-z and digits"
        if is_test(cell) and not grade_id.endswith("_test"):
            yield grade_id, "the id of a test ends in _test"
        if cell.cell_type == _OTHER_CELL_TYPE:
            yield grade_id, "a raw cell must not carry nbgrader metadata"


def _points(lab: Lab) -> Iterator[tuple[str, str]]:
    for grade_id, cell in lab.grades.items():
        meta = grade_metadata(cell)
        points, extra = meta.get("points", 0), extra_credit(cell.metadata)
        if extra and (points or not is_test(cell)):
            yield grade_id, "a cell with extra credit is a test of 0 points"
        elif meta["grade"] and not points > 0 and not extra:
            yield grade_id, "a graded cell is worth more than 0 points"


def _written(lab: Lab) -> Iterator[tuple[str, str]]:
    from coursekit.grading.assignment.written import answer_fault  # forms take a while to load
    from labkit.forms.source import declarations

    forms = declarations(cell.source for cell in lab.cells if cell.cell_type == "code")
    for grade_id, cell in lab.grades.items():
        if answer := answered_question(cell.metadata):
            meta = grade_metadata(cell)
            marked = meta["grade"] and meta["solution"] and cell.cell_type == "markdown"
            if fault := answer_fault(answer, forms, meta.get("points", 0) if marked else -1):
                yield grade_id, fault


def _answers_tested(lab: Lab) -> Iterator[tuple[str, str]]:
    ids = list(lab.grades)
    for grade_id, cell in lab.grades.items():
        meta = grade_metadata(cell)
        if meta["solution"] and not meta["grade"]:
            test = f"{grade_id}_test"
            if test not in ids:
                yield grade_id, f"no test; add a locked graded cell with the id {test}"
            elif ids.index(test) < ids.index(grade_id):
                yield grade_id, f"its test {test} stands above it"
        if meta["solution"] and SOLUTION.begin not in cell.source:
            yield grade_id, f"an answer without ### {SOLUTION.begin} would be released as it stands"


def _regions(lab: Lab) -> Iterator[tuple[str, str]]:
    for cell in lab.cells:
        for fault in region_faults(cell.source):
            yield place_of(cell), fault


def _paths(lab: Lab) -> Iterator[tuple[str, str]]:
    for cell in lab.cells:
        if cell.cell_type == "code" and (match := _RELATIVE_DATA.search(cell.source)):
            yield (
                place_of(cell),
                f"relative path after {match.group(0)!r}; grading runs in another folder: "
                "load data through the subject's loaders",
            )


def _released_secrets(lab: Lab) -> Iterator[tuple[str, str]]:
    if not lab.released:
        yield "labs/", "not generated yet; run coursekit generate"
        return
    if match := _SECRET.search(lab.released):
        yield "labs/", f"the released notebook holds {match.group(0)!r}"
    given = "\n".join(HIDDEN.outside(SOLUTION.outside(cell.source)) for cell in lab.cells)
    for cell in lab.cells:
        for region in (HIDDEN, SOLUTION):
            for line in (line.strip() for line in region.split(cell.source)[1].values()):
                text = line.replace('"', '\\"')
                if len(line) > 24 and text in lab.released and line not in given:
                    yield place_of(cell), f"solution text in labs/: {line[:60]!r}"


def _forms(lab: Lab) -> Iterator[tuple[str, str]]:
    makers = form_makers(lab.cells)
    for cell in lab.cells:
        for fault in form_faults(cell, makers):
            yield place_of(cell), fault


def _objectives(lab: Lab) -> Iterator[tuple[str, str]]:
    graded = {name for name, cell in lab.grades.items() if grade_metadata(cell)["grade"]}
    mapped = {grade for objective in lab.unit.objectives for grade in objective.grades}
    for name in sorted(mapped - graded):
        yield name, "the syllabus names this grade, the lab has no such graded cell"
    for name in sorted(graded - mapped):
        yield name, "no objective in the syllabus is tested by this cell"


def _sections(layout: CourseLayout, lab: Lab) -> Iterator[Finding]:
    lesson = layout.book / f"{lab.unit.id}.md"
    place = str(lesson.relative_to(layout.root))
    if not lesson.is_file():
        yield Finding(place, "lesson", "the unit has no lesson; write it")
        return
    headings = re.findall(r"^#{2,3} (.+)$", lesson.read_text(encoding="utf-8"), re.MULTILINE)
    slugs = {_slug(heading) for heading in headings}
    for objective in lab.unit.objectives:
        if objective.section not in slugs:
            yield Finding(place, objective.section, "no heading with this name teaches it")


def _slug(heading: str) -> str:
    words = re.sub(r"[^\w\s-]", "", heading.casefold())
    return re.sub(r"[\s_]+", "-", words).strip("-")


_RULES: tuple[Callable[[Lab], Iterator[tuple[str, str]]], ...] = (
    _names,
    _points,
    _written,
    _answers_tested,
    _regions,
    _paths,
    _released_secrets,
    _forms,
    _objectives,
)
