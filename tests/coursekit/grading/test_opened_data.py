"""Data that opened with a lab: grading puts the true ones there, whatever was handed in."""

import json

import golden
import pytest
from nbgrader.api import Gradebook

from coursekit.authoring.generate import generate
from coursekit.core.notebooks import to_bytes
from coursekit.nbgrader_ops import operations

pytestmark = pytest.mark.e2e
UNIT = "01-contoh"
READS = """
{answer}
from labkit.opened import opened

### BEGIN SOLUTION
tingkat = opened("evaluated")["level"]
### END SOLUTION

{test}
from labkit.opened import opened

assert tingkat == opened("evaluated")["level"] == 3
"""


@pytest.fixture
def layout(small_layout, marker):
    path = small_layout.lab_source(UNIT)
    cells = READS.format(
        answer=marker("level", solution=True),
        test=marker("level_test", grade=True, locked=True, points=2),
    )
    path.write_text(path.read_text() + cells)
    unit = small_layout.unit_data(UNIT)
    unit.write_text(f"{unit.read_text()}opens: {{date: 2026-01-01}}\nopens_data: [evaluated]\n")
    (small_layout.hub / "settings.yaml").write_text("grading: {case: 'builtins:str'}\n")
    small_layout.var.mkdir()
    generate(small_layout, [UNIT])
    operations.release(small_layout, [UNIT])
    return small_layout


def opens(layout, owner, level):
    """The case of a person is here his name: the settings name a function that returns it."""
    place = layout.answer_keys / "opened" / owner / "evaluated.json"
    place.parent.mkdir(parents=True)
    place.write_text(json.dumps({"level": level}))


def hand_in(layout, owner, files):
    folder = layout.var / "submitted" / owner / UNIT
    folder.mkdir(parents=True)
    (folder / f"{UNIT}.ipynb").write_bytes(to_bytes(golden.perfect(layout, UNIT).notebook))
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)


def marks(layout):
    with Gradebook(f"sqlite:///{layout.gradebook}", "contoh") as book:
        return {
            one.student.id: book.find_grade("level_test", UNIT, UNIT, one.student.id).score
            for one in book.assignment_submissions(UNIT)
        }


def test_the_true_data_are_there_when_a_lab_is_marked(layout, coursekit):
    for owner, level in {"acuan": 3, "sekda": 3, "bappeda": 3, "lurah": 2}.items():
        opens(layout, owner, level)
    hand_in(layout, "sekda", {})
    hand_in(layout, "bappeda", {"dibuka/evaluated.json": json.dumps({"level": 5})})
    hand_in(layout, "lurah", {"dibuka/evaluated.json": json.dumps({"level": 3})})
    told = coursekit("autograde", UNIT)
    assert told.exit_code == 0, told.output
    assert marks(layout) == {"sekda": 2, "bappeda": 2, "lurah": 0}


def test_a_case_without_its_data_is_named_and_stops_nobody_else(layout, coursekit):
    opens(layout, "acuan", 3)
    opens(layout, "sekda", 3)
    hand_in(layout, "sekda", {})
    hand_in(layout, "tamu", {})
    told = coursekit("autograde", UNIT)
    assert told.exit_code == 1 and "tamu" in told.output
    assert marks(layout) == {"sekda": 2}
    report = json.loads((layout.var / "grading" / UNIT / "submissions" / "tamu.json").read_text())
    assert "tamu/evaluated.json: missing" in report["fault"]
