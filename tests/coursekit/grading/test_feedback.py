"""What a trainee may see: every mark and message of his own, nothing of a hidden test."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import Config

from coursekit.grading.feedback.marked import clean_html
from coursekit.grading.feedback.page import (
    HIDDEN_NOTICE,
    FeedbackExporter,
    censor_notebook,
    hidden_lines,
    update_feedback,
)

MIXED = """\
check(x, 1, hint="Jumlahkan keduanya lalu bagi dua.")
passed("Benar.")
### BEGIN HIDDEN TESTS
check(secret_total, 9417, name="jumlah rahasia")
### END HIDDEN TESTS"""
TEST = {"nbgrader": {"grade": True, "solution": False, "grade_id": "x_test"}}


def failed(part):
    return {"coursekit": {"failed": part}}


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


@pytest.mark.parametrize("name", ["AssertionError", "CheckFailed", "AnswerError"])
def test_a_failed_visible_test_keeps_its_message(name):
    frames = "Cell In[3], line 1\n----> 1 check(x, 1)\n 4 check(secret_total"
    output = error("Jumlahkan keduanya lalu bagi dua.", frames, name=name)
    (kept,) = censored(MIXED, output, meta=TEST | failed("visible")).outputs
    assert kept.traceback == ["Belum terpenuhi: Jumlahkan keduanya lalu bagi dua."]


@pytest.mark.parametrize("meta", [{}, failed("hidden"), {"coursekit": {}}])
def test_a_hidden_failure_cannot_pass_for_a_visible_one(meta):
    frames = "Cell In[3], line 1\n----> 1 check(x, 1)"
    output = error("jumlah rahasia: Jumlahkan keduanya lalu bagi dua.", frames)
    (kept,) = censored(MIXED, output, meta=TEST | meta).outputs
    assert kept.evalue == HIDDEN_NOTICE


def test_a_bare_assert_says_more_than_its_name():
    (kept,) = censored("assert x == 3", error("")).outputs
    assert kept.traceback == ["Belum terpenuhi: Jawaban belum sesuai."]


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


PNG = "data:image/png;base64,iVBORw0KGgo="


def test_pictures_that_came_along_stay_and_others_are_not_fetched():
    assert f'src="{PNG}"' in clean_html(f'<img src="{PNG}" alt="foto" onload="x()">')
    assert "onload" not in clean_html(f'<img src="{PNG}" onload="x()">')
    for address in (
        "http://x/a.png",
        "//x/a.png",
        "data:text/html,a",
        "data:image/svg+xml;base64,",
    ):
        assert "<img" not in clean_html(f'<img src="{address}">')
    assert "<script" not in clean_html('<img alt="><script>x()</script>">')


def page(*cells, waiting=0):
    marks = {"notebook": "lab", "score": 2.0, "max_score": 5.0, "late_penalty": 0.0}
    c = Config()
    update_feedback(c)
    c.FeedbackExporter.preprocessors = []
    resources = {"nbgrader": marks | {"waiting": waiting}}
    return FeedbackExporter(config=c).from_notebook_node(
        new_notebook(cells=list(cells)), resources
    )[0]


def test_a_text_nobody_has_read_yet_is_not_called_zero():
    known = {"grade": True, "solution": True, "grade_id": "alasan", "points": 3, "score": 0.0}
    cell = new_markdown_cell("Karena ...", metadata={"nbgrader": known | {"waiting": True}})
    shown = page(cell, waiting=1)
    assert "menunggu pengajar" in shown and "0 dari 3" not in shown
    assert "belum termasuk 1 bagian yang menunggu dibaca pengajar" in shown
    read = page(new_markdown_cell("Karena ...", metadata={"nbgrader": known}))
    assert "0 dari 3" in read and "menunggu" not in read


def test_a_figure_is_announced_in_indonesian():
    figure = new_output("display_data", data={"image/png": "iVBORw0KGgo="})
    shown = page(new_code_cell("gambar", outputs=[figure]))
    assert 'alt="Gambar keluaran sel"' in shown and "No description" not in shown
