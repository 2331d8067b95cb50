"""The leader's side of the fork server: start it, ask it for pairs, end them, replace it.

Effects: one child process and a temporary folder; both end with the `ForkServer`, and the operating
system ends the children if the leader is killed.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from coursekit.grading.assignment.intake import Intake
from coursekit.grading.assignment.spec import AssignmentSpec
from coursekit.grading.processes.assignment_process import family_limits
from coursekit.grading.processes.child_processes import TRACED
from coursekit.grading.processes.forkserver_types import (
    START,
    WARM,
    AssignmentGoneError,
    AssignmentProcess,
    ForkServerSettings,
    Pair,
    RefusedError,
    ServerGoneError,
    Single,
    refusal,
)
from coursekit.grading.sandbox import framing, namespaces
from coursekit.grading.sandbox.limits import Limits
from coursekit.system.control_groups import identity, sweep

__all__ = [
    "WARM",
    "AssignmentGoneError",
    "ForkServer",
    "ForkServerSettings",
    "Pair",
    "RefusedError",
]
__all__ += ["ServerGoneError"]

_FIRST_USER = 61_000
_CODE = str(Path(__file__).resolve().parents[3])  # where coursekit and labkit lie
_USERS = 2_000
_CHAMBERS = 4  # assignments whose judges are kept ready


class ForkServer:
    """A running fork server; use as a context manager."""

    def __init__(self, settings: ForkServerSettings) -> None:
        if settings.sandbox and not namespaces.supported():
            raise RefusedError(refusal("this platform has no namespaces"))
        self.settings = settings
        self._lock = threading.Lock()
        self._folder = tempfile.mkdtemp(prefix="coursekit-grading-")
        (Path(self._folder) / "root").mkdir()
        Path(self._folder).chmod(0o711)
        self._making = threading.Lock()
        self._assignment_processes: list[tuple[dict[str, Any], AssignmentProcess]] = []
        sweep()
        self._start()

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> None:
        """Launch the server; `_ready` waits until it has loaded everything."""
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # The command is shown in every child's /proc: it must tell nothing.
        command = [sys.executable, "-c", _LAUNCH, str(theirs.fileno())]
        traced = {TRACED: "1"} if os.environ.get(TRACED) else {}
        self._process = subprocess.Popen(
            command,
            pass_fds=(theirs.fileno(),),
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **traced},
            cwd="/",
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        cache = self.settings.cache or self._folder
        told = asdict(self.settings) | {"folder": self._folder, "cache": cache}
        told["paths"] = namespaces.system_paths((*self.settings.paths, _CODE))
        mine.send(json.dumps(told).encode())
        self._channel, self._waiting = mine, True

    def _ready(self) -> None:
        if self._waiting:
            self._channel.settimeout(START)
            if not self._receive():
                raise ServerGoneError
            self._waiting = False

    def _receive(self) -> bytes:
        try:
            return self._channel.recv(1 << 16)
        except OSError:
            return b""

    def _ask(self, request: dict[str, Any], descriptors: Iterable[int] = ()) -> dict[str, Any]:
        with self._lock:
            self._ready()
            try:
                socket.send_fds(self._channel, [json.dumps(request).encode()], list(descriptors))
            except OSError:
                raise ServerGoneError from None
            reply = self._receive()
        if not reply:
            raise ServerGoneError
        answer: dict[str, Any] = json.loads(reply)
        return answer

    def _fork(self, role: str, user: int, limits: Limits) -> tuple[socket.socket, int]:
        """Return our end of the line to a new child, and its process."""
        mine, theirs = socket.socketpair()
        try:
            pid = self._fork_on(theirs, role, user, limits)
        except BaseException:
            mine.close()
            raise
        finally:
            theirs.close()
        return mine, pid

    def _fork_on(self, line: socket.socket, role: str, user: int, limits: Limits) -> int:
        request = {"role": role, "user": user, "limits": asdict(limits)}
        reply = self._ask(request, (line.fileno(),))
        if "refused" in reply:
            raise RefusedError(refusal(reply["refused"]))
        answer: int = reply["pid"]
        return answer

    def assignment_process(self, spec: dict[str, Any]) -> AssignmentProcess:
        """Return the assignment process of an assignment, made at its first use.

        Parameters
        ----------
        spec : dict
            `AssignmentSpec.as_dict`.

        Raises
        ------
        RefusedError
            If the platform forbids the sandbox.
        ServerGoneError
            If the server or the assignment process has ended.
        """
        with self._making:
            for known, assignment_process in self._assignment_processes:
                if known is spec or known == spec:
                    return assignment_process
            if len(self._assignment_processes) >= _CHAMBERS:
                self._close(self._assignment_processes[0][1])
            limits = family_limits(Limits(**spec["limits"]))
            control, pid = self._fork("assignment_process", _FIRST_USER, limits)
            made = AssignmentProcess(control, pid)
            try:
                framing.put(control, spec)
                reply = framing.get(control, time.monotonic() + START)
            except (OSError, framing.GoneError, framing.SlowError):
                self._close(made)
                raise AssignmentGoneError from None
            if "fatal" in reply:
                self._close(made)
                raise RefusedError(refusal(reply["fatal"]))
            self._assignment_processes.append((spec, made))
            return made

    def _close(self, assignment_process: AssignmentProcess) -> None:
        """End an assignment process and its judges."""
        self._assignment_processes = [
            one for one in self._assignment_processes if one[1] is not assignment_process
        ]
        assignment_process.close()
        with contextlib.suppress(ServerGoneError):
            self._ask({"reap": assignment_process.pid})

    def pair(self, slot: int, limits: Limits, spec: dict[str, Any]) -> Pair:
        """Fork the two interpreters of one submission.

        Parameters
        ----------
        slot : int
            Decides under which user the trainee's runs where the server is root; two pairs
            that live at the same time need different ones.
        spec : dict
            The assignment, `AssignmentSpec.as_dict`.

        Raises
        ------
        RefusedError
            If the platform forbids the sandbox.
        ServerGoneError
            If the server or the assignment process has ended.
        """
        assignment_process = self.assignment_process(spec)
        control, theirs = socket.socketpair()
        line, others = socket.socketpair()
        try:
            user = _FIRST_USER + 1 + slot % _USERS
            student = self._fork_on(line, "student", user, limits)
            try:
                judge = assignment_process.ask(b"J", 0, (others.fileno(), theirs.fileno()))["pid"]
            except AssignmentGoneError:
                self._ask({"reap": student})
                raise
        except BaseException:
            control.close()
            raise
        finally:
            for one in (theirs, line, others):
                one.close()
        return Pair(control, assignment_process, student, judge)

    def end(self, pair: Pair) -> list[dict[str, Any]]:
        """End a pair; return what each of the two used (cpu seconds, memory in KB, signal).

        Raises
        ------
        ServerGoneError
            If the server or the assignment process has ended, and the pair with it.
        """
        pair.control.close()
        try:
            judge = pair.assignment_process.ask(b"R", pair.judge)
        except AssignmentGoneError:
            with self._making:
                self._close(pair.assignment_process)
            self._ask({"reap": pair.student})
            raise
        return [self._ask({"reap": pair.student}), judge]

    def single(self, role: str, slot: int, limits: Limits) -> Single:
        """Fork a child that works alone; errors as those of `pair`."""
        return Single(*self._fork(role, _FIRST_USER + 1 + slot % _USERS, limits))

    def end_single(self, child: Single) -> dict[str, Any]:
        """End it and say what it used."""
        child.control.close()
        return self._ask({"reap": child.pid})

    def probe(self) -> None:
        """Make one pair and end it, to learn whether the sandbox is allowed.

        Raises
        ------
        RefusedError
            If it is not.
        """
        spec = AssignmentSpec("", ()).as_dict()
        pair = self.pair(0, Limits(), spec)
        try:
            framing.put(pair.control, Intake("", {}, {}).job({}))
            reply = framing.get(pair.control, time.monotonic() + 60)
        except (framing.GoneError, framing.SlowError, OSError) as error:
            raise RefusedError(refusal(str(error))) from None
        finally:
            self.end(pair)
            with self._making:
                self._close(pair.assignment_process)
        if "refused" in reply or "fatal" in reply:
            raise RefusedError(refusal(reply.get("refused") or reply["fatal"]))

    def renew(self, gone: subprocess.Popen[bytes] | None = None) -> None:
        """Replace a server that has ended; a no-op if another thread already has."""
        with self._lock:
            if gone is not None and gone is not self._process:
                return
            self._stop()
            self._start()
            for _, assignment_process in self._assignment_processes:
                assignment_process.close()
            self._assignment_processes = []

    @property
    def installation(self) -> str:
        """The identity of the installation whose submissions are run here."""
        return identity(Path(self.settings.cache or self._folder))

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The server's process."""
        return self._process

    def _stop(self) -> None:
        self._channel.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the server, its children and the temporary folder."""
        with self._making:
            for _, assignment_process in list(self._assignment_processes):
                self._close(assignment_process)
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)


_LAUNCH = (
    "import os, sys; n = int(sys.argv[1]); n == 3 or (os.dup2(n, 3), os.close(n)); "
    "from coursekit.grading.processes.forkserver_main import main; main()"
)
