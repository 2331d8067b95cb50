"""The leader's side of the fork server: start it, ask it for pairs, end them, replace it.

Effects: one child process and a temporary folder; both end with the `Farm`, and the operating
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
from dataclasses import asdict, dataclass, field
from pathlib import Path

from coursekit.errors import CourseError
from coursekit.grading import sandbox, wire
from coursekit.grading.master import Limits

__all__ = ["WARM", "Farm", "FarmSettings", "Pair", "RefusedError", "ServerGoneError"]

# What every numeric notebook course uses; the course's own packages come from its settings.
WARM = ("numpy", "pandas", "matplotlib.pyplot", "ipywidgets", "labkit")
_FIRST_USER = 61_000
_START = 120.0
_CODE = str(Path(__file__).resolve().parents[2])  # where coursekit and labkit lie
_USERS = 2_000


class ServerGoneError(Exception):
    """The fork server has ended; a new one is needed."""


class RefusedError(CourseError):
    """The platform forbids the sandbox."""


@dataclass(frozen=True)
class FarmSettings:
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


@dataclass
class Pair:
    """The two interpreters of one submission."""

    control: socket.socket
    pids: list[int]
    slot: int


class Farm:
    """A running fork server; use as a context manager."""

    def __init__(self, settings: FarmSettings) -> None:
        if settings.sandbox and not sandbox.supported():
            raise RefusedError(_refusal("this platform has no namespaces"))
        self.settings = settings
        self._lock = threading.Lock()
        self._folder = tempfile.mkdtemp(prefix="coursekit-grading-")
        (Path(self._folder) / "root").mkdir()
        Path(self._folder).chmod(0o711)
        self._slots = iter(())
        self._start()

    def __enter__(self) -> Farm:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> None:
        """Launch the server; `_ready` waits until it has loaded everything."""
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        # The command is shown in every child's /proc: it must tell nothing.
        command = [sys.executable, "-c", _LAUNCH, str(theirs.fileno())]
        self._process = subprocess.Popen(
            command,
            pass_fds=(theirs.fileno(),),
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **_trace()},
            cwd="/",
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        cache = self.settings.cache or self._folder
        told = asdict(self.settings) | {"folder": self._folder, "cache": cache}
        told["paths"] = sandbox.system_paths((*self.settings.paths, _CODE))
        mine.send(json.dumps(told).encode())
        self._channel, self._waiting = mine, True

    def ready(self) -> None:
        """Wait until the server has loaded its libraries."""
        with self._lock:
            self._ready()

    def _ready(self) -> None:
        if self._waiting:
            self._channel.settimeout(_START)
            if not self._receive():
                raise ServerGoneError
            self._waiting = False

    def _receive(self) -> bytes:
        try:
            return self._channel.recv(1 << 16)
        except OSError:
            return b""

    def _ask(self, request: dict, descriptors: Iterable[int] = ()) -> object:
        with self._lock:
            self._ready()
            try:
                socket.send_fds(self._channel, [json.dumps(request).encode()], list(descriptors))
            except OSError:
                raise ServerGoneError from None
            reply = self._receive()
        if not reply:
            raise ServerGoneError
        return json.loads(reply)

    def pair(self, slot: int, limits: Limits) -> Pair:
        """Fork the two interpreters of one submission.

        Parameters
        ----------
        slot : int
            Decides under which users they run where the server is root; two pairs that live
            at the same time need different ones.

        Raises
        ------
        RefusedError
            If the platform forbids the sandbox.
        ServerGoneError
            If the server has ended.
        """
        mine, theirs = socket.socketpair()
        user = _FIRST_USER + 2 * (slot % _USERS)
        request = {"limits": asdict(limits), "user": user}
        try:
            reply = self._ask(request, (theirs.fileno(),))
        except ServerGoneError:
            mine.close()
            raise
        finally:
            theirs.close()
        if "refused" in reply:
            mine.close()
            raise RefusedError(_refusal(reply["refused"]))
        return Pair(mine, reply["pids"], slot)

    def end(self, pair: Pair) -> list[dict]:
        """End a pair; return what each of the two used (cpu seconds, memory in KB, signal)."""
        pair.control.close()
        with contextlib.suppress(ServerGoneError):
            return self._ask({"reap": pair.pids})
        return [{"cpu": 0.0, "memory": 0, "signal": 0}] * 2

    def probe(self) -> None:
        """Make one pair and end it, to learn whether the sandbox is allowed.

        Raises
        ------
        RefusedError
            If it is not.
        """
        pair = self.pair(0, Limits())
        try:
            job = {"master": {"assignment": "", "notebooks": [], "kinds": {}}, "owner": ""}
            job["master"] |= {"mutating": [], "answers": [], "limits": asdict(Limits())}
            job |= {"environment": {}, "private": {}}
            wire.put(pair.control, job | {"notebooks": {}, "files": {}})
            reply = wire.get(pair.control, time.monotonic() + 60)
        except (wire.GoneError, wire.SlowError, OSError) as error:
            raise RefusedError(_refusal(str(error))) from None
        finally:
            self.end(pair)
        if "refused" in reply or "fatal" in reply:
            raise RefusedError(_refusal(reply.get("refused") or reply["fatal"]))

    def renew(self, gone: subprocess.Popen | None = None) -> None:
        """Replace a server that has ended; a no-op if another thread already has."""
        with self._lock:
            if gone is not None and gone is not self._process:
                return
            self._stop()
            self._start()

    @property
    def process(self) -> subprocess.Popen:
        """The server's process."""
        return self._process

    def _stop(self) -> None:
        self._channel.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End the server, its children and the temporary folder."""
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)


_LAUNCH = (
    "import os, sys; n = int(sys.argv[1]); n == 3 or (os.dup2(n, 3), os.close(n)); "
    "from coursekit.grading.server import main; main()"
)


def _trace() -> dict[str, str]:
    return {"COURSEKIT_TRACE": "1"} if os.environ.get("COURSEKIT_TRACE") else {}


def _refusal(why: str) -> str:
    return (
        f"the sandbox is refused here ({why}); allow user namespaces, run as root, or grade "
        "without protection with --unsafe"
    )
