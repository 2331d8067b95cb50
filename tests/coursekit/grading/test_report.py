"""The instructor's report: difficulty, discrimination, frequent wrong answers, who is missing."""

import dataclasses

import pytest

from coursekit.grading.assignment.result import SubmissionReport
from coursekit.grading.assignment.spec import AssignmentSpec, CellSpec, NotebookSpec
from coursekit.grading.report.report import build_report, write_report

CELLS = (
    CellSpec("index", "code", "", None, locked=False, solution=True),
    CellSpec("index_test", "code", "", None, locked=True, grade=True, points=2.0),
    CellSpec("trap", "code", "", None, locked=False, solution=True),
    CellSpec("index_general_test", "code", "", None, locked=True, grade=True, points=2.0),
    CellSpec("trap_test", "code", "", None, locked=True, grade=True, points=4.0),
    CellSpec("reason", "markdown", "", None, locked=False, grade=True, solution=True, points=3.0),
)
MASTER = AssignmentSpec("02-x", (NotebookSpec("02-x", CELLS, {}),))


def graded(owner, index, general, trap, digest="right", error=""):
    scores = {"index_test": index, "index_general_test": general, "trap_test": trap, "reason": 0.0}
    return SubmissionReport(
        owner=owner,
        submission="",
        lab="",
        status="intact",
        score=index + general + trap,
        scores=scores,
        answers={"index": digest, "trap": "t"},
        errors={"index_test": error} if error else {},
        memory=2048,
        seconds=0.5,
    )


REPORTS = [
    graded("ani", 2.0, 2.0, 4.0),
    graded("budi", 2.0, 2.0, 0.0),
    graded("<b>cici", 0.0, 0.0, 0.0, "same", "CheckFailed: bagi dahulu"),
    graded("dedi", 0.0, 0.0, 4.0, "same", "CheckFailed: bagi dahulu"),
    graded("eko", 0.0, 0.0, 0.0, "other", "NameError"),
]


@pytest.fixture
def report():
    return build_report(MASTER, REPORTS, ["ani", "zul"], lambda owner, cell: f"{cell} of {owner}")


def item(report, name):
    return next(one for one in report.items if one.grade_id == name)


def test_difficulty_is_the_mean_share_of_the_points(report):
    assert [one.difficulty for one in report.items] == [0.4, 0.4, 0.4]
    assert report.highest == 8


def test_discrimination_is_the_correlation_with_the_rest(report):
    assert item(report, "index_test").discrimination > item(report, "trap_test").discrimination
    assert item(report, "trap_test").discrimination == pytest.approx(1 / 6)


def test_no_discrimination_where_nothing_varies():
    same = [graded(name, 2.0, 2.0, 4.0) for name in "abc"]
    assert {one.discrimination for one in build_report(MASTER, same, [], lambda *_: "").items} == {
        None
    }


def test_wrong_answers_are_grouped_and_shown_with_what_the_test_said(report):
    first, second = item(report, "index_test").wrong
    assert (first.count, first.answer) == (2, "index of <b>cici")
    assert first.told == "CheckFailed: bagi dahulu"
    assert (second.count, second.told) == (1, "NameError")
    # The general test is about the answer of its own name, not about the nearest one above.
    assert item(report, "index_general_test").wrong[0].answer == "index of <b>cici"


def test_who_handed_in_nothing_is_named(report):
    rows = {row.owner: row for row in report.rows}
    assert rows["zul"].status == "not-submitted" and rows["zul"].score is None
    assert rows["ani"].percent == 100 and rows["ani"].memory == 2


def test_staff_learn_of_moved_marks_and_of_tests_that_could_be_forged():
    moved = dataclasses.replace(graded("x", 2.0, 2.0, 4.0), moved={"index_test": (1.5, 2.0)})
    forged = dataclasses.replace(graded("y", 2.0, 2.0, 4.0), forgeable=("trap_test",))
    x, y = build_report(MASTER, [moved, forged], [], lambda *_: "").rows
    assert "index_test" in x.notes[0] and "1,50 → 2,00" in x.notes[0]
    assert "trap_test" in y.notes[0] and len(y.notes) == 1


def test_a_quarantined_submission_counts_in_no_statistic():
    broken = dataclasses.replace(graded("x", 0, 0, 0), status="quarantined", scores={}, answers={})
    assert build_report(MASTER, [*REPORTS, broken], [], lambda *_: "").items[0].answered == 5


def test_the_page_speaks_indonesian_and_runs_nothing_a_trainee_wrote(report, tmp_path):
    text = write_report(report, tmp_path).read_text()
    assert "0,40" in text and "belum dikirim" in text
    assert "<b>cici" not in text and "&lt;b&gt;cici" in text
    assert (tmp_path / "02-x.json").is_file()
    assert dataclasses.asdict(report)["unit"] == "02-x"
