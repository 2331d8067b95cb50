"""Each lint rule finds its fault and names cell and remedy."""

import json

import pytest

from coursekit.authoring.generate import generate


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"grade_id": "total"', '"grade_id": "Total-1"', "Total-1: grade ids are snake_case"),
        ('"points": 2', '"points": 0', "total_test: a graded cell is worth more than 0"),
        ('"grade_id": "total_test"', '"grade_id": "sum_test"', "add a locked graded cell with"),
        ("assert total_of", "open('data.csv')\nassert total_of", "relative path"),
        ("### BEGIN SOLUTION\n", "", "an answer without ### BEGIN SOLUTION"),
        ("# # Contoh", "# # Contoh total_of_everything = 1 + 1 + 40", None),
        ('"total_test"', '"other_test"', "the lab has no such graded cell"),
    ],
)
def test_a_fault_is_found(small_layout, coursekit, old, new, words):
    path = small_layout.lab_source("01-contoh")
    path.write_text(path.read_text().replace(old, new))
    output = coursekit("lint").output
    if words is None:  # text that the author shows elsewhere is no leak
        assert "solution text" not in output
    else:
        assert words in output


FORM = """
# %% tags=["formulir"] nbgrader={nbgrader}
from labkit.forms import form

form("cerita", [{{"id": "kisah", "kind": "text", "text": "Apa yang berubah?", "rubric": [
    {{"points": 4, "words": "Ada warga."}}, {{"points": 0, "words": "Tidak ada."}}]}}])

{cell} coursekit={{"answer": "{answer}"}}
### BEGIN SOLUTION
Contoh.
### END SOLUTION
"""


@pytest.mark.parametrize(
    ("answer", "more", "words"),
    [
        ("cerita/kisah", {}, None),
        ("cerita/lain", {}, "story: cerita/lain: no such question"),
        ("lain/kisah", {}, "story: lain/kisah: no form cell of the lab declares this form"),
        ("cerita/kisah", {"points": 3}, "story: cerita/kisah: 3 points, but the best level has 4"),
        ("cerita/kisah", {"grade": False}, "the cell is to be both an answer and graded"),
    ],
)
def test_a_cell_for_a_text_fits_its_question(small_layout, coursekit, marker, answer, more, words):
    path = small_layout.lab_source("01-contoh")
    cell = marker("story", " [markdown]", **({"grade": True, "solution": True, "points": 4} | more))
    form = marker("story_form", locked=True).partition("nbgrader=")[2]
    path.write_text(path.read_text() + FORM.format(nbgrader=form, cell=cell, answer=answer))
    output = coursekit("lint").output
    if words:
        assert words in output
    else:
        assert "cerita/kisah" not in output


@pytest.mark.parametrize(("points", "found"), [(0, False), (2, True)])
def test_extra_credit_stands_on_a_test_of_no_points(small_layout, coursekit, points, found):
    path = small_layout.lab_source("01-contoh")
    text = path.read_text().replace('"points": 2', f'"points": {points}')
    lines = [
        line + ' coursekit={"extra_credit": 5}' if "total_test" in line else line
        for line in text.splitlines()
    ]
    path.write_text("\n".join(lines))
    output = coursekit("lint").output
    assert ("a cell with extra credit is a test of 0 points" in output) == found
    assert "more than 0 points" not in output


def test_a_clean_lab_has_no_findings(small_layout, coursekit):
    generate(small_layout, ["01-contoh"])
    result = coursekit("lint")
    assert (result.exit_code, result.output) == (0, "No findings.\n")


def test_solution_text_in_a_released_notebook_is_found(small_layout, coursekit):
    generate(small_layout, ["01-contoh"])
    lab = small_layout.labs / "01-contoh" / "01-contoh.ipynb"
    lab.write_text(lab.read_text().replace("# Contoh", "total_of_everything = 1 + 1 + 40"))
    result = coursekit("lint", "--json")
    assert result.exit_code == 1
    assert "solution text in labs/" in json.loads(result.output)[0]["fault"]


def test_a_section_that_the_lesson_lacks_is_found(small_layout, coursekit):
    generate(small_layout, ["01-contoh"])
    (small_layout.book / "01-contoh.md").write_text("# Contoh\n")
    assert "menjumlah: no heading" in coursekit("lint").output


@pytest.mark.parametrize("folder", ["solutions", "labs"])
def test_an_answer_file_beside_a_notebook_is_refused(small_layout, coursekit, folder):
    generate(small_layout, ["01-contoh"])
    stray = small_layout.root / folder / "01-contoh" / "jawaban" / "penilaian.json"
    stray.parent.mkdir()
    stray.write_text("{}")
    result = coursekit("lint")
    assert result.exit_code == 1
    assert f"{folder}/01-contoh/jawaban/penilaian.json" in result.output
    assert "over every trainee's own file" in result.output
    refused = coursekit("release")
    assert refused.exit_code != 0 and "jawaban/penilaian.json" in refused.output
    stray.unlink()
    assert coursekit("lint").output == "No findings.\n"
