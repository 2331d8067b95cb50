"""The fork server: has the libraries loaded and has never read an answer or a test.

Run as a program with a socket at descriptor 3. One request makes a pair of children, the
trainee's interpreter and the judge's, joined by a line of their own; the judge is handed the
descriptor that came with the request, on which it receives the submission and answers.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

from coursekit.grading import wire
from coursekit.grading.master import Limits

__all__ = ["BASE_ENVIRONMENT", "WARM_CELLS", "main"]

BASE_ENVIRONMENT = {
    "HOME": "/lab",
    "IPYTHONDIR": "/tmp",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": "/tmp",
    "NBGRADER_EXECUTION": "autograde",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
# Run once before the first fork; `panas_` names are forgotten afterwards.
WARM_CELLS = {
    "": ("panas_x = 1\npanas_x", "raise ValueError('panas')"),
    "pandas": ("import pandas as panas_pd\npanas_pd.DataFrame({'a': [1.5]})",),
    "matplotlib.pyplot": (
        "import matplotlib.pyplot as panas_plt\n"
        "panas_f, panas_a = panas_plt.subplots()\npanas_a.bar(['a', 'b'], [1, 2])",
        "panas_plt.close('all')",
    ),
}
_CHANNEL = 3
_HIGHEST = 1024


def _prepare(settings: dict) -> Any:
    """Load everything that children would otherwise load, and warm it up."""
    os.environ |= BASE_ENVIRONMENT | {
        "HOME": settings["cache"],
        "IPYTHONDIR": settings["cache"],
        "MPLCONFIGDIR": settings["cache"],
    }
    loaded = []
    for name in settings["warm"]:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
            loaded.append(name)
    from coursekit.grading import desk, sandbox, shell, student

    prepared = shell.make_shell()
    cells = [cell for name in ("", *loaded) for cell in WARM_CELLS.get(name, ())]
    shell.warm_up(prepared, (*cells, *settings["cells"]))
    _ = desk, sandbox, student  # loaded here, since children may not find the files
    gc.collect()
    gc.freeze()
    return prepared


def main() -> None:
    """Serve until the leader is gone."""
    channel = socket.socket(fileno=_CHANNEL)
    settings = json.loads(channel.recv(1 << 20))
    shell = _prepare(settings)
    channel.send(b'{"ready": true}')
    while True:
        body, descriptors, _, _ = socket.recv_fds(channel, 1 << 16, 1)
        if not body:
            return
        request = json.loads(body)
        if "reap" in request:
            channel.send(json.dumps([_reap(pid) for pid in request["reap"]]).encode())
            continue
        try:
            reply = _make_pair(channel, settings, request, descriptors[0], shell)
        except OSError as error:
            reply = {"refused": str(error)}
        for descriptor in descriptors:
            os.close(descriptor)
        channel.send(json.dumps(reply).encode())


def _reap(pid: int) -> dict:
    """End a child and say what it used: seconds of processor, kilobytes, its last signal."""
    with contextlib.suppress(ProcessLookupError):
        status, use = 0, None
        found, status, use = os.wait4(pid, os.WNOHANG)
        if not found:
            os.kill(pid, signal.SIGKILL)
            _, _, use = os.wait4(pid, 0)
            status = 0
        killed = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        return {"cpu": use.ru_utime + use.ru_stime, "memory": use.ru_maxrss, "signal": killed}
    return {"cpu": 0.0, "memory": 0, "signal": 0}


def _make_pair(
    channel: socket.socket, settings: dict, request: dict, control: int, shell: Any
) -> dict:
    student_end, judge_end = socket.socketpair()
    pids = []
    try:
        for role in ("student", "judge"):
            pid = _fork(settings)
            if pid == 0:
                ends = (student_end.fileno(), judge_end.fileno(), control)
                _child(role, settings, request, ends, shell)
            pids.append(pid)
    except OSError:
        for pid in pids:
            _reap(pid)
        raise
    finally:
        student_end.close()
        judge_end.close()
    return {"pids": pids}


def _fork(settings: dict) -> int:
    if settings["sandbox"]:
        from coursekit.grading import sandbox

        return sandbox.fork_into()
    return os.fork()


def _child(role: str, settings: dict, request: dict, ends: tuple, shell: Any) -> None:
    """Be one of the two interpreters; never returns."""
    line = None
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        line, control = _keep_only(role, ends)
        _shut_in(role, settings, request)
        _work(role, line, control, shell)
    except wire.GoneError:
        os._exit(0)
    except BaseException as error:
        with contextlib.suppress(Exception):
            wire.put(line, {"fatal": f"{type(error).__name__}: {error}"})
            if os.environ.get("COURSEKIT_TRACE"):
                traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(0)


def _keep_only(role: str, ends: tuple) -> tuple[socket.socket, socket.socket | None]:
    """Close every descriptor but the child's own lines."""
    student_end, judge_end, control = ends
    wanted = (student_end,) if role == "student" else (judge_end, control)
    high = [os.dup2(one, _HIGHEST + place) for place, one in enumerate(wanted)]
    null = os.open(os.devnull, os.O_RDWR)
    for target in (0, 1, 2) if not os.environ.get("COURSEKIT_TRACE") else (0, 1):
        os.dup2(null, target)
    os.closerange(3, _HIGHEST)
    low = [os.dup2(one, _CHANNEL + place) for place, one in enumerate(high)]
    os.closerange(_CHANNEL + len(low), _HIGHEST + 8)
    sockets = [socket.socket(fileno=one) for one in low]
    return (sockets[0], None) if role == "student" else (sockets[0], sockets[1])


def _shut_in(role: str, settings: dict, request: dict) -> None:
    limits = Limits(**request["limits"])
    environment = BASE_ENVIRONMENT | settings["environment"]
    environment |= {"PATH": f"{sys.prefix}/bin:/usr/bin:/bin"}
    from coursekit.grading import sandbox

    if settings["sandbox"]:
        owner = request["user"] + (role == "judge") if os.getuid() == 0 else os.getuid()
        root = f"{settings['folder']}/root"
        sandbox.enter(owner, root, settings["paths"], limits, environment)
        return
    home = tempfile.mkdtemp(prefix=f"{role}-", dir=settings["folder"])
    os.chdir(home)
    sandbox.set_environment(environment | {"HOME": home})
    # Without namespaces the number of processes would count those of everybody else.
    loose = Limits(**request["limits"] | {"processes": 4096})
    sandbox.limit(loose)


def _work(role: str, line: socket.socket, control: socket.socket | None, shell: Any) -> None:
    from coursekit.grading import student
    from coursekit.grading.desk import sit
    from coursekit.grading.shell import start

    start(shell)
    if role == "student":
        wire.put(line, {"ready": True})
        student.serve(line, shell)
    else:
        sit(control, line, shell)


if __name__ == "__main__":
    sys.path[:] = [path for path in sys.path if path != str(Path(__file__).parent)]
    main()
