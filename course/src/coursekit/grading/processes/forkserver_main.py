"""The fork server: has the libraries loaded and has never read an answer or a test.

Run as a program with a socket at descriptor 3. A request with a descriptor makes a child that
has that line alone: the interpreter of one trainee, or the assignment process of one assignment.
"""

from __future__ import annotations

import contextlib
import dataclasses
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

from coursekit.grading.processes.child_processes import TRACED, keep_only, reap
from coursekit.grading.sandbox import framing
from coursekit.grading.sandbox.limits import Limits

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
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_CACHE_DIR": "1",
    "PIP_RETRIES": "0",  # there is no network: say so at once
}
# Run once before the first fork; their names are forgotten afterwards.
WARM_CELLS = {
    "": ("panas_x = 1\npanas_x",),
    "pandas": ("import pandas as panas_pd\npanas_pd.DataFrame({'a': [1.5]})",),
    "matplotlib.pyplot": (
        "import matplotlib.pyplot as panas_plt\n"
        "panas_f, panas_a = panas_plt.subplots()\npanas_a.bar(['a', 'b'], [1, 2])",
        "panas_plt.close('all')",
    ),
}
# Last of all: a traceback looks up the files of all modules that are loaded by then.
_ERROR_CELL = "def panas_f(x): raise ValueError('panas')\npanas_f(1)"
_CHANNEL = 3


def _prepare(settings: dict[str, Any]) -> Any:
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
    # Loaded here, with the environment set, since children may not find the files.
    from coursekit.grading.judge import precompute, shell, student
    from coursekit.grading.processes import assignment_process, judge_process, stock_kernel
    from coursekit.grading.sandbox import namespaces

    _ = assignment_process, judge_process, stock_kernel, precompute, namespaces, student
    prepared = shell.make_shell()
    cells = [cell for name in ("", *loaded) for cell in WARM_CELLS.get(name, ())]
    shell.warm_up(prepared, (*cells, *settings["cells"], _ERROR_CELL))
    gc.collect()
    gc.freeze()
    return prepared


def main() -> None:
    """Serve until the leader is gone."""
    channel = socket.socket(fileno=_CHANNEL)
    settings = json.loads(channel.recv(1 << 20))
    shell = _prepare(settings)
    with contextlib.suppress(BrokenPipeError):  # the leader may be gone: then so is the request
        channel.send(b'{"ready": true}')
    while True:
        body, descriptors, _, _ = socket.recv_fds(channel, 1 << 16, 1)
        if not body:
            return
        request = json.loads(body)
        if "reap" in request:
            channel.send(json.dumps(reap(request["reap"])).encode())
            continue
        try:
            pid = _fork(settings)
            if pid == 0:
                _child(settings, request, descriptors[0], shell)
            reply: dict[str, Any] = {"pid": pid}
        except OSError as error:
            reply = {"refused": str(error)}
        for descriptor in descriptors:
            os.close(descriptor)
        channel.send(json.dumps(reply).encode())


def _fork(settings: dict[str, Any]) -> int:
    if settings["sandbox"]:
        from coursekit.grading.sandbox import namespaces

        return namespaces.fork_into()
    return os.fork()


def _child(settings: dict[str, Any], request: dict[str, Any], descriptor: int, shell: Any) -> None:
    """Be a trainee's interpreter or an assignment process; never returns."""
    from coursekit.grading.judge import shell as shells
    from coursekit.grading.judge import student
    from coursekit.grading.processes import assignment_process, stock_kernel

    line = None
    try:
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        (line,) = keep_only(descriptor)
        _shut_in(settings, request)
        if request["role"] == "assignment_process":
            assignment_process.serve(line, shell)
        elif request["role"] == "kernel":
            stock_kernel.serve(line)
        else:
            shells.start(shell)
            framing.put(line, {"ready": True})
            student.serve(line, shell)
    except framing.GoneError:
        os._exit(0)
    except BaseException as error:
        with contextlib.suppress(Exception):
            if line is not None:
                framing.put(line, {"fatal": f"{type(error).__name__}: {error}"})
            if os.environ.get(TRACED):
                traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(0)


def _shut_in(settings: dict[str, Any], request: dict[str, Any]) -> None:
    limits = Limits(**request["limits"])
    environment = BASE_ENVIRONMENT | settings["environment"]
    environment |= {"PATH": f"{sys.prefix}/bin:/usr/bin:/bin"}
    environment |= {TRACED: "1"} if os.environ.get(TRACED) else {}
    from coursekit.grading.sandbox import namespaces

    if settings["sandbox"]:
        owner = request["user"] if os.getuid() == 0 else os.getuid()
        root = f"{settings['folder']}/root"
        namespaces.enter(owner, root, settings["paths"], limits, environment)
        return
    home = tempfile.mkdtemp(prefix=request["role"], dir=settings["folder"])
    os.chdir(home)
    namespaces.set_environment(environment | {"HOME": home})
    # Without namespaces the number of processes would count those of everybody else.
    namespaces.limit(dataclasses.replace(limits, processes=4096))


if __name__ == "__main__":
    sys.path[:] = [path for path in sys.path if path != str(Path(__file__).parent)]
    main()
