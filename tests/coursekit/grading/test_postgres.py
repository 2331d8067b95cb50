"""The gradebook on a real PostgreSQL: the rows SQLite has, and a held table is waited for."""

import threading

import pytest
import sqlalchemy

from coursekit.grading.assignment.result import Sheet
from coursekit.grading.processes.forkserver import ForkServer
from coursekit.grading.processes.forkserver_types import ForkServerSettings
from coursekit.grading.run import gradebook
from coursekit.grading.run.pipeline import Choices, grade_assignment

pytestmark = pytest.mark.e2e
OWNERS = ("sekda", "bappeda", "o'brien")


@pytest.fixture(scope="module")
def courses(lab, postgres, tmp_path_factory):
    made = {
        "sqlite": lab.make_course(tmp_path_factory.mktemp("sqlite")),
        "postgresql": lab.make_course(tmp_path_factory.mktemp("postgresql"), db_url=postgres()),
    }
    for course in made.values():
        for owner, answer in zip(OWNERS, (lab.ANSWER, "number = 3.25", lab.ANSWER), strict=True):
            lab.hand_in(course, owner, answer=answer)
    return made


def grade(course, lab, **chosen):
    forkserver = ForkServer(ForkServerSettings(warm=("numpy", "pandas"), cells=(lab.SETUP,)))
    return grade_assignment(course, lab.LAB, Choices(workers=1, **chosen), forkserver=forkserver)


def test_both_hold_the_same_rows(courses, lab):
    for course in courses.values():
        assert grade(course, lab).failed == []
    rows = {name: lab.rows_of(course) for name, course in courses.items()}
    assert rows["postgresql"] == rows["sqlite"]
    assert rows["postgresql"]["o'brien", "plain_test"] == (2.0, None, False)
    assert grade(courses["postgresql"], lab).skipped == len(OWNERS)


def test_a_held_table_is_waited_for_with_a_word(courses, lab, monkeypatch):
    monkeypatch.setattr(gradebook, "_LOCK_SERVER", 200)
    monkeypatch.setattr(gradebook, "_LOCK_PAUSE", 0.1)
    course, told = courses["postgresql"], []
    engine = sqlalchemy.create_engine(course.db_url)
    held = engine.connect()
    held.execute(sqlalchemy.text("lock table grade in access exclusive mode"))
    timer = threading.Timer(1.0, held.rollback)
    timer.start()
    sheet = Sheet(scores={"plain_test": 1.0})
    with gradebook.open_book(course.db_url, course.course_id, told.append) as book:
        writer = gradebook.Writer(book, lab.LAB, None, told.append)
        writer.write([gradebook.Entry("sekda", None, {lab.LAB: sheet})])
    timer.join()
    held.close()
    engine.dispose()
    assert any("Buku nilai sedang dipakai program lain" in line for line in told)
    assert lab.rows_of(course)["sekda", "plain_test"] == (1.0, None, False)
