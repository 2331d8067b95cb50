"""One IPython shell, prepared before the fork, that runs cells as a kernel would."""

from __future__ import annotations

import asyncio
import builtins
import contextlib
import getpass
import os
import signal
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

from ipykernel.compiler import XCachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from coursekit.grading.judge.capture import Capture, coded_bundle

__all__ = ["Alarm", "Ran", "ZMQInteractiveShell", "in_passing", "make_shell", "run_cell"]
__all__ += ["start", "warm_up"]

_REPEAT = 0.2  # seconds between two interrupts of a cell that swallows the first
_WARM_SECONDS = 30.0
TIMEOUT_ERROR = "CellTimeoutError"


class Ran(NamedTuple):
    """What one cell left behind."""

    outputs: list[dict[str, Any]]
    updates: list[tuple[Any, ...]]
    error: BaseException | None


class _Publisher(DisplayPublisher):
    shell: Any

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: Any = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        bundle, size = coded_bundle(data)
        capture, display_id = self.shell.capture, (transient or {}).get("display_id")
        if update:
            capture.update(display_id, bundle, metadata or {})
            return
        output = {"output_type": "display_data", "data": bundle, "metadata": metadata or {}}
        if display_id:
            output["transient"] = {"display_id": display_id}
        capture.add(output, size)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.capture.clear(wait)


class _Hook(DisplayHook):
    shell: Any

    def write_output_prompt(self) -> None:
        """Print nothing: the count stands in the output."""

    def write_format_data(
        self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None
    ) -> None:
        bundle, size = coded_bundle(format_dict)
        output = {"output_type": "execute_result", "data": bundle, "metadata": md_dict or {}}
        self.shell.capture.add(output | {"execution_count": self.prompt_count}, size)

    def finish_displayhook(self) -> None:
        """Flush nothing: no terminal is behind."""


class ZMQInteractiveShell(InteractiveShell):
    """The shell; named as the kernel's, because outputs show the name."""

    compiler_class = XCachingCompiler
    displayhook_class = _Hook
    display_pub_class = _Publisher
    capture: Capture
    loop: asyncio.AbstractEventLoop

    def enable_gui(self, gui: Any = None) -> None:
        """Ignore: there is no screen."""

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        output = {"output_type": "error", "ename": str(etype.__name__)}
        lines = [line[:20_000] for line in stb]
        self.capture.add(output | {"evalue": str(evalue)[:5_000], "traceback": lines}, 1)


def make_shell() -> ZMQInteractiveShell:
    """Return the one shell of this process, with plots shown inline if matplotlib is loaded."""
    config = Config()
    config.HistoryManager.hist_file = ":memory:"
    config.HistoryManager.enabled = False
    shell = ZMQInteractiveShell.instance(config=config)
    shell.capture = Capture()
    shell.set_hook("show_in_pager", lambda *_, **__: None, 0)
    if "matplotlib" in sys.modules:
        shell.enable_matplotlib("inline")
    if "pandas" in sys.modules:
        # What pandas chooses in a kernel; it was imported where there was none yet.
        sys.modules["pandas"].set_option("display.max_columns", 20)
    shell.capture.begin()
    return shell


def start(shell: ZMQInteractiveShell) -> None:
    """Make a forked child ready: streams, refused input, a fresh event loop."""
    builtins.input = _refuse("raw_input")
    getpass.getpass = _refuse("getpass")
    shell.capture.redirect()
    shell.loop = asyncio.new_event_loop()
    asyncio.set_event_loop(shell.loop)
    widgets = sys.modules.get("ipywidgets")
    if widgets:

        def hold(_widget: Any, *_: Any) -> None:
            shell.capture.held += 1

        def release(_widget: Any, *_: Any) -> None:
            shell.capture.held -= 1

        widgets.Output.__enter__, widgets.Output.__exit__ = hold, release


@contextlib.contextmanager
def in_passing(shell: ZMQInteractiveShell) -> Iterator[None]:
    """Run cells in a process that forks later; leave streams, names and event loop as before."""
    saved = os.dup(1), os.dup(2)
    streams = sys.stdout, sys.stderr
    start(shell)
    try:
        yield
    finally:
        # A loop shared by forked children would share one epoll descriptor: close it here.
        shell.loop.close()
        asyncio.set_event_loop(None)
        for target, copy in zip((1, 2), saved, strict=True):
            os.dup2(copy, target)
            os.close(copy)
        shell.reset(new_session=True)
        shell.execution_count = 1
        sys.stdout, sys.stderr = streams
        shell.capture.begin()


def warm_up(shell: ZMQInteractiveShell, cells: tuple[str, ...]) -> None:
    """Run `cells` once, so that no child pays for a first use; leave no trace of them."""
    with in_passing(shell):
        for cell in cells:
            run_cell(shell, cell, _WARM_SECONDS)


def _refuse(what: str) -> Any:
    message = f"{what} was called, but this frontend does not support input requests."

    def refuse(*_: Any, **__: Any) -> str:
        raise StdinNotImplementedError(message)

    return refuse


class Alarm(contextlib.AbstractContextManager["Alarm"]):
    """Interrupt the block after `limit` seconds, and again until it ends; 0 is no limit.

    Attributes
    ----------
    rang : bool
        Whether the time ran out.
    """

    def __init__(self, limit: float) -> None:
        self.limit, self.rang = limit, False

    def __enter__(self) -> Alarm:
        if self.limit:
            signal.signal(signal.SIGALRM, self._ring)
            signal.setitimer(signal.ITIMER_REAL, self.limit, _REPEAT)
        return self

    def _ring(self, *_: Any) -> None:
        self.rang = True
        raise KeyboardInterrupt("time is up")

    def __exit__(self, *_: Any) -> None:
        if self.limit:
            signal.setitimer(signal.ITIMER_REAL, 0)


def run_cell(
    shell: Any, source: str, limit: float = 0, count: int | None = None, quiet: bool = False
) -> Ran:
    """Run one cell.

    Parameters
    ----------
    limit : float
        Seconds until the cell is interrupted; 0 for no limit.
    count : int, optional
        The execution count it would have in a kernel.
    quiet : bool
        Draw and show nothing: nobody will look at the outputs.
    """
    capture = shell.capture
    capture.begin()
    if count:
        shell.execution_count = count
    clock, error = Alarm(limit), None
    try:
        with clock:
            error = _run(shell, source, quiet)
    except (KeyboardInterrupt, Exception) as fault:
        error = fault
        if not clock.rang:
            output = {"output_type": "error", "ename": type(fault).__name__, "traceback": []}
            capture.outputs.append(output | {"evalue": str(fault)[:5_000]})
    if clock.rang:
        _tell_timeout(capture, limit)
        error = error or TimeoutError()
    capture.drain()
    return Ran(capture.outputs, capture.updates, error)


def _run(shell: Any, source: str, quiet: bool) -> BaseException | None:
    try:
        transformed, fault = shell.transform_cell(source), None
    except Exception:
        transformed, fault = source, sys.exc_info()
    shell.ast_node_interactivity = "none" if quiet else "last_expr"
    result = shell.loop.run_until_complete(
        shell.run_cell_async(
            source,
            store_history=True,
            transformed_cell=transformed,
            preprocessing_exc_tuple=fault,
        )
    )
    if not quiet:
        shell.events.trigger("post_execute")  # shows the figures that are open
    elif "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    answer: BaseException | None = result.error_before_exec or result.error_in_exec
    return answer


def _tell_timeout(capture: Capture, limit: float) -> None:
    kept = [
        output
        for output in capture.outputs
        if output.get("ename") != "KeyboardInterrupt"
        and not (output.get("name") == "stderr" and "KeyboardInterrupt" in output["text"])
    ]
    text = f"Sel dihentikan setelah {limit:g} detik."
    line = f"\x1b[0;31m{TIMEOUT_ERROR}\x1b[0m: {text}"
    error = {"output_type": "error", "ename": TIMEOUT_ERROR, "evalue": text, "traceback": [line]}
    capture.outputs = [*kept, error]
