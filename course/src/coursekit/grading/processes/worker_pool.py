"""Workers of one machine: each drives one pair of interpreters at a time and only moves bytes."""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

from coursekit.grading.assignment.findings import Finding
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

__all__ = ["ATTEMPTS", "Job", "WorkerPool", "quarantined"]

ATTEMPTS = 2  # deaths after which a submission is set aside
_SERVER_DEATHS = 5  # the server's own, which are no fault of a submission

Job = dict[str, Any]


def quarantined(why: str) -> dict[str, Any]:
    """Return the result of a submission that could not be marked."""
    return {"sheets": {}, "damage": [Finding("quarantined").as_dict()], "fault": why}


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

    def run(self, jobs: Iterable[tuple[Any, Job]]) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Mark jobs as they come; yield ``(tag, result)`` in the order they end.

        Parameters
        ----------
        jobs : iterable of (tag, job)
            Taken only as fast as workers are free, so that memory stays flat.
        """
        source = iter(jobs)
        running: dict[Future[dict[str, Any]], Any] = {}
        with ThreadPoolExecutor(self.workers) as pool:
            while True:
                for tag, job in itertools.islice(source, self.workers * 2 - len(running)):
                    running[pool.submit(self.mark, job)] = tag
                if not running:
                    return
                done = wait(running, return_when=FIRST_COMPLETED).done
                for future in done:
                    yield running.pop(future), future.result()

    def mark(self, job: Job) -> dict[str, Any]:
        """Mark one job; try again after a death that may not be its fault.

        Raises
        ------
        RefusedError
            If the platform forbids the sandbox.
        """
        deaths, servers, why = 0, 0, ""
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
            if "refused" in result:
                raise RefusedError(result["refused"])
            if "sheets" in result and not (result.pop("doubtful") and deaths == 0):
                return result
            deaths += 1
            why = result.get("fault", "the trainee's interpreter was killed from outside")
        if "sheets" in result:
            return result
        return quarantined(why or "the fork server ended again and again")

    def _once(self, job: Job) -> dict[str, Any]:
        pair = self.forkserver.pair(next(self._slots), self.limits, job["spec"])
        end = time.monotonic() + self.limits.submission
        with Guard(pair.student, self.limits, self.forkserver.installation) as guard:
            result, student, judge = self._marked(job, pair, guard, end)
        result["cpu"] = round(student["cpu"] + judge["cpu"], 4)
        result["memory"] = max(student["memory"], judge["memory"])
        # Process 1 of its namespace cannot kill itself: somebody else did, or memory ran out.
        killed = student["signal"] == signal.SIGKILL
        result["doubtful"] = killed and not guard.exceeded
        return result

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
