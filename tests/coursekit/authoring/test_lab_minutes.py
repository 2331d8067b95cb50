"""How long a lab takes: its text, its forms, what is written; and the label held to it."""

import sys
import types

import pytest
from form_samples import DRILL, FORM
from nbformat.v4 import new_code_cell, new_markdown_cell

from coursekit.authoring.labs import Lab
from coursekit.authoring.minutes import lab_minutes, label_faults, said
from coursekit.core.syllabus import Unit
from labkit.forms.source import with_declaration
from labkit.minutes import Minutes, minutes_of

SIXTEEN = " ".join(["kata"] * 16)
TAG = {"tags": ["formulir"]}


def lab_of(*cells, minutes=10):
    return Lab(Unit("01-contoh", "Contoh", 1, minutes=minutes), None, cells, "")


def shown(source, **documents):
    return new_code_cell(with_declaration(source, documents), metadata=TAG)


def marked(cell, **known):
    cell.metadata["nbgrader"] = {"grade_id": "a", "grade": False, "solution": False} | known
    return cell


@pytest.fixture
def subject(monkeypatch):
    """A subject with a form of its own and what reckons it."""
    forms, minutes = types.ModuleType("rekaan.forms"), types.ModuleType("rekaan.forms.minutes")
    forms.papan = None
    minutes.papan = lambda form, *, rows=1: Minutes(judging=2.0 * rows)
    package = types.ModuleType("rekaan")
    package.forms, forms.minutes = forms, minutes
    for module in (package, forms, minutes):
        module.__path__ = []
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return forms


def test_text_is_read_once_and_what_a_trainee_never_sees_is_not():
    hidden = f"{SIXTEEN}\n### BEGIN SOLUTION\n{SIXTEEN}\n### END SOLUTION"
    assert lab_minutes(lab_of(new_markdown_cell(hidden))) == Minutes(reading=0.1)
    assert lab_minutes(lab_of(new_code_cell(f"# {SIXTEEN}"))) == Minutes()


def test_what_is_voluntary_takes_none_of_the_labs_minutes(subject):
    cells = [shown("from rekaan.forms import papan\n\npapan('a')"), new_markdown_cell(SIXTEEN)]
    assert lab_minutes(lab_of(*cells)) == Minutes(reading=0.1, judging=2.0)
    for cell in cells:
        cell.metadata["coursekit"] = {"voluntary": True}
    assert lab_minutes(lab_of(*cells)) == Minutes()


@pytest.mark.parametrize("document", [FORM, DRILL])
def test_a_declared_form_takes_what_the_kit_reckons(document):
    cell = shown('from labkit.forms import form\n\nform("layanan")', layanan=document)
    assert lab_minutes(lab_of(cell)).total == pytest.approx(minutes_of(document).total)


def test_a_quiz_of_older_labs_is_reckoned_too():
    cell = shown(f"from labkit.quiz import quiz\nASKED = {FORM['questions']}\nquiz('a', ASKED)")
    total = minutes_of(FORM["questions"]).total
    assert lab_minutes(lab_of(cell)).total == pytest.approx(total)


def test_a_form_of_the_subject_is_reckoned_by_the_subject_with_the_cells_values(subject):
    source = "from rekaan.forms import papan\n\nBARIS = 3\n\npapan('rencana', rows=BARIS)"
    assert lab_minutes(lab_of(shown(source))) == Minutes(judging=6.0)


def test_a_form_that_nothing_reckons_names_what_to_write(subject):
    del subject.minutes.papan
    cell = marked(shown("from rekaan.forms import papan\n\npapan('rencana')"), grade_id="papan")
    with pytest.raises(LookupError, match=r"papan: .*; write rekaan\.forms\.minutes\.papan with"):
        lab_minutes(lab_of(cell))


def test_an_answer_by_hand_is_weighed_and_typed_and_one_from_a_form_is_not_counted_twice():
    cell = marked(new_markdown_cell(""), grade=True, solution=True)
    assert lab_minutes(lab_of(cell)) == Minutes(judging=0.75, typing=40 / 25)
    cell.metadata["coursekit"] = {"answer": "layanan/surat"}
    assert lab_minutes(lab_of(cell)) == Minutes()


def test_there_is_no_rate_for_code():
    cell = marked(new_code_cell("x = 1"), solution=True)
    assert lab_minutes(lab_of(new_markdown_cell(SIXTEEN), cell)) is None


@pytest.mark.parametrize(("minutes", "fault"), [(8, 0), (8.1, 0), (12, 0), (7.9, 1), (12.1, 1)])
def test_a_label_more_than_a_fifth_off_is_a_fault(minutes, fault):
    faults = list(label_faults(lab_of(minutes=10), Minutes(reading=minutes)))
    assert len(faults) == fault
    if fault:
        assert "the syllabus says 10, the scripted reader needs" in faults[0][1]


def test_an_estimate_says_what_it_is_made_of():
    assert said(Minutes(reading=11.2, judging=0.2, typing=3)) == "14 (reading 11, typing 3)"


def test_lint_prints_the_estimate_and_holds_the_label_to_it(small_layout, coursekit):
    source = small_layout.lab_source("01-contoh")
    text = source.read_text()
    head = text[: text.index('# %% nbgrader={"grade": false')].rstrip()
    source.write_text(f"{head} {'kata ' * 1600}\n")
    data = small_layout.unit_data("01-contoh")
    text = data.read_text()
    data.write_text(f"{text}minutes: 10\n")
    coursekit("generate")
    assert "01-contoh: 10 menit, perkiraan 10 (reading 10)\n" in coursekit("lint").output
    data.write_text(f"{text}minutes: 5\n")
    output = coursekit("lint").output
    assert "01-contoh: 5 menit, perkiraan 10 (reading 10)\n" in output
    assert "lab.py: minutes: the syllabus says 5, the scripted reader needs 10" in output
