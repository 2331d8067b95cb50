"""What an instructor looks at after grading: a row a trainee, and how each question worked.

Pure, except `write_report` and the reading of reports and marked notebooks.
"""

from __future__ import annotations

import dataclasses
import json
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coursekit.grading.assignment.findings import LABELS, STATUSES
from coursekit.grading.assignment.result import SubmissionReport
from coursekit.grading.assignment.spec import AssignmentSpec, CellSpec
from coursekit.grading.report.gain import Growth
from labkit.locale import number

__all__ = [
    "Item",
    "Report",
    "Row",
    "Wrong",
    "build_report",
    "item_of",
    "write_report",
]

_SHOWN = 3  # most frequent wrong answers of a question
_MISSING = "not-submitted"
_LABELS = {**LABELS, _MISSING: "belum dikirim"}


@dataclass(frozen=True)
class Row:
    """One trainee; automatic points, of them extra credit, time in seconds, memory in MB."""

    owner: str
    status: str
    score: float | None
    percent: float | None
    seconds: float | None
    memory: float | None
    extra: float = 0.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wrong:
    """A wrong answer that `count` trainees gave, and what the test told them."""

    count: int
    answer: str
    told: str


@dataclass(frozen=True)
class Item:
    """How one test worked.

    Attributes
    ----------
    difficulty : float
        Mean mark of the highest possible, 0 to 1: a high number is an easy question.
    discrimination : float or None
        Correlation of the mark with the sum of all other marks; None where either does not
        vary. Near zero or negative: the question does not tell the able from the others.
    """

    grade_id: str
    points: float
    answered: int
    difficulty: float
    discrimination: float | None
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True)
class Report:
    """A unit's report, ready for JSON by `dataclasses.asdict`.

    `growth` stands in the report of the unit that asks the second of two parallel forms.
    """

    unit: str
    highest: float
    rows: tuple[Row, ...]
    items: tuple[Item, ...]
    growth: Growth | None = None


def build_report(
    spec: AssignmentSpec,
    reports: Iterable[SubmissionReport],
    enrolled: Iterable[str],
    answer: Callable[[str, str], str],
) -> Report:
    """Build the report of a unit.

    Parameters
    ----------
    reports : iterable of SubmissionReport
        What grading wrote, one a trainee (`coursekit.grading.run.marked_files`).
    enrolled : iterable of str
        All trainees, to name those who handed in nothing.
    answer : callable
        ``(trainee, grade id of an answer cell) -> its text``.
    """
    marked = {report.owner: report for report in reports}
    tests = [cell for cell in spec.tests if cell.points]
    highest = sum(cell.points for cell in tests)
    rows = [_row(one, highest) for one in marked.values()]
    rows += [Row(name, _MISSING, None, None, None, None) for name in set(enrolled) - set(marked)]
    counted = {name: one for name, one in marked.items() if one.scores}
    items = [
        item_of(cell, _answer_above(cell, spec.cells), counted, tests, answer) for cell in tests
    ]
    rows.sort(key=lambda row: row.owner)
    return Report(spec.assignment, highest, tuple(rows), tuple(items))


def _row(report: SubmissionReport, highest: float) -> Row:
    return Row(
        report.owner,
        report.status,
        report.score,
        100 * report.score / highest if highest else None,
        report.seconds,
        None if report.memory is None else report.memory / 1024,
        sum(report.extra.values()),
        tuple(_notes(report)),
    )


def _notes(report: SubmissionReport) -> Iterator[str]:
    """Say what staff should know of one submission besides its marks."""
    if report.forgeable:
        # The tests ran where the trainee's own code ran.
        yield "Uji dapat dipalsukan peserta: " + ", ".join(report.forgeable) + "."
    for grade_id, (before, now) in sorted((report.moved or {}).items()):
        old = "belum ada" if before is None else _shown_number(before)
        yield f"Poin {grade_id} berubah sejak penilaian sebelumnya: {old} → {_shown_number(now)}."
    yield from (item.message for item in report.damage)


def _answer_above(test: CellSpec, cells: Sequence[CellSpec]) -> str | None:
    """Return the answer a test is about: the nearest one whose name it begins with, else above."""
    before = [cell.grade_id for cell in cells[: cells.index(test)] if cell.solution]
    named = [name for name in before if test.grade_id.startswith(name)]
    return next(reversed(named or before), None)


def item_of(
    test: CellSpec,
    answered_in: str | None,
    reports: Mapping[str, SubmissionReport],
    tests: list[CellSpec],
    answer: Callable[[str, str], str],
) -> Item:
    """Return how one test worked over all marked submissions."""
    mine = {name: one.scores.get(test.grade_id, 0.0) for name, one in reports.items()}
    others = [
        sum(one.scores.get(t.grade_id, 0.0) for t in tests if t is not test)
        for one in reports.values()
    ]
    mean = sum(mine.values()) / len(mine) if mine else 0.0
    wrong: dict[str, list[str]] = defaultdict(list)
    for name, score in mine.items():
        if score < test.points:
            digest = reports[name].answers.get(answered_in or "", "")
            wrong[digest].append(name)
    common = sorted(wrong.values(), key=lambda names: (-len(names), names))[:_SHOWN]
    told = tuple(_wrong(names, test.grade_id, answered_in, reports, answer) for names in common)
    discrimination = _correlation(list(mine.values()), others)
    return Item(test.grade_id, test.points, len(mine), mean / test.points, discrimination, told)


def _wrong(
    names: list[str],
    test: str,
    answered_in: str | None,
    reports: Mapping[str, SubmissionReport],
    answer: Callable[[str, str], str],
) -> Wrong:
    errors = Counter(reports[name].errors.get(test, "") for name in names)
    text = answer(names[0], answered_in) if answered_in else ""
    return Wrong(len(names), text, errors.most_common(1)[0][0])


def _correlation(left: list[float], right: list[float]) -> float | None:
    if len(left) < 3 or len(set(left)) < 2 or len(set(right)) < 2:
        return None
    return statistics.correlation(left, right)


def write_report(report: Report, folder: Path) -> Path:
    """Write ``<unit>.json`` and ``<unit>.html``; return the page."""
    from jinja2 import Environment, FileSystemLoader, select_autoescape

    folder.mkdir(parents=True, exist_ok=True)
    plain = dataclasses.asdict(report)
    whole = json.dumps(plain, ensure_ascii=False, indent=1)
    (folder / f"{report.unit}.json").write_text(whole, encoding="utf-8")
    templates = FileSystemLoader(Path(__file__).parent / "templates")
    env = Environment(loader=templates, autoescape=select_autoescape(default=True))
    env.filters["angka"] = _shown_number
    page = env.get_template("report.html.j2").render(
        report=report, statuses=STATUSES, labels=_LABELS
    )
    target = folder / f"{report.unit}.html"
    target.write_text(page, encoding="utf-8")
    return target


def _shown_number(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else number(value, digits)
