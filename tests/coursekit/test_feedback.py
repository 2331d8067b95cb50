"""What a trainee may see: every mark and message of his own, nothing of a hidden test."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from coursekit.feedback import HIDDEN_NOTICE, censor_notebook, clean_html, hidden_lines

MIXED = """\
check(x, 1, hint="Jumlahkan keduanya lalu bagi dua.")
passed("Benar.")
### BEGIN HIDDEN TESTS
check(secret_total, 9417, name="jumlah rahasia")
### END HIDDEN TESTS"""
TEST = {"nbgrader": {"grade": True, "solution": False, "grade_id": "x_test"}}


def error(value, *lines, name="AssertionError"):
    return new_output("error", ename=name, evalue=value, traceback=list(lines))


def censored(source, *outputs, meta=TEST):
    cell = new_code_cell(source, outputs=list(outputs), metadata=meta)
    return censor_notebook(new_notebook(cells=[cell])).cells[0]


def test_hidden_lines_leave_the_source():
    cell = censored(MIXED)
    assert "9417" not in cell.source and "HIDDEN" not in cell.source
    assert 'passed("Benar.")' in cell.source


def test_a_cell_all_hidden_says_only_that_something_was_checked():
    assert censored("### BEGIN HIDDEN TESTS\nassert secret_thing == 3").source.startswith("#")


@pytest.mark.parametrize(
    "frames",
    [
        ["Cell In[3], line 4\n---> 4 check(secret_total, 9417)"],
        ["\x1b[0;36mCell \x1b[0;32mIn[3]\x1b[0m\x1b[0;36m, line \x1b[0m\x1b[0;32m4\x1b[0m"],
        ["Belum tepat. jumlah rahasia"],
    ],
)
def test_a_failed_hidden_test_says_only_that(frames):
    (output,) = censored(MIXED, error("jumlah rahasia belum tepat", *frames)).outputs
    assert output.evalue == HIDDEN_NOTICE
    assert "rahasia" not in str(output)


def test_a_failed_visible_test_keeps_its_message():
    output = error("Belum tepat.", "Cell In[3], line 1\n----> 1 check(x, 1)\n 4 check(secret_total")
    (kept,) = censored(MIXED, output).outputs
    assert kept.evalue == "Belum tepat." and "secret" not in str(kept)


def test_a_message_without_frames_is_known_by_the_visible_hint():
    output = error("Nilai x keliru. Jumlahkan keduanya lalu bagi dua.", "Belum tepat. ...")
    (kept,) = censored(MIXED, output).outputs
    assert "bagi dua" in kept.evalue


def test_prints_of_a_test_cell_are_dropped():
    assert censored(MIXED, new_output("stream", text="9417\n")).outputs == []


def test_no_other_cell_can_print_a_hidden_test():
    test = new_code_cell(MIXED, metadata=TEST)
    spy = new_code_cell(
        "print(In)",
        outputs=[
            new_output("stream", text=repr([MIXED])),
            new_output("execute_result", data={"text/plain": repr(MIXED)}),
            new_output("display_data", data={"text/html": f"<pre>{MIXED}</pre>"}),
        ],
    )
    notebook = censor_notebook(new_notebook(cells=[test, spy]))
    assert "9417" not in str(notebook)


def test_ordinary_output_of_an_answer_stays():
    output = new_output("stream", text="2,95\n")
    assert censored("print(x)", output, meta={}).outputs == [output]


def test_short_lines_give_nothing_away():
    assert hidden_lines("### BEGIN HIDDEN TESTS\nelse:\n### END HIDDEN TESTS") == set()


def test_html_cannot_run_anything_and_tables_stay():
    html = "<table><tr><td>3</td></tr></table><script>x()</script><img src=x onerror=y()>"
    safe = clean_html(html)
    assert "<table>" in safe and "<script" not in safe and "<img" not in safe
