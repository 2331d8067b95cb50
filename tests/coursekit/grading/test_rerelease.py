"""A lab is repaired after people have handed in: everything stays but what the repair changes."""

import json

import golden
import pytest
from nbgrader.api import Gradebook

from coursekit.authoring.generate import generate
from coursekit.core.notebooks import to_bytes
from coursekit.grading.assignment.amend import REMOVED
from coursekit.nbgrader_ops import operations

pytestmark = pytest.mark.e2e
UNIT = "01-contoh"


@pytest.fixture(scope="module")
def reason(marker):
    """A question for free text, as percent text."""
    head = marker("reason", " [markdown]", grade=True, solution=True, points=4)
    return f"\n{head}\nAlasan yang baik.\n"


@pytest.fixture(scope="module")
def extra(marker):
    """One more test, as percent text."""
    head = marker("extra_test", grade=True, locked=True, points=3)
    return f"\n{head}\nassert total_of_everything < 100\n"


def rows(layout):
    with Gradebook(f"sqlite:///{layout.gradebook}", "contoh") as book:
        return {
            (one.student.id, grade.name): (
                grade.auto_score,
                grade.manual_score,
                grade.needs_manual_grade,
                grade.max_score,
            )
            for one in book.assignment_submissions(UNIT)
            for notebook in one.notebooks
            for grade in notebook.grades
        }


def mark_by_hand(layout, owner, cell, score, comment=None):
    with Gradebook(f"sqlite:///{layout.gradebook}", "contoh") as book:
        grade = book.find_grade(cell, UNIT, UNIT, owner)
        grade.manual_score, grade.needs_manual_grade = score, False
        if comment:
            book.find_comment(cell, UNIT, UNIT, owner).manual_comment = comment
        book.db.commit()


def edit(layout, change):
    path = layout.lab_source(UNIT)
    path.write_text(change(path.read_text()))
    generate(layout, [UNIT])
    operations.release(layout, [UNIT])


@pytest.fixture
def marked(small_layout, coursekit, reason):
    """Two have handed in a lab."""
    path = small_layout.lab_source(UNIT)
    path.write_text(path.read_text() + reason)
    small_layout.var.mkdir()
    generate(small_layout, [UNIT])
    operations.release(small_layout, [UNIT])
    answers = {"sekda": {}, "bappeda": {"total": "total_of_everything = 41"}}
    for name, given in answers.items():
        folder = small_layout.var / "submitted" / name / UNIT
        folder.mkdir(parents=True)
        notebook = golden.perfect(small_layout, UNIT, given).notebook
        (folder / f"{UNIT}.ipynb").write_bytes(to_bytes(notebook))
    assert coursekit("autograde", UNIT).exit_code == 0
    mark_by_hand(small_layout, "sekda", "reason", 3.5, "Bagus sekali.")
    return small_layout


def test_a_repaired_test_and_changed_points_are_marked_anew(marked, coursekit):
    assert rows(marked)["sekda", "total_test"] == (2, None, False, 2)
    assert rows(marked)["bappeda", "total_test"] == (0, None, False, 2)
    kinder = ("assert total_of_everything == 42", "assert total_of_everything in (41, 42)")
    edit(marked, lambda text: text.replace(*kinder).replace('"points": 2', '"points": 5'))
    result = coursekit("autograde", UNIT)
    assert result.exit_code == 0, result.output
    assert rows(marked)["sekda", "total_test"] == (5, None, False, 5)
    assert rows(marked)["bappeda", "total_test"] == (5, None, False, 5)
    assert rows(marked)["sekda", "reason"] == (None, 3.5, False, 4)
    assert "bappeda: utuh, 5, moved by +5" in result.output
    assert "marks moved: 2, by +3 to +5" in result.output
    report = json.loads((marked.var / "grading" / UNIT / "submissions" / "sekda.json").read_text())
    assert report["moved"] == {"total_test": [2, 5]}
    assert "2 unchanged" in coursekit("autograde", UNIT).output


def test_a_test_may_come_and_another_go_and_no_mark_is_lost(marked, coursekit, reason, extra):
    mark_by_hand(marked, "bappeda", "total_test", 1)

    def change(text):
        head, kept, tail = text.partition(reason)
        start = head.index('# %% nbgrader={"grade": true, "grade_id": "total_test"')
        return head[:start] + extra + kept + tail

    edit(marked, change)
    result = coursekit("autograde", UNIT)
    assert result.exit_code == 0, result.output
    found = rows(marked)
    assert {key[1] for key in found} == {"extra_test", "reason"}
    assert found["sekda", "extra_test"] == (3, None, False, 3)
    assert found["sekda", "reason"] == (None, 3.5, False, 4)
    lines = (marked.var / "grading" / UNIT / REMOVED).read_text().splitlines()
    gone = {(line["owner"], line["cell"]): line for line in map(json.loads, lines)}
    assert gone["bappeda", "total_test"]["manual_score"] == 1
    assert gone["sekda", "total_test"]["auto_score"] == 2


def test_a_mark_by_hand_above_the_new_maximum_is_flagged(marked, coursekit):
    edit(marked, lambda text: text.replace('"points": 4', '"points": 3'))
    assert coursekit("autograde", UNIT).exit_code == 0
    assert rows(marked)["sekda", "reason"] == (None, 3.5, True, 3)
