"""Kill -9 at any point: nothing is lost, nothing is marked twice, a later run goes on."""

import gc
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from coursekit.grading.assignment.result import Result, Sheet
from coursekit.grading.processes.forkserver import ForkServer
from coursekit.grading.processes.forkserver_types import ForkServerSettings
from coursekit.grading.processes.worker_pool import WorkerPool
from coursekit.grading.run import gradebook, lab_spec, marked_files, pipeline
from coursekit.grading.run.pipeline import Choices, grade_assignment

OWNERS = tuple(f"peserta{number}" for number in range(4))
SLOW = "\nimport time\ntime.sleep(0.4)"


def kill(pid):
    os.kill(pid, signal.SIGKILL)


def strike(forkserver, monkeypatch, whom, times):
    """Kill one of the processes of the next `times` submissions as soon as they exist."""
    left, fork = [None] * times, forkserver.pair

    def pair(*arguments):
        made = fork(*arguments)
        if left:
            left.pop()
            kill(whom(made))
        return made

    monkeypatch.setattr(forkserver, "pair", pair)


def judge_of(pair):
    """The judge's process as this machine numbers it: the assignment process' youngest child."""
    children = Path(
        f"/proc/{pair.assignment_process.pid}/task/{pair.assignment_process.pid}/children"
    ).read_text()
    return max(int(one) for one in children.split())


@pytest.fixture
def own_farm(lab):
    with ForkServer(ForkServerSettings(warm=("numpy", "pandas"), cells=(lab.SETUP,))) as forkserver:
        yield forkserver


@pytest.mark.parametrize(
    "whom",
    [lambda pair: pair.student, judge_of, lambda pair: pair.assignment_process.pid],
    ids=["trainee's interpreter", "judge", "assignment_process"],
)
def test_a_process_killed_from_outside_costs_no_mark(workers, spec, lab, monkeypatch, whom):
    strike(workers.forkserver, monkeypatch, whom, 1)
    result = workers.mark(lab.job_of(spec))
    assert {key: result.sheets[lab.LAB].scores[key] for key in lab.FULL} == lab.FULL
    assert result.damage == ()


def test_a_submission_that_kills_its_judge_twice_is_set_aside(workers, spec, lab, monkeypatch):
    strike(workers.forkserver, monkeypatch, judge_of, 2)
    results = dict(workers.run([("racun", lab.job_of(spec)), ("baik", lab.job_of(spec))]))
    set_aside = [name for name, result in results.items() if not result.sheets]
    monkeypatch.undo()
    assert len(set_aside) <= 1  # the two kills may fall on two submissions, which then go on
    for name in set_aside:
        assert [item.code for item in results[name].damage] == ["quarantined"]
    alone = WorkerPool(workers.forkserver, workers.limits, 1)
    strike(workers.forkserver, monkeypatch, judge_of, 2)
    result = alone.mark(lab.job_of(spec))
    assert [item.code for item in result.damage] == ["quarantined"]
    assert "judge" in result.fault


@pytest.mark.e2e
def test_a_killed_server_is_replaced_and_the_batch_goes_on(own_farm, spec, lab):
    workers = WorkerPool(own_farm, spec.limits, 2)
    jobs = [
        (name, lab.job_of(spec, {lab.LAB: lab.notebook_of(lab.ANSWER + SLOW)})) for name in "abc"
    ]
    results = {}
    for name, result in workers.run(jobs):
        if not results:
            kill(own_farm.process.pid)
        results[name] = result
    assert set(results) == set("abc")
    for result in results.values():
        assert {key: result.sheets[lab.LAB].scores[key] for key in lab.FULL} == lab.FULL


@pytest.fixture
def course(lab, tmp_path):
    made = lab.make_course(tmp_path)
    for owner in OWNERS:
        lab.hand_in(made, owner)
    return made


def imagined(lab, score=2.0):
    """Results without any interpreter: every test earns `score`."""

    def execute(jobs):
        for intake, _ in jobs:
            scores = dict.fromkeys(lab.TESTS, score) | {"reason": None}
            told = {"comments": {"answer": None}, "errors": {}, "answers": {"reason": "a"}}
            yield intake, Result({lab.LAB: Sheet('{"cells": []}', scores, **told)})

    return execute


def run(course, lab, execute, **chosen):
    """The leader's own part, with `execute` in place of the workers."""
    tell = chosen.pop("tell", print)
    with gradebook.open_book(course.db_url, course.course_id, tell) as book:
        spec = lab_spec.read_spec(book, lab.LAB, course.source_of(lab.LAB))
        writer = gradebook.Writer(book, lab.LAB, None, tell)
        return pipeline._Run(course, spec, Choices(**chosen), writer).all(execute, lambda _: None)


def in_a_child(work):
    """Run `work` in a forked leader; return the signal that ended it."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    status = os.waitpid(pid, 0)[1]
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


POINTS = {
    "while submissions run": (pipeline._Run, "_flush"),
    "before a marked notebook is put in place": (marked_files, "write_autograded"),
    "in the middle of putting it there": (marked_files.shutil, "rmtree"),
    "before the marks are written": (gradebook.Writer, "write"),
    "before the marks are committed": (gradebook.Writer, "_write"),
    "after the marks, before they are called done": (marked_files, "write_report"),
}


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("again", [False, True], ids=["first run", "marked before"])
def test_a_killed_leader_loses_nothing(course, lab, monkeypatch, point, again):
    if again:
        run(course, lab, imagined(lab, 1.0), owners=OWNERS[:2])
        for one in OWNERS[:2]:
            lab.hand_in(course, one, answer=f"{lab.ANSWER}\n# sekali lagi")
    before = lab.rows_of(course)
    owner, name = POINTS[point]
    true, calls = getattr(owner, name), []

    def deadly(*arguments, **named):
        calls.append(name)
        if name == "write_report" and len(calls) == 1:
            return true(*arguments, **named)
        if name == "_write":
            true(*arguments, **named)
        kill(os.getpid())

    def leader():
        monkeypatch.setattr(owner, name, deadly)
        run(course, lab, imagined(lab))

    died = in_a_child(leader)
    if name != "rmtree" or again:
        assert died == signal.SIGKILL
    after = lab.rows_of(course)
    if name in ("_flush", "write_autograded", "write", "_write"):
        assert after == before
    summary = run(course, lab, imagined(lab))
    reported = [one for one in OWNERS if one not in {item.owner for item in summary.graded}]
    assert summary.skipped == len(reported)
    assert summary.total == len(OWNERS)
    marks = lab.rows_of(course)
    assert {key[0] for key in marks} == set(OWNERS)
    assert {marks[key][0] for key in marks if key[1] != "reason"} == {2.0}
    for owner in OWNERS:
        assert course.autograded_of(lab.LAB, owner).is_dir()
        assert [path.name for path in course.autograded_of(lab.LAB, owner).parent.iterdir()] == [
            lab.LAB
        ]
    assert run(course, lab, imagined(lab)).skipped == len(OWNERS)


# nbgrader leaves the connection behind of a gradebook that it could not open.
@pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")
def test_a_held_gradebook_is_waited_for_with_a_word(course, lab, monkeypatch):
    monkeypatch.setattr(gradebook, "_LOCK_PAUSE", 0.1)
    told = []
    with sqlite3.connect(
        course.db_url.split("///")[1].split("?")[0], check_same_thread=False
    ) as held:
        held.execute("begin exclusive")
        timer = threading.Timer(0.8, held.rollback)
        timer.start()
        summary = run(course, lab, imagined(lab), tell=told.append)
        timer.join()
    held.close()
    assert len(summary.graded) == len(OWNERS)
    assert lab.rows_of(course)[OWNERS[0], "plain_test"][0] == 2.0
    held_words = [line for line in told if "Buku nilai sedang dipakai program lain" in line]
    assert held_words
    gc.collect()


SCRIPT = """
import json, sys
from pathlib import Path
from coursekit.grading.run.course import GradingCourse
from coursekit.grading.run.pipeline import Choices, grade_assignment
told = json.loads(sys.argv[1])
told |= {"state": Path(told["state"]), "keys": Path(told["keys"])}
grade_assignment(GradingCourse(**told), "lab", Choices(workers=1))
"""


def family(pid):
    """Return all descendants of a process."""
    found = []
    for path in Path("/proc").glob(f"{pid}/task/*/children"):
        for child in path.read_text().split():
            found += [int(child), *family(int(child))]
    return found


@pytest.mark.e2e
def test_a_truly_killed_leader_leaves_no_process_and_a_later_run_goes_on(course, lab):
    for owner in OWNERS:
        lab.hand_in(course, owner, answer=lab.ANSWER + SLOW * 2)
    names = ("submitted", "autograded", "source", "db_url", "course_id", "state", "keys")
    told = json.dumps({name: str(getattr(course, name)) for name in names})
    leader = subprocess.Popen([sys.executable, "-c", SCRIPT, told])
    reports = course.state_of(lab.LAB) / "submissions"
    end = time.monotonic() + 60
    while not list(reports.glob("[!.]*.json")) and time.monotonic() < end:
        assert leader.poll() is None
        time.sleep(0.05)
    children = family(leader.pid)
    leader.kill()
    leader.wait()
    done = {path.stem: path.read_bytes() for path in reports.glob("[!.]*.json")}
    assert done and children
    end = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in children) and time.monotonic() < end:
        time.sleep(0.05)
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    summary = grade_assignment(course, lab.LAB, Choices(workers=1), tell=lambda _: None)
    assert summary.skipped == len(done) and summary.total == len(OWNERS)
    assert {name: (reports / f"{name}.json").read_bytes() for name in done} == done
    marks = lab.rows_of(course)
    assert all(marks[owner, test][0] == 2.0 for owner in OWNERS for test in lab.TESTS)


def test_marks_by_hand_stay_and_what_changed_under_them_is_flagged(course, lab):
    from nbgrader.api import Gradebook

    run(course, lab, imagined(lab))
    with Gradebook(course.db_url, "kursus") as book:
        for owner in OWNERS[:2]:
            for name in ("reason", "plain_test"):
                grade = book.find_grade(name, lab.LAB, lab.LAB, owner)
                grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()
    run(course, lab, imagined(lab), force=True)
    marks = lab.rows_of(course)
    assert marks[OWNERS[0], "reason"] == (None, 1.5, False)
    assert marks[OWNERS[0], "plain_test"] == (2.0, 1.5, False)

    def another_answer(jobs):
        for intake, result in imagined(lab, 0.0)(jobs):
            result.sheets[lab.LAB].answers["reason"] = "b"
            yield intake, result

    summary = run(course, lab, another_answer, force=True)
    marks = lab.rows_of(course)
    assert marks[OWNERS[0], "reason"] == (None, 1.5, True)
    assert marks[OWNERS[0], "plain_test"] == (0.0, 1.5, True)
    assert marks[OWNERS[2], "plain_test"] == (0.0, None, False)
    assert {one.moved for one in summary.graded} == {-2.0 * len(lab.TESTS)}


def test_nothing_that_one_hands_in_stops_the_others(course, lab):
    for owner in OWNERS:
        lab.hand_in(course, owner)
    halves = f"{lab.ANSWER}\ndef mean(xs): raise ValueError('\\ud800')"
    lab.hand_in(course, OWNERS[1], answer=halves)
    notebook = course.submitted_of(lab.LAB, OWNERS[2]) / f"{lab.LAB}.ipynb"
    notebook.unlink()
    notebook.mkdir()
    (notebook / "isi.txt").write_text("sebuah folder dengan nama notebook")
    summary = grade_assignment(course, lab.LAB, Choices())
    told = {one.owner: (one.status, one.score) for one in summary.graded}
    whole = ("intact", 10.0)
    partial, lost = ("intact", 6.0), ("unreadable", 0.0)
    assert told == dict(zip(OWNERS, (whole, partial, lost, whole), strict=True))
