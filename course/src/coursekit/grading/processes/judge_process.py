"""The judge's process: takes one submission from the leader, marks it, hands back the result."""

from __future__ import annotations

import os
import socket
import time
import traceback
from pathlib import Path
from typing import Any

from coursekit.grading.assignment.intake import lay_out, surroundings
from coursekit.grading.judge.precompute import Precomputed
from coursekit.grading.judge.submission import mark_submission
from coursekit.grading.sandbox import framing
from coursekit.grading.sandbox.usage import ENDED
from labkit import case, keys

__all__ = ["sit"]

_START = 30.0  # seconds within which the trainee's interpreter must report


def sit(control: socket.socket, line: socket.socket, shell: Any, precomputed: Precomputed) -> None:
    """Serve one job and end.

    The leader alone reads what is written to `control`; the trainee's interpreter does not
    have that descriptor.
    """
    job = framing.get(control)
    try:
        framing.put(control, _serve(job, control, line, shell, precomputed))
    except Exception as error:
        # An author's mistake or a hostile reply must leave a word, not a dead judge.
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(where.filename).name}:{where.lineno}"
        framing.put(control, {"fault": f"{type(error).__name__}: {error} ({place})"})


def _serve(
    job: dict[str, Any],
    control: socket.socket,
    line: socket.socket,
    shell: Any,
    precomputed: Precomputed,
) -> dict[str, Any]:
    first = framing.get(line, time.monotonic() + _START)
    if "fatal" in first:
        return {"refused": str(first["fatal"])}
    environment, files = surroundings(job), job["files"] | job["private"]
    framing.put(line, {"op": "files", "files": files, "environment": environment})
    framing.get(line, time.monotonic() + _START)
    os.environ.update(environment)
    # The judge's own copy, made before a line of the trainee's has run.
    lay_out(files)
    case.supply(job["owner"])
    keys.supply(job.get("keys") or {})

    def why() -> str:
        framing.put(control, {ENDED: True})
        return str(framing.get(control, time.monotonic() + _START)[ENDED])

    return mark_submission(job, line, shell, precomputed, why).as_dict()
