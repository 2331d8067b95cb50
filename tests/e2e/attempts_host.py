"""What a person might try at what all share: memory, disk, the kit, the machine's state, home."""

import contextlib
import ctypes
import glob
import os
import socket
import stat
import struct
import subprocess
import sys

import attempts
from attempts import Failed, ask, attempt, got, libc, note, read

HOME = os.path.expanduser("~")

# Bombs: bounded, and cleared away


@attempt("bomb: more processes than are mine")
def _():
    children = []
    try:
        for _ in range(300):
            children.append(subprocess.Popen(["sleep", "30"]))
        return len(children)
    finally:
        for child in children:
            child.kill()
        for child in children:
            child.wait()


@attempt("bomb: more memory than is mine, in one process")
def _():
    code = "x = bytearray(1100 << 20); print(len(x))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    if run.returncode:
        raise Failed(run.stderr[-60:])
    return run.stdout


def _fill(folder):
    path = os.path.join(folder, "penuh")
    try:
        with open(path, "wb") as sink:
            for _ in range(420):
                sink.write(bytes(1 << 20))
        return "fits"
    finally:
        os.unlink(path)


note("bomb: fill /tmp", _fill, "/tmp")
note("bomb: fill /dev/shm", _fill, "/dev/shm")


@attempt("bomb: more open files than are mine")
def _():
    lines = []
    try:
        for _ in range(5000):
            lines.append(os.open("/dev/null", os.O_RDONLY))
        return len(lines)
    finally:
        for line in lines:
            os.close(line)


# What the kernel shows of the whole machine


def _writing(path, text):
    with open(path, "w") as sink:
        sink.write(text)
    return "written"


for _path in (
    "/proc/sys/kernel/core_pattern",
    "/proc/sys/kernel/modprobe",
    "/proc/sys/vm/drop_caches",
    "/proc/sysrq-trigger",
    "/proc/sys/kernel/hostname",
    "/proc/self/uid_map",
    "/proc/self/setgroups",
):
    note(f"write {_path}", _writing, _path, "0")
for _path in (
    "/proc/kcore",
    "/proc/kmsg",
    "/proc/timer_list",
    "/proc/slabinfo",
    "/proc/vmallocinfo",
    "/proc/pagetypeinfo",
):
    note(f"read {_path}", read, _path)


@attempt("addresses of the kernel's functions")
def _():
    with open("/proc/kallsyms") as source:
        return got([line for line in source if int(line.split()[0], 16)])


@attempt("keys of others")
def _():
    with open("/proc/keys") as source:
        return got(source.readlines())


for _kind in ("sem", "msg"):

    def _system_v(kind=_kind):
        with open(f"/proc/sysvipc/{kind}") as source:
            return got(source.readlines()[1:])

    note(f"System V of others: {_kind}", _system_v)


@attempt("message queues of others")
def _():
    return got(os.listdir("/dev/mqueue"))


@attempt("named semaphores of others")
def _():
    return got([name for name in os.listdir("/dev/shm") if name.startswith("sem.")])


@attempt("terminals of others")
def _():
    mine = os.getuid()
    found = [path for path in glob.glob("/dev/pts/[0-9]*") if os.stat(path).st_uid != mine]
    return got(found)


@attempt("devices of the machine")
def _():
    plain = {"null", "zero", "full", "random", "urandom", "tty", "console", "ptmx"}
    found = [name for name in os.listdir("/dev") if name not in plain]
    kinds = [name for name in found if not stat.S_ISLNK(os.lstat(f"/dev/{name}").st_mode)]
    return got([name for name in kinds if not os.path.isdir(f"/dev/{name}")])


@attempt("the tree of devices")
def _():
    return got(os.listdir("/sys"))


@attempt("sockets of the host's services")
def _():
    return got(glob.glob("/run/*.sock") + glob.glob("/var/run/*") + glob.glob("/run/dbus/*"))


# What all share, read-only


def _kit():
    return os.environ["PYTHONPATH"].split(os.pathsep)[0]


@attempt("kit: give it another mode")
def _():
    return os.chmod(os.path.join(_kit(), "coursekit", "__init__.py"), 0o777) or "changed"


@attempt("kit: put it aside")
def _():
    return os.rename(_kit(), "/opt/lain") or "moved"


@attempt("kit: change a module through another name")
def _():
    link = os.path.join(HOME, "kit")
    with contextlib.suppress(FileExistsError):
        os.symlink(_kit(), link)
    try:
        with open(os.path.join(link, "coursekit", "__init__.py"), "a"):
            return "open"
    finally:
        os.unlink(link)


@attempt("kit: a hard link to a module, to be changed at home")
def _():
    return os.link(os.path.join(_kit(), "coursekit", "__init__.py"), os.path.join(HOME, "m.py"))


@attempt("kit: a compiled module in place of a real one")
def _():
    cache = os.path.join(_kit(), "coursekit", "__pycache__")
    os.makedirs(cache, exist_ok=True)
    return _writing(os.path.join(cache, "curian.pyc"), "x")


@attempt("packages: a file that Python reads at every start")
def _():
    (site,) = glob.glob(os.path.join(sys.prefix, "lib", "python3*", "site-packages"))
    return _writing(os.path.join(site, "curian.pth"), "import os")


for _path in ("/etc/passwd", "/etc/hosts", "/etc/ld.so.preload", "/run/doors/x", "/srv/x", "/x"):
    note(f"write {_path}", _writing, _path, "x")


@attempt("doors: one of my own beside them")
def _():
    with socket.socket(socket.AF_UNIX) as line:
        line.bind("/run/doors/9999")
        return "bound"


@attempt("doors: take one away")
def _():
    (door, *_) = glob.glob("/run/doors/*")
    return os.unlink(door) or "gone"


@attempt("doors: shut one by its mode")
def _():
    (door, *_) = glob.glob("/run/doors/*")
    return os.chmod(door, 0) or "shut"


# Home: what stands there and is later used by somebody mightier


@attempt("home: a file that belongs to root")
def _():
    path = os.path.join(HOME, "milik")
    _writing(path, "x")
    try:
        return os.chown(path, 0, 0) or "given"
    finally:
        os.unlink(path)


@attempt("home: a program with rights of its own")
def _():
    path = os.path.join(HOME, "hak")
    _writing(path, "x")
    try:
        given = struct.pack("<IIIII", 0x02000001, 0xFFFFFFFF, 0, 0xFFFFFFFF, 0)
        return os.setxattr(path, "security.capability", given) or "set"
    finally:
        os.unlink(path)


@attempt("home: put it aside and another in its place")
def _():
    return os.rename(HOME, HOME + ".lain") or "moved"


@attempt("home: another's by his number")
def _():
    return got([path for path in glob.glob("/home/*") if os.stat(path).st_uid != os.getuid()])


@attempt("home: watch the other's")
def _():
    line = libc.inotify_init()
    watched = libc.inotify_add_watch(line, attempts.TARGETS["other_home"].encode(), 0xFFF)
    os.close(line)
    if watched < 0:
        raise OSError(ctypes.get_errno(), "inotify")
    return "watching"


@attempt("my server: a file outside of my home")
def _():
    base = os.environ["JUPYTERHUB_SERVICE_URL"].rstrip("/")
    return ask(base + "/files/..%2f..%2fetc%2fpasswd", "GET")


@attempt("my server: the hub's interface through it")
def _():
    base = os.environ["JUPYTERHUB_SERVICE_URL"].rstrip("/")
    return got("name" in ask(base + "/..%2f..%2fhub/api/users", "GET"))
