"""A stock kernel inside the sandbox: all cells of a notebook, one after the other.

Runs as a child of the fork server. Answers and tests share an interpreter here, as in nbgrader,
so that its marks can be forged; the leader says so in the report.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import time
from pathlib import Path
from typing import Any

from coursekit.grading.assignment.intake import lay_out
from coursekit.grading.judge.cleaning import clean_outputs
from coursekit.grading.sandbox import framing

__all__ = ["serve"]

_START = 120  # seconds for a kernel on a busy machine


def serve(line: socket.socket) -> None:
    """Run the notebooks of one job and end.

    The job has ``files``, ``environment``, ``limit`` (seconds a cell) and ``notebooks``: name ->
    sources of its code cells. The answer has, for each notebook, a list of what each cell left,
    shorter if the kernel died, and ``late`` (places of cells that ran out of time).
    """
    job = framing.get(line)
    os.environ.update(job["environment"])
    os.environ |= {"JUPYTER_RUNTIME_DIR": "/tmp/jupyter", "JUPYTER_DATA_DIR": "/tmp/jupyter"}
    lay_out(job["files"])
    place = Path.cwd()
    found = {}
    for name, sources in job["notebooks"].items():
        os.chdir(place)
        found[name] = _run(sources, job["limit"])
    framing.put(line, {"notebooks": found})


def _run(sources: list[str], limit: float) -> dict[str, Any]:
    import nbformat
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import DeadKernelError

    late: list[int] = []
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in sources])
    # The sandbox has no network, not even of its own: files take the place of ports.
    manager = AsyncKernelManager(kernel_name="python3", transport="ipc")
    manager.ip = str(Path("/tmp" if os.access("/tmp", os.W_OK) else ".").resolve() / "kernel")
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=limit,
        startup_timeout=_START,
        interrupt_on_timeout=True,
        allow_errors=True,
        store_widget_state=False,
    )

    ended = []
    with contextlib.suppress(DeadKernelError, RuntimeError), client.setup_kernel():
        for place, cell in enumerate(notebook.cells):
            started = time.monotonic()
            client.execute_cell(cell, place)
            if time.monotonic() - started >= limit:
                late.append(place)
            plain = json.loads(json.dumps(cell.outputs))
            ended.append(clean_outputs(plain, place + 1))  # what is left can be sent
    return {"cells": ended, "late": late}
