"""A throw-away unit 99 comes by one folder, one lesson and one line of the syllabus."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coursekit.book.build import build_book
from coursekit.core.layout import CourseLayout, find_layout
from coursekit.core.syllabus import load_syllabus

pytestmark = pytest.mark.e2e

SOURCE = find_layout(Path(__file__).parent)
UNIT = "99-coba"
LEFT = shutil.ignore_patterns(
    *(".git", ".venv", "var", "_build", "__pycache__", "node_modules", ".*_cache", ".hypothesis"),
    *("tests", "benchmarks"),
)
DATA = """\
title: Percobaan
summary: Unit yang dibuang lagi.
hours: 1
minutes: 20
available: true
weight: 12
objectives:
  - {text: Menjumlah., section: menjumlah, grades: [total_test]}
"""
LESSON = """\
# Percobaan

```{unit-card} 99-coba
```

## Menjumlah

Satu ditambah satu adalah dua.

## Lanjut ke lab

```{lab-link} 99-coba
```
"""


def lab():
    """The lab as percent text: one answer, one test."""
    known = {"schema_version": 3, "task": False}
    answer = {"grade": False, "grade_id": "total", "locked": False, "solution": True, **known}
    test = {"grade": True, "grade_id": "total_test", "locked": True, "points": 2, **known}
    return f"""\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Lab 99 · Percobaan

# %% nbgrader={json.dumps(answer)}
jumlah = None
### BEGIN SOLUTION
jumlah = 1 + 1
### END SOLUTION

# %% nbgrader={json.dumps({**test, "solution": False})}
assert jumlah == 2
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the checkout with the unit added, and the files that were touched for it."""
    root = tmp_path_factory.mktemp("salinan") / "course"
    shutil.copytree(SOURCE.root, root, ignore=LEFT, symlinks=True)
    layout = CourseLayout(root)
    folder = layout.units / UNIT
    folder.mkdir()
    (folder / "unit.yml").write_text(DATA)
    (folder / "lab.py").write_text(lab())
    (layout.book / f"{UNIT}.md").write_text(LESSON)
    with layout.syllabus.open("a") as syllabus:
        syllabus.write(f"  - {UNIT}\n")
    call(layout, "generate", UNIT)
    return layout


def call(layout, *arguments):
    command = [Path(sys.executable).with_name("coursekit"), *arguments]
    environment = {**os.environ, "COURSEKIT_ROOT": str(layout.root)}
    told = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


def test_everything_is_as_its_source_and_without_a_fault(copy):
    call(copy, "generate", "--check")
    assert call(copy, "lint").endswith("No findings.\n")
    assert (copy.labs / UNIT / f"{UNIT}.ipynb").is_file()


def test_weights_of_the_others_give_way(copy):
    before, after = (load_syllabus(one.syllabus) for one in (SOURCE, copy))
    assert sum(unit.weight for unit in after.labs) == pytest.approx(100)
    ratio = {new.weight / old.weight for old, new in zip(before.labs, after.labs, strict=False)}
    assert max(ratio) - min(ratio) < 1e-9 and max(ratio) < 1


def test_the_book_has_the_lesson_in_its_place(copy):
    site = build_book(copy)
    lesson = (site / f"{UNIT}.html").read_text()
    assert (site / "unduh" / f"{UNIT}.zip").is_file() and f"unduh/{UNIT}.zip" in lesson
    links = re.findall(r'href="(\d\d-[a-z-]+)\.html"', (site / "silabus.html").read_text())
    order = list(dict.fromkeys(links))
    assert order == sorted(order) and order[-1] == UNIT
    assert "99 Percobaan" in (site / "index.html").read_text()
