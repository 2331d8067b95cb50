"""Cells that show a form: tagged, folded, alone, and nothing else."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from coursekit.authoring.generate import generate
from coursekit.core.form_cells import form_faults, form_makers, names_of_forms

IMPORT = "from subject.forms import plan_board\n"
GOOD = IMPORT + 'plan_board("rencana", part=[kode for kode in (1, 2)])'
MAKERS = frozenset({"plan_board", "quiz"})


def cell(source, tags=("formulir",), **nbgrader):
    made = new_code_cell(source, metadata={"tags": list(tags)})
    if nbgrader:
        made.metadata.nbgrader = nbgrader
    return made


def test_makers_are_what_a_lab_imports_from_forms_or_the_quiz():
    cells = [
        cell(IMPORT),
        cell("from labkit.quiz import quiz\nfrom labkit.checks import passed"),
        new_markdown_cell("from x.forms import y"),
        cell("from broken import ("),
    ]
    assert form_makers(cells) == MAKERS


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (cell(GOOD), None),
        (cell('from labkit.quiz import quiz\nTANYA = [1]\nquiz("pra-tes", TANYA)'), None),
        (cell("x = 1", tags=()), None),
        (cell(GOOD, tags=()), 'write tags=["formulir"]'),
        (cell(GOOD, solution=True, grade=False), "neither an answer nor a test"),
        (cell(GOOD, solution=False, grade=True), "neither an answer nor a test"),
        (cell("print(1)"), "one call that shows a form"),
        (cell(GOOD + "\nplan_board('b')"), "one call that shows a form"),
        (cell(GOOD + "\nfor i in (1, 2):\n    print(i)"), "one call that shows a form"),
        (cell("import os\n" + GOOD), "one call that shows a form"),
        (cell("from os import system\n" + GOOD), "not from os"),
        (cell(IMPORT + 'plan_board(open("x"))'), "calls only what it imports"),
        (cell(IMPORT + 'plan_board(f"{1}")'), "formats no text"),
        (cell(IMPORT + 'plan_board = open\nplan_board("a")'), "one call that shows a form"),
        (cell(IMPORT + 'plan_board("a", part=INDIKATOR)'), "import INDIKATOR in it"),
        (cell('plan_board("a")'), "import plan_board in it"),
    ],
)
def test_each_fault_is_named(found, words):
    faults = list(form_faults(found, MAKERS))
    assert len(faults) == (words is not None)
    assert all(words in fault for fault in faults)


@pytest.mark.parametrize("source", ["plan_board(", "plan_board(NAMA)", "x = 1", "plan_board()"])
def test_a_form_that_does_not_say_its_name_is_passed_over(source):
    assert names_of_forms(cell(source)) == []


def test_the_name_of_the_answer_file_is_read_from_a_form_cell_alone():
    assert names_of_forms(cell(GOOD)) == ["rencana"]
    assert names_of_forms(cell(GOOD, tags=())) == []


def test_lint_demands_the_tag_and_generate_folds_the_cell(small_layout, coursekit):
    source = small_layout.lab_source("01-contoh")
    text = source.read_text()
    shown = 'from spbe.forms import scoring_form\n\nscoring_form("rencana", indicators=["I42"])'
    source.write_text(text + f"\n# %%\n{shown}\n")
    generate(small_layout, ["01-contoh"])
    result = coursekit("lint")
    assert result.exit_code == 1 and 'write tags=["formulir"]' in result.output
    source.write_text(text + f'\n# %% tags=["formulir"]\n{shown}\n')
    generate(small_layout, ["01-contoh"])
    assert coursekit("lint").exit_code == 0
    released = json.loads((small_layout.labs / "01-contoh" / "01-contoh.ipynb").read_text())
    metadata = released["cells"][-1]["metadata"]
    assert metadata["tags"] == ["formulir"] and metadata["jupyter"] == {"source_hidden": True}


def test_a_form_of_a_package_that_is_not_there_is_a_finding(small_layout, coursekit):
    source = small_layout.lab_source("01-contoh")
    source.write_text(source.read_text() + f'\n# %% tags=["formulir"]\n{GOOD}\n')
    generate(small_layout, ["01-contoh"])
    result = coursekit("lint")
    assert result.exit_code == 1 and "No module named 'subject'" in result.output
