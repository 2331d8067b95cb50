"""Memory and process limits of one server through control groups, where they may be written.

Effects: folders below /sys/fs/cgroup. Without the right to write there, each process
is limited on its own (by prlimit, in the sandbox's command), and the number of processes.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

__all__ = ["drop_groups", "group_files", "memory_of"]

_ROOT = Path("/sys/fs/cgroup")
_GROUP = "coursekit"


def group_files(name: str, memory_mb: int, processes: int, root: Path = _ROOT) -> list[Path]:
    """Make a person's groups and return the files a process writes its id into to join them."""
    memory = str(memory_mb << 20)
    if (root / "cgroup.controllers").is_file():
        limits = {"memory.max": memory, "memory.swap.max": "0", "pids.max": str(processes)}
        return _make(root / _GROUP / name, limits, "memory.max")
    v1 = {
        "memory": {"memory.limit_in_bytes": memory, "memory.memsw.limit_in_bytes": memory},
        "pids": {"pids.max": str(processes)},
    }
    return [
        file
        for controller, limits in v1.items()
        if (root / controller).is_dir()
        for file in _make(root / controller / _GROUP / name, limits, next(iter(limits)))
    ]


def memory_of(name: str, root: Path = _ROOT) -> int | None:
    """Return the bytes a person's server uses now, or None where it is not known."""
    for file in (
        root / _GROUP / name / "memory.current",
        root / "memory" / _GROUP / name / "memory.usage_in_bytes",
    ):
        with contextlib.suppress(OSError, ValueError):
            return int(file.read_text())
    return None


def drop_groups(name: str, root: Path = _ROOT) -> None:
    """Take a person's groups away once no process is left in them."""
    for folder in (root / _GROUP, *(root / kind / _GROUP for kind in ("memory", "pids"))):
        with contextlib.suppress(OSError):
            (folder / name).rmdir()


def _make(folder: Path, limits: dict[str, str], essential: str) -> list[Path]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / essential).write_text(limits[essential])
    except OSError:
        return []
    for name, value in limits.items():
        with contextlib.suppress(OSError):  # not every kernel accounts swap
            (folder / name).write_text(value)
    return [folder / "cgroup.procs"]
