"""Namespaces for a forked child, as root and as an ordinary user, by system calls alone.

Effects: the calling process. Linux on x86_64 or aarch64; elsewhere `supported` says no.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

from coursekit.grading.sandbox.limits import Limits
from coursekit.grading.sandbox.seccomp import CLONE_NAMESPACES, SYSCALLS, install

__all__ = ["enter", "fork_into", "limit", "set_environment", "supported", "system_paths"]

_RDONLY, _NOSUID, _NODEV, _NOEXEC, _REMOUNT = 1, 2, 4, 8, 32
_BIND, _RECURSIVE, _PRIVATE = 4096, 16384, 1 << 18
_DETACH = 2
_PR_SET_PDEATHSIG, _PR_CAPBSET_DROP = 1, 24
_CAPABILITIES = 41
_CAP_VERSION = 0x20080522
_SYSTEM = (
    *("/usr", "/lib", "/lib64", "/bin", "/sbin", "/etc/ld.so.cache", "/etc/fonts"),
    *("/etc/localtime", "/etc/alternatives"),
)
_DEVICES = ("null", "zero", "full", "random", "urandom")
_TERMINALS = 16
_SHARE_OF_ONE = 85  # percent of the memory that one process may take
_USER = b"peserta:x:1000:1000::/lab:/bin/sh\n"

_libc = ctypes.CDLL(None, use_errno=True)
# PyDLL keeps the interpreter's lock across the fork.
_locked = ctypes.PyDLL(None, use_errno=True)
_locked.syscall.restype = ctypes.c_long


def supported() -> bool:
    """Tell whether this platform has what the sandbox is made of."""
    return sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")


def system_paths(extra: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what the child may read: the system, Python's folders, and `extra`."""
    found: list[str] = []
    for path in (*_SYSTEM, sys.prefix, sys.base_prefix, *extra):
        real = path if path in _SYSTEM else str(Path(path).resolve())
        inside = any(real == one or real.startswith(one + "/") for one in found)
        if Path(real).exists() and not inside:
            found.append(real)
    return tuple(found)


def fork_into(fresh: bool = True) -> int:
    """Fork into fresh namespaces and return as fork does; the child is their process 1.

    By a system call: a library's own handlers of fork would wait for threads that an earlier
    child of this kind does not have.

    Parameters
    ----------
    fresh : bool
        False for a child that stays in the namespaces of this process.

    Raises
    ------
    OSError
        If the platform forbids it.
    """
    names = ("mount", "pid", "net", "ipc", "uts") + (() if os.getuid() == 0 else ("user",))
    flags = sum(CLONE_NAMESPACES[name] for name in names) if fresh else 0
    python = ctypes.pythonapi
    python.PyOS_BeforeFork()
    pid = _raw("clone", flags | signal.SIGCHLD, 0, 0, 0, 0)
    if pid == 0:
        python.PyOS_AfterFork_Child()
        return 0
    code = ctypes.get_errno()
    python.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(code, f"clone: {os.strerror(code)}")
    return pid


def enter(
    owner: int, root: str, paths: Iterable[str], limits: Limits, environment: dict[str, str]
) -> None:
    """Close the doors, in a child made by `fork_into`.

    Parameters
    ----------
    owner : int
        Where the server is root, the number of the user to become; else the server's own.
    root : str
        An empty folder, on which the child's own root is built; nothing is written into it.
    paths : iterable of str
        What may be read, at the same place as outside.
    """
    as_root = os.getuid() == 0
    if not as_root:
        for name, text in (("setgroups", "deny"), ("uid_map", f"1000 {owner} 1")):
            Path("/proc/self", name).write_text(text)
        Path("/proc/self/gid_map").write_text(f"1000 {os.getgid()} 1")
    _libc.sethostname(b"penilai", 7)
    _mount(None, "/", None, _RECURSIVE | _PRIVATE)
    precomputed = f"size={limits.disk},nr_inodes=8192,mode=755"
    _mount("tmpfs", root, "tmpfs", _NOSUID | _NODEV, precomputed)
    for path in paths:
        _show(root, path)
    _furnish(Path(root), owner if as_root else None)
    _check(_call("pivot_root", root.encode(), f"{root}/old".encode()), "pivot_root")
    os.chdir("/")
    _check(_libc.umount2(b"/old", _DETACH), "umount")
    Path("/old").rmdir()
    os.chdir("/lab")
    set_environment(environment)
    limit(limits)
    for capability in range(_CAPABILITIES):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    if as_root:
        # Root would not be held to the number of processes: be somebody else.
        os.setgroups([])
        os.setresgid(owner, owner, owner)
        os.setresuid(owner, owner, owner)
    header = struct.pack("Ii", _CAP_VERSION, 0)
    _check(_call("capset", header, bytes(24)), "capset")
    # After the last change of credentials, which clears it.
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    install()


def limit(limits: Limits) -> None:
    """Set the resource limits of this process."""
    for what, value in (
        (resource.RLIMIT_AS, limits.memory),
        # A process reaches its own limit before all together do: Python then says MemoryError,
        # which costs the cell alone.
        (resource.RLIMIT_DATA, limits.total * _SHARE_OF_ONE // 100),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NPROC, limits.processes),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        hard = resource.getrlimit(what)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (value, value))


def set_environment(environment: dict[str, str]) -> None:
    """Replace the environment: nothing of the server's is handed on."""
    os.environ.clear()
    os.environ.update(environment)


def _show(root: str, path: str) -> None:
    target = Path(root + path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if Path(path).is_symlink():
        target.symlink_to(Path(path).readlink())
        return
    if Path(path).is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    _mount(path, str(target), None, _BIND | _RECURSIVE)
    _mount(None, str(target), None, _BIND | _REMOUNT | _RDONLY | _NOSUID | _NODEV)


def _furnish(root: Path, owner: int | None) -> None:
    for name in ("dev/shm", "dev/pts", "tmp", "lab", "proc", "etc", "old"):
        (root / name).mkdir(parents=True, exist_ok=True)
    for name in _DEVICES:
        (root / "dev" / name).touch()
        _mount(f"/dev/{name}", f"{root}/dev/{name}", None, _BIND)
    (root / "etc/passwd").write_bytes(_USER)
    # Terminals of its own, for `!` and `%pip`; those of the host are not among them.
    with contextlib.suppress(OSError):
        options = f"newinstance,ptmxmode=0666,mode=600,max={_TERMINALS}"
        _mount("devpts", f"{root}/dev/pts", "devpts", _NOSUID | _NOEXEC, options)
        (root / "dev/ptmx").symlink_to("pts/ptmx")
    if owner is not None:
        os.chown(root / "lab", owner, owner)
    for name in ("tmp", "dev/shm"):
        (root / name).chmod(0o1777)
    # Some containers forbid a new /proc; an empty one shows nobody either.
    with contextlib.suppress(OSError):
        _mount("proc", f"{root}/proc", "proc", _NOSUID | _NODEV | _NOEXEC)


def _raw(name: str, *arguments: int) -> int:
    whole = (ctypes.c_ulong(one) for one in arguments)
    answer: int = _locked.syscall(ctypes.c_long(SYSCALLS[name]), *whole)
    return answer


def _call(name: str, *buffers: bytes) -> int:
    whole = (ctypes.create_string_buffer(one) for one in buffers)
    answer: int = _libc.syscall(ctypes.c_long(SYSCALLS[name]), *whole)
    return answer


def _check(result: int, what: str) -> None:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")


def _mount(
    source: str | None, target: str, kind: str | None, flags: int, data: str | None = None
) -> None:
    words = [None if one is None else one.encode() for one in (source, target, kind)]
    extra = None if data is None else data.encode()
    _check(_libc.mount(*words, ctypes.c_ulong(flags), extra), f"mount {target}")
