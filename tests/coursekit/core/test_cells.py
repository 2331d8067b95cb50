"""Release, grading, feedback and lint read the marks of a cell alike, whatever the spelling."""

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.preprocessors import ClearHiddenTests

from coursekit.core.cells import HIDDEN, SOLUTION, is_test, region_faults
from coursekit.grading.assignment.spec import public_source
from coursekit.grading.feedback.page import censor_notebook

SECRET = "assert rahasia(17) == 4711"
BEFORE = st.sampled_from(["### ", "# --- ", "#", "  ## ", "// ", "", "'''", "x = 1  # ", "#\t"])
AFTER = st.sampled_from(["", " ---", " (jangan dibuka)", "'''", "\t"])


def cell_of(source):
    cell = nbformat.v4.new_code_cell(source)
    cell.metadata["nbgrader"] = {
        "grade": True, "solution": False, "locked": True, "grade_id": "a_test", "points": 1,
        "schema_version": 3, "task": False, "cell_type": "code",
    }  # fmt: skip
    return cell


@given(BEFORE, AFTER, BEFORE, AFTER)
def test_what_release_hides_feedback_hides_and_grading_knows(before, after, closing, tail):
    source = "\n".join(
        ["terlihat = 1", f"{before}{HIDDEN.begin}{after}", SECRET, f"{closing}{HIDDEN.end}{tail}"]
    )
    released = cell_of(source)
    ClearHiddenTests().preprocess_cell(released, {}, 0)
    assert SECRET not in released.source
    assert public_source(source) == released.source == HIDDEN.outside(source)
    shown = nbformat.v4.new_notebook(cells=[cell_of(source)])
    assert SECRET not in censor_notebook(shown).cells[0].source
    assert not list(region_faults(source))


@pytest.mark.parametrize(
    "line",
    [
        "### Begin Hidden Tests", "### BEGIN HIDDEN TEST", "# BEGIN  HIDDEN TESTS",
        "### BEGIN_HIDDEN_TESTS", "### begin solution", "### END SOLUTIONS", "# START HIDDEN TESTS",
    ],
)  # fmt: skip
def test_a_mark_that_nbgrader_would_not_find_is_a_fault(line):
    if line == "### END SOLUTIONS":  # nbgrader finds its words inside the longer one
        assert SOLUTION.end in line
    faults = list(region_faults(f"x = 1\n{line}\ny = 2"))
    assert faults


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (f"# {HIDDEN.begin}\nx", "without END"),
        (f"x\n# {SOLUTION.end}", "without BEGIN"),
        (f"# {HIDDEN.begin}\n# {HIDDEN.begin}\n# {HIDDEN.end}", "inside the one of line 1"),
    ],
)
def test_marks_come_in_pairs(source, fault):
    assert any(fault in found for found in region_faults(source))


def test_prose_about_a_solution_is_no_mark():
    assert not list(region_faults("Di akhir, tulis solusi Anda.\n# the end: solution follows"))


def test_only_graded_code_without_an_answer_is_a_test():
    cell = cell_of("x")
    assert is_test(cell)
    cell.metadata["nbgrader"]["solution"] = True
    assert not is_test(cell)
    assert not is_test(nbformat.v4.new_markdown_cell("x"))
