"""`coursekit autograde`, from a released lab to marks in the gradebook."""

import csv
import json
import shutil
import tempfile
from pathlib import Path

import golden
import openpyxl
import pytest
from nbgrader.api import Gradebook

from coursekit.authoring.generate import generate
from coursekit.core.notebooks import to_bytes
from coursekit.nbgrader_ops import operations

pytestmark = pytest.mark.e2e
UNIT = "01-contoh"


@pytest.fixture(scope="module")
def kept():
    """The released lab with its submissions, made once: path of a copy, when there is one."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder, "house")


@pytest.fixture
def handed_in(small_layout, kept):
    if kept.exists():
        shutil.copytree(kept, small_layout.root, dirs_exist_ok=True)
        return small_layout
    generate(small_layout, [UNIT])
    small_layout.var.mkdir()
    operations.release(small_layout, [UNIT])
    for name, make in {"sekda": golden.perfect, "bappeda": golden.blank}.items():
        folder = small_layout.var / "submitted" / name / UNIT
        folder.mkdir(parents=True)
        notebook = make(small_layout, UNIT).notebook
        (folder / f"{UNIT}.ipynb").write_bytes(to_bytes(notebook))
    shutil.copytree(small_layout.root, kept)
    return small_layout


def marks(layout):
    with Gradebook(f"sqlite:///{layout.gradebook}", "contoh") as book:
        return {item.student.id: item.score for item in book.assignment_submissions(UNIT)}


def test_marks_reach_the_gradebook_and_nothing_is_graded_twice(handed_in, coursekit):
    result = coursekit("autograde", UNIT)
    assert result.exit_code == 0, result.output
    assert marks(handed_in) == {"sekda": 2, "bappeda": 0}
    assert "2 unchanged" in coursekit("autograde", UNIT).output
    told = json.loads(coursekit("report", UNIT, "--json").output)
    assert {row["owner"]: row["score"] for row in told["rows"]} == {"sekda": 2, "bappeda": 0}
    assert told["items"][0]["difficulty"] == 0.5


def test_a_file_under_a_wrong_name_is_graded_and_both_names_are_told(handed_in, coursekit):
    folder = handed_in.var / "submitted" / "sekda" / UNIT
    (folder / f"{UNIT}.ipynb").rename(folder / "tugas saya.txt")
    result = coursekit("autograde", UNIT)
    assert marks(handed_in) == {"sekda": 2, "bappeda": 0}
    told = f"sekda: Berkas tugas saya.txt seharusnya bernama {UNIT}.ipynb; isinya dikenali"
    assert told in result.output


def test_the_gradebook_becomes_tables(handed_in, coursekit, tmp_path):
    assert coursekit("autograde", UNIT).exit_code == 0
    assert coursekit("export", str(tmp_path / "nilai.csv")).exit_code == 0
    rows = list(csv.DictReader((tmp_path / "nilai.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["trainee"]: float(row["percent"]) for row in rows} == {"bappeda": 0, "sekda": 100}
    assert coursekit("export", str(tmp_path / "nilai.xlsx")).exit_code == 0
    sheet = openpyxl.load_workbook(tmp_path / "nilai.xlsx")["Hasil"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["bappeda", "sekda"]
    assert coursekit("export", str(tmp_path / "nilai.txt")).exit_code == 2


def test_a_lab_whose_own_solution_fails_takes_marks_from_nobody(handed_in, coursekit):
    source = handed_in.solutions / UNIT / f"{UNIT}.ipynb"
    source.write_text(source.read_text().replace("1 + 1 + 40", "1 + 1 + 41"))
    result = coursekit("autograde", UNIT)
    assert result.exit_code == 1
    assert "own solution fails" in result.output and "total_test" in result.output
    assert marks(handed_in) == {}


def test_somebody_who_handed_in_nothing_is_refused_with_the_nearest(handed_in, coursekit):
    result = coursekit("autograde", UNIT, "--trainee", "sekada")
    assert result.exit_code == 2 and "did you mean sekda?" in result.output
    assert marks(handed_in) == {}
    assert coursekit("autograde", UNIT, "--trainee", "Sekda").exit_code == 0
    assert marks(handed_in) == {"sekda": 2}
