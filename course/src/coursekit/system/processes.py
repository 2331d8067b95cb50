"""Processes that must end with us: start one, wait for it, stop its whole family.

Effects: processes and signals of this machine.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

import psutil

__all__ = [
    "MARK",
    "adopt_orphans",
    "ask_sandbox",
    "busy_ports",
    "end",
    "end_sandboxes",
    "family",
    "leftovers",
    "running",
    "start",
    "wait_for_page",
]

MARK = "COURSEKIT_RUN"  # environment variable by which our own processes are known again
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def adopt_orphans() -> None:
    """Become the parent of grandchildren whose parent dies, so that none is lost (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def start(
    command: list[str], environment: Mapping[str, str], sink: IO[bytes] | int
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, with default signals, writing to a file or pipe.

    A shell that runs a script in the background makes its children ignore SIGINT; services
    of the hub would inherit that and each cost half a minute at the end.
    """
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def prepare() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)

    return subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=sink,
        stderr=sink,
        start_new_session=True,
        preexec_fn=prepare,
    )


def busy_ports(ports: Iterable[int], address: str = "127.0.0.1") -> list[int]:
    """Return those ports on which nobody else may listen any more."""
    return [port for port in ports if not _is_free(address, port)]


def wait_for_page(
    url: str, process: subprocess.Popen[bytes], seconds: float, host: str = ""
) -> bool:
    """Wait until a page answers; False if the process ends or the time is over.

    Parameters
    ----------
    host : str
        Name to ask for where it is not the address: the system may not know it.
    """
    request = urllib.request.Request(url, headers={"Host": host} if host else {})
    end_time = time.monotonic() + seconds
    # A proxy of the environment must not see our loopback requests.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < end_time and process.poll() is None:
        try:
            with opener.open(request, timeout=2):
                return True
        except (OSError, urllib.error.URLError):
            time.sleep(0.25)
    return False


def running(pid_file: Path) -> int | None:
    """Return the process id in a file if a `coursekit serve` stands behind it, else None."""
    text = pid_file.read_text().strip() if pid_file.is_file() else ""
    if not text.isdigit():
        return None
    with contextlib.suppress(psutil.Error):
        if "serve" in psutil.Process(int(text)).cmdline():
            return int(text)
    return None


def family(pid: int) -> list[psutil.Process]:
    """Return the living descendants of a process."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def leftovers(mark: str) -> list[psutil.Process]:
    """Return our own processes that carry this mark, whoever their parent is now."""
    mine = []
    for process in psutil.process_iter():
        try:
            if process.uids().real == os.getuid() and process.environ().get(MARK) == mark:
                mine.append(process)
        except (psutil.Error, OSError):
            continue
    return [process for process in mine if process.pid != os.getpid()]


def end_sandboxes(pid: int, seconds: float) -> None:
    """Ask the program in each sandbox a process started to end; after a while end the sandboxes."""
    walls = [child for child in _children(pid) if child.name() == "bwrap"]
    for wall in walls:
        ask_sandbox(wall.pid)
    for wall in psutil.wait_procs(walls, timeout=seconds)[1]:
        _signal(wall, signal.SIGKILL)


def ask_sandbox(pid: int) -> None:
    """Ask the program in a sandbox to end.

    A signal to bwrap itself kills hard; below it stands process 1 of the sandbox, below that
    the program.
    """
    for first in _children(pid):
        for program in _children(first.pid):
            _signal(program, signal.SIGTERM)


def end(processes: Iterable[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Ask processes to end, wait, then force; return those that still live."""
    processes = list(processes)
    for process in processes:
        _signal(process, signal.SIGTERM)
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    for process in alive:
        _signal(process, signal.SIGKILL)
    return psutil.wait_procs(alive, timeout=2)[1]


def _children(pid: int) -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return psutil.Process(pid).children()
    return []


def _signal(process: psutil.Process, number: int) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


def _is_free(address: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True
