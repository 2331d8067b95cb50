"""Which sockets a program finds inside: in the sandbox of grading and in that of servers."""

import json
import socket
import subprocess
import sys

import pytest

from coursekit.grading.sandbox import seccomp
from coursekit.hub.sandboxes import preflight

EVERY = """
import errno, json, socket
open_, refused = set(), {}
for family in range(0, 48):
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        for make in (socket.socket, socket.socketpair):
            try:
                made = make(family, kind)
            except OSError as error:
                refused.setdefault(family, set()).add(error.errno)
            else:
                open_.add(family)
                for one in made if isinstance(made, tuple) else (made,):
                    one.close()
print(json.dumps([sorted(open_), {key: sorted(value) for key, value in refused.items()}]))
"""

WORK = """
import socket, asyncio
import psutil, zmq, tornado.ioloop, tornado.netutil
from IPython.core.interactiveshell import InteractiveShell

assert socket.getaddrinfo("127.0.0.1", 80)
assert socket.getaddrinfo("localhost", 80)
for ask in (socket.if_nameindex, psutil.net_if_addrs):
    try:
        ask()
    except OSError:
        pass
with zmq.Context() as context:
    for address in ("tcp://127.0.0.1", "ipc:///tmp/pipa", "inproc://dalam"):
        ours, theirs = context.socket(zmq.REP), context.socket(zmq.REQ)
        if address.startswith("tcp"):
            address = f"{address}:{ours.bind_to_random_port(address)}"
        else:
            ours.bind(address)
        theirs.connect(address)
        theirs.send(b"hai")
        assert ours.poll(20_000) and ours.recv() == b"hai"
        ours.close(0), theirs.close(0)
tornado.netutil.bind_sockets(0, "127.0.0.1")[0].close()
asyncio.run(asyncio.sleep(0))
ran = InteractiveShell.instance().run_cell("1 + 1")
assert ran.success and ran.result == 2
print("semua jalan")
"""


def filtered(code):
    """Run a program under the filter alone, as an interpreter of a trainee is when graded."""
    line = f"from coursekit.grading.sandbox.seccomp import install; install(); exec({code!r})"
    return subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, timeout=120)


def sandboxed(code):
    """Run a program as a person's server would be run."""
    return preflight.run_once([sys.executable, "-c", code])


@pytest.mark.parametrize("run", [filtered, sandboxed])
def test_only_the_machine_and_the_internet_have_sockets(run):
    done = run(EVERY)
    assert done.returncode == 0, done.stderr
    found, refused = json.loads(done.stdout)
    assert found == [socket.AF_UNIX, socket.AF_INET, socket.AF_INET6]
    closed = {int(key): errnos for key, errnos in refused.items() if int(key) not in found}
    assert closed.pop(socket.AF_NETLINK) == [95]  # with another number libzmq would abort
    assert len(closed) == 44 and {tuple(errnos) for errnos in closed.values()} == {(97,)}


@pytest.mark.parametrize("run", [filtered, sandboxed])
def test_libraries_live_without_the_others(run):
    done = run(WORK)
    assert done.stdout.endswith("semua jalan\n"), done.stdout + done.stderr


def test_both_processors_know_the_calls():
    for _, table in seccomp._TABLES.values():
        assert {"socket", "socketpair"} <= set(seccomp._numbers(table))
