"""The assignment process: the process of one assignment, from which its judges are forked.

It has read the tests and run the locked cells that ask nothing of a submission; it has seen no
submission, and no trainee's interpreter is ever forked from it. Protocol on its socket: the
assignment as one frame, answered by one; then a byte and a number each: ``J`` with two
descriptors (the line to the trainee's interpreter, the line to the leader) forks a judge, ``R``
ends one and says what it used.
"""

from __future__ import annotations

import ctypes
import dataclasses
import gc
import os
import shutil
import signal
import socket
import struct
import sys
import tempfile
import traceback
from typing import Any

from coursekit.grading.assignment.spec import AssignmentSpec
from coursekit.grading.sandbox import framing
from coursekit.grading.sandbox.limits import Limits

__all__ = ["REQUEST", "family_limits", "serve"]

REQUEST = struct.Struct("!cI")
_PR_SET_PDEATHSIG = 1
_JUDGES = 64  # at the same time, at most
_LONG = 1 << 30  # seconds of processor: the assignment process lives as long as the run


def family_limits(limits: Limits) -> Limits:
    """Return what the assignment process and all its judges may use together."""
    return dataclasses.replace(
        limits,
        cpu=_LONG,
        disk=limits.disk * _JUDGES,
        processes=limits.processes * _JUDGES,
    )


def serve(control: socket.socket, shell: Any) -> None:
    """Fork judges until the leader is gone."""
    from coursekit.grading.judge.precompute import precompute
    from coursekit.grading.processes.child_processes import reap
    from coursekit.grading.sandbox import namespaces

    spec = AssignmentSpec.from_dict(framing.get(control))
    precomputed = precompute(shell, spec)
    gc.collect()
    gc.freeze()
    places: dict[int, str] = {}
    framing.put(control, {"ready": True})
    while True:
        body, descriptors, _, _ = socket.recv_fds(control, REQUEST.size, 2)
        if len(body) < REQUEST.size:
            return
        what, pid = REQUEST.unpack(body)
        if what == b"R":
            framing.put(control, reap(pid))
            shutil.rmtree(places.pop(pid, ""), ignore_errors=True)
            continue
        place = tempfile.mkdtemp(prefix="penilai-", dir=".")
        pid = namespaces.fork_into(fresh=False) if namespaces.supported() else os.fork()
        if pid == 0:
            _be_judge(place, descriptors, shell, precomputed)
        places[pid] = place
        for descriptor in descriptors:
            os.close(descriptor)
        framing.put(control, {"pid": pid})


def _be_judge(place: str, descriptors: list[int], shell: Any, precomputed: Any) -> None:
    """Mark one submission; never returns."""
    from coursekit.grading.judge.shell import start
    from coursekit.grading.processes import child_processes, judge_process
    from coursekit.grading.sandbox import namespaces

    try:
        line, control = child_processes.keep_only(*descriptors)
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        os.chdir(place)
        namespaces.limit(precomputed.spec.limits)
        start(shell)
        judge_process.sit(control, line, shell, precomputed)
        os._exit(0)
    except framing.GoneError:
        os._exit(0)
    except BaseException:
        if os.environ.get(child_processes.TRACED):
            traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(1)
