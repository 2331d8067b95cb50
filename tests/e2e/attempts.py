"""What a person might try from his own server against the others and the hub; prints one JSON.

Run inside a single-user server, in its kernel or its terminal, with the standard library alone:
``python attempts_all.py TARGETS.json``, which knows those of the modules beside this one as well.
An attempt is a function without arguments; what it returns is what the attacker got hold of, an
exception means that it failed. Nothing here harms: where an attempt would destroy something if it
went through, it aims at what only a test owns.
"""

import ctypes
import glob
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

ATTEMPTS = {}
HUB_API = os.environ.get("JUPYTERHUB_API_URL", "")
TOKEN = os.environ.get("JUPYTERHUB_API_TOKEN", "")
ME = os.environ.get("JUPYTERHUB_USER", "")
libc = ctypes.CDLL(None, use_errno=True)


class Failed(Exception):
    """The attempt ran but got nothing."""


def attempt(name):
    def note(function):
        ATTEMPTS[name] = function
        return function

    return note


def note(name, function, *arguments):
    ATTEMPTS[name] = lambda: function(*arguments)


def got(value):
    """Return what was found, or fail if it is nothing."""
    if not value:
        raise Failed("nothing there")
    return value


def system_call(result):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def read(path, size=64):
    with open(path, "rb") as source:
        return got(source.read(size))


def reading(name, key):
    """Two attempts on a path of the host: list or read it, and write there."""

    def look():
        path = TARGETS[key]
        try:
            return got(os.listdir(path))
        except NotADirectoryError:
            return read(path)

    def write():
        path = TARGETS[key]
        where = path if not os.path.isdir(path) else os.path.join(path, "attack")
        with open(where, "ab"):
            return where

    ATTEMPTS[f"read {name}"] = look
    ATTEMPTS[f"write {name}"] = write


for _name, _key in (
    ("the other's home", "other_home"),
    ("the other's notebook", "other_file"),
    ("all homes", "homes"),
    ("collected submissions", "submitted"),
    ("the gradebook", "gradebook"),
    ("returned feedback", "feedback"),
    ("the course's sources", "course"),
    ("answer keys", "answer_keys"),
    ("solutions", "solutions"),
    ("what authors wrote", "units"),
    ("tests of the course", "tests"),
    ("the hub's database", "hub_database"),
    ("the hub's cookie secret", "cookie_secret"),
    ("accounts", "accounts"),
    ("passwords of the demonstration", "passwords"),
    ("the hub's log", "hub_log"),
    ("the other's log", "other_log"),
    ("the register of uids", "uids"),
    ("the exchange's files", "exchange"),
    ("the sockets into other sandboxes", "ways"),
    ("the host's temporary folder", "host_marker"),
):
    reading(_name, _key)


@attempt("solutions on the instructors' shelf")
def _():
    return got(os.listdir("/srv/pengajar/solutions"))


@attempt("guides on the instructors' shelf")
def _():
    return got(os.listdir("/srv/pengajar/guides"))


@attempt("write on the instructors' shelf")
def _():
    with open("/srv/pengajar/solutions/attack", "w"):
        return "written"


@attempt("find the other below /home")
def _():
    return got([name for name in os.listdir("/home") if name != ME])


@attempt("read system passwords")
def _():
    return read("/etc/shadow")


@attempt("see the host's shared memory")
def _():
    return got([name for name in os.listdir("/dev/shm") if "coursekit" in name])


@attempt("link to the other's notebook and read it")
def _():
    link = os.path.expanduser("~/pinjam")
    if os.path.lexists(link):
        os.unlink(link)
    os.symlink(TARGETS["other_file"], link)
    try:
        return read(link)
    finally:
        os.unlink(link)


@attempt("let my own server follow a link to the other's notebook")
def _():
    link = os.path.expanduser("~/pinjam.txt")
    if os.path.lexists(link):
        os.unlink(link)
    os.symlink(TARGETS["other_file"], link)
    try:
        address = os.environ["JUPYTERHUB_SERVICE_URL"].rstrip("/") + "/api/contents/pinjam.txt"
        return ask(address, "GET")
    finally:
        os.unlink(link)


@attempt("a hard link to the other's notebook")
def _():
    return os.link(TARGETS["other_file"], os.path.expanduser("~/pinjam"))


def foreign_processes():
    mine = os.getuid()
    return [p for p in glob.glob("/proc/[0-9]*") if os.stat(p).st_uid not in (mine, 0)]


@attempt("see other people's processes")
def _():
    return got(foreign_processes())


@attempt("read another token in some process's environment")
def _():
    tokens = set()
    for path in glob.glob("/proc/[0-9]*/environ"):
        try:
            with open(path, "rb") as source:
                pairs = source.read().split(b"\0")
        except OSError:
            continue
        tokens |= {p for p in pairs if b"TOKEN=" in p or b"SECRET" in p or b"PASSWORD" in p}
    return got({p.decode() for p in tokens if p.split(b"=", 1)[1].decode() != TOKEN})


@attempt("read the operator's environment in process 1")
def _():
    # It began with my own server's environment, and as an ordinary user's it may be read.
    pairs = dict(
        pair.split(b"=", 1) for pair in read("/proc/1/environ", 1 << 20).split(b"\0") if pair
    )
    mine = ("JUPYTERHUB_", "JUPYTER_", "COURSEKIT_", "PYTHON", "XDG_", "JPY_", "LC_")
    mine += ("PATH", "LANG", "HOME", "USER", "SHELL", "TMPDIR", "PS1", "PWD", "MEM_", "CPU_")
    secret = pairs.get(b"CONFIGPROXY_AUTH_TOKEN") or pairs.get(b"COURSEKIT_EXCHANGE_DB")
    return got(secret or [name for name in pairs if not name.decode().startswith(mine)])


@attempt("walk out through the root of process 1")
def _():
    return got(os.listdir("/proc/1/root/" + TARGETS["homes"]))


@attempt("read host paths in the command line of process 1")
def _():
    return got([a for a in read("/proc/1/cmdline", 9999).split(b"\0") if b"--bind" in a])


@attempt("trace process 1")
def _():
    return system_call(libc.ptrace(16, 1, 0, 0)) or "traced"


@attempt("signal the hub")
def _():
    os.kill(TARGETS["hub_pid"], 0)
    with open(f"/proc/{TARGETS['hub_pid']}/cmdline") as source:
        return got("jupyterhub" in source.read().split("-m")[0])


@attempt("become root")
def _():
    return os.setuid(0) or "root"


@attempt("become the other")
def _():
    if TARGETS["other_uid"] == os.getuid():
        raise Failed("the hub is no root: there is no other uid")
    return os.setuid(TARGETS["other_uid"]) or "other"


@attempt("su")
def _():
    run = subprocess.run(["su", "-c", "id"], capture_output=True, stdin=subprocess.DEVNULL)
    return got(run.stdout)


@attempt("change root")
def _():
    return os.chroot("/tmp") or "in"


@attempt("mount")
def _():
    return system_call(libc.mount(b"none", b"/tmp", b"tmpfs", 0, None)) or "mounted"


@attempt("make the system writable")
def _():
    return system_call(libc.mount(b"none", b"/", None, 32, None)) or "remounted"


@attempt("a user namespace of my own")
def _():
    return system_call(libc.unshare(0x10000000)) or "in"


@attempt("make a device")
def _():
    return os.mknod("/tmp/device", 0o60600, os.makedev(254, 0)) or "made"


@attempt("load a kernel program")
def _():
    number = {"x86_64": 321, "aarch64": 280}[os.uname().machine]
    return system_call(libc.syscall(number, 0, 0, 0)) or "loaded"


@attempt("io_uring")
def _():
    return system_call(libc.syscall(425, 8, ctypes.create_string_buffer(240))) or "made"


@attempt("write into the system's programs")
def _():
    with open("/usr/bin/attack", "w"):
        return "written"


@attempt("write into the packages everybody loads")
def _():
    with open(os.path.join(sys.prefix, "attack"), "w"):
        return "written"


@attempt("write into the kit everybody loads")
def _():
    with open(os.path.join(os.environ["PYTHONPATH"], "attack"), "w"):
        return "written"


@attempt("find a key in the kit")
def _():
    kit = os.environ["PYTHONPATH"]
    found = [os.path.join(*row) for top, _, names in os.walk(kit) for row in [(top, str(names))]]
    return got([path for path in found if "answer_key" in path or "/solutions" in path])


@attempt("raise my own limits")
def _():
    return got([p for p in glob.glob("/sys/fs/cgroup/*") if os.access(p, os.W_OK)])


@attempt("shared memory of others (System V)")
def _():
    with open("/proc/sysvipc/shm") as source:
        return got(source.readlines()[1:])


@attempt("the kernel's messages")
def _():
    run = subprocess.run(["dmesg"], capture_output=True)
    return got(run.stdout)


@attempt("listen to the wire")
def _():
    return socket.socket(socket.AF_PACKET, socket.SOCK_RAW) and "listening"


@attempt("a way to the outside")
def _():
    with open("/proc/net/route") as source:
        return got(source.readlines()[1:])


def connect(port, address="127.0.0.1"):
    with socket.create_connection((address, port), timeout=3) as line:
        line.settimeout(3)
        line.sendall(b"GET / HTTP/1.0\r\n\r\n")
        return got(line.recv(20))


@attempt("connect to the other port")
def _():
    return connect(TARGETS["other_port"], "127.0.0.2")


for _name in ("proxy_port", "people_port", "formgrader_port"):
    ATTEMPTS["connect to the " + _name.replace("_", " ")] = lambda key=_name: connect(TARGETS[key])


@attempt("hear the other's kernel")
def _():
    for port in TARGETS["other_kernel_ports"]:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
            return got(line.recv(10))
    raise Failed("no kernel was running")


@attempt("an abstract socket of the host")
def _():
    with socket.socket(socket.AF_UNIX) as line:
        line.connect("\0" + TARGETS["abstract"])
        return got(line.recv(20))


@attempt("see abstract sockets of others")
def _():
    with open("/proc/net/unix") as source:
        return got([line for line in source if TARGETS["abstract"] in line])


@attempt("put another socket in place of a door")
def _():
    (door, *_) = glob.glob("/run/doors/*")
    os.rename(door, door + "x")
    return door


@attempt("doors besides those meant for me")
def _():
    return got(set(os.listdir("/run/doors")) - {str(port) for port in TARGETS["doors"]})


def ask(address, method, data=None, **headers):
    headers = {"Authorization": f"token {TOKEN}", **headers}
    request = urllib.request.Request(address, data=data, method=method, headers=headers)
    with urllib.request.build_opener().open(request, timeout=10) as answer:
        return answer.read().decode(errors="replace") or str(answer.status)


for _name, _method, _path in (
    ("list all people", "GET", "/users"),
    ("read the other's record", "GET", "/users/{other}"),
    ("list groups", "GET", "/groups"),
    ("join the instructors", "POST", "/groups/formgrade-{course}/users"),
    ("list services", "GET", "/services"),
    ("list the proxy's routes", "GET", "/proxy"),
    ("a token of the other", "POST", "/users/{other}/tokens"),
    ("the other's tokens", "GET", "/users/{other}/tokens"),
    ("make myself an administrator", "PATCH", "/users/{me}"),
    ("add a person", "POST", "/users/penyusup"),
    ("stop the other's server", "DELETE", "/users/{other}/server"),
    ("shut the hub down", "POST", "/shutdown"),
):

    def hub_request(method=_method, path=_path):
        path = path.format(other=TARGETS["other"], me=ME, course=TARGETS["course_id"])
        body = b"{}"
        if path.endswith("/users"):
            body = json.dumps({"users": [ME]}).encode()
        if method == "PATCH":
            body = b'{"admin": true}'
        if path == "/shutdown":
            body = b'{"proxy": false, "servers": false}'
        return ask(HUB_API + path, method, None if method == "GET" else body)

    ATTEMPTS["hub: " + _name] = hub_request


def exchange(path, method="GET", data=None, **headers):
    base = f"http://127.0.0.1:{TARGETS['exchange_port']}/services/exchange/api"
    return ask(f"{base}/courses/{TARGETS['course_id']}{path}", method, data, **headers)


@attempt("exchange: everybody's submissions")
def _():
    rows = json.loads(exchange("/submissions?all=1"))
    return got([row for row in rows if row["trainee"] != ME])


@attempt("exchange: the other's submissions by his name")
def _():
    rows = json.loads(exchange("/submissions?trainee={0}&student={0}".format(TARGETS["other"])))
    return got([row for row in rows if row["trainee"] != ME])


@attempt("exchange: the other's submission by its number")
def _():
    return got(exchange(f"/submissions/{TARGETS['other_submission']}"))


@attempt("exchange: the other's feedback")
def _():
    return got(exchange(f"/feedback/{TARGETS['other_submission']}"))


@attempt("exchange: return feedback to the other")
def _():
    return exchange(f"/feedback/{TARGETS['other_submission']}", "PUT", archive())


@attempt("exchange: hand out a lab")
def _():
    return exchange("/assignments/99-serangan", "PUT", archive())


@attempt("exchange: leave its folder")
def _():
    return got(exchange("/assignments/..%2f..%2f..%2fhub%2fcookie_secret"))


@attempt("exchange: without a token")
def _():
    base = f"http://127.0.0.1:{TARGETS['exchange_port']}/services/exchange/api"
    with urllib.request.urlopen(base + "/courses", timeout=10) as answer:
        return got(answer.read())


def archive():
    import io
    import tarfile

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        member = tarfile.TarInfo(f"{TARGETS['assignment']}.ipynb")
        member.size = 2
        tar.addfile(member, io.BytesIO(b"{}"))
    return buffer.getvalue()


@attempt("exchange: hand in under the other's name")
def _():
    other = TARGETS["other"]
    answer = exchange(
        f"/submissions?assignment={TARGETS['assignment']}&student={other}&trainee={other}",
        "POST",
        archive(),
        **{"Idempotency-Key": os.urandom(8).hex(), "X-Forwarded-User": other},
    )
    return got(json.loads(answer)["trainee"] == other)


@attempt("nbgrader: hand in under the other's name")
def _():
    other = TARGETS["other"]
    folder = os.path.expanduser(f"~/{TARGETS['course_id']}/{TARGETS['assignment']}")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, f"{TARGETS['assignment']}.ipynb"), "w") as sink:
        json.dump({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, sink)
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", "submit", TARGETS["assignment"], "--student", other],
        capture_output=True,
        text=True,
        cwd=os.path.expanduser("~"),
        env={**os.environ, "JUPYTERHUB_USER": other, "USER": other, "LOGNAME": other},
        timeout=60,
    )
    if run.returncode:
        raise Failed(run.stderr[-200:])
    # Whether it went in under the other's name is for the test to see, outside.
    raise Failed("submitted; the test looks under whose name")


def main(targets):
    global TARGETS
    TARGETS = targets
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    told = {}
    for name, function in ATTEMPTS.items():
        began = time.monotonic()
        try:
            told[name] = {"through": True, "said": repr(function())[:300]}
        except BaseException as error:
            told[name] = {"through": False, "said": f"{type(error).__name__}: {error}"[:300]}
        told[name]["seconds"] = round(time.monotonic() - began, 2)
    print(json.dumps(told, ensure_ascii=False))
