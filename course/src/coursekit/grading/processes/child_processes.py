"""What fork server and assignment process do with their children: forget lines, end, count."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from typing import Any

__all__ = ["TRACED", "keep_only", "reap"]

TRACED = "COURSEKIT_TRACE"  # set to let children complain on the leader's stderr
_FIRST, _ASIDE, _HIGHEST = 3, 200, 1 << 16


def keep_only(*wanted: int) -> list[socket.socket]:
    """Close every descriptor of this process but `wanted`; return these as sockets."""
    high = [os.dup2(one, _ASIDE + place) for place, one in enumerate(wanted)]
    null = os.open(os.devnull, os.O_RDWR)
    for target in (0, 1, 2) if not os.environ.get(TRACED) else (0, 1):
        os.dup2(null, target)
    os.closerange(_FIRST, _ASIDE)
    low = [os.dup2(one, _FIRST + place) for place, one in enumerate(high)]
    os.closerange(_FIRST + len(low), _HIGHEST)
    return [socket.socket(fileno=one) for one in low]


def reap(pid: int) -> dict[str, Any]:
    """End a child and say what it used: seconds of processor, kilobytes, its last signal."""
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        status, use = 0, None
        found, status, use = os.wait4(pid, os.WNOHANG)
        if not found:
            os.kill(pid, signal.SIGKILL)
            _, _, use = os.wait4(pid, 0)
            status = 0
        killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        return {"cpu": use.ru_utime + use.ru_stime, "memory": use.ru_maxrss, "signal": killed}
    return {"cpu": 0.0, "memory": 0, "signal": 0}
