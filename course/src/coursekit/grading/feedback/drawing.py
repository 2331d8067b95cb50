"""Pages of marked notebooks, drawn in a process of its own: whatever one holds, a page comes.

A trainee's text can be made to draw for ever, to fill the memory or to trip the renderer. What
cannot be drawn within the limits is shown as plain text, and where even that fails a page of one
sentence stands in; the caller learns of both.

Effects: a child process with limits of time and memory, which serves one page after the other.
"""

from __future__ import annotations

import contextlib
import html
import importlib
import json
import os
import resource
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from coursekit.core.errors import CourseError

__all__ = ["Drawer", "Drawn", "bare_page", "main"]

SECONDS = 30.0  # that a page may take; a usual one takes one
_MEMORY = 3 << 30  # bytes of address space; a usual page takes 0.3 GB
_LARGEST = 30 << 20  # bytes of one page
_GRACE = 10.0
_NO_PAGE = (
    "Halaman kiriman ini tidak dapat ditampilkan. Kiriman dan nilainya tetap tersimpan; "
    "pengajar akan memeriksanya."
)


@dataclass(frozen=True)
class Drawn:
    """A page (empty if there can be none), and what kept it from being drawn as usual."""

    page: str
    fault: str = ""


class Drawer(contextlib.AbstractContextManager["Drawer"]):
    """Draws pages; the child is started when it is first needed and again if it ended.

    Parameters
    ----------
    exporter : str
        ``module:class`` of a `coursekit.grading.feedback.marked.MarkedExporter`.
    config : mapping
        traitlets configuration as plain data.
    """

    def __init__(self, exporter: str, config: dict[str, Any]) -> None:
        seconds = SECONDS
        self.settings = {"exporter": exporter, "config": config, "seconds": seconds}
        self.seconds = seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._line: Connection[Any, Any] | None = None

    def draw(self, notebook: str, resources: dict[str, Any]) -> Drawn:
        """Return the page of a notebook's text; never raises because of what the text holds."""
        faults: list[str] = []
        with self._lock:
            for plain in (False, True):
                reply = self._ask({"notebook": notebook, "resources": resources, "plain": plain})
                if "page" in reply:
                    return Drawn(reply["page"], "; ".join(faults))
                faults.append(reply["fault"])
        return Drawn("", "; ".join(faults))

    def _ask(self, job: dict[str, Any]) -> dict[str, str]:
        """Return ``page`` or ``fault``."""
        line = self._ready()
        try:
            line.send_bytes(json.dumps(job).encode())
            if line.poll(self.seconds + _GRACE):
                reply: dict[str, str] = json.loads(line.recv_bytes())
                if reply.get("fault", "").startswith("MemoryError"):
                    self.close()
                return reply
        except (EOFError, OSError):
            pass  # it was ended for its time or its memory
        self.close()
        return {"fault": "too much time or memory"}

    def _ready(self) -> Connection[Any, Any]:
        if self._line is None:
            self._line, theirs = Pipe()
            command = [
                sys.executable,
                "-P",
                "-m",
                "coursekit.grading.feedback.drawing",
                str(theirs.fileno()),
            ]
            # Its memory is limited before anything is loaded, its words belong to nobody.
            self._child = subprocess.Popen(
                command,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            theirs.close()
            self._line.send_bytes(json.dumps(self.settings).encode())
            try:
                self._line.recv_bytes()  # loaded: its time counts from here
            except EOFError:
                self.close()
                raise CourseError("the process that draws pages does not start") from None
        return self._line

    def close(self) -> None:
        """End the child."""
        if self._line is not None:
            self._line.close()
        if self._child is not None:
            self._child.kill()
            self._child.wait()
        self._child = self._line = None

    def __exit__(self, *_: object) -> None:
        self.close()


def bare_page() -> str:
    """Return a page of one sentence."""
    return (
        '<!DOCTYPE html>\n<html lang="id"><head><meta charset="utf-8">'
        f"<title>Umpan balik</title></head>\n<body><p>{html.escape(_NO_PAGE)}</p></body></html>\n"
    )


def main(descriptor: int) -> None:
    """Serve the line at `descriptor` until its other end is closed."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Whoever started us may ignore or block the alarm, and children inherit that.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    line = Connection(descriptor)
    settings = json.loads(line.recv_bytes())
    exporters = _exporters(settings)
    line.send_bytes(b"{}")
    while True:
        try:
            job = json.loads(line.recv_bytes())
        except EOFError:
            return
        # The signal's own action ends the process, in the middle of whatever it does.
        signal.setitimer(signal.ITIMER_REAL, settings["seconds"])
        reply = json.dumps(_draw(exporters[job["plain"]], job)).encode()
        signal.setitimer(signal.ITIMER_REAL, 0)
        line.send_bytes(reply)


def _exporters(settings: dict[str, Any]) -> dict[bool, Any]:
    from traitlets.config import Config

    module, name = settings["exporter"].split(":")
    make = getattr(importlib.import_module(module), name)
    return {plain: make(config=Config(settings["config"]), plain=plain) for plain in (False, True)}


def _draw(exporter: Any, job: dict[str, Any]) -> dict[str, str]:
    import nbformat

    try:
        notebook = nbformat.reads(job["notebook"], as_version=4)
        page, _ = exporter.from_notebook_node(notebook, resources=job["resources"])
        # Halves of characters have no bytes.
        page = page.encode("utf-8", "replace").decode()
    except Exception as error:
        return {"fault": f"{type(error).__name__}: {str(error)[:200]}"}
    if len(page) > _LARGEST:
        return {"fault": f"a page of {len(page) >> 20} MB"}
    return {"page": page}


if __name__ == "__main__":
    main(int(sys.argv[1]))
    os._exit(0)
