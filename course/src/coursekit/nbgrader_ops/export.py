"""The gradebook as tables: a row a trainee and lab, and a row a trainee for the course."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from coursekit.core.layout import CourseLayout
from coursekit.core.syllabus import Syllabus
from coursekit.nbgrader_ops.config import programs_on_path, refuse_missing

__all__ = ["Mark", "Total", "read_marks", "totals", "write_csv", "write_excel"]

# What a person reads at the head of each column.
_HEADINGS = {
    "trainee": "peserta",
    "name": "nama",
    "unit": "lab",
    "submitted": "diserahkan (UTC)",
    "status": "status",
    "automatic": "poin otomatis",
    "manual": "poin pengajar",
    "extra": "poin tambahan",
    "points": "poin",
    "highest": "poin tertinggi",
    "percent": "persen",
    "passed": "lulus",
}


# Codes in a table for machines, words in a workbook for people.
_STATUSES = {
    "not-submitted": "belum diserahkan",
    "not-graded": "belum dinilai",
    "waiting": "menunggu pengajar",
    "graded": "dinilai",
}


@dataclass(frozen=True)
class Mark:
    """One trainee's marks of one lab; points as nbgrader counts them, time in UTC.

    Extra credit is part of the points and of no maximum: points may exceed the highest.
    """

    trainee: str
    name: str
    unit: str
    submitted: str
    status: str
    automatic: float
    manual: float
    extra: float
    points: float
    highest: float

    @property
    def percent(self) -> float:
        """Points of the highest possible, in percent."""
        return 100 * self.points / self.highest if self.highest else 0.0


@dataclass(frozen=True)
class Total:
    """One trainee's course: the labs' percents weighted as the syllabus says."""

    trainee: str
    name: str
    percent: float
    passed: bool


def read_marks(layout: CourseLayout, syllabus: Syllabus) -> list[Mark]:
    """Read every trainee's marks of every available lab, also of those not handed in.

    Raises
    ------
    UsageError
        If there is no gradebook yet.
    """
    from nbgrader.api import Gradebook, MissingEntry

    from coursekit.nbgrader_ops.operations import staff_config

    folders = staff_config(layout).CourseDirectory
    refuse_missing(folders.db_url)
    programs_on_path()
    marks = []
    with Gradebook(folders.db_url, folders.course_id) as book:
        for student in sorted(book.students, key=lambda person: person.id):
            for unit in syllabus.labs:
                try:
                    submission = book.find_submission(unit.id, student.id)
                except MissingEntry:
                    submission = None
                waiting = (layout.var / "submitted" / student.id / unit.id).is_dir()
                marks.append(_mark(student, unit.id, submission, _highest(book, unit.id), waiting))
    return marks


def totals(marks: Sequence[Mark], syllabus: Syllabus) -> list[Total]:
    """Weigh the labs of each trainee; one not handed in counts as zero, none above 100 percent."""
    weights = {unit.id: unit.weight / 100 for unit in syllabus.labs}
    people = {mark.trainee: mark.name for mark in marks}
    found = []
    for trainee, name in people.items():
        mine = [mark for mark in marks if mark.trainee == trainee]
        percent = sum(min(mark.percent, 100.0) * weights[mark.unit] for mark in mine)
        found.append(Total(trainee, name, percent, percent >= syllabus.pass_percent))
    return found


def write_csv(marks: Sequence[Mark], path: Path) -> None:
    """Write one row a trainee and lab, for machines: commas, decimal points, UTF-8."""
    names = [field.name for field in fields(Mark)]
    with path.open("w", newline="", encoding="utf-8") as sink:
        writer = csv.writer(sink)
        writer.writerow([*names, "percent"])
        writer.writerows([*astuple(mark), round(mark.percent, 2)] for mark in marks)


def write_excel(marks: Sequence[Mark], sums: Sequence[Total], path: Path) -> None:
    """Write a workbook for people: the course's result first, then every lab."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Hasil"
    _fill(book.active, [field.name for field in fields(Total)], [astuple(total) for total in sums])
    columns = [*(field.name for field in fields(Mark)), "percent"]
    _fill(book.create_sheet("Rincian"), columns, [(*astuple(m), m.percent) for m in marks])
    book.save(path)


def _fill(sheet: Any, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet.append([_HEADINGS[name] for name in names])
    rows = [[_shown(name, value) for name, value in zip(names, row, strict=True)] for row in rows]
    for row in rows:
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for number, name in enumerate(names, 1):
        letter = get_column_letter(number)
        texts = [str(row[number - 1]) for row in rows]
        sheet.column_dimensions[letter].width = min(
            40, max(map(len, [_HEADINGS[name], *texts])) + 2
        )
        if name in {"percent", "automatic", "manual", "extra", "points", "highest"}:
            for cell in sheet[letter][1:]:
                cell.number_format = "0.00"


def _shown(column: str, value: object) -> object:
    """Return what a person reads in a cell: words for codes."""
    if column == "passed":
        return "ya" if value else "belum"
    return _safe(_STATUSES[str(value)] if column == "status" else value)


def _safe(value: object) -> object:
    """Keep a spreadsheet from running a name that begins like a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@" else value


def _mark(student: Any, unit: str, submission: Any, highest: float, waiting: bool) -> Mark:
    name = student.last_name or student.first_name or student.id  # see coursework.enrol
    if submission is None:
        status = "not-graded" if waiting else "not-submitted"
        return Mark(student.id, name, unit, "", status, 0.0, 0.0, 0.0, 0.0, highest)
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    manual = sum(grade.manual_score or 0.0 for grade in grades if grade.manual_score is not None)
    waits = any(grade.needs_manual_grade for grade in grades)
    return Mark(
        student.id,
        name,
        unit,
        submission.timestamp.isoformat(" ", "seconds") if submission.timestamp else "",
        "waiting" if waits else "graded",
        sum(grade.auto_score or 0.0 for grade in grades if grade.manual_score is None),
        manual,
        sum(grade.extra_credit or 0.0 for grade in grades),
        submission.score,
        highest,
    )


def _highest(book: Any, unit: str) -> float:
    from nbgrader.api import MissingEntry

    try:
        return float(book.find_assignment(unit).max_score)
    except MissingEntry:
        return 0.0
