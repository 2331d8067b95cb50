"""Control groups: limits of memory and processes for a server or a submission with its children.

Every group lies below the identity of its installation, so that two installations on one machine
share none. Effects: folders below /sys/fs/cgroup. Without the right to write there, each process
is limited on its own.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Group", "clear", "identity", "make", "named", "sweep"]

_ROOT = Path("/sys/fs/cgroup")
_TOP = "coursekit"
_KINDS = ("memory", "pids")
_OLD = 600  # seconds: whoever made a group has long joined it by then


@dataclass(frozen=True)
class Group:
    """The limits of one server or submission: a folder, or one for each kind of limit.

    Attributes
    ----------
    folders : tuple of Path
        The first one counts memory.
    """

    folders: tuple[Path, ...]

    @property
    def entrances(self) -> list[Path]:
        """The files into which a process writes its id to join."""
        return [folder / "cgroup.procs" for folder in self.folders]

    def join(self, pid: int) -> None:
        """Take a process in; those it starts from now on belong to the group, too."""
        for entrance in self.entrances:
            entrance.write_text(str(pid))

    def members(self) -> list[int]:
        """Return the processes in the group."""
        with contextlib.suppress(OSError, IndexError):
            return [int(one) for one in self.entrances[0].read_text().split()]
        return []

    def memory(self) -> int | None:
        """Return the bytes in use, or None where it is not known."""
        for folder in self.folders:
            for name in ("memory.current", "memory.usage_in_bytes"):
                with contextlib.suppress(OSError, ValueError):
                    return int((folder / name).read_text())
        return None

    def ran_out(self) -> bool:
        """Tell whether memory was refused so that a process waits for its end or was killed."""
        for folder in self.folders:
            for name in ("memory.events", "memory.oom_control"):
                with contextlib.suppress(OSError, ValueError):
                    told = dict(line.split() for line in (folder / name).read_text().splitlines())
                    return any(int(told.get(key, 0)) for key in ("oom_kill", "under_oom"))
        return False

    def remove(self) -> None:
        """Take the group away once no process is left in it."""
        for folder in self.folders:
            with contextlib.suppress(OSError):
                folder.rmdir()


def identity(state: Path) -> str:
    """Return what tells this installation from every other one on this machine.

    The path alone would not: containers may have the same one, and a copy of a checkout may
    take its place.
    """
    place = state.resolve()
    known = place.stat()
    text = f"{place}\0{known.st_dev}\0{known.st_ino}"
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def named(installation: str, name: str, root: Path = _ROOT) -> Group:
    """Return the group of a name, whether it is there or not."""
    if _is_unified(root):
        return Group((root / _TOP / installation / name,))
    return Group(
        tuple(root / kind / _TOP / installation / name for kind in _KINDS if (root / kind).is_dir())
    )


def make(
    installation: str,
    name: str,
    memory: int,
    processes: int,
    together: bool = False,
    root: Path = _ROOT,
) -> Group | None:
    """Make a group.

    Parameters
    ----------
    memory : int
        Bytes of all its processes and of the files they keep in memory.
    together : bool
        Where memory runs out, no process shall go on without another: the kernel ends all of
        them, or halts them until somebody does (`Group.ran_out`).

    Returns
    -------
    Group or None
        None where the kernel keeps no such limits, or not for us.
    """
    group = named(installation, name, root)
    if _is_unified(root):
        (folder,) = group.folders
        limits: dict[str, object] = {
            "memory.max": memory,
            "memory.swap.max": 0,
            "pids.max": processes,
        }
        limits |= {"memory.oom.group": 1} if together else {}
        _delegate(folder, root)
        made = [folder] if _made(folder, limits, "memory.max") else []
        return Group(tuple(made)) if made else None
    both = "memory.memsw.limit_in_bytes"
    # The limit with swap can never be below the other one: out of its way first.
    first: dict[str, object] = {both: -1, "memory.limit_in_bytes": memory}
    first |= {"memory.oom_control": 1} if together else {}
    known: dict[str, tuple[list[dict[str, object]], str]] = {
        "memory": ([first, {both: memory}], "memory.limit_in_bytes"),
        "pids": ([{"pids.max": processes}], "pids.max"),
    }
    made = []
    for folder in group.folders:
        steps, essential = known[folder.relative_to(root).parts[0]]
        if _made(folder, steps[0], essential):
            made.append(folder)
            for step in steps[1:]:
                _write(folder, step)
    return Group(tuple(made)) if made else None


def clear(installation: str, root: Path = _ROOT) -> None:
    """Take away what is left of an installation that does not run now."""
    for top in _tops(root):
        _prune(top / installation, 0)


def sweep(root: Path = _ROOT, age: float = _OLD) -> None:
    """Take away groups that nobody is in, of whatever installation: it may be gone for good."""
    for top in _tops(root):
        for folder in _inside(top):
            _prune(folder, age)


def _prune(folder: Path, age: float) -> None:
    """Remove a tree of groups as far as it is empty; the kernel refuses the rest."""
    for inner in _inside(folder):
        _prune(inner, age)
    with contextlib.suppress(OSError):
        if time.time() - folder.stat().st_mtime >= age:
            folder.rmdir()


def _inside(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return [one for one in folder.iterdir() if one.is_dir()]
    return []


def _tops(root: Path) -> Iterator[Path]:
    yield from (root / _TOP, *(root / kind / _TOP for kind in _KINDS))


def _is_unified(root: Path) -> bool:
    return (root / "cgroup.controllers").is_file()


def _delegate(folder: Path, root: Path) -> None:
    """Let each group above a new one hand its limits down."""
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    for above in (root, root / _TOP, folder.parent):
        _write(above, {"cgroup.subtree_control": "+memory +pids"})


def _made(folder: Path, limits: dict[str, object], essential: str) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return essential in _write(folder, limits)


def _write(folder: Path, limits: dict[str, object]) -> set[str]:
    """Write limits; return those that this kernel took: not every one accounts swap."""
    taken = set()
    for name, value in limits.items():
        with contextlib.suppress(OSError):
            (folder / name).write_text(str(value))
            taken.add(name)
    return taken
