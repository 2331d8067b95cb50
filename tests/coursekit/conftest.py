"""A small house of one lab, for tests of the commands."""

import pytest
from click.testing import CliRunner

from coursekit.cli import main
from coursekit.house import House

SYLLABUS = """\
title: Contoh
course_id: contoh
pass_percent: 70
units:
  - id: 01-contoh
    title: Contoh
    hours: 1
    available: true
    weight: 100
    objectives:
      - {text: Menjumlah., section: menjumlah, grades: [total_test]}
"""

LAB = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Contoh

# %% nbgrader={"grade": false, "grade_id": "total", "locked": false, "schema_version": 3, "solution": true, "task": false}
### BEGIN SOLUTION
total_of_everything = 1 + 1 + 40
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "total_test", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
assert total_of_everything > 0
### BEGIN HIDDEN TESTS
assert total_of_everything == 42
### END HIDDEN TESTS
"""  # noqa: E501 - the marker lines of percent text are long


@pytest.fixture
def small_house(tmp_path):
    """A checkout with one lab, not generated yet."""
    house = House(tmp_path)
    for folder in (house.notebooks, house.hub, house.book, house.solutions, house.labs):
        folder.mkdir(parents=True)
    house.syllabus.write_text(SYLLABUS)
    (house.notebooks / "01-contoh.py").write_text(LAB)
    (house.book / "01-contoh.md").write_text("# Contoh\n\n## Menjumlah\n")
    return house


@pytest.fixture
def coursekit(small_house, monkeypatch):
    """Call the command line inside the small house."""
    monkeypatch.setenv("COURSEKIT_ROOT", str(small_house.root))
    return lambda *arguments: CliRunner().invoke(main, arguments)
