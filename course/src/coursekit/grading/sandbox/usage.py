"""What a submission may use together with all the processes it starts, and its end beyond that.

Control groups count where they may be written; elsewhere the leader looks again and again at the
memory of the processes. Effects: a group of this machine; the end of processes.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coursekit.grading.sandbox import framing
from coursekit.grading.sandbox.limits import Limits
from coursekit.system.control_groups import Group, make

__all__ = ["ENDED", "MEMORY", "Guard", "family_of", "memory_of"]

ENDED = "ended"  # by which the judge asks why the trainee's interpreter is gone
MEMORY = "memory"
_LOOK = 0.05  # seconds between two looks
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Guard:
    """The watch over one submission; use as a context manager, which ends with its processes.

    Parameters
    ----------
    pid : int
        The trainee's interpreter, which has run nothing of his yet.
    installation : str
        Identity of the installation.
    groups : bool
        False for the leader's own looks even where control groups are to be had.

    Attributes
    ----------
    exceeded : bool
        Whether its memory ran out and it was ended.
    """

    def __init__(self, pid: int, limits: Limits, installation: str, groups: bool = True) -> None:
        self.pid, self.limits, self.exceeded = pid, limits, False
        self._group = self._joined(installation) if groups else None

    def __enter__(self) -> Guard:
        return self

    def __exit__(self, *_: object) -> None:
        if self._group is not None:
            self._group.remove()

    def _joined(self, installation: str) -> Group | None:
        name = f"grading-{uuid.uuid4().hex[:12]}"
        made = make(installation, name, self.limits.total, self.limits.processes, together=True)
        if made is None:
            return None
        try:
            made.join(self.pid)
        except OSError:
            made.remove()
            return None
        return made if made.memory() is not None else None

    def look(self) -> bool:
        """End the submission if it uses too much; tell whether it did by now."""
        if not self.exceeded and self._beyond():
            self.exceeded = True
            members = self._group.members() if self._group is not None else []
            for pid in {self.pid, *family_of(self.pid), *members}:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        return self.exceeded

    def _beyond(self) -> bool:
        if self._group is not None:
            return self._group.ran_out()
        family = [self.pid, *family_of(self.pid)]
        # Pages that all share with the fork server count in each: a closer look costs more.
        if sum(map(_resident, family)) <= self.limits.total:
            return False
        return memory_of(family) > self.limits.total

    def get(self, line: Any, end: float) -> Any:
        """Return what the judge says, as `wire.get` does; answer its question in between.

        Raises
        ------
        GoneError, SlowError
            If it ended, or is not done in time.
        """
        while True:
            if not select.select([line], [], [], _LOOK)[0]:
                self.look()
                if time.monotonic() > end:
                    raise framing.SlowError
                continue
            said = framing.get(line, end)
            if type(said) is not dict or ENDED not in said:
                return said
            framing.put(line, {ENDED: MEMORY if self.look() else ""}, end)


def family_of(pid: int) -> Iterator[int]:
    """Return the descendants of a process, without looking at all others of the machine."""
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield int(child)
                yield from family_of(int(child))


def memory_of(pids: list[int]) -> int:
    """Return the bytes that processes use together; what they share counts once."""
    return sum(map(_proportional, pids))


def _resident(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    return 0


def _proportional(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    return 0
