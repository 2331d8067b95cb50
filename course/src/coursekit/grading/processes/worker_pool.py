"""Workers of one machine: each drives one pair of interpreters at a time and only moves bytes."""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any

from coursekit.grading.assignment.result import Result, quarantined
from coursekit.grading.processes.forkserver import (
    AssignmentGoneError,
    ForkServer,
    RefusedError,
    ServerGoneError,
)
from coursekit.grading.processes.forkserver_types import Pair
from coursekit.grading.sandbox import framing
from coursekit.grading.sandbox.limits import Limits
from coursekit.grading.sandbox.usage import Guard

__all__ = ["ATTEMPTS", "Job", "WorkerPool", "read_reply"]

ATTEMPTS = 2  # deaths after which a submission is set aside
_ENDED = "the fork server ended again and again"
_SERVER_DEATHS = 5  # the server's own, which are no fault of a submission

Job = dict[str, Any]


class WorkerPool:
    """A fork server and its workers.

    Parameters
    ----------
    forkserver : ForkServer
        Where pairs come from.
    limits : Limits
        What one submission may use.
    workers : int
        Submissions that run at the same time.
    """

    def __init__(self, forkserver: ForkServer, limits: Limits, workers: int) -> None:
        self.forkserver, self.limits, self.workers = forkserver, limits, workers
        # Several programs may grade on one machine: let them not share users.
        self._slots = itertools.count(os.getpid() * 8)

    def ready(self) -> None:
        """Wait for the server; raise RefusedError if the platform forbids the sandbox."""
        self.forkserver.probe()

    def run(self, jobs: Iterable[tuple[Any, Job]]) -> Iterator[tuple[Any, Result]]:
        """Mark jobs as they come; yield ``(tag, result)`` in the order they end.

        Parameters
        ----------
        jobs : iterable of (tag, job)
            Taken only as fast as workers are free, so that memory stays flat.
        """
        source = iter(jobs)
        running: dict[Future[Result], Any] = {}
        with ThreadPoolExecutor(self.workers) as pool:
            while True:
                for tag, job in itertools.islice(source, self.workers * 2 - len(running)):
                    running[pool.submit(self.mark, job)] = tag
                if not running:
                    return
                done = wait(running, return_when=FIRST_COMPLETED).done
                for future in done:
                    yield running.pop(future), future.result()

    def mark(self, job: Job) -> Result:
        """Mark one job; try again after a death that may not be its fault.

        Raises
        ------
        RefusedError
            If the platform forbids the sandbox.
        """
        deaths, servers = 0, 0
        result = quarantined("")
        while deaths < ATTEMPTS and servers < _SERVER_DEATHS:
            process = self.forkserver.process
            try:
                result = self._once(job)
            except AssignmentGoneError:
                servers += 1
                continue
            except ServerGoneError:
                servers += 1
                self.forkserver.renew(process)
                continue
            if result.sheets and not (result.doubtful and deaths == 0):
                return result
            deaths += 1
        return result if result.sheets else quarantined(result.fault or _ENDED)

    def _once(self, job: Job) -> Result:
        pair = self.forkserver.pair(next(self._slots), self.limits, job["spec"])
        end = time.monotonic() + self.limits.submission
        with Guard(pair.student, self.limits, self.forkserver.installation) as guard:
            reply, student, judge = self._marked(job, pair, guard, end)
        # Process 1 of its namespace cannot kill itself: somebody else did, or memory ran out.
        killed = student["signal"] == signal.SIGKILL
        return replace(
            read_reply(reply),
            cpu=round(student["cpu"] + judge["cpu"], 4),
            memory=max(student["memory"], judge["memory"]),
            doubtful=killed and not guard.exceeded,
        )

    def _marked(
        self, job: Job, pair: Pair, guard: Guard, end: float
    ) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
        """Return the result, and what the two interpreters used."""
        try:
            # The judge was born with the assignment.
            framing.put(pair.control, {key: job[key] for key in job if key != "spec"})
            result = guard.get(pair.control, end)
        except framing.SlowError:
            result = {"fault": f"not done within {self.limits.submission:g} seconds"}
        except (framing.GoneError, OSError, ValueError, RecursionError) as error:
            result = {"fault": f"the judge ended ({error})"}
        finally:
            student, judge = self.forkserver.end(pair)
        return result, student, judge


def read_reply(reply: dict[str, Any]) -> Result:
    """Return the result that a process sent.

    Raises
    ------
    RefusedError
        If it says that the platform forbids the sandbox.
    """
    if "refused" in reply:
        raise RefusedError(reply["refused"])
    if "sheets" not in reply:
        return Result(fault=reply.get("fault", "the trainee's interpreter was killed from outside"))
    return Result.from_dict(reply)
