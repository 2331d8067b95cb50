"""Services for staff: each in a sandbox under a uid of its own, with hands outside it.

Called by the hub as ``python -m coursekit.hub.services.staff NAME``. This process builds the
sandbox, opens its doors, carries the hub's connections in, and takes the orders of the web
application inside; it answers no request of the network itself. A new service is one entry of
`STAFF`.

Effects: processes, sockets and folders below the hub's state.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coursekit.hub.runtime import Runtime, current_runtime
from coursekit.hub.sandboxes import bubblewrap
from coursekit.hub.sandboxes.enclosure import (
    before_exec,
    enclose,
    give,
    open_door,
    open_way_in,
    reach,
    sealed,
)
from coursekit.hub.sandboxes.gradebook_door import database_door
from coursekit.hub.sandboxes.preflight import environment_paths
from coursekit.nbgrader_ops.operations import ready
from coursekit.nbgrader_ops.server_config import GRADEBOOK, ZONE
from coursekit.system import control_groups
from coursekit.system.processes import MARK, ask_sandbox
from coursekit.web.formgrader.orders import RUNNER, Verb
from coursekit.web.formgrader.runner import Runner

__all__ = [
    "KIT_FOLDER",
    "STAFF",
    "StaffService",
    "command_of",
    "staff_plan",
    "web_environment",
]

KIT_FOLDER = "COURSEKIT_KIT"  # environment variable: where the kit lies; none without sandboxes
_GRACE_SECONDS = 2
_ROLES = Path(__file__).parent / "roles"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StaffService:
    """What one service for staff is shown and may do; all else does not exist for it.

    Attributes
    ----------
    name : str
        Its account inside; folders of the hub's state bear this name.
    uid : int
        Its uid outside where the hub is root; below those of people, and never another's.
    port : str
        Which of the hub's ports it answers on; see `coursekit.hub.runtime`.
    module : str
        The web application, run with ``python -m``.
    read, write : tuple of str
        Folders of the checkout it sees.
    verbs : tuple of Verb
        What it may ask of the grading outside.
    hub_name : str
        Its name at the hub; empty means that of the course.
    """

    name: str
    uid: int
    port: str
    module: str
    read: tuple[str, ...]
    write: tuple[str, ...]
    verbs: tuple[Verb, ...]
    hub_name: str = ""
    memory_mb: int = 1024
    processes: int = 100


STAFF = {
    one.name: one
    for one in (
        StaffService(
            name="formgrader",
            uid=19001,
            port="formgrader",
            module="coursekit.web.formgrader.application",
            read=(
                *("solutions", "labs"),
                *("course/var/submitted", "course/var/autograded", "course/var/feedback"),
            ),
            write=("course/var/gradebook",),
            verbs=tuple(Verb),
        ),
    )
}


def command_of(service: StaffService) -> list[str]:
    """Return the command by which the hub starts a service."""
    return [sys.executable, "-m", "coursekit.hub.services.staff", service.name]


def web_environment(
    service: StaffService, runtime: Runtime, given: Mapping[str, str], sandboxed: bool
) -> dict[str, str]:
    """Return what the web application's environment says: what the hub gave, and where things lie.

    Parameters
    ----------
    given : mapping
        This process's own environment.
    """
    roles = bubblewrap.KIT / "coursekit" / "hub" / "roles" if sandboxed else _ROLES
    folder = _folder(runtime, service)
    home = f"/home/{service.name}" if sandboxed else str(folder / "home")
    kept = ("PATH", "LANG", "COURSEKIT_ROOT", "COURSEKIT_COURSE", ZONE, MARK)
    return {
        **{key: given[key] for key in kept if key in given},
        **{key: value for key, value in given.items() if key.startswith("JUPYTERHUB_")},
        "HOME": home,
        "JUPYTER_RUNTIME_DIR": f"{home}/runtime",
        "JUPYTER_CONFIG_PATH": str(roles / "grader"),
        "JUPYTER_PATH": str(roles / "grader" / "share"),
        RUNNER: "/run/doors/runner" if sandboxed else str(folder / "doors" / "runner"),
        **({"PYTHONPATH": str(bubblewrap.KIT)} if sandboxed else {}),
    }


def staff_plan(
    service: StaffService, runtime: Runtime, kit: Path | None, descriptors: list[int]
) -> bubblewrap.Plan:
    """Return the sandbox of a service; makes the folders it shows, and fills `descriptors`.

    Parameters
    ----------
    kit : Path or None
        The code it runs, where the hub shows it to people, too.
    """
    as_root = os.geteuid() == 0
    uid = service.uid if as_root else os.getuid()
    folder = _folder(runtime, service)
    shutil.rmtree(folder / "home", ignore_errors=True)  # nothing in it outlives a start
    (folder / "doors").mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    (folder / "doors").chmod(0o755)
    (folder / "home").mkdir(mode=0o700)
    read, written = (
        [runtime.layout.root / name for name in names] for names in (service.read, service.write)
    )
    for path in (*read, *written):
        path.mkdir(parents=True, exist_ok=True)
    for path in written:
        path.chmod(0o700)
    if as_root:
        for path in (folder / "home", *written):
            give(path, uid)
    return bubblewrap.Plan(
        name=service.name,
        uid=uid,
        home=folder / "home",
        shown=(*environment_paths(), *read),
        doors=folder / "doors",
        processes=service.processes,
        memory_mb=service.memory_mb,
        as_root=as_root,
        lent=((kit, bubblewrap.KIT),) if kit else (),
        written=tuple(written),
        **sealed(service.name, uid, descriptors),
    )


async def run(service: StaffService, runtime: Runtime, kit: Path | None) -> int:
    """Run a service until it ends or this process is asked to end; return its exit code.

    Parameters
    ----------
    kit : Path or None
        The code it runs; without one there is no sandbox: a demonstration.
    """
    sandboxed = kit is not None
    environment = web_environment(service, runtime, os.environ, sandboxed)
    # Our own children, the grading, are nobody at the hub.
    for name in [name for name in os.environ if name.startswith("JUPYTERHUB_")]:
        del os.environ[name]
    database = database_door(ready(runtime.layout).CourseDirectory.db_url)
    descriptors: list[int] = []
    plan = staff_plan(service, runtime, kit, descriptors)
    runner = Runner(runtime.layout, service.verbs, plan.uid if sandboxed else os.getuid())
    kept: list[Any] = [await runner.listen(plan.doors / "runner")]
    python = [sys.executable, "-s", "-P", "-m"]  # no module of the working folder
    command = [*python, service.module]
    more: dict[str, Any] = {}
    if sandboxed:
        environment[GRADEBOOK] = database.url
        if database.password:
            environment["PGPASSWORD"] = database.password
        hub, port = runtime.port_of("hub"), runtime.port_of(service.port)
        connect = {hub: lambda: reach(hub)}
        if database.port:
            connect[database.port] = database.connect
        for number, opener in connect.items():
            kept.append(await open_door(plan.doors / str(number), opener))
        arrivals, way = await open_way_in(_folder(runtime, service) / "way", "127.0.0.1", port)
        descriptors.append(arrivals)
        kept.append(way)
        doors = ",".join(f"{number}=/run/doors/{number}" for number in connect)
        inner = [*python, "coursekit.hub.sandboxes.sandbox_init", str(arrivals), str(port), doors]
        command = enclose(plan, [*inner, "--", *command], descriptors)
        where = (control_groups.identity(runtime.state), f"staff-{service.name}")
        group = control_groups.make(*where, service.memory_mb << 20, service.processes)
        more["preexec_fn"] = before_exec(group)
    else:
        environment[GRADEBOOK] = ready(runtime.layout).CourseDirectory.db_url
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            env=environment,
            pass_fds=descriptors,
            stdin=asyncio.subprocess.DEVNULL,
            start_new_session=True,
            **more,
        )
    finally:
        for descriptor in descriptors:
            os.close(descriptor)
    return await _wait(process, sandboxed)


async def _wait(process: asyncio.subprocess.Process, sandboxed: bool) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    ended, asked = asyncio.create_task(process.wait()), asyncio.create_task(stop.wait())
    await asyncio.wait({ended, asked}, return_when=asyncio.FIRST_COMPLETED)
    asked.cancel()
    if not ended.done():
        ask_sandbox(process.pid) if sandboxed else process.terminate()
        await asyncio.wait({ended}, timeout=_GRACE_SECONDS)
        if not ended.done():
            process.kill()
    return await ended


def _folder(runtime: Runtime, service: StaffService) -> Path:
    return runtime.state / "staff" / service.name


def main(name: str) -> int:
    """Run one service as the hub's environment says."""
    from coursekit.system.service_log import start_log

    start_log()
    # The hub's own: one made anew here would take the place of that which servers run.
    kit = os.environ.get(KIT_FOLDER)
    return asyncio.run(run(STAFF[name], current_runtime(), Path(kit) if kit else None))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
