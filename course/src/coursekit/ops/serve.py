"""Start the training on this machine, say so in plain words, and leave nothing behind.

Effects: everything under course/var, and processes that end with this one.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import click
import psutil

from coursekit.core.errors import CourseError, UsageError
from coursekit.core.fingerprint import fingerprint, is_fresh
from coursekit.core.layout import CourseLayout
from coursekit.core.syllabus import load_syllabus
from coursekit.exchange.server.setup import check_labs
from coursekit.hub.accounts.accounts import Account, Accounts, new_password
from coursekit.hub.hosts import refuse_shared
from coursekit.hub.runtime import PORT_NAMES, UNSAFE, Runtime, current_settings, place_of
from coursekit.hub.sandboxes.kit import install_kit
from coursekit.hub.sandboxes.preflight import check_platform
from coursekit.hub.services.proxy import install_proxy
from coursekit.nbgrader_ops.due import adopt_dates
from coursekit.nbgrader_ops.operations import settle_gradebook
from coursekit.ops.freshness import refresh_book, refresh_labs
from coursekit.ops.logs import Recorder, tail
from coursekit.system import control_groups, processes
from coursekit.system.private import keep_private

__all__ = ["prepare_accounts", "release_changed", "serve"]

_UNSAFE = "DEMONSTRATION ONLY: all servers run under one account and can read one another."
_SHARED = "All stand on one address: a page of one person can act for whoever opens it."
_START_SECONDS = 120
_GRACE_SECONDS, _STOP_SECONDS = 2, 5
Say = Callable[[str], None]


def serve(layout: CourseLayout, port: int | None, say: Say) -> int:
    """Run the hub until Ctrl-C or SIGTERM.

    Parameters
    ----------
    layout : CourseLayout
        The checkout.
    port : int, optional
        Port for people; of the settings by default.
    say : callable
        Receives each line for the operator.

    Returns
    -------
    int
        Exit code: 0 after an orderly stop, 1 if the hub died by itself.

    Raises
    ------
    CourseError
        If the hub cannot be started; the message names the way out.
    """
    settings = current_settings(layout)
    check_labs(layout)
    runtime = place_of(layout, settings, port)
    if settings["servers"]["isolation"] == "sandbox":
        refuse_shared(runtime.hosts)
    runtime.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    keep_private(layout.var)
    mark = str(runtime.state)
    _refuse_second(runtime)
    _clear_leftovers(mark, say)
    _refuse_busy(runtime)
    if settings["servers"]["isolation"] == "sandbox":
        check_platform(runtime.state)
    control_groups.clear(control_groups.identity(runtime.state))
    control_groups.sweep()
    runtime.pid.write_text(str(os.getpid()))
    stopping = _listen()
    try:
        processes.adopt_orphans()
        refresh_labs(layout, say)
        refresh_book(layout, say)
        install_proxy(layout.hub / "proxy", runtime.proxy, say)
        settle_gradebook(layout)
        prepare_accounts(runtime)
        if settings["servers"]["isolation"] == "sandbox":
            install_kit(runtime.kits)
        say("Starting the hub ...")
        began = time.monotonic()
        recorder = Recorder(runtime.log)
        hub = _start_hub(runtime, mark, recorder)
        try:
            release_changed(runtime, say)
            adopt_dates(layout, say)
            health, name = f"{runtime.inner_url}/hub/health", runtime.hosts.netloc
            if not processes.wait_for_page(health, hub, _START_SECONDS, name):
                raise CourseError(
                    f"the hub did not start; its last words ({runtime.log}):\n{tail(runtime.log)}"
                )
            _greet(runtime, settings, time.monotonic() - began, say)
            while not stopping and hub.poll() is None:
                time.sleep(0.2)
            if not stopping:
                say(
                    f"The hub ended by itself; its last words ({runtime.log}):\n{tail(runtime.log)}"
                )
            return 0 if stopping else 1
        finally:
            _stop(hub, mark, say)
            recorder.close()
    finally:
        runtime.pid.unlink(missing_ok=True)


def prepare_accounts(runtime: Runtime) -> bool:
    """Make the demonstration accounts if there is no account yet; say whether."""
    accounts = Accounts(runtime.accounts)
    if accounts.all():
        return False
    from coursekit.nbgrader_ops.operations import enrol

    demo = load_syllabus(runtime.layout.syllabus).demo
    passwords = {account.name: new_password() for account in demo}
    runtime.demo_passwords.touch(mode=0o600)
    runtime.demo_passwords.write_text(
        "".join(f"{name}\t{password}\n" for name, password in passwords.items())
    )
    enrol(runtime.layout, {a.name: (a.full_name, "") for a in demo if a.role == "trainee"})
    # Last, for this is what tells the next start that nothing is left to do.
    for account in demo:
        accounts.add(
            Account(account.name, account.full_name, account.role), passwords[account.name]
        )
    return True


def release_changed(runtime: Runtime, say: Say) -> list[str]:
    """Release the labs of the syllabus that changed since they were released last."""
    layout = runtime.layout
    stamps = layout.var / "released"
    stamps.mkdir(parents=True, exist_ok=True)
    changed = []
    for unit in load_syllabus(layout.syllabus).labs:
        files = [
            folder / unit.id / f"{unit.id}.ipynb" for folder in (layout.solutions, layout.labs)
        ]
        if not all(file.is_file() for file in files):
            say(f"Lab {unit.id} is not generated yet; run `coursekit generate`.")
            continue
        digest = fingerprint(files)
        stamp = stamps / unit.id
        if not is_fresh(stamp, digest):
            changed.append((unit.id, stamp, digest))
    if changed:
        from coursekit.nbgrader_ops.operations import release

        say("Releasing labs: " + ", ".join(unit for unit, _, _ in changed) + " ...")
        for unit, stamp, digest in changed:
            release(layout, [unit])
            stamp.write_text(digest)
    return [unit for unit, _, _ in changed]


def _start_hub(runtime: Runtime, mark: str, recorder: Recorder) -> Any:
    folder = Path(sys.executable).parent
    command = [str(folder / "jupyterhub"), "-f", str(runtime.layout.hub / "jupyterhub_config.py")]
    environment = {
        **{key: os.environ[key] for key in ("HOME", "LANG", "TZ", "TMPDIR") if key in os.environ},
        "PATH": os.pathsep.join([str(folder), os.environ.get("PATH", os.defpath)]),
        "COURSEKIT_ROOT": str(runtime.layout.root),
        "COURSEKIT_PORT": str(runtime.port),
        UNSAFE: os.environ.get(UNSAFE, ""),
        processes.MARK: mark,
    }
    return processes.start(command, environment, recorder.sink)


def _greet(runtime: Runtime, settings: Any, seconds: float, say: Say) -> None:
    say(f"The training is ready after {seconds:.0f} s: {runtime.url}")
    say(f"  the book: {runtime.hosts.service('buku')}/")
    shown = runtime.state / "passwords-shown"
    if runtime.demo_passwords.is_file() and not shown.exists():
        shown.touch()
        say("Accounts (shown this once; kept in the file below, for you alone):")
        for line in runtime.demo_passwords.read_text().splitlines():
            say("  " + line.replace("\t", "  "))
    if runtime.demo_passwords.is_file():
        say(f"  passwords: {runtime.demo_passwords}")
    if settings["servers"]["isolation"] == "none":
        say(click.style(_UNSAFE, fg="red", bold=True))
        if runtime.hosts.shared:
            say(click.style(_SHARED, fg="red", bold=True))
    say("Ctrl-C stops everything.")


def _stop(hub: Any, mark: str, say: Say) -> None:
    say("Stopping ...")
    began = time.monotonic()
    relatives = processes.family(os.getpid())
    if hub.poll() is None:
        hub.send_signal(signal.SIGTERM)
        # The hub ends its services first, one by one; people's servers need not wait for that.
        # They keep nothing in memory that is not on the disk, so a short grace is enough.
        processes.end_sandboxes(hub.pid, _GRACE_SECONDS)
        psutil.wait_procs([psutil.Process(hub.pid)], timeout=_STOP_SECONDS)
    survivors = [p for p in {*relatives, *processes.family(os.getpid())} if p.is_running()]
    left = processes.end({*survivors, *processes.leftovers(mark)}, 0.5)
    hub.wait()
    if left:
        say("Could not end: " + ", ".join(f"{p.pid}" for p in left))
    say(f"Stopped after {time.monotonic() - began:.1f} s.")


def _listen() -> list[int]:
    """Note SIGINT and SIGTERM in a list instead of dying of them."""
    got: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        got.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, note)
    return got


def _refuse_second(runtime: Runtime) -> None:
    """Refuse to run twice; a pid file that nobody stands behind is taken away."""
    if pid := processes.running(runtime.pid):
        raise UsageError(
            f"the training already runs (process {pid}); open {runtime.url}, or stop it with "
            f"Ctrl-C where it runs or with: kill {pid}"
        )
    runtime.pid.unlink(missing_ok=True)


def _clear_leftovers(mark: str, say: Say) -> None:
    old = processes.leftovers(mark)
    if old:
        say(f"Ending {len(old)} processes left by an earlier start ...")
        processes.end(old, 5)


def _refuse_busy(runtime: Runtime) -> None:
    ports = [runtime.port_of(name) for name in PORT_NAMES]
    busy = processes.busy_ports(ports)
    if busy:
        free = next(
            (
                p
                for p in range(runtime.port + 100, 65000, 100)
                if not processes.busy_ports(range(p, p + len(ports)))
            ),
            None,
        )
        raise UsageError(
            f"port {busy[0]} is in use by another program (ports {ports[0]} to {ports[-1]} are "
            f"needed); end that program or choose others: coursekit serve --port {free}"
        )
