"""The leader's ends of its children: settings, lines, and what can go wrong with them."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from coursekit.core.errors import CourseError
from coursekit.grading.processes.assignment_process import REQUEST
from coursekit.grading.sandbox import framing

__all__ = [
    "START",
    "WARM",
    "AssignmentGoneError",
    "AssignmentProcess",
    "ForkServerSettings",
    "Pair",
]
__all__ += ["RefusedError", "ServerGoneError", "Single", "refusal"]

# What every numeric notebook course uses; the course's own packages come from its settings.
WARM = ("numpy", "pandas", "matplotlib.pyplot", "ipywidgets", "labkit")
START = 120.0  # seconds within which a child must be ready


class ServerGoneError(Exception):
    """The fork server has ended; a new one is needed."""


class AssignmentGoneError(ServerGoneError):
    """an assignment process has ended; the server is still there."""


class RefusedError(CourseError):
    """The platform forbids the sandbox."""


@dataclass(frozen=True)
class ForkServerSettings:
    """How children are made.

    Attributes
    ----------
    warm : tuple of str
        Modules loaded before the first fork.
    cells : tuple of str
        Cells run once before the first fork: the lab's locked cells that are no tests, which
        every trainee has. Never an answer or a test: children would find its text in memory.
    paths : tuple of str
        Folders that children may read besides the system and Python.
    sandbox : bool
        False only where the instructor asked for it with ``--unsafe``.
    cache : str
        A folder that outlives the run (matplotlib's font list).
    environment : dict
        Variables for the children.
    """

    warm: tuple[str, ...] = WARM
    cells: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    sandbox: bool = True
    cache: str = ""
    environment: dict[str, str] = field(default_factory=dict)


class AssignmentProcess:
    """The leader's end of the process that judges of one assignment are forked from."""

    def __init__(self, control: socket.socket, pid: int) -> None:
        self.control, self.pid = control, pid
        self._lock = threading.Lock()

    def ask(self, what: bytes, pid: int = 0, descriptors: Iterable[int] = ()) -> dict[str, Any]:
        """Send a request of `coursekit.grading.processes.assignment_process`.

        Raises
        ------
        AssignmentGoneError
            If the process has ended.
        """
        with self._lock:
            try:
                given = list(descriptors)
                socket.send_fds(self.control, [REQUEST.pack(what, pid)], given)
                return framing.get(self.control, time.monotonic() + START)
            except (OSError, framing.GoneError, framing.SlowError):
                self.control.close()
                raise AssignmentGoneError from None

    def close(self) -> None:
        """Let it end; whoever is asking has his answer first."""
        with self._lock:
            self.control.close()


@dataclass
class Single:
    """A child that works alone."""

    control: socket.socket
    pid: int


@dataclass
class Pair:
    """The two interpreters of one submission."""

    control: socket.socket
    assignment_process: AssignmentProcess
    student: int
    judge: int


def refusal(why: str) -> str:
    """Return what to tell where the sandbox is forbidden."""
    return (
        f"the sandbox is refused here ({why}); allow user namespaces, run as root, or grade "
        "without protection with --unsafe"
    )
