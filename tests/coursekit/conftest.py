"""A small checkout of one lab, for tests of the commands."""

import json
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner
from exchange_service import Service
from nbgrader.api import Gradebook

from coursekit.cli import main
from coursekit.core.layout import CourseLayout
from coursekit.nbgrader_ops.config import programs_on_path

SYLLABUS = """\
title: Contoh
course_id: contoh
pass_percent: 70
units:
  - 01-contoh
"""
UNIT = """\
title: Contoh
hours: 1
available: true
weight: 100
objectives:
  - {text: Menjumlah., section: menjumlah, grades: [total_test]}
"""


def percent_marker(grade_id, kind="", **given):
    """The marker line of a percent text: what of nbgrader's metadata is not given is false."""
    known = {"grade": False, "locked": False, "solution": False, "task": False} | given
    known |= {"grade_id": grade_id, "schema_version": 3}
    return f"# %%{kind} nbgrader={json.dumps(known, sort_keys=True)}"


LAB = f"""\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Contoh

{percent_marker("total", solution=True)}
### BEGIN SOLUTION
total_of_everything = 1 + 1 + 40
### END SOLUTION

{percent_marker("total_test", grade=True, locked=True, points=2)}
assert total_of_everything > 0
### BEGIN HIDDEN TESTS
assert total_of_everything == 42
### END HIDDEN TESTS
"""


@pytest.fixture
def small_layout(tmp_path):
    """A checkout with one lab, not generated yet."""
    layout = CourseLayout(tmp_path)
    for folder in (
        layout.lab_source("01-contoh").parent,
        layout.hub,
        layout.book,
        layout.solutions,
        layout.labs,
    ):
        folder.mkdir(parents=True)
    layout.syllabus.write_text(SYLLABUS)
    layout.unit_data("01-contoh").write_text(UNIT)
    layout.lab_source("01-contoh").write_text(LAB)
    (layout.book / "01-contoh.md").write_text("# Contoh\n\n## Menjumlah\n")
    return layout


@pytest.fixture(scope="session")
def new_gradebook(tmp_path_factory):
    """An empty gradebook to copy: nbgrader runs a program of its own for each new one."""
    path = tmp_path_factory.mktemp("gradebook") / "gradebook.db"
    programs_on_path()
    with Gradebook(f"sqlite:///{path}"):
        return path


@pytest.fixture
def graded_layout(small_layout, new_gradebook):
    """The small checkout with an empty gradebook."""
    small_layout.gradebook.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(new_gradebook, small_layout.gradebook)
    return small_layout


@pytest.fixture
def coursekit(small_layout, monkeypatch):
    """Call the command line inside the small checkout."""
    monkeypatch.setenv("COURSEKIT_ROOT", str(small_layout.root))
    return lambda *arguments: CliRunner().invoke(main, arguments)


@pytest.fixture
def serve_store():
    """Serve a store until the test ends."""
    services = []

    def serve(store):
        services.append(Service(store))
        return services[-1]

    yield serve
    for service in services:
        service.stop()


@pytest.fixture
def serving():
    """The number of a process that looks like `coursekit serve`."""
    command = [sys.executable, "-c", "print(flush=True); import time; time.sleep(60)", "serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        process.stdout.readline()  # a program that has only just started has no name yet
        yield process.pid
        process.kill()


@pytest.fixture(scope="session")
def marker():
    """`percent_marker`, for tests that cannot import a conftest by name."""
    return percent_marker
