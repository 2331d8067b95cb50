"""Instant feedback: what the visible tests say of a submission, seconds after it came.

Run by the exchange service as a process of its own while something waits; ends after a while
without work. Only what a trainee could run himself is run, in a clean interpreter of the
grader: hidden tests are cut out beforehand and no key is handed out, so that nothing here can
be climbed like a ladder. Nothing goes into the gradebook.

Effects: the exchange's records, and the grader's processes.
"""

from __future__ import annotations

import dataclasses
import logging
import os
import tempfile
import time
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from coursekit.core.layout import CourseLayout
from coursekit.exchange.model.archive import pack, unpack
from coursekit.exchange.model.submission import TestSaid
from coursekit.exchange.server.store import Store
from coursekit.grading.assignment.findings import SPEAKING
from coursekit.grading.assignment.result import Result, Sheet

__all__ = ["VisibleTests", "check_waiting", "read_tests", "work"]

_IDLE_SECONDS = 600
_PAUSE = 0.5
_KEPT = 2  # labs whose grader stays warm
_MESSAGE = 300
_UNREAD = "Jawaban untuk pemeriksaan ini tidak ditemukan atau tidak dapat dibaca."
_SENTENCES = ("", *SPEAKING, "BelumAda", "JenisBerbeda")  # names that would add nothing
_log = logging.getLogger("coursekit.instant")


class VisibleTests:
    """The visible tests of one lab, with an interpreter that is warm."""

    def __init__(self, layout: CourseLayout, unit: str) -> None:
        from nbgrader.api import Gradebook

        from coursekit.grading.processes.forkserver import ForkServer
        from coursekit.grading.processes.worker_pool import WorkerPool
        from coursekit.grading.run.lab_spec import read_spec
        from coursekit.grading.run.reference import REFERENCE_OWNER, recorded
        from coursekit.grading.sandbox.limits import Limits
        from coursekit.nbgrader_ops.grade import grading_course

        self._course = grading_course(layout)
        self._overlay = self._course.overlay(unit)
        self._silent: frozenset[str] = frozenset()
        self._forkserver = ForkServer(self._course.forkserver_settings(unit))
        try:
            with Gradebook(self._course.db_url, self._course.course_id) as book:
                spec = read_spec(book, unit, self._course.source_of(unit))
            self._forkserver.probe()
            whole = recorded(WorkerPool(self._forkserver, Limits(), 1), self._course, spec)
            limits = Limits(cell=15, submission=60, cpu=60)
            self._workers = WorkerPool(self._forkserver, limits, 1)
            self.spec = dataclasses.replace(_visible(whole), limits=limits)
            # What even the untouched lab passes says nothing of an answer: it tests in hiding.
            blank = self.check(REFERENCE_OWNER, pack(layout.labs / unit))
            self._silent = frozenset(one.test for one in blank if one.passed)
        except BaseException:
            self.close()
            raise

    def check(self, owner: str, archive: bytes) -> list[TestSaid]:
        """Return what each visible test says of a submission."""
        from coursekit.grading.assignment.intake import read_submission

        with tempfile.TemporaryDirectory(prefix="coursekit-instant-") as scratch:
            folder = Path(scratch, "lab")
            unpack(archive, folder)
            intake = read_submission(owner, folder)
        job = intake.job(self.spec.as_dict(), self._overlay, None)
        result = self._workers.mark(job | self._course.private(self.spec.assignment, owner))
        return [
            dataclasses.replace(one, passed=None)
            if one.passed and one.test in self._silent
            else one
            for one in read_tests(self.spec, result)
        ]

    def close(self) -> None:
        """End the interpreters."""
        self._forkserver.close()


def _visible(spec: Any) -> Any:
    """Return an assignment without its hidden tests."""
    from coursekit.grading.assignment.spec import public_source

    notebooks = tuple(
        dataclasses.replace(
            one,
            cells=tuple(
                dataclasses.replace(cell, source=public_source(cell.source))
                if cell.locked
                else cell
                for cell in one.cells
            ),
        )
        for one in spec.notebooks
    )
    return dataclasses.replace(spec, notebooks=notebooks)


def read_tests(spec: Any, result: Result) -> list[TestSaid]:
    """Return one entry a visible test, in the order of the notebook."""
    entries = []
    for notebook in spec.notebooks:
        sheet = result.sheets.get(notebook.name, Sheet())
        for cell in notebook.cells:
            if not cell.is_test or not cell.source.strip():
                continue
            kind, _, words = sheet.errors.get(cell.grade_id, "").partition(": ")
            passed = None if kind == "KeyMissing" else not kind
            # A notebook that cannot be read has no errors, only no points.
            if passed and (sheet.scores.get(cell.grade_id) or 0.0) < cell.points:
                passed, words = False, words or _UNREAD
            said = words if kind in _SENTENCES else f"{kind}: {words}"
            entries.append(TestSaid(cell.grade_id, passed, said[:_MESSAGE]))
    return entries


def check_waiting(
    store: Store, course: str, labs: Iterable[str], per_hour: int, tests_of: Any
) -> int:
    """Give every waiting submission its verdict; return how many there were.

    Parameters
    ----------
    per_hour : int
        Checks of one trainee and lab.
    tests_of : callable
        Unit → `VisibleTests`.
    """
    waiting = store.verdicts.waiting(course, labs)
    seen = set()
    for row in waiting:
        who = (row["course"], row["assignment"], row["trainee"])
        state, tests = "done", []
        if who in seen:
            state = "older"
        elif store.verdicts.lately(*who) >= per_hour:
            state = "limited"
        else:
            try:
                receipt = store.ledger.submission(course, row["id"])
                with store.open_submitted(receipt) as source:
                    tests = tests_of(row["assignment"]).check(row["trainee"], source.read())
            except Exception as error:  # one submission, or one lab, never stops the others
                _log.warning("%s of %s: %s", row["assignment"], row["trainee"], error)
                state = "failed"
        seen.add(who)
        store.verdicts.put(row["id"], state, tests)
    return len(waiting)


def work(layout: CourseLayout) -> None:
    """Check what comes until nothing came for a while, or the service is gone."""
    from coursekit.core.syllabus import load_syllabus
    from coursekit.exchange.server.setup import instant_of, open_store
    from coursekit.nbgrader_ops.config import programs_on_path

    programs_on_path()
    store, course = open_store(layout), load_syllabus(layout.syllabus).course_id
    kept: OrderedDict[tuple[str, str | None], VisibleTests] = OrderedDict()

    def tests_of(unit: str) -> VisibleTests:
        # A lab that was released anew has other tests.
        known = (unit, store.ledger.released_hash(course, unit))
        if known not in kept:
            if len(kept) == _KEPT:
                kept.popitem(last=False)[1].close()
            kept[known] = VisibleTests(layout, unit)
        kept.move_to_end(known)
        return kept[known]

    service, busy = os.getppid(), time.monotonic()
    try:
        while os.getppid() == service and time.monotonic() - busy < _IDLE_SECONDS:
            labs, per_hour = instant_of(layout)
            if labs and check_waiting(store, course, labs, per_hour, tests_of):
                busy = time.monotonic()
            else:
                time.sleep(_PAUSE)
    finally:
        for tests in kept.values():
            tests.close()
        store.close()


if __name__ == "__main__":
    from coursekit.core.layout import find_layout
    from coursekit.system.service_log import start_log

    start_log()
    work(find_layout())
