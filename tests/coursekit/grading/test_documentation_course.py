"""nbgrader's own documentation course: every mark is stock nbgrader's."""

import json
import shutil
from pathlib import Path

import nbgrader
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from coursekit.core.errors import CourseError
from coursekit.core.layout import CourseLayout
from coursekit.grading.assignment.spec import IN_ANSWER
from coursekit.grading.run.course import course_of
from coursekit.grading.run.pipeline import Choices, grade_assignment
from coursekit.nbgrader_ops.config import programs_on_path

pytestmark = pytest.mark.e2e
GUIDE = Path(nbgrader.__file__).parent / "docs/source/user_guide"
UNIT = "ps1"
# It deletes a function and looks whether another one misses it.
BESIDE_THE_ANSWERS = "sum_of_squares_uses_squares"


def scratch(root):
    for step in ("source", "submitted"):
        shutil.copytree(GUIDE / step, root / "course/var" / step)
    config = Config()
    config.CourseDirectory.root = str(root / "course/var")
    config.CourseDirectory.course_id = "panduan"
    config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
    config.IncludeHeaderFooter.header = "source/header.ipynb"
    config.Execute.timeout = 60
    return config


def tag(root):
    path = root / "course/var/source" / UNIT / "problem1.ipynb"
    plain = json.loads(path.read_text())
    for cell in plain["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == BESIDE_THE_ANSWERS:
            cell["metadata"]["tags"] = [IN_ANSWER]
    path.write_text(json.dumps(plain))


def rows(config):
    with Gradebook(config.CourseDirectory.db_url, "panduan") as book:
        return sorted(
            (one.student.id, notebook.name, grade.name, grade.auto_score, grade.needs_manual_grade)
            for one in book.assignment_submissions(UNIT)
            for notebook in one.notebooks
            for grade in notebook.grades
        )


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    programs_on_path()
    config = scratch(tmp_path_factory.mktemp("stock"))
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    assert api.generate_assignment(UNIT)["success"]
    for name in ("bitdiddle", "hacker"):
        assert api.autograde(UNIT, name)["success"]
    return rows(config)


@pytest.fixture
def ours(tmp_path):
    programs_on_path()
    config = scratch(tmp_path)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    assert api.generate_assignment(UNIT)["success"]
    return tmp_path, config, course_of(CourseLayout(tmp_path), config)


def test_every_mark_is_stock_nbgraders(stock, ours):
    root, config, course = ours
    tag(root)
    summary = grade_assignment(course, UNIT, Choices(workers=2), tell=lambda _: None)
    assert not summary.failed
    assert rows(config) == stock and len(stock) == 18
    report = json.loads((course.state_of(UNIT) / "submissions/bitdiddle.json").read_text())
    assert report["forgeable"] == [BESIDE_THE_ANSWERS]


def test_without_the_tag_the_author_is_told_which_test_needs_it(ours):
    _, _, course = ours
    with pytest.raises(CourseError, match=BESIDE_THE_ANSWERS):
        grade_assignment(course, UNIT, tell=lambda _: None)
