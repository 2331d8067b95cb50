"""The engine of stock kernels, for comparison and for labs that no other engine can run.

Explicit (``--engine kernel``) and never taken by itself: a submission that crashes the judges
must not be rewarded with softer ones.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from coursekit.core.cells import HIDDEN
from coursekit.grading.assignment.findings import Finding
from coursekit.grading.assignment.intake import surroundings
from coursekit.grading.assignment.marked_notebooks import assemble
from coursekit.grading.assignment.marks import limit_outputs
from coursekit.grading.assignment.result import Result
from coursekit.grading.assignment.spec import AssignmentSpec
from coursekit.grading.judge.cleaning import clean_outputs
from coursekit.grading.judge.submission import CODES, not_run, open_notebooks
from coursekit.grading.processes.forkserver_types import Single
from coursekit.grading.processes.worker_pool import Job, WorkerPool, read_reply
from coursekit.grading.sandbox import framing
from coursekit.grading.sandbox.usage import MEMORY, Guard

__all__ = ["StockWorkerPool"]


class StockWorkerPool(WorkerPool):
    """Workers that run each submission in a kernel of its own."""

    def _once(self, job: Job) -> Result:
        spec = AssignmentSpec.from_dict(job["spec"])
        opened, damage = open_notebooks(job, spec)
        started = time.monotonic()
        reply, use = self._executed(job, opened)
        if "notebooks" not in reply:
            return replace(read_reply(reply), **use)
        for name, restored in opened.items():
            if restored is not None:
                ended = reply.get("ended", "exit")
                damage += _take(restored.cells, reply["notebooks"][name], self.limits.cell, ended)
        return replace(
            assemble(spec, opened, damage),
            forgeable=tuple(cell.grade_id for cell in spec.tests),
            seconds=round(time.monotonic() - started, 3),
            **use,
        )

    def _executed(self, job: Job, opened: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        sources = {
            name: [cell.source for cell in _code(restored.cells)]
            for name, restored in opened.items()
            if restored is not None
        }
        told = {"notebooks": sources, "limit": self.limits.cell}
        told["files"] = job["files"] | job["private"]
        told["environment"] = surroundings(job)
        child = self.forkserver.single("kernel", next(self._slots), self.limits)
        with Guard(child.pid, self.limits, self.forkserver.installation) as guard:
            reply, used = self._answered(child, told, guard)
        if "fatal" in reply:
            reply = {"refused": str(reply["fatal"])}
        if guard.exceeded:
            reply = {"notebooks": {key: {"cells": [], "late": []} for key in sources}}
            reply["ended"] = MEMORY
        return reply, {"cpu": used["cpu"], "memory": used["memory"]}

    def _answered(
        self, child: Single, told: dict[str, Any], guard: Guard
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what a child answers, and what it used."""
        try:
            framing.put(child.control, told)
            reply = guard.get(child.control, time.monotonic() + self.limits.submission)
        except framing.SlowError:
            reply = {"fault": f"not done within {self.limits.submission:g} seconds"}
        except (framing.GoneError, OSError, ValueError, RecursionError) as error:
            reply = {"fault": f"the kernel's process ended ({error})"}
        finally:
            used = self.forkserver.end_single(child)
        return reply, used


def _code(cells: list[Any]) -> list[Any]:
    return [cell for cell in cells if cell.cell_type == "code" and cell.source.strip()]


def _take(cells: list[Any], found: dict[str, Any], limit: float, ended: str) -> list[Finding]:
    """Put what a kernel left into the cells; return what went wrong."""
    damage, late = [], set(found.get("late") or [])
    died = False
    for place, cell in enumerate(_code(cells)):
        cell.count = place + 1
        where = cell.spec.grade_id if cell.spec is not None else f"ke-{place + 1}"
        if place < len(found["cells"]):
            outputs = found["cells"][place]
            for output in outputs:
                output.setdefault("metadata", {})
            cell.outputs = limit_outputs(clean_outputs(outputs, cell.count))
            if any(output["output_type"] == "error" for output in cell.outputs):
                # Which part failed is not known here: feedback must not show a hidden one.
                part = "hidden" if HIDDEN.begin in cell.source else "visible"
                known = cell.metadata.get("coursekit", {})
                cell.metadata["coursekit"] = known | {"failed": part}
            if place in late:
                damage.append(Finding("time-out", where))
            continue
        if not died:
            damage.append(Finding(CODES.get(ended, CODES["exit"]), where))
        cell.outputs = [not_run(ended, died, limit)]
        died = True
    return damage
