"""What a person might try at the kernel: calls, sockets, processes, limits."""

import contextlib
import ctypes
import errno
import fcntl
import glob
import os
import resource
import socket
import struct
import subprocess

from attempts import Failed, attempt, got, libc, note, read

_REFUSED = (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EAFNOSUPPORT)

# The kernel: calls that no lab needs. Any refusal but these means that the call got through.


def call(number, *given):
    if libc.syscall(number, *given) >= 0:
        return "done"
    code = ctypes.get_errno()
    if code in _REFUSED:
        raise OSError(code, os.strerror(code))
    return f"reached the kernel: {os.strerror(code)}"


_ZERO = ctypes.create_string_buffer(256)
_X86 = os.uname().machine == "x86_64"
for _name, _x86, _arm, _given in (
    ("a new keyring", 250, 219, (1, b"curian")),
    ("a key for others to find", 248, 217, (b"user", b"curian", b"x", 1, -4)),
    ("the host's keys", 249, 218, (b"user", b"x", None, -3)),
    ("page faults of my own making", 323, 282, (1,)),
    ("the processor's counters", 298, 241, (_ZERO, -1, 0, -1, 0)),
    ("another kernel", 246, 104, (0, 0, None, 0)),
    ("a module for the kernel", 175, 105, (_ZERO, 1, b"")),
    ("a module for the kernel, from a file", 313, 273, (0, b"", 0)),
    ("a file by its handle", 304, 265, (-100, _ZERO, 0)),
    ("the handle of a file", 303, 264, (-100, b"/", _ZERO, _ZERO, 0)),
    ("swap on a file", 167, 224, (b"/tmp/x", 0)),
    ("the accounts of processes", 163, 89, (None,)),
    ("the time of day", 227, 112, (0, _ZERO)),
    ("another name for the machine", 170, 161, (b"curian", 6)),
    ("a restart with no magic", 169, 142, (0, 0, 0, None)),
    ("the kernel's buffer", 103, 116, (3, _ZERO, 255)),
    ("addresses that are not random", 135, 92, (0x0040000,)),
    ("another root", 155, 41, (b"/tmp", b"/tmp")),
    ("a file system to be mounted", 430, 430, (b"tmpfs", 0)),
    ("a copy of a mount", 428, 428, (-100, b"/", 1)),
    ("a moved mount", 429, 429, (-100, b"/tmp", -100, b"/home", 0)),
    ("other flags of a mount", 442, 442, (-100, b"/", 0, _ZERO, 32)),
    ("a mount gone", 166, 39, (b"/run/doors", 2)),
    ("another namespace by descriptor", 308, 268, (0, 0)),
    ("memory of my own server", 310, 270, (os.getppid(), _ZERO, 1, _ZERO, 1, 0)),
    ("memory of my own server, written", 311, 271, (os.getppid(), _ZERO, 1, _ZERO, 1, 0)),
    ("a socket out of my own server", 438, 438, (0, 0, 0)),
    ("a comparison of processes", 312, 272, (1, os.getpid(), 0, 0, 0)),
    ("disk quotas", 179, 60, (0, b"/", 0, _ZERO)),
    ("what happens to all files", 300, 262, (0, 0)),
    ("the clock's speed", 159, 171, (ctypes.create_string_buffer(b"\x01", 256),)),
):
    note("call: " + _name, call, _x86 if _X86 else _arm, *_given)

for _name, _flag in (
    ("mount", 0x20000),
    ("cgroup", 0x2000000),
    ("uts", 0x4000000),
    ("ipc", 0x8000000),
    ("pid", 0x20000000),
    ("net", 0x40000000),
):
    note(f"a namespace of my own: {_name}", call, 272 if _X86 else 97, _flag)


@attempt("a child in a user namespace")
def _():
    number = 56 if _X86 else 220
    child = libc.syscall(number, 0x10000000 | 17, None, None, None, None)
    if child == 0:
        os._exit(0)
    if child < 0:
        raise OSError(ctypes.get_errno(), "clone")
    os.waitpid(child, 0)
    return "born"


@attempt("a child in a user namespace, the newer way")
def _():
    asked = struct.pack("QQQQQQQQ", 0x10000000, 0, 0, 0, 17, 0, 0, 0)
    child = libc.syscall(435, asked, len(asked))
    if child == 0:
        os._exit(0)
    if child < 0:
        raise OSError(ctypes.get_errno(), "clone3")
    os.waitpid(child, 0)
    return "born"


# Families of sockets besides those a lab needs: some know no network namespace.
for _name, _family, _kind in (
    ("the machine's host (vsock)", 40, socket.SOCK_STREAM),
    ("the kernel's ciphers (alg)", 38, socket.SOCK_SEQPACKET),
    ("a cluster (tipc)", 30, socket.SOCK_RDM),
    ("a remote procedure (rxrpc)", 33, socket.SOCK_DGRAM),
    ("a vehicle (can)", 29, socket.SOCK_RAW),
    ("a radio (bluetooth)", 31, socket.SOCK_RAW),
    ("keys of networks (key)", 15, socket.SOCK_RAW),
    ("a network card (xdp)", 44, socket.SOCK_RAW),
    ("packets of another kind (x25)", 9, socket.SOCK_SEQPACKET),
    ("a kernel's multiplexer (kcm)", 41, socket.SOCK_DGRAM),
    ("a data link (llc)", 26, socket.SOCK_DGRAM),
    ("a point-to-point line (pppox)", 24, socket.SOCK_DGRAM),
):

    def _family_of(family=_family, kind=_kind):
        with socket.socket(family, kind):
            return "opened"

    note("a socket to " + _name, _family_of)


@attempt("raw packets of the internet")
def _():
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, 1):
        return "opened"


@attempt("another interface than loopback")
def _():
    return got([name for _, name in socket.if_nameindex() if name != "lo"])


@attempt("switch the interface off")
def _():
    with socket.socket() as line:
        fcntl.ioctl(line, 0x8914, struct.pack("16sh14x", b"lo", 0))
        return "off"


@attempt("name servers of the host")
def _():
    return read("/etc/resolv.conf")


# Processes


def _open_at_1(name):
    return read(f"/proc/1/{name}", 64)


for _name in ("mem", "maps", "auxv", "io", "syscall", "stack", "pagemap"):
    note(f"process 1: its {_name}", _open_at_1, _name)


@attempt("process 1: its descriptors")
def _():
    return got(os.listdir("/proc/1/fd"))


@attempt("process 1: its mounts by another way")
def _():
    return got(os.listdir("/proc/1/cwd/"))


@attempt("process 1: a signal")
def _():
    os.kill(1, 0)
    return "heard"


@attempt("process 1: a signal by descriptor")
def _():
    line = os.pidfd_open(1)
    signal_sent = libc.syscall(424, line, 0, None, 0)
    os.close(line)
    if signal_sent < 0:
        raise OSError(ctypes.get_errno(), "pidfd_send_signal")
    return "heard"


@attempt("process 1: other limits")
def _():
    return resource.prlimit(1, resource.RLIMIT_NOFILE, (10, 10)) or "set"


@attempt("descriptors that the starter left open")
def _():
    found = []
    for path in glob.glob("/proc/[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            goal = os.readlink(path)
            if goal.startswith("/memfd:") and "coursekit" in goal:
                found.append(goal)
    return got(found)


@attempt("write into my server's log on the host")
def _():
    for path in glob.glob("/proc/[0-9]*/fd/1"):
        with contextlib.suppress(FileNotFoundError):
            goal = os.readlink(path)
            if goal.endswith(".log"):
                with open(path, "r+b") as sink:
                    return sink.name
    raise Failed("no log to be seen")


@attempt("rights that a program could give")
def _():
    with open("/proc/self/status") as source:
        rows = dict(line.split(":\t", 1) for line in source)
    held = [key for key in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb") if int(rows[key], 16)]
    return got(held or rows["NoNewPrivs"].strip() != "1")


@attempt("more than one filter away: no seccomp")
def _():
    with open("/proc/self/status") as source:
        rows = dict(line.split(":\t", 1) for line in source)
    return got(rows["Seccomp"].strip() != "2")


for _name, _command in (
    ("sudo", ["sudo", "-n", "id"]),
    ("newgrp", ["newgrp", "root"]),
    ("mount, the command", ["mount", "--bind", "/tmp", "/home"]),
    ("umount, the command", ["umount", "/run/doors"]),
    ("unshare, the command", ["unshare", "-Ur", "id"]),
    ("chroot, the command", ["chroot", "/tmp", "/bin/true"]),
    ("nsenter, the command", ["nsenter", "-t", "1", "-a", "id"]),
    ("strace or gdb on my server", ["gdb", "-p", str(os.getppid()), "-batch"]),
    ("passwd", ["passwd", "-d", "root"]),
    ("pkexec", ["pkexec", "id"]),
    ("at, to run later", ["at", "now"]),
    ("crontab, to run later", ["crontab", "-l"]),
    ("systemd-run, outside", ["systemd-run", "--user", "id"]),
    ("docker", ["docker", "ps"]),
):

    def _run(command=_command):
        run = subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, timeout=10, check=False
        )
        if run.returncode:
            raise Failed(run.stderr[-100:])
        return got(run.stdout) if command[0] in ("sudo", "su", "newgrp", "pkexec") else "ran"

    note("program: " + _name, _run)


@attempt("a higher priority")
def _():
    return os.nice(-5)


@attempt("the processor for myself (real time)")
def _():
    return os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)) or "set"


@attempt("be the last that memory is taken from")
def _():
    with open("/proc/self/oom_score_adj") as source:
        lower = int(source.read()) - 1
    with open("/proc/self/oom_score_adj", "w") as sink:
        sink.write(str(lower))
    return "set"


for _name, _which in (
    ("processes", resource.RLIMIT_NPROC),
    ("files", resource.RLIMIT_NOFILE),
    ("core dumps", resource.RLIMIT_CORE),
    ("memory", resource.RLIMIT_DATA),
):

    def _raise(which=_which):
        _, hard = resource.getrlimit(which)
        resource.setrlimit(which, (hard, hard + 1))
        return "raised"

    note(f"a higher limit of {_name}", _raise)
