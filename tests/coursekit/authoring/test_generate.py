"""Generation is exact, repeatable and leaks nothing."""

import json

import pytest

from coursekit.authoring.generate import build, check, generate
from coursekit.core.notebooks import read_percent

UNITS = ["01-contoh"]


def released(layout):
    return (layout.labs / "01-contoh" / "01-contoh.ipynb").read_text()


def test_twice_gives_the_same_bytes(small_layout):
    assert build(small_layout, UNITS) == build(small_layout, UNITS)


def test_a_fresh_build_has_no_drift_and_nothing_left_to_do(small_layout):
    assert len(generate(small_layout, UNITS)) == 2
    assert generate(small_layout, UNITS) == []
    assert check(small_layout, UNITS) == []


def test_labs_hold_no_answer_no_hidden_test_no_noise(small_layout):
    generate(small_layout, UNITS)
    text = released(small_layout)
    for secret in ("1 + 1 + 40", "== 42", "BEGIN", "jupytext"):
        assert secret not in text
    for cell in json.loads(text)["cells"]:
        assert not cell.get("outputs") and not cell.get("execution_count")


def test_graded_cells_are_called_by_their_grade_id(small_layout):
    cells = read_percent(small_layout.lab_source("01-contoh")).cells
    assert [cell["id"] for cell in cells[1:]] == ["total", "total_test"]


def test_inserting_a_cell_renames_no_other(small_layout):
    path = small_layout.lab_source("01-contoh")
    before = {cell["id"] for cell in read_percent(path).cells}
    path.write_text(path.read_text().replace("# # Contoh\n", "# # Contoh\n\n# %%\nx = 1\n", 1))
    after = {cell["id"] for cell in read_percent(path).cells}
    assert before < after and len(after) == len(before) + 1


@pytest.mark.parametrize("damage", ["edit", "delete", "orphan"])
def test_drift_is_found_and_named(small_layout, coursekit, damage):
    generate(small_layout, UNITS)
    lab = small_layout.labs / "01-contoh" / "01-contoh.ipynb"
    if damage == "edit":
        lab.write_text(lab.read_text().replace("Contoh", "contoh"))
    elif damage == "delete":
        lab.unlink()
    else:
        lab = small_layout.labs / "99-lama" / "99-lama.ipynb"
        lab.parent.mkdir()
        lab.write_text("{}")
    result = coursekit("generate", "--check")
    assert result.exit_code == 1
    assert str(lab.relative_to(small_layout.root)) in result.output


def test_a_stray_file_beside_a_notebook_is_refused(small_layout, coursekit):
    generate(small_layout, UNITS)
    stray = small_layout.solutions / "01-contoh" / "jawaban" / "nilai.json"
    stray.parent.mkdir()
    stray.write_text("{}")
    assert coursekit("generate").exit_code == 1
    assert "nilai.json" in coursekit("lint").output


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("print(1)\n", ":1: no cell"),
        ('# %% nbgrader={"grade": true,\nx = 1\n', ":1: nbgrader is not valid JSON"),
        (
            '# %% nbgrader={"grade_id": "a"}\n1\n\n# %% nbgrader={"grade_id": "a"}\n2\n',
            ":4: grade id 'a' stands already in line 1",
        ),
    ],
)
def test_a_broken_percent_text_is_named_in_one_line(small_layout, coursekit, text, place):
    (small_layout.lab_source("01-contoh")).write_text(text)
    result = coursekit("generate")
    assert result.exit_code == 2
    assert f"01-contoh/lab.py{place}" in result.output and result.output.count("\n") == 1


def test_an_unknown_unit_is_named_and_the_known_ones_offered(coursekit):
    result = coursekit("generate", "77-tiada")
    assert result.exit_code == 2
    assert "77-tiada" in result.output and "01-contoh" in result.output


def test_a_missing_lab_is_named(small_layout, coursekit):
    (small_layout.lab_source("01-contoh")).unlink()
    result = coursekit("generate")
    assert result.exit_code == 2 and "no such lab" in result.output


def test_the_subjects_tables_are_built_first_and_checked(small_layout, coursekit, capfd):
    script = small_layout.root / "build.py"
    script.write_text("import sys; print('tables differ'); sys.exit('--check' in sys.argv)\n")
    text = small_layout.syllabus.read_text()
    small_layout.syllabus.write_text(text + "builders: [build.py]\n")
    assert coursekit("generate").exit_code == 0
    assert "tables differ" in capfd.readouterr().out
    result = coursekit("generate", "--check")
    assert result.exit_code == 1 and "build.py: tables differ" in result.output
