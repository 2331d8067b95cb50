"""Extra credit: given by a test, capped, kept by a regrade, shown wherever marks are shown."""

import csv
import json
from pathlib import Path

import golden
import pytest
from nbgrader.api import Gradebook

from coursekit.authoring.generate import generate
from coursekit.core.notebooks import to_bytes
from coursekit.grading.assignment.marks import extra_credit
from coursekit.grading.assignment.spec import CellSpec
from coursekit.nbgrader_ops import operations

UNIT = "01-contoh"
MORE = """
{answer}
### BEGIN SOLUTION
tambahan = 4
### END SOLUTION

{test} coursekit={{"extra_credit": 5}}
float(tambahan)
"""
CELL = CellSpec("more_test", "code", "", None, locked=True, grade=True, extra_credit=5.0)


def result(text):
    return {"output_type": "execute_result", "data": {"text/plain": text}}


@pytest.mark.parametrize(
    ("outputs", "earned"),
    [
        ([result("3.5")], 3.5),
        ([result("99")], 5),
        ([result("-2")], 0),
        ([result("nan")], 0),
        ([result("inf")], 0),
        ([result("'banyak'")], 0),  # a part of the points of a test would be all of them
        ([], 0),
        ([{"output_type": "error"}], 0),
        ([result("3"), {"output_type": "error"}], 0),
    ],
)
def test_the_last_value_counts_and_never_more_than_was_declared(outputs, earned):
    assert extra_credit(outputs, CELL) == earned


@pytest.fixture
def layout(small_layout, marker):
    """A lab of two points, and up to five beyond them, released."""
    path = small_layout.lab_source(UNIT)
    cells = MORE.format(
        answer=marker("more", solution=True),
        test=marker("more_test", grade=True, locked=True, points=0),
    )
    path.write_text(path.read_text() + cells)
    small_layout.var.mkdir()
    generate(small_layout, [UNIT])
    operations.release(small_layout, [UNIT])
    return small_layout


def hand_in(layout, owner, more, damage=None):
    folder = layout.var / "submitted" / owner / UNIT
    folder.mkdir(parents=True, exist_ok=True)
    notebook = golden.perfect(layout, UNIT, {"more": f"tambahan = {more}"}).notebook
    for cell in notebook.cells:
        if damage:
            damage(cell)
    (folder / f"{UNIT}.ipynb").write_bytes(to_bytes(notebook))


def grade(coursekit, *options):
    told = coursekit("autograde", UNIT, *options)
    assert told.exit_code == 0, told.output
    return told.output


def marks(layout, owner):
    """What the gradebook holds: of the lab, of the extra cell, and whether that is to be read."""
    with Gradebook(f"sqlite:///{layout.gradebook}", "contoh") as book:
        mark = book.find_grade("more_test", UNIT, UNIT, owner)
        whole = book.find_submission(UNIT, owner)
        return whole.score, whole.max_score, mark.extra_credit, mark.needs_manual_grade


def by_hand(layout, owner, value):
    """What formgrader does where an instructor types a number, or empties the field."""
    with Gradebook(f"sqlite:///{layout.gradebook}", "contoh") as book:
        mark = book.find_grade("more_test", UNIT, UNIT, owner)
        mark.extra_credit, mark.needs_manual_grade = value, False
        book.db.commit()


@pytest.mark.e2e
def test_it_is_added_capped_and_shown_everywhere(layout, coursekit, tmp_path):
    def damage(cell):
        if cell["id"] == "more_test":
            cell.source = "500.0"
            cell.metadata["coursekit"] = {"extra_credit": 500}
            cell.metadata["nbgrader"]["points"] = 500

    hand_in(layout, "sekda", 3)
    hand_in(layout, "bappeda", 1000)
    hand_in(layout, "camat", 2, damage)
    hand_in(layout, "lurah", "'bukan angka'")
    grade(coursekit)
    assert marks(layout, "sekda") == (5, 2, 3, False)
    assert marks(layout, "bappeda") == (7, 2, 5, False)
    assert marks(layout, "camat") == (4, 2, 2, False), "a tampered cell claims no more"
    assert marks(layout, "lurah") == (2, 2, 0, False)

    operations.feedback(layout, UNIT)
    page = Path(layout.var, "feedback", "sekda", UNIT, f"{UNIT}.html").read_text()
    assert "<strong>5</strong> dari 2, termasuk 3 poin tambahan" in page
    assert "+3 dari 5 poin tambahan" in page
    noted = json.loads((Path(layout.var, "feedback", "sekda", UNIT) / "marks.json").read_text())
    assert noted == {"points": 5, "points_max": 2}

    assert coursekit("export", str(tmp_path / "nilai.csv")).exit_code == 0
    with (tmp_path / "nilai.csv").open() as source:
        rows = {row["trainee"]: row for row in csv.DictReader(source)}
    assert {name: float(rows["sekda"][name]) for name in ("automatic", "extra", "points")} == {
        "automatic": 2,
        "extra": 3,
        "points": 5,
    }
    assert coursekit("export", str(tmp_path / "nilai.xlsx")).exit_code == 0
    import openpyxl

    book = openpyxl.load_workbook(tmp_path / "nilai.xlsx")
    sums = {row[0]: row[2] for row in book["Hasil"].iter_rows(min_row=2, values_only=True)}
    assert sums["sekda"] == 100, "no lab counts for more than all of it"

    assert coursekit("report", UNIT).exit_code == 0
    (found,) = layout.var.rglob(f"report*/{UNIT}.json")
    known = {row["owner"]: row for row in json.loads(found.read_text())["rows"]}
    assert (known["sekda"]["score"], known["sekda"]["extra"]) == (5, 3)
    assert "Di antaranya tambahan" in found.with_suffix(".html").read_text()


@pytest.mark.e2e
def test_a_regrade_keeps_it_and_a_persons_word_goes_first(layout, coursekit):
    hand_in(layout, "sekda", 3)
    grade(coursekit)
    grade(coursekit, "--force")
    assert marks(layout, "sekda")[2] == 3
    hand_in(layout, "sekda", 4)
    assert "moved by +1" in grade(coursekit)
    assert marks(layout, "sekda")[2:] == (4, False)

    by_hand(layout, "sekda", 4.5)
    grade(coursekit, "--force")
    assert marks(layout, "sekda")[2:] == (4.5, False), "what a person gave stays"
    hand_in(layout, "sekda", 1)
    grade(coursekit)
    assert marks(layout, "sekda")[2:] == (4.5, True), "and is looked at again where that moved"

    by_hand(layout, "sekda", None)
    grade(coursekit, "--force")
    assert marks(layout, "sekda")[2:] == (1, False), "an emptied field is the grader's again"

    path = layout.lab_source(UNIT)
    path.write_text(path.read_text().replace(' coursekit={"extra_credit": 5}', ""))
    generate(layout, [UNIT])
    operations.release(layout, [UNIT])
    grade(coursekit)
    assert marks(layout, "sekda")[2] is None, "a lab that promises none any more gives none"


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("float(tambahan)", "1 / 0", "more_test: ZeroDivisionError"),
        ('{"extra_credit": 5}', '{"extra_credit": 5} tags=["in-answer"]', "give no extra"),
    ],
)
def test_an_author_is_told_of_a_test_that_cannot_give_it(layout, coursekit, old, new, fault):
    path = layout.lab_source(UNIT)
    path.write_text(path.read_text().replace(old, new))
    generate(layout, [UNIT])
    operations.release(layout, [UNIT])
    hand_in(layout, "sekda", 3)
    told = coursekit("autograde", UNIT)
    words = " ".join(told.output.split())
    assert told.exit_code == 1 and fault in words
